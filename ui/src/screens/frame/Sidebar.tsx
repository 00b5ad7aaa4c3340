import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Icon, type IconName } from "../../components/Icon";
import { Key } from "../../components/Keys";
import { totalText } from "../../words/total";
import { ConnectionSwitcher } from "./ConnectionSwitcher";
import { useFrame } from "./FrameContext";
import styles from "./Sidebar.module.css";
import { SyncFooter } from "./SyncFooter";

function NavLink(props: {
  to: "/overview" | "/clients" | "/inactive" | "/redirects";
  icon: IconName;
  label: string;
  total?: string | undefined;
}): ReactNode {
  return (
    <li>
      <Link to={props.to} className={styles.link ?? ""} title={props.label}>
        <Icon name={props.icon} />
        <span>{props.label}</span>
        {props.total !== undefined && (
          <span className={styles.total} data-figure>
            {props.total}
          </span>
        )}
      </Link>
    </li>
  );
}

export function Sidebar(): ReactNode {
  const { frame } = useFrame();
  return (
    <nav className={styles.side} aria-label="Main">
      <ConnectionSwitcher />
      <ul className={styles.nav}>
        <NavLink to="/overview" icon="overview" label="Overview" />
        <NavLink to="/clients" icon="clients" label="Clients" total={totalText(frame.clients)} />
        <NavLink to="/inactive" icon="inactive" label="Inactive" total={totalText(frame.inactive)} />
        <NavLink
          to="/redirects"
          icon="redirect"
          label="Redirect changes"
          total={totalText(frame.open_changes)}
        />
      </ul>
      <div className={styles.foot}>
        <SyncFooter />
        <Link to="/settings" className={styles.settings ?? ""} title="Settings">
          <Icon name="settings" />
          <span>Settings</span>
          <Key>Ctrl ,</Key>
        </Link>
      </div>
    </nav>
  );
}
