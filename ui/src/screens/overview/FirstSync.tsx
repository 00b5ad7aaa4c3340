import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { cancelSync } from "../../api/actions";
import type { ProgressView } from "../../api/contract.gen";
import { Button } from "../../components/Button";
import { CoverageStrip } from "../../components/CoverageStrip";
import { Mark } from "../../components/Mark";
import { useToasts } from "../../components/Toasts";
import { count } from "../../words/number";
import { duration } from "../../words/time";
import { useFrame } from "../frame/FrameContext";
import type { CombinedCoverage } from "./coverage";
import styles from "./FirstSync.module.css";

/** The first reading of a tenant: what is being counted, and the least time that its rate limit allows. */
export function FirstSync({
  name,
  progress,
  coverage,
}: {
  name: string;
  progress: ProgressView;
  coverage: CombinedCoverage | null;
}): ReactNode {
  const { connections } = useFrame();
  const navigate = useNavigate();
  const toasts = useToasts();
  const running = connections.find((connection) => connection.name === name);
  return (
    <div className={styles.box}>
      <h2>First sync of {name}</h2>
      <p>
        {progress.floor_left_ms !== null && progress.floor_left_ms > 0 ? (
          <>
            <b>About {duration(progress.floor_left_ms)} left</b>, at the rate that the tenant allows.
          </>
        ) : (
          <b>{progress.stage}.</b>
        )}{" "}
        Lists fill while it reads; Inactive waits for the log.
      </p>
      <div className={styles.stage} role="status">
        <Mark name="running" />
        <span>{progress.stage}</span>
        <progress
          aria-label={progress.stage}
          {...(progress.total === null
            ? { value: 0, max: 1 }
            : { value: progress.done, max: Math.max(1, progress.total) })}
        />
        <span>
          {count(progress.done)}
          {progress.total !== null && ` of ${count(progress.total)}`} {progress.unit}
        </span>
      </div>
      {coverage && (
        <CoverageStrip
          firstDay={coverage.firstDay}
          today={coverage.today}
          coverage={coverage.days}
          stretch
          height={17}
          label="Log coverage"
        />
      )}
      <div className={styles.actions}>
        <Button look="primary" onClick={() => void navigate({ to: "/clients" })}>
          Open Clients
        </Button>
        <Button
          icon="pause"
          disabled={progress.stopping}
          onClick={() => {
            if (running) cancelSync(running.id).catch(toasts.fail);
          }}
        >
          {progress.stopping ? "Stopping" : "Stop for now"}
        </Button>
        <span>What was read stays; the next sync goes on from there.</span>
      </div>
    </div>
  );
}
