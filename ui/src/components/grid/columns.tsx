import { memo, type ReactNode, useMemo } from "react";
import type { ClientColumn, ClientRow, CoverageView, Verdict } from "../../api/contract.gen";
import {
  CREDENTIALS,
  CREDENTIALS_LONG,
  clientName,
  grantWords,
  kindWords,
  lastUse,
  TAGS,
} from "../../words/client";
import { count, shortId } from "../../words/number";
import { date, dayOf, fullDay, utc } from "../../words/time";
import { VERDICT_MARKS, VERDICT_WORDS } from "../../words/verdict";
import { ActivityStrip } from "../ActivityStrip";
import { MonthAxis } from "../CoverageStrip";
import { Mark, type MarkName } from "../Mark";
import { monthTicks, type StripFacts, type StripShape } from "../strip";
import { Tag } from "../Tag";
import { isolated, visibleText } from "../Uri";
import styles from "./ClientGrid.module.css";

/** What the cells of every row share. */
export interface CellFacts {
  now: number;
  coverage: ReadonlyMap<string, CoverageView>;
  shape: StripShape;
  /** Draw the start of the verdict window into the strips. */
  showWindow: boolean;
}

export interface Column {
  id: string;
  title: string;
  /** A grid track. */
  width: string;
  sort?: ClientColumn;
  align?: "end";
  /** What stands in the head instead of the title. */
  head?: (facts: CellFacts) => ReactNode;
  cell: (row: ClientRow, facts: CellFacts) => Cell;
}

/** What a row's cell holds. Words alone are its own text: elements around them are the larger part of drawing a list. */
export interface Cell {
  content: ReactNode;
  title?: string | undefined;
  /** A class. */
  look?: string | undefined;
  /** Stands before the words. */
  mark?: MarkName;
}

/** A column that is drawn when there is room for it. */
export interface Wish {
  column: Column;
  /** The least pixels it takes. */
  needs: number;
  /** Lower goes first when room is short; columns without a rank always stay. */
  rank?: number;
}

/** The columns that fit, in the order given. Widths are fixed, so rows never shift. */
export function fitting(wishes: readonly Wish[], width: number): readonly Column[] {
  const kept = [...wishes];
  const frame = 34 + 12;
  const needed = () => kept.reduce((sum, { needs }) => sum + needs, frame);
  while (needed() > width) {
    const ranked = kept.filter(({ rank }) => rank !== undefined);
    const least = ranked.sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))[0];
    if (!least) break;
    kept.splice(kept.indexOf(least), 1);
  }
  return kept.map(({ column }) => column);
}

/** Today, or the past day that is listed, and the first of ninety days, by the core where it has told them. */
export function stripDays(facts: CellFacts): { firstDay: number; today: number } {
  const view = facts.coverage.values().next().value;
  const today = view ? view.first_day + view.days.length - 1 : dayOf(facts.now);
  return { firstDay: today - 89, today };
}

/** A client's strip out of its row and the coverage of its connection. */
export function stripOf(
  row: ClientRow,
  coverage: CoverageView | undefined,
  today: number,
  showWindow: boolean,
): StripFacts {
  const judgement = row.judgement;
  const from = row.last_use_at ?? judgement?.quiet_since_at ?? null;
  return {
    firstDay: coverage?.first_day ?? today - 89,
    today,
    isPast: row.past !== undefined,
    coverage: coverage?.days ?? [],
    days: row.strip.map(([day, uses, failures]) => ({ day, uses, failures })),
    registeredDay: row.created_at === null ? null : dayOf(row.created_at),
    livingTokens:
      judgement?.verdict === "inactive_tokens_may_live" &&
      from !== null &&
      judgement.tokens_dead_by_at !== null
        ? { from: dayOf(from), to: dayOf(judgement.tokens_dead_by_at) }
        : null,
    windowDay: showWindow && coverage ? dayOf(coverage.window_start_at) : null,
  };
}

