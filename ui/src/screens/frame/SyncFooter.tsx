import type { ReactNode } from "react";
import { Icon, type IconName } from "../../components/Icon";
import { Ago, When } from "../../components/When";
import { count } from "../../words/number";
import { clock, clockWithSeconds, duration, moment, utc } from "../../words/time";
import { useFrame } from "./FrameContext";
import styles from "./SyncFooter.module.css";
import { syncState } from "./syncState";

/** The line that is always there: what was synced, how far the log is read, what the server's limit has left. */
export function SyncFooter(): ReactNode {
  const { connections, now } = useFrame();
  const state = syncState(connections);
  const only = connections.length === 1 ? connections[0] : undefined;
  const readTo = connections
    .map(({ sync }) => sync.log_read_to_at)
    .reduce((least, at) => (at !== null && (least === null || at < least) ? at : least), null);
  const budget = only?.sync.budget ?? null;

  let icon: IconName = "sync";
  let head: ReactNode;
  let aside: ReactNode = null;
  let line: ReactNode =
    readTo === null ? (
      "No log read yet"
    ) : (
      <span title={utc(readTo)}>
        Log read to {now - readTo < 86_400_000 ? clockWithSeconds(readTo) : moment(readTo, now)}
      </span>
    );
  switch (state.kind) {
    case "running": {
      const { progress } = state;
      head = state.first ? "First sync" : "Syncing";
      aside = progress.total ? `${Math.floor((100 * progress.done) / progress.total)} %` : null;
      line = (
        <span className={styles.stage}>
          <span>{progress.stage}</span>
          <span>
            {count(progress.done)}
            {progress.total === null ? "" : ` of ${count(progress.total)}`} {progress.unit}
          </span>
        </span>
      );
      break;
    }
    case "offline":
      icon = "offline";
      head = "Offline";
      aside = state.since === null ? null : <>since {clock(state.since)}</>;
      line =
        state.dataAt === null ? (
          "Nothing was read before"
        ) : (
          <>Showing data as of {moment(state.dataAt, now)}</>
        );
      break;
    case "stopped":
      icon = "x";
      head = "Sync stopped";
      aside = state.problem.at === null ? null : <When at={state.problem.at} now={now} />;
      line = <span title={state.problem.happened}>{state.problem.happened}</span>;
      break;
    case "cut_short":
      icon = "pause";
      head = "Sync cut short";
      aside = state.problem.at === null ? null : <When at={state.problem.at} now={now} />;
      line = <span title={state.problem.happened}>{state.problem.happened}</span>;
      break;
    case "credential":
      icon = "lock";
      head = "Sync paused";
      aside = "no credential";
      break;
    case "paused":
      icon = "pause";
      head = "Paused";
      aside = state.dataAt === null ? null : <Ago at={state.dataAt} now={now} />;
      break;
    case "never":
      head = "Not synced yet";
      break;
    default:
      head = (
        <>
          Synced <When at={state.at} now={now} />
        </>
      );
      aside = <Ago at={state.at} now={now} />;
  }
  const left = state.kind === "running" ? state.progress.floor_left_ms : null;
  return (
    <div className={styles.footer} data-state={state.kind} role="status" aria-label="Sync">
      <div className={styles.head}>
        <Icon name={icon} />
        <b>{head}</b>
        {aside && <span className={styles.aside}>{aside}</span>}
      </div>
      <div className={styles.line}>{line}</div>
      {left !== null && left > 0 && <div className={styles.line}>about {duration(left)} left</div>}
      {state.kind === "running" && state.progress.total !== null && (
        <progress
          className={styles.bar}
          aria-label={state.progress.stage}
          value={state.progress.done}
          max={Math.max(1, state.progress.total)}
        />
      )}
      {budget && (
        <>
          <meter
            className={styles.bar}
            aria-label="API budget"
            value={budget.remaining}
            max={Math.max(1, budget.limit)}
          />
          <div className={styles.line}>
            API budget
            <span>
              {count(budget.remaining)} of {count(budget.limit)} calls left
            </span>
          </div>
        </>
      )}
    </div>
  );
}
