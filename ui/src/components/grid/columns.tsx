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
import { Mark } from "../Mark";
import { monthTicks, type StripFacts, type StripShape } from "../strip";
import { Tag } from "../Tag";
import { Visible, visibleText } from "../Uri";
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
  cell: (row: ClientRow, facts: CellFacts) => ReactNode;
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
    cell: (row, facts) => (
      <StripCell
        row={row}
        coverage={facts.coverage.get(row.connection_id)}
        today={stripDays(facts).today}
        shape={facts.shape}
        showWindow={facts.showWindow}
      />
    ),
  };
}

/** A client's name, then its tags; `children` are further ones. */
export function NameCell({ row, children }: { row: ClientRow; children: ReactNode }): ReactNode {
  const name = clientName(row);
  return (
    <>
      <b className={row.name === null ? styles.unnamed : undefined} title={visibleText(name)}>
        <Visible text={name} />
      </b>
      {row.tag && <Tag title={TAGS[row.tag].long}>{TAGS[row.tag].short}</Tag>}
      {children}
    </>
  );
}

export const nameColumn = (least: number): Column => ({
  id: "name",
  title: "Client",
  width: `minmax(${least}px, 1fr)`,
  sort: "name",
  cell: (row) => (
    <NameCell row={row}>
      {!row.listed && (
        <Tag tone="unknown" title="Known from the log; its listing page has not been read yet">
          from the log
        </Tag>
      )}
    </NameCell>
  ),
});

export const idColumn: Column = {
  id: "id",
  title: "ID",
  width: "104px",
  sort: "id",
  cell: (row) => (
    <span className={styles.id} title={visibleText(row.client_id)}>
      <Visible text={shortId(row.client_id)} />
    </span>
  ),
};

export const connectionColumn: Column = {
  id: "connection",
  title: "Connection",
  width: "118px",
  cell: (row) => <span title={row.connection_name}>{row.connection_name}</span>,
};

export const kindColumn: Column = {
  id: "kind",
  title: "Kind",
  width: "50px",
  sort: "kind",
  cell: (row) => {
    const words = kindWords(row);
    const type = row.app_type === null ? "" : `, ${row.app_type}`;
    return <abbr title={`${words.long}${type}`}>{words.short}</abbr>;
  },
};

export const grantsColumn: Column = {
  id: "grants",
  title: "Grants",
  width: "74px",
  cell: (row) => {
    const words = grantWords(row.grant_types);
    return words ? (
      <abbr className={styles.mono} title={words.long}>
        {words.short}
      </abbr>
    ) : (
      <Tag tone="unknown" title="Hidden by the scopes of this connection, or not read yet">
        not read
      </Tag>
    );
  },
};

export const credentialColumn: Column = {
  id: "credential",
  title: "Credential",
  width: "92px",
  sort: "credential",
  cell: (row) =>
    row.credential === "cannot_tell" ? (
      <Tag tone="unknown" title={CREDENTIALS_LONG.cannot_tell}>
        {CREDENTIALS.cannot_tell}
      </Tag>
    ) : (
      <span title={CREDENTIALS_LONG[row.credential]}>{CREDENTIALS[row.credential]}</span>
    ),
};

/** The last use may also lie in a gap of the log. */
export function GapMark({ title }: { title: string }): ReactNode {
  return (
    <span className={styles.gap} title={title}>
      <Mark name="unknown" size={10} />
      <span className="visually-hidden">, or in the gap</span>
    </span>
  );
}

export const lastColumn = (width: number): Column => ({
  id: "last",
  title: "Last",
  width: `${width}px`,
  sort: "last_use",
  align: "end",
  cell: (row, facts) => {
    const words = lastUse(row, facts.now);
    return (
      <>
        <span className={words.known ? undefined : styles.unknown} title={words.title}>
          {row.or_in_gap && width < 150 && row.last_use_at !== null
            ? date(row.last_use_at, facts.now)
            : words.text}
        </span>
        {row.or_in_gap && width < 150 && row.last_use_at !== null && <GapMark title={words.title} />}
      </>
    );
  },
});

export const urisColumn: Column = {
  id: "uris",
  title: "URIs",
  width: "56px",
  sort: "redirect_uris",
  align: "end",
  cell: (row) =>
    row.redirect_uri_count === null ? (
      <Tag tone="unknown" title="Hidden by the scopes of this connection, or not read yet">
        ?
      </Tag>
    ) : (
      <span className={row.redirect_uri_count === 0 ? styles.dim : undefined}>
        {count(row.redirect_uri_count)}
      </span>
    ),
};

export const ownerColumn: Column = {
  id: "owner",
  title: "Owner",
  width: "100px",
  sort: "owner",
  cell: (row) =>
    row.owner === null ? (
      <Tag tone="unknown" title="No owner was written down">
        none
      </Tag>
    ) : (
      <span title={row.note ? `${row.owner}. Note: ${row.note}` : row.owner}>{row.owner}</span>
    ),
};

/** A client that is never judged. */
export function NotJudged({ row }: { row: ClientRow }): ReactNode {
  return (
    <span className={styles.dim} title={row.tag ? TAGS[row.tag].long : undefined}>
      not judged
    </span>
  );
}

/** A verdict's mark and words, whole in its title with what it rests on. Where room is short, its date stays. */
export function VerdictCell({
  verdict,
  on,
  evidence,
}: {
  verdict: Verdict;
  /** The day that it speaks of, where that is another than the list's. */
  on: string | null;
  evidence: string;
}): ReactNode {
  const words = VERDICT_WORDS[verdict];
  const day = on === null ? "" : ` on ${on}`;
  return (
    <span className={styles.verdict} title={`${words}${day}. ${evidence}`}>
      <Mark name={VERDICT_MARKS[verdict]} />
      <span>{words}</span>
      {day && <em>{day}</em>}
    </span>
  );
}

export const verdictColumn: Column = {
  id: "verdict",
  title: "Verdict",
  width: "164px",
  sort: "verdict",
  cell: (row, facts) =>
    row.judgement ? (
      <VerdictCell
        verdict={row.judgement.verdict}
        on={row.judgement.stale ? date(row.judgement.as_of_at, facts.now) : null}
        evidence={row.judgement.evidence}
      />
    ) : (
      <NotJudged row={row} />
    ),
};

export const evidenceColumn: Column = {
  id: "evidence",
  title: "Evidence",
  width: "minmax(170px, 1.2fr)",
  sort: "quiet",
  cell: (row) => <span title={row.judgement?.evidence}>{row.judgement?.evidence}</span>,
};

/** When tokens that are out stop acting, or when the window becomes provable: the date to wait for. */
export const untilColumn: Column = {
  id: "until",
  title: "Wait until",
  width: "128px",
  cell: (row, facts) => {
    const judgement = row.judgement;
    if (!judgement) return null;
    if (judgement.verdict === "inactive_tokens_may_live" && judgement.tokens_dead_by_at !== null) {
      return <DateCell at={judgement.tokens_dead_by_at} what="tokens end" now={facts.now} />;
    }
    if (judgement.verdict === "not_proven") {
      return judgement.provable_at === null ? (
        <span className={styles.dim}>no date yet</span>
      ) : (
        <DateCell at={judgement.provable_at} what="provable" now={facts.now} />
      );
    }
    return null;
  },
};

function DateCell({ at, what, now }: { at: number; what: string; now: number }): ReactNode {
  return (
    <span className={styles.dim} title={utc(at)}>
      {what} {date(at, now)}
    </span>
  );
}
