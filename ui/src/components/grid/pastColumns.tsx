import type { ReactNode } from "react";
import { dayDate, dayOf } from "../../words/time";
import { Tag } from "../Tag";
import {
  type Column,
  credentialColumn,
  grantsColumn,
  kindColumn,
  lastCell,
  lastColumn,
  lastUnknownCell,
  nameCell,
  nameColumn,
  notJudgedCell,
  stripDays,
  unknownCell,
  urisColumn,
  verdictCell,
  verdictColumn,
} from "./columns";

/** The columns of a list that shows a past day: what was not watched then is hatched, never guessed. */

const NOT_WATCHED = "Not watched then, or hidden by the scopes of this connection";

/** The column as it is now, with `words` where its fact of that day is not known. */
function unlessUnknown(
  column: Column,
  words: string,
  isUnknown: (row: Parameters<Column["cell"]>[0]) => boolean,
): Column {
  return {
    ...column,
    cell: (row, facts) => (isUnknown(row) ? unknownCell(words, NOT_WATCHED) : column.cell(row, facts)),
  };
}

export const pastNameColumn = (least: number): Column => ({
  ...nameColumn(least),
  cell: (row) => {
    let unsure: ReactNode = null;
    if (row.past?.existed === false) {
      const title =
        "It is not known whether this client existed then: neither the log nor a complete list of that time is held";
      unsure = (
        <Tag tone="unknown" title={title}>
          existed?
        </Tag>
      );
    } else if (row.name === null) {
      unsure = (
        <Tag tone="unknown" title={NOT_WATCHED}>
          name?
        </Tag>
      );
    }
    const gone = row.past?.is_gone && (
      <Tag title="It existed then, or may have, and is gone now">gone since</Tag>
    );
    const further = (unsure || gone) && (
      <>
        {unsure}
        {gone}
      </>
    );
    return nameCell(row, further);
  },
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
      return row.or_in_gap
        ? lastUnknownCell("not known", "No use in the days that are held until then; the rest is not known")
        : { title: "No use in the days that are held until then", content: "none seen" };
    }
    const title = `Last known use until then, by UTC day${row.or_in_gap ? "; or later, in a gap of the log" : ""}`;
    return lastCell(dayDate(day, dayOf(facts.now)), title, row.or_in_gap);
  },
});

export const pastUrisColumn = unlessUnknown(urisColumn, "?", (row) => row.redirect_uri_count === null);

export const pastVerdictColumn: Column = {
  ...verdictColumn,
  title: "Verdict then",
  cell: (row, facts) => {
    if (!row.past?.verdict) return row.tag ? notJudgedCell(row) : unknownCell("not known", NOT_WATCHED);
    const { verdict, as_of_at, evidence } = row.past;
    return verdictCell(
      verdict,
      as_of_at === null ? null : dayDate(dayOf(as_of_at), stripDays(facts).today),
      `${evidence}. Judged by what is known today.`,
    );
  },
};
