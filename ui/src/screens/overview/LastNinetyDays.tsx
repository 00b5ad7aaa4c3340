import { Link } from "@tanstack/react-router";
import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { CoverageView, OverviewResponse } from "../../api/contract.gen";
import { CoverageAxis, DayBars } from "../../components/DayBars";
import { Mark } from "../../components/Mark";
import { percent } from "../../words/number";
import { date, decimalDays, duration, moment, utc } from "../../words/time";
import type { CombinedCoverage } from "./coverage";
import styles from "./LastNinetyDays.module.css";

const REGISTRATIONS = [
  { name: "Self-registered", colour: "var(--act-3)" },
  { name: "By an admin", colour: "var(--line-3)" },
] as const;
const FAILURES = [{ name: "Failed", colour: "var(--notch)" }] as const;

/** Ninety UTC days on one axis: registrations, failures, and which of the days are held at all. */
export function LastNinetyDays({
  data,
  coverage,
  windowDays,
  now,
}: {
  data: OverviewResponse;
  coverage: CombinedCoverage | null;
  windowDays: number;
  now: number;
}): ReactNode {
  const pane = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(398);
  useLayoutEffect(() => {
    const element = pane.current;
    if (!element) return undefined;
    const measure = () => setWidth(Math.max(240, element.clientWidth - 32));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const registrations = useMemo(
    () => new Map(data.registrations.map((day) => [day.day, [day.self_registered, day.by_admin]] as const)),
    [data.registrations],
  );
  const failures = useMemo(
    () => new Map(data.failures.map((day) => [day.day, [day.failures]] as const)),
    [data.failures],
  );
  if (!coverage) return <aside ref={pane} className={styles.pane} aria-label="Last 90 days" />;
  const axis = { firstDay: coverage.firstDay, today: coverage.today, coverage: coverage.days, width };
  const failing = data.most_failing;
  return (
    <aside ref={pane} className={styles.pane} aria-label="Last 90 days">
      <div className={styles.head}>
        <h2>Last 90 days</h2>
        <span>
          <Mark name="unknown" /> No log for these days
        </span>
      </div>
      <DayBars
        title="Registrations a day"
        series={REGISTRATIONS}
        values={registrations}
        height={124}
        {...axis}
      />
      <DayBars
        title="Failed token requests a day"
        series={FAILURES}
        values={failures}
        height={104}
        remark={failing ? `${percent(failing.share)} from ${failing.name}` : null}
        {...axis}
      />
      <div className={styles.coverage}>
        <div className={styles.title}>
          <h3>Log coverage</h3>
          <span>{data.days_with_log} of 90 UTC days</span>
        </div>
        <CoverageAxis {...axis} />
      </div>
      <ul className={styles.facts}>
        {data.coverage.map((view) => (
          <li key={view.connection_id}>
            <ConnectionCoverage
              view={view}
              windowDays={windowDays}
              now={now}
              named={data.coverage.length > 1}
            />
          </li>
        ))}
      </ul>
    </aside>
  );
}

function ConnectionCoverage({
  view,
  windowDays,
  now,
  named,
}: {
  view: CoverageView;
  windowDays: number;
  now: number;
  named: boolean;
}): ReactNode {
  const whole = view.watched >= 1;
  const lost = view.lost_unless_synced_by_at;
  const newest = view.holes[0] ?? view.before;
  return (
    <>
      <p>
        {named && <b>{view.connection_name}: </b>}
        {view.keeps_days !== null &&
          `${named ? "the" : "The"} tenant keeps ${view.keeps_days} ${view.keeps_days === 1 ? "day" : "days"} of log. `}
        {view.horizon_at === null ? (
          "No log was read, so no verdict can be proven."
        ) : whole ? (
          <>
            The window has no hole, so <b>{windowDays}-day verdicts are provable</b>.
          </>
        ) : (
          <>
            {percent(view.watched)} of the last {windowDays} days are held
            {view.longest_hole_ms > 0 && `, longest hole ${duration(view.longest_hole_ms)}`}
            {newest && ` (newest: ${decimalDays(newest.to_at - newest.from_at)} d, ${newest.reason})`}.{" "}
            {view.provable_at !== null && (
              <>
                <b title={utc(view.provable_at)}>
                  {windowDays}-day verdicts become provable on {date(view.provable_at, now)}
                </b>{" "}
                if watching goes on.
              </>
            )}
          </>
        )}
      </p>
      {lost !== null && (
        <p className={styles.countdown} data-soon={lost - now < 86_400_000 || undefined}>
          <Mark name={lost - now < 86_400_000 ? "high" : "medium"} />
          <span>
            Sync before <b title={utc(lost)}>{moment(lost, now)}</b> or days are lost
            {lost > now ? `: ${duration(lost - now)} left.` : ": that moment has passed."}
          </span>
        </p>
      )}
      {view.stale && view.horizon_at !== null && (
        <p className={styles.countdown}>
          <Mark name="unknown" />
          <span>
            The log is read to {moment(view.horizon_at, now)}; verdicts are worded as of then.{" "}
            <Link to="/settings" search={{ connection: view.connection_id }}>
              Connection
            </Link>
          </span>
        </p>
      )}
    </>
  );
}
