import type { ReactNode } from "react";
import type { FindingView, RiskView } from "../api/contract.gen";
import { RISK_WORDS } from "../words/risk";
import styles from "./Findings.module.css";
import { Mark, type MarkName } from "./Mark";
import { Visible } from "./Uri";

const RISK_MARKS: Record<RiskView, MarkName> = {
  critical: "critical",
  high: "high",
  medium: "medium",
  low: "low",
  info: "low",
};

export function RiskMark({ risk }: { risk: RiskView }): ReactNode {
  return (
    <span className={styles.mark} role="img" aria-label={RISK_WORDS[risk]}>
      <Mark name={RISK_MARKS[risk]} size={10} />
    </span>
  );
}

/** What rules say, the worst first; in full with the standard that each rests on. */
export function Findings({
  findings,
  full = false,
}: {
  findings: readonly FindingView[];
  full?: boolean;
}): ReactNode {
  if (findings.length === 0) return null;
  return (
    <ul className={styles.findings} data-full={full || undefined}>
      {findings.map((finding) => (
        <li key={finding.class}>
          <RiskMark risk={finding.risk} />
          <b>{finding.title}</b>
          <span title={finding.sentence}>
            <Visible text={finding.sentence} />
            {full && (
              <small>
                {RISK_WORDS[finding.risk]} · {finding.standard}
                {finding.data && ` · ${finding.data}`}
              </small>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
