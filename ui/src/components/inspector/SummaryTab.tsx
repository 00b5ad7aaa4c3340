import { type ReactNode, useMemo, useState } from "react";
import type { ShowClientResponse } from "../../api/contract.gen";
import { useKeys } from "../../useKeys";
import { count, percent } from "../../words/number";
import { date, dayDate, decimalDays, duration, utc } from "../../words/time";
import { VERDICT_WORDS } from "../../words/verdict";
import { ActivityStrip, STRIP_SHAPES } from "../ActivityStrip";
import { Button } from "../Button";
import { CopyButton } from "../CopyButton";
import { MonthAxis } from "../CoverageStrip";
import { stripOf } from "../grid/columns";
import { isCovered, monthTicks, type StripFacts } from "../strip";
import { Tag } from "../Tag";
import { Visible } from "../Uri";
import { When } from "../When";
import { Remark } from "./Inspector";
import styles from "./Inspector.module.css";

export interface LookUpState {
  kind: "running" | "done" | "failed";
  text: string;
}

/** How many redirect URIs are named here; the tab URIs has all. */
const URIS_SHOWN = 5;

interface Props {
  shown: ShowClientResponse;
  now: number;
  lookUp: LookUpState | null;
  onAsk: (field: "owner" | "note") => void;
}

export function SummaryTab({ shown, now, lookUp, onAsk }: Props): ReactNode {
  const { row, coverage } = shown;
  const [asTable, setAsTable] = useState(false);
  useKeys({ t: () => setAsTable((before) => !before) });
  const today = coverage.first_day + coverage.days.length - 1;
  const facts = useMemo(() => stripOf(row, coverage, today, true), [row, coverage, today]);
  const known = Array.from({ length: 90 }, (_, i) => today - 89 + i).filter((day) =>
    isCovered(facts, day),
  ).length;
  const recent = row.strip.filter(([day]) => day > today - 30);
  const uses = recent.reduce((sum, [, used]) => sum + used, 0);
  const failures = recent.reduce((sum, [, , failed]) => sum + failed, 0);
  const held = Array.from({ length: 30 }, (_, i) => today - i).filter((day) => isCovered(facts, day)).length;
  const judgement = row.judgement;
  const redirects = shown.uris?.[0];
  return (
    <>
      <section>
        <div className={styles.heading}>
          <h3>Activity</h3>
          <span>90 UTC days</span>
          <span className={styles.aside}>{known} covered</span>
          <Button look="quiet" size="small" onClick={() => setAsTable(!asTable)}>
            {asTable ? "Strip" : "Table"}
          </Button>
        </div>
        {asTable ? <ActivityTable facts={facts} /> : <HoverStrip facts={facts} />}
        <p className={styles.numbers}>
          <span>
            <b>{inHeldDays(uses, held)}</b> uses in 30 days
          </span>
          <span>
            <b>{inHeldDays(failures, held)}</b> failed
          </span>
        </p>
        {lookUp && (
          <Remark
            mark={lookUp.kind === "done" ? "proven" : lookUp.kind === "running" ? "running" : "unknown"}
          >
            {lookUp.kind === "failed" ? `The log was not searched for this id. ${lookUp.text}` : lookUp.text}
          </Remark>
        )}
      </section>
      {judgement && (
        <section>
          <div className={styles.heading}>
            <h3>Proof</h3>
            <span>{VERDICT_WORDS[judgement.verdict]}</span>
            <span className={styles.aside} />
            <CopyButton text={shown.proof.join("\n")}>Copy proof</CopyButton>
          </div>
          <ul className={styles.proof}>
            {shown.proof.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          <dl className={styles.pairs}>
            <dt>Watched</dt>
            <dd>{percent(judgement.watched)} of the window</dd>
            <dt>Longest hole</dt>
            <dd>{judgement.longest_hole_ms > 0 ? duration(judgement.longest_hole_ms) : "none"}</dd>
            <dt>Quiet for</dt>
            <dd>
              {judgement.quiet_since_at === null ? "not known" : `${decimalDays(judgement.quiet_ms)} d`}
            </dd>
            {judgement.tokens_dead_by_at !== null && (
              <>
                <dt>Tokens end by</dt>
                <dd title={utc(judgement.tokens_dead_by_at)}>{date(judgement.tokens_dead_by_at, now)}</dd>
              </>
            )}
            {judgement.verdict === "not_proven" && (
              <>
                <dt>Provable on</dt>
                <dd>{judgement.provable_at === null ? "no date yet" : date(judgement.provable_at, now)}</dd>
              </>
            )}
          </dl>
        </section>
      )}
      <section>
        <div className={styles.heading}>
          <h3>Last use by kind</h3>
        </div>
        {shown.last_by_kind.length === 0 ? (
          known > 0 ? (
            <p className={styles.quiet}>No use in the days that are held.</p>
          ) : (
            <Remark mark="unknown">No day of the log is held, so a use cannot be ruled out.</Remark>
          )
        ) : (
          <dl className={styles.pairs}>
            {shown.last_by_kind.map(({ kind, words, at }) => (
              <div key={kind}>
                <dt>{words}</dt>
                <dd>
                  <When at={at} now={now} />
                </dd>
              </div>
            ))}
          </dl>
        )}
      </section>
      <section>
        <div className={styles.heading}>
          <h3>Details</h3>
        </div>
        <dl className={styles.pairs}>
          <dt>Owner</dt>
          <dd>
            {row.owner ?? <Tag tone="unknown">none</Tag>}{" "}
            <button type="button" className={styles.link} onClick={() => onAsk("owner")}>
              Set…
            </button>
          </dd>
          <dt>Note</dt>
          <dd>
            {row.note ?? <span className={styles.quiet}>none</span>}{" "}
            <button type="button" className={styles.link} onClick={() => onAsk("note")}>
              Write…
            </button>
          </dd>
          {shown.annotations.map((annotation) => (
            <div key={annotation.field}>
              <dt />
              <dd className={styles.quiet}>
                {annotation.field} by {annotation.by}, <When at={annotation.at} now={now} />
              </dd>
            </div>
          ))}
          <dt>Created</dt>
          <dd>
            {row.created_at !== null ? (
              <When at={row.created_at} now={now} />
            ) : row.seen_at !== null ? (
              <>
                before <When at={row.seen_at} now={now} />, when Rollcall first knew of it
              </>
            ) : (
              "not known"
            )}
          </dd>
          <dt>Type</dt>
          <dd>{row.app_type ?? "not told"}</dd>
          <dt>Redirect URIs</dt>
          <dd>
            {redirects === undefined ? (
              <Tag tone="unknown">not read</Tag>
            ) : redirects.total === 0 ? (
              <span className={styles.quiet}>none</span>
            ) : (
              <ul className={styles.uris}>
                {redirects.entries.slice(0, URIS_SHOWN).map(({ uri }, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a server may list one URI twice, and the order is its own
                  <li key={`${index} ${uri}`}>
                    <Visible text={uri} />
                  </li>
                ))}
                {redirects.total > URIS_SHOWN && (
                  <li>{count(redirects.total - URIS_SHOWN)} more under URIs</li>
                )}
              </ul>
            )}
          </dd>
        </dl>
      </section>
    </>
  );
}

/** What was counted in thirty days of which so many are held: the others may hold more. */
function inHeldDays(n: number, held: number): string {
  if (held >= 30) return count(n);
  return held === 0 && n === 0 ? "?" : `≥ ${count(n)}`;
}

/** The strip with one day told at a time: by the pointer, or by the arrow keys while it has the focus. */
function HoverStrip({ facts }: { facts: StripFacts }): ReactNode {
  const [day, setDay] = useState<number | null>(null);
  const { pitch } = STRIP_SHAPES.inspector;
  const step = (by: number) =>
    setDay((before) => Math.max(facts.firstDay, Math.min(facts.today, (before ?? facts.today + 1) + by)));
  return (
    <div className={styles.hover}>
      <div
        role="group"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its days are told one by one with the arrow keys
        tabIndex={0}
        aria-label="Activity by day: left and right arrow"
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const offset = Math.floor((event.clientX - box.left) / pitch);
          setDay(Math.max(facts.firstDay, Math.min(facts.today, facts.firstDay + offset)));
        }}
        onPointerLeave={() => setDay(null)}
        onBlur={() => setDay(null)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
          event.preventDefault();
          event.stopPropagation();
          step(event.key === "ArrowLeft" ? -1 : 1);
        }}
      >
        <ActivityStrip facts={facts} shape={STRIP_SHAPES.inspector} />
      </div>
      <div className={styles.axis}>
        <MonthAxis
          firstDay={facts.firstDay}
          today={facts.today}
          pitch={pitch}
          months={monthTicks(facts.firstDay, facts.today)}
        />
        <span>today</span>
      </div>
      <output className={styles.day}>{day === null ? "\u00a0" : dayWords(facts, day)}</output>
    </div>
  );
}

