import type { ReactNode } from "react";
import { Mark } from "../../components/Mark";
import styles from "./ConnectScreen.module.css";

/** What the demo is, before it is opened. */
export function DemoDoor(): ReactNode {
  return (
    <div className={styles.demo}>
      <h2>Demo tenants</h2>
      <p>
        Two pretend Auth0 tenants inside this window: a hospital group with healthcare, finance and agent
        clients, and a laboratory that keeps one day of log. Rollcall reads them over real HTTP on this
        computer, plays through some 90 days, and they go on living while the window is open. They show all
        five verdicts.
      </p>
      <ul>
        <li>
          <Mark name="proven" /> They work offline and need no account and no keychain.
        </li>
        <li>
          <Mark name="proven" /> They have days without log, so you see what cannot be proven.
        </li>
        <li>
          <Mark name="proven" /> In Settings each can be disconnected, to try Rollcall without a network.
        </li>
      </ul>
    </div>
  );
}
