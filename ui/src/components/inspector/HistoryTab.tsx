import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { ShowClientResponse } from "../../api/contract.gen";
import { asProblem } from "../../api/errors";
import * as queries from "../../api/queries";
import { visibleJson } from "../../words/json";
import { counted } from "../../words/number";
import { date } from "../../words/time";
import { CopyButton } from "../CopyButton";
import { Mark } from "../Mark";
import { Tag } from "../Tag";
import { Visible } from "../Uri";
import { When } from "../When";
import { AsOf } from "./AsOf";
import styles from "./Inspector.module.css";

export function HistoryTab({
  shown,
  windowDays,
  now,
}: {
  shown: ShowClientResponse;
  windowDays: number;
  now: number;
}): ReactNode {
  const [opened, setOpened] = useState<string | null>(null);
  const connection = shown.row.connection_id;
  const toggle = (id: string) => setOpened((before) => (before === id ? null : id));
  const nothing = shown.coverage.days.some((day) => day !== "none")
    ? "Nothing in the days that are held."
    : "No day of the log is held, so this is not known.";
  return (
    <>
      <AsOf row={shown.row} windowDays={windowDays} now={now} />
      <Changes shown={shown} now={now} />
      <section>
        <div className={styles.heading}>
          <h3>What was done to it</h3>
        </div>
        {shown.history.length === 0 && <p className={styles.quiet}>{nothing}</p>}
        <ul className={styles.events}>
          {shown.history.map((entry) => (
            <li key={`${entry.at} ${entry.what} ${entry.log_id ?? ""}`}>
              <span className={styles.time}>
                <When at={entry.at} now={now} />
              </span>
              <span>
                {entry.what}
                <small>
                  {entry.who === null ? (
                    <Tag tone="unknown">the log does not say who</Tag>
                  ) : (
                    <Visible text={entry.who} />
                  )}
                </small>
              </span>
              {entry.log_id !== null && (
                <Opener id={entry.log_id} isOpen={opened === entry.log_id} onToggle={toggle} />
              )}
              {entry.log_id !== null && opened === entry.log_id && (
                <LogRow connection={connection} id={entry.log_id} />
              )}
            </li>
          ))}
        </ul>
      </section>
      <section>
        <div className={styles.heading}>
          <h3>Latest log rows</h3>
          <span>at most 20</span>
        </div>
        {shown.events.length === 0 && <p className={styles.quiet}>{nothing}</p>}
        <ul className={styles.events}>
          {shown.events.map((event) => (
            <li key={event.log_id}>
              <span className={styles.time}>
                <When at={event.at} now={now} />
              </span>
              <span className={styles.eventWords}>
                <Mark
                  name={
                    event.kind === "failure"
                      ? "failures"
                      : event.kind === null || event.kind === "traffic"
                        ? "low"
                        : "seen"
                  }
                />
                {event.words}
                <code>{event.code}</code>
              </span>
              <Opener id={event.log_id} isOpen={opened === event.log_id} onToggle={toggle} />
              {opened === event.log_id && <LogRow connection={connection} id={event.log_id} />}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

/** How many changes the tab shows; the timeline shows all. */
const CHANGES_SHOWN = 20;

/** What differs between the readings and log rows of this client, of every member that is watched. */
function Changes({ shown, now }: { shown: ShowClientResponse; now: number }): ReactNode {
  const { connection_id, client_id } = shown.row;
  const changes = useQuery(queries.changesOf({ connection_id, client_id }, CHANGES_SHOWN));
  if (changes.error) return <p className={styles.rowBox}>{asProblem(changes.error).view.happened}</p>;
  if (!changes.data) return null;
  const { rows, total } = changes.data;
  return (
    <section>
      <div className={styles.heading}>
        <h3>What changed</h3>
        {total > rows.length && <span>the newest {rows.length}</span>}
        <Link
          className={`${styles.link} ${styles.aside}`}
          to="/redirects"
          search={{ show: "all", client: [connection_id, client_id] }}
        >
          Redirect changes
        </Link>
      </div>
      {rows.length === 0 && <p className={styles.quiet}>No difference between the readings that are held.</p>}
      <ul className={styles.events}>
        {rows.map((row) => (
          <li key={row.number}>
            <span className={styles.time}>
              {row.is_moment ? (
                <When at={row.until_at} now={now} />
              ) : (
                `${date(row.from_at, now)} – ${date(row.until_at, now)}`
              )}
            </span>
            <span>
              {row.what}: {row.title}
              <small>
                {row.traces[0]?.actor ?? <Tag tone="unknown">not in the log</Tag>}
                {row.risks.length > 0 && ` · ${counted(row.risks.length, "risk")}`}
                {row.review ? " · accepted" : " · not reviewed"}
              </small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Opener({
  id,
  isOpen,
  onToggle,
}: {
  id: string;
  isOpen: boolean;
  onToggle: (id: string) => void;
}): ReactNode {
  return (
    <button type="button" className={styles.link} aria-expanded={isOpen} onClick={() => onToggle(id)}>
      {isOpen ? "Close" : "Row"}
    </button>
  );
}

/** The row behind a statement, as it is kept. */
function LogRow({ connection, id }: { connection: string; id: string }): ReactNode {
  const row = useQuery(queries.logRow(connection, id));
  if (row.error) return <p className={styles.rowBox}>{asProblem(row.error).view.happened}</p>;
  if (!row.data) return <p className={styles.rowBox}>Reading the row</p>;
  if (row.data.json === null) {
    return (
      <p className={styles.rowBox}>
        Raw rows of that age are no longer kept; the counts and the coverage stay.
      </p>
    );
  }
  const text = visibleJson(row.data.json);
  return (
    <div className={styles.rowBox}>
      <CopyButton text={text}>Copy</CopyButton>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <pre tabIndex={0}>{text}</pre>
    </div>
  );
}