const StripCell = memo(function StripCell({
  row,
  coverage,
  today,
  shape,
  showWindow,
}: {
  row: ClientRow;
  coverage: CoverageView | undefined;
  today: number;
  shape: StripShape;
  showWindow: boolean;
}): ReactNode {
  const facts = useMemo(() => stripOf(row, coverage, today, showWindow), [row, coverage, today, showWindow]);
  return <ActivityStrip facts={facts} shape={shape} label={visibleText(clientName(row))} />;
});

const NOT_READ = "Hidden by the scopes of this connection, or not read yet";

/** A fact of the client that is not held. */
export function unknownCell(words: string, title: string): Cell {
  return {
    content: (
      <Tag tone="unknown" title={title}>
        {words}
      </Tag>
    ),
  };
}

/** Ninety days; the last is today, unless the list is of a past day. */
export function stripColumn(width: number, ofPast = false): Column {
  return {
    id: "strip",
    title: "Activity, 90 UTC days",
    width: `${width}px`,
    head: (facts) => {
      const { firstDay, today } = stripDays(facts);
      const last = ofPast ? fullDay(today) : "today";
      return (
        <span className={styles.axis} title={`Each cell is one UTC day; ${last} at the right`}>
          <span className="visually-hidden">Activity, 90 UTC days</span>
          <MonthAxis
            firstDay={firstDay}
            today={today}
            pitch={facts.shape.pitch}
            months={monthTicks(firstDay, today)}
          />
        </span>
      );
    },
    cell: (row, facts) => ({
      content: (
        <StripCell
          row={row}
          coverage={facts.coverage.get(row.connection_id)}
          today={stripDays(facts).today}
          shape={facts.shape}
          showWindow={facts.showWindow}
        />
      ),
    }),
  };
}

/** A client's name, its tag and `further` ones. */
export function nameCell(row: ClientRow, further: ReactNode): Cell {
  const name = clientName(row);
  const look = row.name === null ? styles.unnamed : styles.name;
  const title = visibleText(name);
  if (!row.tag && !further) return { look, title, content: isolated(name) };
  return {
    content: (
      <>
        <b className={look} title={title}>
          {isolated(name)}
        </b>
        {row.tag && <Tag title={TAGS[row.tag].long}>{TAGS[row.tag].short}</Tag>}
        {further}
      </>
    ),
  };
}

export const nameColumn = (least: number): Column => ({
  id: "name",
  title: "Client",
  width: `minmax(${least}px, 1fr)`,
  sort: "name",
  cell: (row) =>
    nameCell(
      row,
      !row.listed && (
        <Tag tone="unknown" title="Known from the log; its listing page has not been read yet">
          from the log
        </Tag>
      ),
    ),
});

export const idColumn: Column = {
  id: "id",
  title: "ID",
  width: "104px",
  sort: "id",
  cell: (row) => ({
    look: styles.id,
    title: visibleText(row.client_id),
    content: isolated(shortId(row.client_id)),
  }),
};

export const connectionColumn: Column = {
  id: "connection",
  title: "Connection",
  width: "118px",
  cell: (row) => ({ title: row.connection_name, content: row.connection_name }),
};

export const kindColumn: Column = {
  id: "kind",
  title: "Kind",
  width: "50px",
  sort: "kind",
  cell: (row) => {
    const words = kindWords(row);
    const type = row.app_type === null ? "" : `, ${row.app_type}`;
    return { title: `${words.long}${type}`, content: words.short };
  },
};

export const grantsColumn: Column = {
  id: "grants",
  title: "Grants",
  width: "74px",
  cell: (row) => {
    const words = grantWords(row.grant_types);
    if (!words) return unknownCell("not read", NOT_READ);
    return { look: styles.mono, title: words.long, content: words.short };
  },
};

export const credentialColumn: Column = {
  id: "credential",
  title: "Credential",
  width: "92px",
  sort: "credential",
  cell: ({ credential }) => {
    const [words, title] = [CREDENTIALS[credential], CREDENTIALS_LONG[credential]];
    return credential === "cannot_tell" ? unknownCell(words, title) : { title, content: words };
  },
};

