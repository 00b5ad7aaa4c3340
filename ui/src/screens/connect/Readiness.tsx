import { type ReactNode, useMemo } from "react";
import type {
  CheckConnectionResponse,
  ConnectionView,
  DayCover,
  FeatureRow,
  ReadinessState,
  SetupGuideResponse,
} from "../../api/contract.gen";
import { Button } from "../../components/Button";
import { CopyButton } from "../../components/CopyButton";
import { CoverageStrip } from "../../components/CoverageStrip";
import { Mark, type MarkName } from "../../components/Mark";
import { clockWithSeconds, date, dayOf, utc } from "../../words/time";
import styles from "./Readiness.module.css";

const MARKS: Record<ReadinessState, MarkName> = {
  ok: "proven",
  warning: "high",
  failed: "failed",
  unknown: "unknown",
};
const STATES: Record<ReadinessState, string> = {
  ok: "Proven",
  warning: "Worth a look",
  failed: "Failed",
  unknown: "Not known",
};

/** What the check found: one line each, then what the token may and may not. */
export function Readiness({
  checked,
  isChecking,
  onAgain,
  guide,
  permission,
}: {
  checked: CheckConnectionResponse;
  isChecking: boolean;
  onAgain: () => void;
  guide: SetupGuideResponse | undefined;
  permission: ConnectionView["permission"];
}): ReactNode {
  const looking = checked.features.filter((feature) => !feature.acts);
  const acting = checked.features.filter((feature) => feature.acts);
  const today = dayOf(checked.checked_at);
  const days = useMemo<DayCover[]>(
    () =>
      Array.from({ length: 90 }, (_, index) => (index >= 90 - (checked.log_days ?? 0) ? "whole" : "none")),
    [checked.log_days],
  );
  return (
    <div className={styles.box}>
      <div className={styles.head}>
        <h2>Readiness</h2>
        <span title={utc(checked.checked_at)}>checked {clockWithSeconds(checked.checked_at)}</span>
        <Button size="small" icon="sync" disabled={isChecking} onClick={onAgain}>
          {isChecking ? "Checking" : "Check again"}
        </Button>
      </div>
      <ul className={styles.lines}>
        {checked.readiness.map((line) => (
          <li key={line.title}>
            <Mark name={MARKS[line.state]} />
            <div>
              <b>
                <span className="visually-hidden">{STATES[line.state]}: </span>
                {line.title}
              </b>
              <p>{line.detail}</p>
            </div>
            <small>{line.source}</small>
          </li>
        ))}
      </ul>
      <div className={styles.scopesHead}>
        <h3>
          To look: {held(looking)} of {looking.length}
        </h3>
        {guide && <CopyButton text={guide.scopes.join(" ")}>Copy scope list</CopyButton>}
      </div>
      <Scopes features={looking} />
      <div className={styles.scopesHead}>
        <h3>
          To act: {held(acting)} of {acting.length}
          {permission === "read_only" && ", you chose read only"}
        </h3>
      </div>
      <Scopes features={acting} />
      <div className={styles.coverage}>
        <div>
          <h3>Log coverage after the first sync</h3>
          <span>
            {checked.log_days === null ? "the log may not be read" : `${checked.log_days} of 90 days`}
          </span>
        </div>
        <CoverageStrip
          firstDay={today - 89}
          today={today}
          coverage={days}
          stretch
          height={17}
          label="Log coverage after the first sync"
        />
        <p>
          {checked.provable_at === null
            ? "Without the log no verdict can be proven."
            : `Verdicts for 30 days become provable on ${date(checked.provable_at, checked.checked_at)}, if Rollcall syncs in time until then.`}
        </p>
      </div>
    </div>
  );
}

function held(features: readonly FeatureRow[]): number {
  return features.filter((feature) => feature.held).length;
}

function Scopes({ features }: { features: readonly FeatureRow[] }): ReactNode {
  return (
    <ul className={styles.scopes}>
      {features.map((feature) => (
        <li key={feature.scope} data-held={feature.held || undefined}>
          <Mark name={feature.held ? "proven" : "todo"} />
          <code>{feature.scope}</code>
          <span>{feature.sentence}</span>
        </li>
      ))}
    </ul>
  );
}
