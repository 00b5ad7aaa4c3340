import { lazy, type ReactNode } from "react";
import { Icon } from "../../components/Icon";
import { MenuButton } from "../../components/MenuButton";
import { EnvironmentTag } from "../../components/Tag";
import { counted } from "../../words/number";
import styles from "./ConnectionSwitcher.module.css";
import { useFrame } from "./FrameContext";

const ConnectionMenu = lazy(() => import("./ConnectionMenu"));

/** `EU` out of `northmere-prod.eu.auth0.com`; nothing for hosts that do not name a region. */
function region(domain: string): string {
  const found = /^[^.]+\.([a-z]{2}(?:-\d+)?)\.auth0\.com$/.exec(domain);
  return found?.[1] ? ` · ${found[1].toUpperCase()}` : "";
}

export function ConnectionSwitcher(): ReactNode {
  const { connections, scopeName } = useFrame();
  const only = connections.length === 1 ? connections[0] : undefined;
  return (
    <MenuButton className={styles.switcher} menu={(opener) => <ConnectionMenu opener={opener} />}>
      <span className={styles.glyph}>{only ? (only.is_demo ? "D" : "A") : connections.length}</span>
      <span className={styles.text}>
        <b>{scopeName}</b>
        <span>
          {only ? (
            <>
              <EnvironmentTag connection={only} />
              {only.is_demo ? "made up" : `Auth0${region(only.domain)}`}
            </>
          ) : (
            counted(connections.length, "connection")
          )}
        </span>
      </span>
      <span className="visually-hidden">Choose a connection</span>
      <Icon name="updown" />
    </MenuButton>
  );
}