function dayWords(facts: StripFacts, day: number): string {
  const name = dayDate(day, facts.today);
  const found = facts.days.find((entry) => entry.day === day);
  const counts = found ? `${count(found.uses)} uses, ${count(found.failures)} failed` : "quiet";
  if (facts.registeredDay != null && day < facts.registeredDay) return `${name}: before it was registered`;
  if (isCovered(facts, day)) return `${name}: ${counts}${day === facts.today ? " so far" : ""}`;
  return found ? `${name}: ${counts}, in the part of the day that is held` : `${name}: no log`;
}

/** The same days in words, newest first. */
function ActivityTable({ facts }: { facts: StripFacts }): ReactNode {
  const days: number[] = [];
  for (let day = facts.today; day >= Math.max(facts.firstDay, facts.registeredDay ?? 0); day -= 1)
    days.push(day);
  const found = new Map(facts.days.map((entry) => [entry.day, entry]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <div className={styles.tableBox} tabIndex={0} role="region" aria-label="Activity as a table">
      <table className={styles.table}>
        <thead>
          <tr>
            <th>UTC day</th>
            <th>Uses</th>
            <th>Failed</th>
            <th>Log</th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => {
            const covered = isCovered(facts, day);
            const entry = found.get(day);
            return (
              <tr key={day}>
                <td>{dayDate(day, facts.today)}</td>
                <td>{entry ? count(entry.uses) : covered ? "0" : "?"}</td>
                <td>{entry ? count(entry.failures) : covered ? "0" : "?"}</td>
                <td>{covered ? (day === facts.today ? "so far" : "whole day") : entry ? "part" : "none"}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
