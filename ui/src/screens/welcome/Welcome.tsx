import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { addDemo } from "../../api/actions";
import type { ProblemView } from "../../api/contract.gen";
import { refetchAll } from "../../api/queries";
import { Banner } from "../../components/Banner";
import { Icon } from "../../components/Icon";
import { useToasts } from "../../components/Toasts";
import styles from "./Welcome.module.css";

/** The first start: two doors, and what stays on this computer. */
export function Welcome({ notice }: { notice: ProblemView | null }): ReactNode {
  const navigate = useNavigate();
  const client = useQueryClient();
  const toasts = useToasts();
  const [busy, setBusy] = useState(false);
  const demo = () => {
    setBusy(true);
    addDemo().then(
      () => refetchAll(client),
      (cause) => {
        setBusy(false);
        toasts.fail(cause);
      },
    );
  };
  return (
    <div className={styles.page}>
      {notice && (
        <Banner
          tone="problem"
          icon="folder"
          fact={notice.happened}
          consequence={`${notice.kept} ${notice.todo}`}
        />
      )}
      <main className={styles.main}>
        <h1>No connection yet</h1>
        <p>
          Connect a tenant and Rollcall lists its clients, reads its log and says who signed in last, with the
          evidence. It only reads, unless you let it act.
        </p>
        <ul className={styles.doors}>
          <li>
            <button type="button" onClick={() => void navigate({ to: "/connect" })}>
              <span className={styles.glyph} aria-hidden="true">
                A
              </span>
              <span>
                <b>Connect an Auth0 tenant</b>
                <small>Its domain, and a client that may read</small>
              </span>
              <Icon name="right" />
            </button>
          </li>
          <li>
            <button type="button" disabled={busy} onClick={demo}>
              <span className={styles.glyph} aria-hidden="true">
                D
              </span>
              <span>
                <b>Look around with the demo tenant</b>
                <small>
                  {busy
                    ? "Starting the demo tenant"
                    : "Made-up clients, lived through 90 days; works offline"}
                </small>
              </span>
              <Icon name="right" />
            </button>
          </li>
        </ul>
        <div className={styles.coverage}>
          <div>
            <b>Log coverage</b>
            <span>0 of 90 days</span>
          </div>
          <div className={styles.hatch} role="img" aria-label="Log coverage: 0 of 90 days" />
          <p>Hatched means no log. It fills from the right with every sync.</p>
        </div>
        <p className={styles.kept}>
          Credentials are sealed in the vault; its key is in the system keychain. Everything else: SQLite
          files on this computer. Rollcall has no server.
        </p>
      </main>
    </div>
  );
}
