import type { ReactNode } from "react";
import type { CoverageView } from "../../api/contract.gen";
import { CoverageStrip, MonthAxis } from "../../components/CoverageStrip";
import { Mark } from "../../components/Mark";
import { monthTicks } from "../../components/strip";
import { DAY_MS, date, decimalDays, duration, moment, utc } from "../../words/time";
import styles from "./CoverageByConnection.module.css";

const PITCH = 4;

/** What of the window was watched, connection by connection. */
export function CoverageByConnection({
  coverage,
  days,
  now,
}: {
  coverage: readonly CoverageView[];
  days: number;
  now: number;
}): ReactNode {
  const first = coverage[0];
  if (!first) return null;
  const firstDay = first.first_day;
  const today = firstDay + first.days.length - 1;
  const windowWidth = Math.min(90, days) * PITCH;
  return (
    <div className={styles.box}>
      <div className={styles.head}>
        <h2>
          Log coverage by connection <small>UTC days</small>
        </h2>
        <span className={styles.bracketBox}>
          <span className={styles.bracket} style={{ width: windowWidth }}>
            {days}-day window
          </span>
        </span>
        <span />
      </div>
      <ul>
        {coverage.map((view) => {
          const whole = view.watched >= 1;
          const newest = view.holes[0] ?? view.before;
          return (
            <li key={view.connection_id} className={styles.line}>
              <b title={view.connection_name}>{view.connection_name}</b>
              <span className={styles.keeps}>
                {view.keeps_days === null
                  ? "log not measured"
                  : `keeps ${view.keeps_days} ${view.keeps_days === 1 ? "day" : "days"}`}
              </span>
              <CoverageStrip
                firstDay={view.first_day}
                today={today}
                coverage={view.days}
                pitch={PITCH}
                label={`Log of ${view.connection_name}`}
              />
              <span
                className={styles.watched}
                data-whole={whole || undefined}
                title={
                  whole
                    ? "Every moment of the window is in the log"
                    : `Longest hole ${duration(view.longest_hole_ms)}${newest ? `; newest hole: ${newest.reason}` : ""}${
                        view.provable_at === null
                          ? ""
                          : `; provable on ${utc(view.provable_at)} if watching goes on`
                      }`
                }
              >
                <Mark name={whole ? "proven" : "unknown"} />
                {whole
                  ? `${days} of ${days} days`
                  : `${decimalDays(view.watched * days * DAY_MS)} of ${days} days`}
              </span>
              <Provable view={view} now={now} />
            </li>
          );
        })}
      </ul>
      <div className={styles.axis}>
        <MonthAxis firstDay={firstDay} today={today} pitch={PITCH} months={monthTicks(firstDay, today)} />
        <span>today</span>
      </div>
    </div>
  );
}

function Provable({ view, now }: { view: CoverageView; now: number }): ReactNode {
  const lost = view.lost_unless_synced_by_at;
  if (view.watched < 1 && view.provable_at !== null) {
    return (
      <small className={styles.small} title={utc(view.provable_at)}>
        provable from {date(view.provable_at, now)}
        {lost !== null && <>, if synced before {moment(lost, now)}</>}
      </small>
    );
  }
  return null;
}
