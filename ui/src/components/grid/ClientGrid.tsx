import { useQueryClient } from "@tanstack/react-query";
import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from "react";
import type { ClientKey, ClientRow, ClientSort } from "../../api/contract.gen";
import { clientPage, PAGE } from "../../api/queries";
import { useKeys } from "../../useKeys";
import { counted } from "../../words/number";
import { Failure } from "../Blank";
import { Button } from "../Button";
import { Icon } from "../Icon";
import { useToasts } from "../Toasts";
import styles from "./ClientGrid.module.css";
import type { CellFacts, Column } from "./columns";
import { GridRow } from "./GridRow";
import { keyOf, keyText, layout, lineAt, nearestRow, rowCount } from "./model";
import type { Selection } from "./selection";
import { type Heads, usePages } from "./usePages";

const ROW = 34;
const HEADER = 42;
const MORE = 30;
const HEAD = 30;
/** Rows drawn above and below the view: more when the pointer is over the list, whose wheel may run ahead of the drawing. */
const OVERSCAN = 6;
const OVERSCAN_UNPOINTED = 2;
/** More cannot be ticked with one click: each needs its page read. */
const SELECT_ALL_MOST = 5000;

interface Props {
  label: string;
  heads: Heads;
  columns: (width: number) => { columns: readonly Column[]; facts: Omit<CellFacts, "coverage"> };
  sort: ClientSort | null;
  onSort: (column: NonNullable<Column["sort"]>) => void;
  selection: Selection;
  open: ClientKey | null;
  onOpen: (row: ClientRow) => void;
  onClose: () => void;
  onCopyId: (row: ClientRow) => void;
  /** What Esc does when nothing is open and nothing is selected. */
  onEscape?: () => void;
}

