import type { ReactNode } from "react";
import styles from "./Banner.module.css";
import { Icon, type IconName } from "./Icon";

interface Props {
  /** `unknown` is hatched: offline and partial data. `problem` is an error that stopped something. */
  tone: "unknown" | "problem" | "neutral";
  icon: IconName;
  /** The fact, with its time. */
  fact: ReactNode;
  /** What follows from it. */
  consequence?: ReactNode;
  action?: ReactNode;
}

/** Pushes the content down; one at a time. */
export function Banner({ tone, icon, fact, consequence, action }: Props): ReactNode {
  return (
    <div className={styles.banner} data-tone={tone} role={tone === "problem" ? "alert" : "status"}>
      <Icon name={icon} />
      <p>
        <b>{fact}</b>
        {consequence && <> {consequence}</>}
      </p>
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}
