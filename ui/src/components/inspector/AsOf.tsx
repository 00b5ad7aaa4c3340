import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import type {
  ClientKey,
  ClientRow,
  PastMemberView,
  PastTellingView,
  PastVerdictView,
  ShowPastResponse,
} from "../../api/contract.gen";
import { asProblem } from "../../api/errors";
import * as queries from "../../api/queries";
import { percent } from "../../words/number";
import { DAY_MS, dayStart, dayText } from "../../words/time";
import { VERDICT_MARKS, VERDICT_WORDS } from "../../words/verdict";
import { DayField } from "../DayField";
import { Tag } from "../Tag";
import { Visible } from "../Uri";
import { When } from "../When";
import { Remark } from "./Inspector";
import styles from "./Inspector.module.css";

/** What was true at the server at the end of a day, by what is known today. */
export function AsOf({
  row,
  windowDays,
  now,
}: {
  row: ClientRow;
  windowDays: number;
  now: number;
}): ReactNode {
  const id = useId();
  const [day, setDay] = useState("");
  const chosen = dayStart(day);
  const { connection_id, client_id } = row;
  const today = dayText(now);
  const step = (days: number) => setDay(dayText(Math.min(now, (chosen ?? now) + days * DAY_MS)));
  return (
    <section>
      <div className={styles.heading}>
        <h3>
          <label htmlFor={id}>As of a day</label>
        </h3>
        <span className={styles.aside}>
          <DayField
            id={id}
            written={day}
            example={now}
            onWrite={setDay}
            onStep={step}
            isLast={chosen === null || chosen + DAY_MS > now}
          />
        </span>
      </div>
      {day === "" && (
        <p className={styles.small}>
          What the server held at the end of a past day (UTC), by what is known today.
        </p>
      )}
      {day !== "" && chosen === null && <p className={styles.small}>A day is written like {today}.</p>}
      {chosen !== null && (
        <OnDay
          client={{ connection_id, client_id }}
          day={day}
          isJudged={row.judgement !== null}
          windowDays={windowDays}
          now={now}
        />
      )}
    </section>
  );
}

/** What was true of one client at the end of a day. */
export function OnDay({
  client,
  day,
  isJudged,
  windowDays,
  now,
}: {
  client: ClientKey;
  day: string;
  isJudged: boolean;
  windowDays: number;
  now: number;
}): ReactNode {
  const past = useQuery(queries.past(client, day, windowDays));
  if (past.error) return <p className={styles.rowBox}>{asProblem(past.error).view.happened}</p>;
  return past.data && <Past past={past.data} isJudged={isJudged} now={now} />;
}

function Past({
  past,
  isJudged,
  now,
}: {
  past: ShowPastResponse;
  isJudged: boolean;
  now: number;
}): ReactNode {
  const nothing = past.members.filter(({ known }) => known?.entries?.length === 0);
  const told = past.members.filter(({ known }) => known?.entries?.length !== 0);
  return (
    <>
      {past.verdict ? (
        <VerdictThen verdict={past.verdict} now={now} />
      ) : (
        <p className={styles.quiet}>{isJudged ? "It did not exist then." : "This client is never judged."}</p>
      )}
      <dl className={styles.then}>
        {told.map((member) => (
          <div key={member.what}>
            <dt>{member.what}</dt>
            <dd>
              <MemberThen member={member} now={now} />
            </dd>
          </div>
        ))}
      </dl>
      {nothing.length > 0 && (
        <p className={styles.small}>It held none: {nothing.map(({ what }) => what).join(", ")}.</p>
      )}
    </>
  );
}

function VerdictThen({ verdict, now }: { verdict: PastVerdictView; now: number }): ReactNode {
  return (
    <div className={styles.verdictThen}>
      <Tag
        mark={VERDICT_MARKS[verdict.verdict]}
        tone={verdict.verdict === "not_proven" ? "unknown" : "neutral"}
      >
        {VERDICT_WORDS[verdict.verdict]}
      </Tag>
      <p className={styles.small}>
        {verdict.last_use_at === null ? (
          "No success until then is known."
        ) : (
          <>
            Last success <When at={verdict.last_use_at} now={now} />, {verdict.last_use_words}.
          </>
        )}{" "}
        {verdict.as_of === null ? (
          "No log before it is held."
        ) : (
          <>
            {percent(verdict.watched)} of the window that ends <When at={verdict.as_of} now={now} /> is
            watched.
          </>
        )}{" "}
        Judged by what is known today.
      </p>
    </div>
  );
}

function MemberThen({ member, now }: { member: PastMemberView; now: number }): ReactNode {
  if (member.known) return <Telling telling={member.known} now={now} />;
  return (
    <>
      <Remark mark="unknown">Not watched, so not known.</Remark>
      {member.before && <Telling lead="Before: " telling={member.before} now={now} />}
      {member.after && <Telling lead="After: " telling={member.after} now={now} />}
    </>
  );
}

function Telling({
  lead = "",
  telling: { entries, at, learned_at },
  now,
}: {
  lead?: string;
  telling: PastTellingView;
  now: number;
}): ReactNode {
  return (
    <>
      {entries === null ? (
        <p className={styles.quiet}>Did not exist</p>
      ) : (
        <ol>
          {entries.map((entry, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a server may list one entry twice, and the order is its own
            <li key={`${place} ${entry}`}>
              <Visible text={entry} />
            </li>
          ))}
        </ol>
      )}
      <small>
        {lead}so at <When at={at} now={now} />, learned{" "}
        {learned_at === at ? "by reading it then" : <When at={learned_at} now={now} />}
      </small>
    </>
  );
}
