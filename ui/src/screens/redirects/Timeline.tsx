import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import type { ChangeRow, LineBeforeView, ListChangesResponse } from "../../api/contract.gen";
import { Findings } from "../../components/Findings";
import { Icon } from "../../components/Icon";
import { Mark } from "../../components/Mark";
import { Tag } from "../../components/Tag";
import { Line, Visible } from "../../components/Uri";
import { useLineList } from "../../components/useLineList";
import { useKeys } from "../../useKeys";
import { counted } from "../../words/number";
import { clock, DAY_MS, date, moment, utc } from "../../words/time";
import styles from "./Timeline.module.css";
import { type TimelineQuestion, usePagedLines } from "./usePagedLines";
import { Who } from "./Who";

/** About how high a line is: a head, two lines of a diff, one risk. */
const LINE = 128;

/** What a decision would be about: one change, or every registration of a flood. */
export interface Pick {
  numbers: readonly number[];
  name: string;
}

export function nameOf(row: ChangeRow): string {
  return row.flood?.name ?? row.client_name ?? row.client_id;
}

export function pickOf(row: ChangeRow): Pick {
  return { numbers: row.flood?.numbers ?? [row.number], name: nameOf(row) };
}

export function isOpen(row: ChangeRow): boolean {
  return row.review === null && row.reverted === null;
}

function standing(line: LineBeforeView, now: number): { key: string; title: string } {
  if (line.gap) {
    const title = `Found after the log gap, ${date(line.gap.from_at, now)} – ${date(line.gap.to_at, now)}`;
    return { key: `gap ${line.gap.from_at} ${line.gap.to_at}`, title };
  }
  const day = new Date(line.until_at).toDateString();
  if (day === new Date(now).toDateString()) return { key: day, title: "Today" };
  if (day === new Date(now - DAY_MS).toDateString()) return { key: day, title: "Yesterday" };
  return { key: day, title: date(line.until_at, now) };
}

/**
 * The heading above a line: rows of one local day stand together, and rows that a look found after a stretch without log.
 * `null`: it goes on as before.
 */
export function heading(line: LineBeforeView, before: LineBeforeView | null, now: number): string | null {
  const here = standing(line, now);
  return before && standing(before, now).key === here.key ? null : here.title;
}

interface Props {
  question: TimelineQuestion;
  answer: ListChangesResponse;
  now: number;
  /** The change in the inspector. */
  open: number | null;
  checked: ReadonlyMap<number, Pick>;
  manyConnections: boolean;
  onOpen: (number: number) => void;
  onCheck: (row: ChangeRow) => void;
  onAccept: (row: ChangeRow | null) => void;
  onRevert: (row: ChangeRow) => void;
  onFlood: (row: ChangeRow) => void;
}