/** When a client was last used; `title` says it whole. The last use may also lie in a gap of the log. */
export function lastCell(words: string, title: string, orInGap: boolean): Cell {
  if (!orInGap) return { title, content: words };
  return {
    content: (
      <>
        <span title={title}>{words}</span>
        <span className={styles.gap} title={title}>
          <Mark name="unknown" size={10} />
          <span className="visually-hidden">, or in the gap</span>
        </span>
      </>
    ),
  };
}

/** A last use that is not known. */
export const lastUnknownCell = (words: string, title: string): Cell => ({
  look: styles.unknown,
  title,
  content: words,
});

export const lastColumn = (width: number): Column => ({
  id: "last",
  title: "Last",
  width: `${width}px`,
  sort: "last_use",
  align: "end",
  cell: (row, facts) => {
    const words = lastUse(row, facts.now);
    if (row.or_in_gap && width < 150 && row.last_use_at !== null) {
      return lastCell(date(row.last_use_at, facts.now), words.title, true);
    }
    if (!words.known) return lastUnknownCell(words.text, words.title);
    return { title: words.title, content: words.text };
  },
});

export const urisColumn: Column = {
  id: "uris",
  title: "URIs",
  width: "56px",
  sort: "redirect_uris",
  align: "end",
  cell: ({ redirect_uri_count: uris }) =>
    uris === null
      ? unknownCell("?", NOT_READ)
      : { look: uris === 0 ? styles.dim : undefined, content: count(uris) },
};

export const ownerColumn: Column = {
  id: "owner",
  title: "Owner",
  width: "100px",
  sort: "owner",
  cell: (row) =>
    row.owner === null
      ? unknownCell("none", "No owner was written down")
      : { title: row.note ? `${row.owner}. Note: ${row.note}` : row.owner, content: row.owner },
};

/** A client that is never judged. */
export const notJudgedCell = (row: ClientRow): Cell => ({
  look: styles.dim,
  title: row.tag ? TAGS[row.tag].long : undefined,
  content: "not judged",
});

/**
 * A verdict's mark and words, whole in its title with `evidence`, what it rests on. `on` is the day that it speaks of, where
 * that is another than the list's: where room is short, it stays.
 */
export function verdictCell(verdict: Verdict, on: string | null, evidence: string): Cell {
  const words = VERDICT_WORDS[verdict];
  const day = on === null ? "" : ` on ${on}`;
  const rest = { mark: VERDICT_MARKS[verdict], title: `${words}${day}. ${evidence}` };
  if (!day) return { ...rest, content: words };
  return {
    ...rest,
    look: styles.dated,
    content: (
      <>
        <span>{words}</span>
        <em>{day}</em>
      </>
    ),
  };
}

export const verdictColumn: Column = {
  id: "verdict",
  title: "Verdict",
  width: "164px",
  sort: "verdict",
  cell: (row, facts) =>
    row.judgement
      ? verdictCell(
          row.judgement.verdict,
          row.judgement.stale ? date(row.judgement.as_of_at, facts.now) : null,
          row.judgement.evidence,
        )
      : notJudgedCell(row),
};

export const evidenceColumn: Column = {
  id: "evidence",
  title: "Evidence",
  width: "minmax(170px, 1.2fr)",
  sort: "quiet",
  cell: ({ judgement }) => ({ title: judgement?.evidence, content: judgement?.evidence ?? "" }),
};

/** When tokens that are out stop acting, or when the window becomes provable: the date to wait for. */
export const untilColumn: Column = {
  id: "until",
  title: "Wait until",
  width: "136px",
  cell: ({ judgement }, { now }) => {
    if (judgement?.verdict === "inactive_tokens_may_live" && judgement.tokens_dead_by_at !== null) {
      return dateCell("tokens end", judgement.tokens_dead_by_at, now);
    }
    if (judgement?.verdict !== "not_proven") return { content: "" };
    return judgement.provable_at === null
      ? { look: styles.dim, content: "no date yet" }
      : dateCell("provable", judgement.provable_at, now);
  },
};

const dateCell = (what: string, at: number, now: number): Cell => ({
  look: styles.dim,
  title: utc(at),
  content: `${what} ${date(at, now)}`,
});
