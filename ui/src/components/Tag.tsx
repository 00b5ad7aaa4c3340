import type { ReactNode } from "react";
import type { ConnectionView } from "../api/contract.gen";
import { Mark, type MarkName } from "./Mark";
import styles from "./Tag.module.css";

type Tone = "neutral" | "proven" | "high" | "critical" | "unknown";

export function Tag({
  tone = "neutral",
  mark,
  title,
  children,
}: {
  tone?: Tone;
  mark?: MarkName;
  title?: string;
  children: ReactNode;
}): ReactNode {
  return (
    <span className={styles.tag} data-tone={tone} title={title}>
      {mark && <Mark name={mark} size={10} />}
      {children}
    </span>
  );
}

/** The weight of the outline says how careful to be, not the hue. */
export function EnvironmentTag({
  connection,
}: {
  connection: Pick<ConnectionView, "is_demo" | "environment">;
}): ReactNode {
  const words = { production: "PROD", staging: "STAGE", development: "DEV", demo: "DEMO" } as const;
  const environment = connection.is_demo ? "demo" : connection.environment;
  return (
    <span className={styles.environment} data-environment={environment}>
      {words[environment]}
    </span>
  );
}
