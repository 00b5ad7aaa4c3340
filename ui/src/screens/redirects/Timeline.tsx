import { Fragment, type ReactNode, useEffect, useRef } from "react";
import type { ChangeRow } from "../../api/contract.gen";
import { Findings } from "../../components/Findings";
import { Mark } from "../../components/Mark";
import { Tag } from "../../components/Tag";
import { Line } from "../../components/Uri";
import { clock, DAY_MS, date, utc } from "../../words/time";
import styles from "./Timeline.module.css";
import { Who } from "./Who";

interface Group {
  key: string;
  title: string;
  gap: boolean;
  rows: ChangeRow[];
}

/** Rows of one local day together, and rows that a look found after a stretch without log together. */
export function groups(rows: readonly ChangeRow[], now: number): Group[] {
  const result: Group[] = [];
  for (const row of rows) {
    const day = new Date(row.until_at).toDateString();
    const key = row.gap ? `gap ${row.gap.from_at} ${row.gap.to_at}` : day;
    const last = result.at(-1);
    if (last?.key === key) {
      last.rows.push(row);
      continue;
    }
    const title = row.gap
      ? `Found after the log gap, ${date(row.gap.from_at, now)} – ${date(row.gap.to_at, now)}`
      : day === new Date(now).toDateString()
        ? "Today"
        : day === new Date(now - DAY_MS).toDateString()
          ? "Yesterday"
          : date(row.until_at, now);
    result.push({ key, title, gap: row.gap !== null, rows: [row] });
  }
  return result;
}

interface Props {
  rows: readonly ChangeRow[];
  now: number;
  active: number | null;
  checked: ReadonlySet<number>;
  manyConnections: boolean;
  onOpen: (row: ChangeRow) => void;
  onCheck: (row: ChangeRow) => void;
  onAccept: (row: ChangeRow) => void;
  onRevert: (row: ChangeRow) => void;
}

export function Timeline(props: Props): ReactNode {
  return (
    <>
      {groups(props.rows, props.now).map((group) => (
        <Fragment key={`${group.key} ${group.rows[0]?.number}`}>
          <h2 className={styles.group} data-gap={group.gap || undefined}>
            {group.title}
          </h2>
          <ol>
            {group.rows.map((row) => (
              <Entry key={row.number} row={row} {...props} />
            ))}
          </ol>
        </Fragment>
      ))}
    </>
  );
}

function Entry({
  row,
  now,
  active,
  checked,
  manyConnections,
  ...act
}: Props & { row: ChangeRow }): ReactNode {
  const isActive = row.number === active;
  const name = row.client_name ?? row.client_id;
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isActive) item.current?.scrollIntoView?.({ block: "nearest" });
  }, [isActive]);
  return (
    <li
      ref={item}
      className={styles.entry}
      data-active={isActive || undefined}
      data-checked={checked.has(row.number) || undefined}
    >
      <div className={styles.gutter}>
        <time dateTime={new Date(row.until_at).toISOString()} title={utc(row.until_at)}>
          {row.is_moment ? clock(row.until_at) : date(row.until_at, now)}
        </time>
        {!row.review && (
          <input
            type="checkbox"
            aria-label={`Select the change of ${name}`}
            checked={checked.has(row.number)}
            onChange={() => act.onCheck(row)}
          />
        )}
      </div>
      <div className={styles.body}>
        <div className={styles.head}>
          <button
            type="button"
            className={styles.name}
            aria-current={isActive || undefined}
            onClick={() => act.onOpen(row)}
          >
            {name}
          </button>
          {row.client_name && <code title={row.client_id}>{shortId(row.client_id)}</code>}
          {manyConnections && <span className={styles.dim}>{row.connection_name}</span>}
          {row.what !== "Redirect URIs" && <Tag>{row.what}</Tag>}
          <span className={styles.space} />
          <span className={styles.review} data-open={row.review === null || undefined}>
            <Mark name={row.review ? "proven" : "todo"} />
            {row.review ? "Accepted" : "Not reviewed"}
          </span>
        </div>
        <div className={styles.meta}>
          <div className={styles.who}>
            <Who row={row} now={now} />
            {row.written_again_by && (
              <Tag title="A configuration kept elsewhere: it is written again at its next run">
                {row.written_again_by} will write it again
              </Tag>
            )}
          </div>
          {!row.review && (
            <button type="button" className={styles.act} onClick={() => act.onAccept(row)}>
              Accept…
            </button>
          )}
          {row.can_revert && (
            <button type="button" className={styles.act} onClick={() => act.onRevert(row)}>
              Revert…
            </button>
          )}
        </div>
        <ul className={styles.diff} aria-label="What changed">
          {row.lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one change never move
            <Line key={index} line={line} />
          ))}
          {row.more_lines > 0 && (
            <li className={styles.more}>{row.more_lines.toLocaleString("en-GB")} more lines</li>
          )}
        </ul>
        <Findings findings={row.risks} />
      </div>
    </li>
  );
}

export function shortId(id: string): string {
  return id.length > 12 ? `${id.slice(0, 7)}…${id.slice(-3)}` : id;
}
