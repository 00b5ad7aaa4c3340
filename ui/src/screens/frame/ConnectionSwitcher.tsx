import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover, Separator } from "react-aria-components";
import type { ConnectionView } from "../../api/contract.gen";
import { Icon } from "../../components/Icon";
import { EnvironmentTag } from "../../components/Tag";
import { counted } from "../../words/number";
import styles from "./ConnectionSwitcher.module.css";
import { useFrame } from "./FrameContext";
import { isOffline } from "./syncState";

function environmentOf(connection: ConnectionView): "production" | "staging" | "development" | "demo" {
  return connection.is_demo ? "demo" : connection.environment;
}

/** `EU` out of `northmere-prod.eu.auth0.com`; nothing for hosts that do not name a region. */
function region(domain: string): string {
  const found = /^[^.]+\.([a-z]{2}(?:-\d+)?)\.auth0\.com$/.exec(domain);
  return found?.[1] ? ` · ${found[1].toUpperCase()}` : "";
}

export function ConnectionSwitcher(): ReactNode {
  const { frame, connections, scopeName } = useFrame();
  const navigate = useNavigate();
  const all = frame.connections;
  const only = connections.length === 1 ? connections[0] : undefined;
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
    <MenuTrigger>
      <Button className={styles.switcher ?? ""}>
        <span className={styles.glyph}>{only ? (only.is_demo ? "D" : "A") : connections.length}</span>
        <span className={styles.text}>
          <b>{scopeName}</b>
          <span>
            {only ? (
              <>
                <EnvironmentTag environment={environmentOf(only)} />
                {only.is_demo ? "made up" : `Auth0${region(only.domain)}`}
              </>
            ) : (
              counted(connections.length, "connection")
            )}
          </span>
        </span>
        <span className="visually-hidden">Choose a connection</span>
        <Icon name="updown" />
      </Button>
      <Popover className={styles.popover ?? ""} placement="bottom start" offset={4}>
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
              <EnvironmentTag environment={environmentOf(connection)} />
              {index < 9 && <kbd>{`Ctrl ${index + 1}`}</kbd>}
            </MenuItem>
          ))}
          <Separator className={styles.rule ?? ""} />
          <MenuItem id="add" className={styles.item ?? ""} textValue="Add connection">
            <Icon name="plus" />
            <span className={styles.name}>Add connection…</span>
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
