import type { ReactNode } from "react";
import { Radio, RadioGroup } from "react-aria-components";
import type { ConnectionView } from "../../api/contract.gen";
import { Icon } from "../../components/Icon";
import { EnvironmentTag } from "../../components/Tag";
import styles from "./ConnectScreen.module.css";

/** What can be connected. */
export type Kind = "auth0" | "demo";

/** The left column: the kind of connection, where things are kept, what is connected already. */
export function Side({
  kind,
  onKind,
  changing,
  connections,
  keychain,
  onBack,
}: {
  kind: Kind;
  onKind: (kind: Kind) => void;
  changing: boolean;
  connections: readonly ConnectionView[];
  keychain: boolean;
  onBack: () => void;
}): ReactNode {
  return (
    <nav className={styles.side} aria-label="Kind of connection">
      <header>
        <button type="button" className={styles.back} onClick={onBack}>
          <Icon name="left" /> Back
        </button>
        <h1>{changing ? "Change credential" : "Add connection"}</h1>
      </header>
      {!changing && (
        <RadioGroup
          className={styles.kinds ?? ""}
          aria-label="Kind of server"
          value={kind}
          onChange={(value) => onKind(value === "demo" ? "demo" : "auth0")}
        >
          <Radio value="auth0" className={styles.kind ?? ""}>
            <span className={styles.radio} />
            <span className={styles.glyph}>A</span>
            <span>
              <b>Auth0 tenant</b>
              <small>Clients, grants, log</small>
            </span>
          </Radio>
          <Radio value="demo" className={styles.kind ?? ""}>
            <span className={styles.radio} />
            <span className={styles.glyph}>D</span>
            <span>
              <b>Demo tenant</b>
              <small>Made-up clients, works offline</small>
            </span>
          </Radio>
        </RadioGroup>
      )}
      <div className={styles.kept}>
        <h2>Where things are kept</h2>
        <p>
          {keychain
            ? "Credentials: sealed in the vault; its key is in the system keychain. "
            : "Credentials: in memory until Rollcall closes. "}
          Everything else: SQLite files on this computer. Rollcall has no server.
        </p>
        {connections.length > 0 && (
          <>
            <h2>Connected</h2>
            <ul>
              {connections.map((connection) => (
                <li key={connection.id}>
                  <span>{connection.name}</span>
                  <EnvironmentTag connection={connection} />
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </nav>
  );
}
