import { type ReactNode, useEffect, useState } from "react";
import type { UnreadView } from "../api/contract.gen";
import type { Problem } from "../api/errors";
import styles from "./Blank.module.css";
import { Button } from "./Button";
import { CopyButton } from "./CopyButton";
import { Mark } from "./Mark";

/** Nothing is there, and we looked: calm, with what was looked at. */
export function EmptyByTruth({ title, children, action }: BlankProps): ReactNode {
  return (
    <div className={styles.blank} data-kind="truth">
      <h2>{title}</h2>
      <p>{children}</p>
      {action && <div className={styles.actions}>{action}</div>}
    </div>
  );
}

/** Nothing is shown because nothing is known: hatched, never calm. */
export function EmptyByIgnorance({ title, children, action }: BlankProps): ReactNode {
  return (
    <div className={styles.blank} data-kind="ignorance">
      <div className={styles.hatch} aria-hidden="true" />
      <h2>
        <Mark name="unknown" size={14} />
        {title}
      </h2>
      <p>{children}</p>
      {action && <div className={styles.actions}>{action}</div>}
    </div>
  );
}

interface BlankProps {
  title: string;
  children: ReactNode;
  action?: ReactNode;
}

/** A question that the core could not answer: what happened, what was kept, what to do. Inline, where it failed. */
export function Failure({ problem, onRetry }: { problem: Problem; onRetry?: () => void }): ReactNode {
  const { view } = problem;
  return (
    <div className={styles.failure} role="alert">
      <Mark name="failed" size={13} />
      <div>
        <h2>{view.happened}</h2>
        <p>{view.kept}</p>
        <p>{view.todo}</p>
        <div className={styles.actions}>
          {onRetry && (
            <Button size="small" icon="sync" onClick={onRetry}>
              Try again
            </Button>
          )}
          <CopyButton text={`${view.code}: ${view.happened} ${view.kept} ${view.todo}`}>
            Copy details
          </CopyButton>
        </div>
      </div>
    </div>
  );
}

/** What could not be read, above the thing that it belongs to. Never an empty list instead. */
export function Unread({ unread }: { unread: readonly UnreadView[] }): ReactNode {
  if (unread.length === 0) return null;
  return (
    <ul className={styles.unread} aria-label="Not read">
      {unread.map((part) => (
        <li key={`${part.connection_name} ${part.what}`}>
          <Mark name="unknown" />
          <p>
            <b>
              {part.connection_name}: {part.what} not read to the end.
            </b>{" "}
            {part.why} {part.todo}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** Rows of the right height and a count, after 400 ms; nothing before. */
export function Skeleton({ rows, label }: { rows: number; label: string }): ReactNode {
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), 400);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.skeleton} role="status" data-visible={visible}>
      <p>{label}</p>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={index} className={styles.bones} aria-hidden="true">
          <i />
          <i />
          <i />
        </div>
      ))}
    </div>
  );
}