/** The list of clients: virtual rows under our own grid semantics (facts/environment.md 11). */
export function ClientGrid(props: Props): ReactNode {
  const { heads, selection, open } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState<number | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const { columns, facts: given } = useMemo(() => props.columns(width ?? 0), [props.columns, width]);
  const tracks = useMemo(
    () => ({ gridTemplateColumns: ["34px", ...columns.map((column) => column.width)].join(" ") }),
    [columns],
  );

  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const [active, setActive] = useState(0);
  const plan = useMemo(
    () =>
      layout(
        heads.sections,
        heads.totals.map(({ n }) => n),
      ),
    [heads.sections, heads.totals],
  );

  // The active row stays drawn wherever the list is scrolled to: a focused row that goes away takes the keys with it.
  const rangeExtractor = useCallback(
    (range: Range) => {
      const inView = defaultRangeExtractor(range);
      if (active >= range.count || inView.includes(active)) return inView;
      return active < (inView[0] ?? 0) ? [active, ...inView] : [...inView, active];
    },
    [active],
  );
  const size = useCallback(
    (line: number) => {
      const kind = lineAt(plan, line)?.kind;
      if (kind === "header") return HEADER;
      return kind === "more" ? MORE : ROW;
    },
    [plan],
  );
  // The bulk bar floats over the foot of the list; the last row must still come out above it.
  const bottomRoom = selection.keys.size > 0 ? 64 : 0;
  const virtualizer = useVirtualizer({
    // nothing is placed before the width is known, and so which columns there are
    count: width === null ? 0 : plan.lines,
    getScrollElement: () => scroller.current,
    estimateSize: size,
    overscan: pointed ? OVERSCAN : OVERSCAN_UNPOINTED,
    rangeExtractor,
    paddingStart: HEAD,
    paddingEnd: bottomRoom,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes depend on the layout alone
  useLayoutEffect(() => virtualizer.measure(), [plan]);

  const items = virtualizer.getVirtualItems();
  const visible = new Map<string, { section: number; page: number }>();
  for (const { index } of items) {
    const line = lineAt(plan, index);
    if (line?.kind !== "row") continue;
    const page = Math.floor(line.index / PAGE);
    visible.set(`${line.section}/${page}`, { section: line.section, page });
  }
  const pages = usePages(heads, [...visible.values()], pointed || focused || selection.keys.size > 0);
  const facts = useMemo<CellFacts>(() => ({ ...given, coverage: pages.coverage }), [given, pages.coverage]);

  const rowOn = useCallback(
    (index: number): ClientRow | undefined => {
      const line = lineAt(plan, index);
      return line?.kind === "row" ? pages.rowAt(line.section, line.index) : undefined;
    },
    [plan, pages],
  );

  // The first line of a grouped list is a heading: the first row is the tab stop.
  useEffect(() => {
    if (lineAt(plan, active)?.kind === "row") return;
    const nearest = nearestRow(plan, Math.min(active, Math.max(0, plan.lines - 1)), 1);
    if (nearest !== null && nearest !== active) setActive(nearest);
  }, [plan, active]);

  const wantsFocus = useRef(false);
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const move = useCallback(
    (to: number, step: 1 | -1) => {
      const line = nearestRow(plan, Math.max(0, Math.min(plan.lines - 1, to)), step);
      if (line === null) return;
      wantsFocus.current = true;
      setActive(line);
      redraw();
      // Every size is known, so the place is too: no second look at the layout is needed.
      const element = scroller.current;
      const place = virtualizer.measurementsCache[line];
      if (!element || !place) return;
      const top = place.start - HEAD;
      const bottom = place.end + bottomRoom - element.clientHeight;
      if (element.scrollTop > top) element.scrollTop = top;
      else if (element.scrollTop < bottom) element.scrollTop = bottom;
    },
    [plan, virtualizer, bottomRoom],
  );
  // The row may be drawn only after the scroll: try until it is there, once.
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-line="${active}"]`);
    if (!row) return;
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
  });

  // While the inspector is open it follows the row that the keys are on.
  const { onOpen } = props;
  const activeRow = rowOn(active);
  const followed = useRef<string | null>(null);
  useEffect(() => {
    if (!open || !activeRow || !focused) return;
    const name = keyText(keyOf(activeRow));
    if (name === followed.current) return;
    followed.current = name;
    if (name !== keyText(open)) onOpen(activeRow);
  }, [open, activeRow, focused, onOpen]);

  const anchor = useRef<number | null>(null);
  const client = useQueryClient();
  const fetchRows = useCallback(
    async (from: number, to: number): Promise<ClientRow[]> => {
      const wanted = new Map<string, { section: number; page: number }>();
      for (let index = from; index <= to; index += 1) {
        const line = lineAt(plan, index);
        if (line?.kind !== "row") continue;
        const page = Math.floor(line.index / PAGE);
        wanted.set(`${line.section}/${page}`, { section: line.section, page });
      }
      const answers = new Map<string, ClientRow[]>();
      for (const [name, { section, page }] of wanted) {
        const question = heads.sections[section]?.question;
        if (question) answers.set(name, (await client.fetchQuery(clientPage(question, page))).rows);
      }
      const rows: ClientRow[] = [];
      for (let index = from; index <= to; index += 1) {
        const line = lineAt(plan, index);
        if (line?.kind !== "row") continue;
        const row = answers.get(`${line.section}/${Math.floor(line.index / PAGE)}`)?.[line.index % PAGE];
        if (row) rows.push(row);
      }
      return rows;
    },
    [plan, heads.sections, client],
  );
  const toasts = useToasts();
  const addRows = (from: number, to: number) =>
    void fetchRows(from, to).then((rows) => selection.add(rows.map(keyOf)), toasts.fail);
  const toggle = (line: number, range: boolean) => {
    const row = rowOn(line);
    if (!row) return;
    if (range && anchor.current !== null) {
      const [from, to] = anchor.current < line ? [anchor.current, line] : [line, anchor.current];
      addRows(from, to);
    } else {
      selection.toggle(keyOf(row));
    }
    anchor.current = line;
  };
  const everything = plan.rows > 0 && selection.keys.size >= plan.rows;
  const toggleAll = () => {
    if (selection.keys.size > 0) selection.clear();
    else addRows(0, plan.lines - 1);
  };

  const pageStep = () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / ROW) - 2);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: Record<string, () => void> = {
      ArrowDown: () => move(active + 1, 1),
      ArrowUp: () => move(active - 1, -1),
      PageDown: () => move(active + pageStep(), 1),
      PageUp: () => move(active - pageStep(), -1),
      Home: () => move(0, 1),
      End: () => move(plan.lines - 1, -1),
      Enter: () => {
        if (activeRow) props.onOpen(activeRow);
      },
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  };
  const onClick = ({ target, shiftKey }: MouseEvent) => {
    const place = (target as HTMLElement).closest<HTMLElement>("[data-line]")?.dataset.line;
    const row = place === undefined ? undefined : rowOn(Number(place));
    if (!row) return;
    const line = Number(place);
    setActive(line);
    wantsFocus.current = true;
    if ((target as HTMLElement).closest('[role="gridcell"]:first-child')) toggle(line, shiftKey);
    else {
      followed.current = keyText(keyOf(row));
      props.onOpen(row);
    }
  };
  useKeys({
    j: () => move(focused ? active + 1 : active, 1),
    k: () => move(focused ? active - 1 : active, -1),
    x: () => toggle(active, false),
    "Shift+x": () => toggle(active, true),
    c: () => {
      if (activeRow) props.onCopyId(activeRow);
    },
    ".": () => pages.release(),
    Escape: () => {
      if (open) props.onClose();
      else if (selection.keys.size > 0 || !props.onEscape) selection.clear();
      else props.onEscape();
    },
  });

  return (
    <>
      {pages.problem && <Failure problem={pages.problem} onRetry={pages.retry} />}
      <div className={styles.box}>
        {pages.changed !== null && (
          <div className={styles.pill}>
            <Button size="small" icon="sync" onClick={pages.release}>
              {pages.changed > 0 ? `${counted(pages.changed, "row")} came or went` : "The order changed"}
            </Button>
          </div>
        )}
        <div
          ref={scroller}
          className={styles.scroll}
          role="grid"
          aria-label={props.label}
          aria-rowcount={rowCount(heads.totals, plan.lines)}
          aria-colcount={columns.length + 1}
          aria-multiselectable="true"
          aria-busy={heads.isRefreshing}
          onKeyDown={onKeyDown}
          onPointerEnter={() => setPointed(true)}
          onPointerLeave={() => setPointed(false)}
          onFocus={(event) =>
            setFocused(event.target instanceof HTMLElement && "line" in event.target.dataset)
          }
          onBlur={(event) => {
            if (!event.currentTarget.contains(event.relatedTarget)) setFocused(false);
          }}
          // A grid is one tab stop; its rows take the focus.
          tabIndex={-1}
        >
          <div role="rowgroup" className={styles.headGroup}>
            {width !== null && (
              <GridHead
                columns={columns}
                tracks={tracks}
                facts={facts}
                sort={props.sort}
                onSort={props.onSort}
                checked={everything ? true : selection.keys.size > 0 ? "mixed" : false}
                disabled={plan.rows === 0 || (plan.rows > SELECT_ALL_MOST && selection.keys.size === 0)}
                onToggleAll={toggleAll}
              />
            )}
          </div>
          <div
            role="rowgroup"
            className={styles.body}
            style={{ height: virtualizer.getTotalSize() - HEAD }}
            onClick={onClick}
          >
            {items.map((item) => {
              const line = lineAt(plan, item.index);
              if (!line) return null;
              const top = item.start - HEAD;
              if (line.kind !== "row") {
                const section = heads.sections[line.section];
                return (
                  <div
                    key={item.key}
                    role="row"
                    aria-rowindex={item.index + 2}
                    className={line.kind === "header" ? styles.sectionHead : styles.sectionMore}
                    style={{ height: item.size, transform: `translateY(${top}px)` }}
                  >
                    <div role="gridcell" aria-colspan={columns.length + 1}>
                      {line.kind === "header" ? section?.header : section?.more?.(line.hidden)}
                    </div>
                  </div>
                );
              }
              const row = pages.rowAt(line.section, line.index);
              const name = row ? keyText(keyOf(row)) : null;
              return (
                <GridRow
                  key={item.key}
                  line={item.index}
                  top={top}
                  height={item.size}
                  row={row}
                  isFailed={pages.isFailed(line.section, line.index)}
                  columns={columns}
                  tracks={tracks}
                  facts={facts}
                  isChecked={name !== null && selection.keys.has(name)}
                  isOpen={name !== null && open !== null && name === keyText(open)}
                  isActive={item.index === active}
                />
              );
            })}
          </div>
        </div>
      </div>
    </>
  );
}

interface HeadProps {
  columns: readonly Column[];
  tracks: CSSProperties;
  facts: CellFacts;
  sort: ClientSort | null;
  onSort: (column: NonNullable<Column["sort"]>) => void;
  checked: boolean | "mixed";
  disabled: boolean;
  onToggleAll: () => void;
}

/** Column heads: one tab stop; left and right move between those that sort. */
function GridHead(props: HeadProps): ReactNode {
  const row = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const stops = [...(row.current?.querySelectorAll<HTMLElement>("button:not([disabled])") ?? [])];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    const next = stops[at + (event.key === "ArrowRight" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  const sorted = props.columns.find(
    (column) => column.sort !== undefined && column.sort === props.sort?.column,
  );
  const firstStop = sorted ?? props.columns.find((column) => column.sort !== undefined);
  return (
    <div
      ref={row}
      role="row"
      aria-rowindex={1}
      className={styles.head}
      style={props.tracks}
      onKeyDown={onKeyDown}
    >
      <div role="columnheader" className={`${styles.cell} ${styles.drawn}`}>
        <button
          type="button"
          role="checkbox"
          aria-checked={props.checked}
          aria-label={props.checked === false ? "Select every client in the list" : "Clear the selection"}
          title={
            props.disabled
              ? "Filter the list first: at most 5,000 clients can be selected at once"
              : undefined
          }
          disabled={props.disabled}
          className={`tick ${styles.box14}`}
          tabIndex={-1}
          onClick={props.onToggleAll}
        />
      </div>
      {props.columns.map((column) => {
        const isSorted = column === sorted;
        const direction = props.sort?.descending ? "descending" : "ascending";
        return (
          <div
            key={column.id}
            role="columnheader"
            className={`${styles.cell} ${styles.drawn}`}
            data-align={column.align}
            aria-sort={column.sort === undefined ? undefined : isSorted ? direction : "none"}
          >
            {column.head ? (
              column.head(props.facts)
            ) : column.sort === undefined || props.sort === null ? (
              column.title
            ) : (
              <button
                type="button"
                className={styles.sort}
                tabIndex={column === firstStop ? 0 : -1}
                onClick={() => column.sort && props.onSort(column.sort)}
              >
                {column.title}
                {isSorted && <Icon name={props.sort.descending ? "down" : "up"} size={12} />}
              </button>
            )}
          </div>
        );
      })}
    </div>
  );
}