/** Changes, newest first: the lines in view are drawn and read. */
export function Timeline(props: Props): ReactNode {
  const { question, answer, now, open, onOpen } = props;
  const [drawn, setDrawn] = useState<readonly number[]>([]);
  const lines = usePagedLines(question, answer, drawn);
  const keyOf = useCallback(
    (index: number) => {
      const row = lines.rowAt(index);
      return row ? `${row.number}${row.flood ? " flood" : ""}` : `line ${index}`;
    },
    [lines],
  );
  const list = useLineList({ count: answer.total, estimate: LINE, keyOf });
  const indexes = list.items.map(({ index }) => index);
  const text = indexes.join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same lines in another array are the same
  useEffect(() => setDrawn(indexes), [text]);

  // The keys stand on the change in the inspector, also when it came from outside or others came before it.
  const { activate } = list;
  const place = open === null ? null : lines.placeOf(open);
  const current = lines.rowAt(list.active);
  const isThere = current !== undefined && open !== null && pickOf(current).numbers.includes(open);
  useEffect(() => {
    if (place !== null && !isThere) activate(place);
  }, [place, isThere, activate]);

  // A line that is not read yet is opened as soon as it is.
  const follows = useRef(false);
  useEffect(() => {
    if (!follows.current || !current) return;
    follows.current = false;
    onOpen(current.number);
  }, [current, onOpen]);
  const go = (index: number) => {
    if (answer.total === 0) return;
    const to = Math.max(0, Math.min(answer.total - 1, index));
    const row = lines.rowAt(to);
    list.move(to);
    if (row) onOpen(row.number);
    else follows.current = true;
  };
  const step = (by: number) => go(open === null ? list.active : list.active + by);
  const page = () => Math.max(1, Math.floor((list.scroller.current?.clientHeight ?? LINE) / LINE) - 1);
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    PageDown: () => go(list.active + page()),
    PageUp: () => go(list.active - page()),
    Home: () => go(0),
    End: () => go(answer.total - 1),
    x: () => current && isOpen(current) && props.onCheck(current),
    a: () => props.onAccept(current && open !== null ? current : null),
    u: () => current?.can_revert && open !== null && !current.flood && props.onRevert(current),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const line = (event.target as HTMLElement).dataset.index;
    if (event.key !== "Enter" || line === undefined || !current) return;
    event.preventDefault();
    if (current.flood) props.onFlood(current);
    else onOpen(current.number);
  };

  return (
    <div className={styles.scroll} ref={list.scroller}>
      <div
        role="list"
        aria-label="Changes"
        className={styles.lines}
        style={{ height: list.height }}
        onKeyDown={onKeyDown}
      >
        {list.items.map((item) => {
          const row = lines.rowAt(item.index);
          const before = lines.before(item.index);
          const title = row && before !== undefined ? heading(row, before, now) : null;
          return (
            <div
              key={item.key}
              role="listitem"
              aria-posinset={item.index + 1}
              aria-setsize={answer.total}
              className={styles.line}
              {...list.lineProps(item)}
            >
              {title !== null && (
                <h2 className={styles.group} data-gap={row?.gap ? true : undefined}>
                  {title}
                </h2>
              )}
              {row ? (
                <Entry row={row} isActive={open !== null && item.index === list.active} {...props} />
              ) : (
                <p className={styles.waiting}>Reading this change</p>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Entry({
  row,
  isActive,
  now,
  checked,
  manyConnections,
  ...act
}: Props & { row: ChangeRow; isActive: boolean }): ReactNode {
  const name = nameOf(row);
  const open = isOpen(row);
  return (
    <article
      className={styles.entry}
      aria-label={name}
      data-active={isActive || undefined}
      data-checked={checked.has(row.number) || undefined}
      data-member={row.in_flood || undefined}
    >
      <div className={styles.gutter}>
        <time dateTime={new Date(row.until_at).toISOString()} title={utc(row.until_at)}>
          {row.is_moment ? clock(row.until_at) : date(row.until_at, now)}
        </time>
        {open && (
          <input
            type="checkbox"
            aria-label={
              row.flood
                ? `Select all ${counted(row.flood.numbers.length, "registration")} of ${name}`
                : `Select the change of ${name}`
            }
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
            onClick={() => act.onOpen(row.number)}
          >
            <Visible text={name} />
          </button>
          {row.flood ? (
            <span className={styles.dim}>{counted(row.flood.numbers.length, "client")}</span>
          ) : (
            row.client_name && <code title={row.client_id}>{shortId(row.client_id)}</code>
          )}
          {manyConnections && <span className={styles.dim}>{row.connection_name}</span>}
          {row.what !== "Redirect URIs" && <Tag>{row.what}</Tag>}
          <span className={styles.space} />
          <Decided row={row} now={now} onOpen={act.onOpen} />
        </div>
        <div className={styles.meta}>
          <div className={styles.who}>
            <Who row={row} now={now} />
            {row.flood && row.flood.from_at !== row.until_at && (
              <span>since {moment(row.flood.from_at, now)}</span>
            )}
            {row.written_again_by && (
              <Tag title="A configuration kept elsewhere: it is written again at its next run">
                {row.written_again_by} will write it again
              </Tag>
            )}
          </div>
          {row.flood && (
            <button
              type="button"
              className={styles.act}
              aria-expanded={row.flood.is_open}
              onClick={() => act.onFlood(row)}
            >
              {row.flood.is_open ? "Fold up" : `Show all ${row.flood.numbers.length}`}
              <Icon name={row.flood.is_open ? "up" : "down"} size={12} />
            </button>
          )}
          {open && (
            <button type="button" className={styles.act} onClick={() => act.onAccept(row)}>
              Accept{row.flood ? ` ${row.flood.numbers.length}` : ""}…
            </button>
          )}
          {row.can_revert && !row.flood && (
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
    </article>
  );
}

/** Whether anybody decided, and on a revert the way to the other change. */
function Decided({
  row,
  now,
  onOpen,
}: {
  row: ChangeRow;
  now: number;
  onOpen: (number: number) => void;
}): ReactNode {
  const { reverted } = row;
  const words = reverted ? revertedWords(reverted, now) : row.review ? "Accepted" : "Not reviewed";
  return (
    <span className={styles.review} data-open={isOpen(row) || undefined}>
      <Mark name={isOpen(row) ? "todo" : "proven"} />
      {reverted && reverted.other !== null ? (
        <button
          type="button"
          title={reverted.is_revert ? "Show the change that was taken back" : "Show the revert"}
          onClick={() => onOpen(reverted.other ?? row.number)}
        >
          {words}
        </button>
      ) : (
        words
      )}
    </span>
  );
}

/** Who took it back and when, or whose revert it is. */
export function revertedWords(reverted: NonNullable<ChangeRow["reverted"]>, now: number): string {
  const by = reverted.by || "a person without a name";
  const when = moment(reverted.at, now);
  return reverted.is_revert ? `Revert by ${by}, ${when}` : `Reverted by ${by}, ${when}`;
}

export function shortId(id: string): string {
  return id.length > 12 ? `${id.slice(0, 7)}…${id.slice(-3)}` : id;
}
