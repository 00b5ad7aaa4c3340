import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ChangeRow, LineBeforeView, ListChangesResponse } from "../../api/contract.gen";
import { placeOfChange, type TimelineQuestion } from "../../api/queries";
import { Failure } from "../../components/Blank";
import { Findings } from "../../components/Findings";
import { Icon } from "../../components/Icon";
import { Mark } from "../../components/Mark";
import { Tag } from "../../components/Tag";
import { Line, Visible } from "../../components/Uri";
import { type LineList, useLineList } from "../../components/useLineList";
import { useKeys } from "../../useKeys";
import { counted, shortId } from "../../words/number";
import { clock, DAY_MS, date, moment, utc } from "../../words/time";
import { decidedSince, isOpen, nameOf, type Pick, picksOf } from "./picks";
import styles from "./Timeline.module.css";
import { type PagedLines, usePagedLines } from "./usePagedLines";
import { Who } from "./Who";

/** About how high a line is: a head, two lines of a diff, one risk. */
const LINE = 128;

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
  /** How often something was accepted: the keys go on in the list then. */
  accepted: number;
  manyConnections: boolean;
  onOpen: (number: number) => void;
  onCheck: (picks: readonly Pick[]) => void;
  onAccept: (picks: readonly Pick[]) => void;
  onRevert: (row: ChangeRow) => void;
  onFlood: (row: ChangeRow) => void;
  /** These turned out not to be open any more. */
  onDecided: (numbers: readonly number[]) => void;
}

/** Changes, newest first: the lines in view are drawn and read. */
export function Timeline(props: Props): ReactNode {
  const { question, answer, now, open, checked, accepted, onOpen } = props;
  const [drawn, setDrawn] = useState<readonly number[]>([]);
  const lines = usePagedLines(question, answer, drawn);
  const list = useLineList({ count: answer.total, estimate: LINE, keyOf: lines.keyOf });
  const indexes = list.items.map(({ index }) => index);
  const text = indexes.join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same lines in another array are the same
  useEffect(() => setDrawn(indexes), [text]);

  const current = lines.rowAt(list.active);
  const place = usePlace(question, lines, open);
  const shown = useOpenLine(list, lines, { open, place, accepted });
  useDecided(lines.held, props.onDecided);

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
  // Opens the line with the keys when none is open, and when the open one left: the next one stands there then.
  const next = () => go(shown === null ? list.active : list.active + 1);
  const previous = () => go(open === null ? list.active : list.active - 1);
  const page = () => Math.max(1, Math.floor((list.scroller.current?.clientHeight ?? LINE) / LINE) - 1);
  // What the keys are about: the change in the inspector, and never one beside it.
  const subject = open === null ? current : shown === null ? undefined : lines.rowAt(shown);
  useKeys({
    j: next,
    k: previous,
    ArrowDown: next,
    ArrowUp: previous,
    PageDown: () => go(list.active + page()),
    PageUp: () => go(list.active - page()),
    Home: () => go(0),
    End: () => go(answer.total - 1),
    x: () => subject && isOpen(subject) && props.onCheck(picksOf(subject)),
    a: () => {
      if (checked.size > 0) props.onAccept([...checked.values()]);
      else if (subject && open !== null && isOpen(subject)) props.onAccept(picksOf(subject));
    },
    u: () => subject?.can_revert && open !== null && !subject.flood && props.onRevert(subject),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const line = (event.target as HTMLElement).dataset.index;
    if (event.key !== "Enter" || line === undefined || !current) return;
    event.preventDefault();
    if (current.flood) props.onFlood(current);
    else onOpen(current.number);
  };

  return (
    <>
      {lines.problem && <Failure problem={lines.problem} onRetry={lines.retry} />}
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
                {...list.lineProps(item, row !== undefined)}
              >
                {title !== null && (
                  <h2 className={styles.group} data-gap={row?.gap ? true : undefined}>
                    {title}
                  </h2>
                )}
                {row ? (
                  <Entry row={row} isActive={item.index === shown} {...props} />
                ) : (
                  <p className={styles.waiting}>
                    {lines.isFailed(item.index) ? "This change could not be read" : "Reading this change"}
                  </p>
                )}
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}

/** Where the change in the inspector stands. The core is asked for one that comes from outside, on a page that is not here. */
function usePlace(question: TimelineQuestion, lines: PagedLines, open: number | null): number | null {
  const here = open === null ? null : lines.placeOf(open);
  const [found, setFound] = useState<number | null>(null);
  // one that leaves the list, or the view, is not gone after
  useEffect(() => {
    if (here !== null) setFound(open);
  }, [here, open]);
  const isSought = open !== null && here === null && found !== open;
  const there = useQuery({ ...placeOfChange(question, open ?? 0), enabled: isSought });
  return here ?? (isSought ? (there.data?.place ?? null) : null);
}

/**
 * Where the line of the change in the inspector is drawn, if it is. The keys go there, and on from there when it leaves the
 * list. The focus goes with them when something was accepted, or when it is in the list.
 */
function useOpenLine(
  list: LineList,
  lines: PagedLines,
  { open, place, accepted }: { open: number | null; place: number | null; accepted: number },
): number | null {
  const { active, activate, move, show, scroller } = list;
  const isThere = open !== null && lines.rowAt(active)?.number === open;
  const shown = isThere ? active : place;
  const isNews = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is news once
  useEffect(() => {
    isNews.current = true;
  }, [open]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: keys that were moved on to another line stay there
  useEffect(() => {
    if (place === null) return;
    // one that came from outside is brought into view; when others came before it, the view stays
    if (!isThere) (isNews.current ? show : activate)(place);
    isNews.current = false;
  }, [open, place]);

  const following = useRef<readonly number[]>([]);
  const acceptedBefore = useRef(accepted);
  useLayoutEffect(() => {
    let to = active;
    if (shown !== null) {
      const numbers: number[] = [];
      for (let row = lines.rowAt(shown); row; row = lines.rowAt(shown + numbers.length)) {
        numbers.push(row.number);
      }
      following.current = numbers;
    } else if (open !== null) {
      to = following.current.map(lines.placeOf).find((found) => found !== null) ?? active;
      following.current = [];
    }
    const isAccepted = acceptedBefore.current !== accepted;
    acceptedBefore.current = accepted;
    const isFocused = scroller.current?.contains(document.activeElement) ?? false;
    if (isAccepted || (to !== active && isFocused)) move(to);
    else if (to !== active) activate(to);
  });
  return shown;
}

/** Tells which changes the pages show to be decided, as these are read again. */
function useDecided(held: PagedLines["held"], onDecided: (numbers: readonly number[]) => void): void {
  const known = useRef(new Map<number, ListChangesResponse>());
  useEffect(() => {
    for (const [page, answer] of held) {
      const before = known.current.get(page);
      known.current.set(page, answer);
      if (before && before !== answer) onDecided(decidedSince(before, answer, held.values()));
    }
  });
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
  const picks = picksOf(row);
  const ticked = picks.filter(({ number }) => checked.has(number)).length;
  const isChecked = ticked === picks.length;
  return (
    <article
      className={styles.entry}
      aria-label={name}
      data-active={isActive || undefined}
      data-checked={isChecked || undefined}
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
            // of a flood some may be selected
            ref={(box) => {
              if (box) box.indeterminate = ticked > 0 && !isChecked;
            }}
            checked={isChecked}
            onChange={() => act.onCheck(picks)}
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
            <button type="button" className={styles.act} onClick={() => act.onAccept(picks)}>
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
