import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Menu, MenuItem, Separator } from "react-aria-components";
import { Icon } from "../../components/Icon";
import { type MenuOpener, OpenMenu } from "../../components/OpenMenu";
import { EnvironmentTag } from "../../components/Tag";
import styles from "./ConnectionSwitcher.module.css";
import { useFrame } from "./FrameContext";
import { isOffline } from "./syncState";

/** All connections, those of production, each alone, and the way to a new one. */
export default function ConnectionMenu({ opener }: { opener: MenuOpener }): ReactNode {
  const { frame } = useFrame();
  const navigate = useNavigate();
  const all = frame.connections;
  const production = all.filter(({ environment, is_demo }) => environment === "production" && !is_demo);
  const choose = (key: string | number) => {
    if (key === "add") {
      void navigate({ to: "/connect" });
      return;
    }
    const selection = key === "all" || key === "production" ? key : [String(key)];
    void navigate({ to: ".", search: ({ open: _open, ...rest }) => ({ ...rest, in: selection }) });
  };
  return (
    <OpenMenu opener={opener} popover={styles.popover} offset={4}>
      <Menu className={styles.menu ?? ""} onAction={choose} aria-label="Connections">
        {all.length > 1 && (
          <MenuItem id="all" className={styles.item ?? ""} textValue="All connections">
            <span className={styles.glyph}>{all.length}</span>
            <span className={styles.name}>All connections</span>
          </MenuItem>
        )}
        {production.length > 1 && production.length < all.length && (
          <MenuItem id="production" className={styles.item ?? ""} textValue="All production">
            <span className={styles.glyph}>{production.length}</span>
            <span className={styles.name}>All production</span>
          </MenuItem>
        )}
        {all.length > 1 && <Separator className={styles.rule ?? ""} />}
        {all.map((connection, index) => (
          <MenuItem
            key={connection.id}
            id={connection.id}
            className={styles.item ?? ""}
            textValue={connection.name}
          >
            <span className={styles.glyph}>{connection.is_demo ? "D" : "A"}</span>
            <span className={styles.name}>
              {connection.name}
              <small>{isOffline(connection) ? "offline" : connection.domain}</small>
            </span>
            <EnvironmentTag connection={connection} />
            {index < 9 && <kbd>{`Ctrl ${index + 1}`}</kbd>}
          </MenuItem>
        ))}
        <Separator className={styles.rule ?? ""} />
        <MenuItem id="add" className={styles.item ?? ""} textValue="Add connection">
          <Icon name="plus" />
          <span className={styles.name}>Add connection…</span>
        </MenuItem>
      </Menu>
    </OpenMenu>
  );
}
