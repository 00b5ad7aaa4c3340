import type { ReactNode } from "react";
import { dayDate, dayOf } from "../../words/time";
import { Tag } from "../Tag";
import styles from "./ClientGrid.module.css";
import {
  type Column,
  credentialColumn,
  GapMark,
  grantsColumn,
  kindColumn,
  lastColumn,
  NameCell,
  NotJudged,
  nameColumn,
  stripDays,
  urisColumn,
  VerdictCell,
  verdictColumn,
} from "./columns";

/** The columns of a list that shows a past day: what was not watched then is hatched, never guessed. */

const NOT_WATCHED = "Not watched then, or hidden by the scopes of this connection";

function Unknown({ children }: { children: ReactNode }): ReactNode {
  return (
    <Tag tone="unknown" title={NOT_WATCHED}>
      {children}
    </Tag>
  );
}

/** The column as it is now, with `words` where its fact of that day is not known. */
function unlessUnknown(
  column: Column,
  words: string,
  isUnknown: (row: Parameters<Column["cell"]>[0]) => boolean,
): Column {
  return {
    ...column,
    cell: (row, facts) => (isUnknown(row) ? <Unknown>{words}</Unknown> : column.cell(row, facts)),
  };
}

export const pastNameColumn = (least: number): Column => ({
  ...nameColumn(least),
  cell: (row) => (
    <NameCell row={row}>
      {row.past?.existed === false ? (
        <Tag
          tone="unknown"
          title="It is not known whether this client existed then: neither the log nor a complete list of that time is held"
        >
          existed?
        </Tag>
      ) : (
        row.name === null && <Unknown>name?</Unknown>
      )}
      {row.past?.is_gone && <Tag title="It existed then, or may have, and is gone now">gone since</Tag>}
    </NameCell>
  ),
});

export const pastKindColumn = unlessUnknown(
  kindColumn,
  "?",
  (row) => row.party === "unknown" && row.origin === "unknown",
);

export const pastGrantsColumn = unlessUnknown(grantsColumn, "?", (row) => row.grant_types === null);

export const pastCredentialColumn = unlessUnknown(
  credentialColumn,
  "not known",
  (row) => row.credential === "cannot_tell",
);

export const pastLastColumn = (width: number): Column => ({
  ...lastColumn(width),
  cell: (row, facts) => {
    const day = row.past?.last_use_day ?? null;
    if (day === null) {
      return row.or_in_gap ? (
        <span
          className={styles.unknown}
          title="No use in the days that are held until then; the rest is not known"
        >
          not known
        </span>
      ) : (
        <span title="No use in the days that are held until then">none seen</span>
      );
    }
    const title = `Last known use until then, by UTC day${row.or_in_gap ? "; or later, in a gap of the log" : ""}`;
    return (
      <>
        <span title={title}>{dayDate(day, dayOf(facts.now))}</span>
        {row.or_in_gap && <GapMark title={title} />}
      </>
    );
  },
});

export const pastUrisColumn = unlessUnknown(urisColumn, "?", (row) => row.redirect_uri_count === null);

export const pastVerdictColumn: Column = {
  ...verdictColumn,
  title: "Verdict then",
  cell: (row, facts) => {
    if (row.past?.verdict) {
      const { verdict, as_of_at, evidence } = row.past;
      return (
        <VerdictCell
          verdict={verdict}
          on={as_of_at === null ? null : dayDate(dayOf(as_of_at), stripDays(facts).today)}
          evidence={`${evidence}. Judged by what is known today.`}
        />
      );
    }
    return row.tag ? <NotJudged row={row} /> : <Unknown>not known</Unknown>;
  },
};
