import type { ReactNode } from "react";
import { CREDENTIALS, CREDENTIALS_LONG, clientName, grantWords, kindWords, TAGS } from "../../words/client";
import { count } from "../../words/number";
import { dayDate, dayOf } from "../../words/time";
import { VERDICT_MARKS, VERDICT_WORDS } from "../../words/verdict";
import { Mark } from "../Mark";
import { Tag } from "../Tag";
import styles from "./ClientGrid.module.css";
import type { Column } from "./columns";

/** The columns of a list that shows a past day: what was not watched then is hatched, never guessed. */

const NOT_WATCHED = "Not watched then, or hidden by the scopes of this connection";

function Unknown({ children = "not known" }: { children?: ReactNode }): ReactNode {
  return (
    <Tag tone="unknown" title={NOT_WATCHED}>
      {children}
    </Tag>
  );
}

export const pastNameColumn = (least: number): Column => ({
  id: "name",
  title: "Client",
  width: `minmax(${least}px, 1fr)`,
  sort: "name",
  cell: (row) => (
    <>
      <b className={row.name === null ? styles.unnamed : undefined} title={clientName(row)}>
        {clientName(row)}
      </b>
      {row.tag && <Tag title={TAGS[row.tag].long}>{TAGS[row.tag].short}</Tag>}
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
    </>
  ),
});

export const pastKindColumn: Column = {
  id: "kind",
  title: "Kind",
  width: "50px",
  sort: "kind",
  cell: (row) => {
    const words = kindWords(row);
    if (row.party === "unknown" && row.origin === "unknown") return <Unknown>?</Unknown>;
    const type = row.app_type === null ? "" : `, ${row.app_type}`;
    return <abbr title={`${words.long}${type}`}>{words.short}</abbr>;
  },
};

export const pastGrantsColumn: Column = {
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
      <Unknown>?</Unknown>
    );
  },
};

export const pastCredentialColumn: Column = {
  id: "credential",
  title: "Credential",
  width: "92px",
  sort: "credential",
  cell: (row) =>
    row.credential === "cannot_tell" ? (
      <Unknown />
    ) : (
      <span title={CREDENTIALS_LONG[row.credential]}>{CREDENTIALS[row.credential]}</span>
    ),
};

export const pastLastColumn = (width: number): Column => ({
  id: "last",
  title: "Last",
  width: `${width}px`,
  sort: "last_use",
  align: "end",
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
        {row.or_in_gap && (
          <span className={styles.gap} title={title}>
            <Mark name="unknown" size={10} />
            <span className="visually-hidden">, or in the gap</span>
          </span>
        )}
      </>
    );
  },
});

export const pastUrisColumn: Column = {
  id: "uris",
  title: "URIs",
  width: "56px",
  sort: "redirect_uris",
  align: "end",
  cell: (row) =>
    row.redirect_uri_count === null ? (
      <Unknown>?</Unknown>
    ) : (
      <span className={row.redirect_uri_count === 0 ? styles.dim : undefined}>
        {count(row.redirect_uri_count)}
      </span>
    ),
};

export const pastVerdictColumn: Column = {
  id: "verdict",
  title: "Verdict then",
  width: "164px",
  sort: "verdict",
  cell: (row) => {
    if (row.past?.verdict) {
      return (
        <span className={styles.verdict} title={`${row.past.evidence}. Judged by what is known today.`}>
          <Mark name={VERDICT_MARKS[row.past.verdict]} />
          <span>{VERDICT_WORDS[row.past.verdict]}</span>
        </span>
      );
    }
    return row.tag ? (
      <span className={styles.dim} title={TAGS[row.tag].long}>
        not judged
      </span>
    ) : (
      <Unknown />
    );
  },
};
