import { useQuery } from "@tanstack/react-query";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { confirmOperation, planRevert } from "../../api/actions";
import type {
  BodyLineKind,
  ConflictView,
  OperationStanding,
  OperationView,
  RevertPlanView,
} from "../../api/contract.gen";
import { asProblem, type Problem } from "../../api/errors";
import * as queries from "../../api/queries";
import { Failure, Skeleton } from "../../components/Blank";
import { CopyButton } from "../../components/CopyButton";
import { Findings } from "../../components/Findings";
import { Mark, type MarkName } from "../../components/Mark";
import { useToasts } from "../../components/Toasts";
import { Visible } from "../../components/Uri";
import { When } from "../../components/When";
import { clockWithSeconds } from "../../words/time";
import inspector from "./ChangeInspector.module.css";
import styles from "./Revert.module.css";

/** Where reverting one change stands in this inspector. What became of it is in the journal, not here. */
export type Revert =
  | { step: "closed"; acted: boolean }
  | { step: "reading" }
  | { step: "plan"; plan: RevertPlanView; isNew: boolean }
  | { step: "sending"; plan: RevertPlanView }
  | { step: "conflict"; conflict: ConflictView }
  | { step: "refused"; why: string }
  | { step: "failed"; problem: Problem };

/** Plan, then send what was seen. Nothing that changes the server leaves before `send`. */
export function useRevert(
  change: number,
  isWanted: boolean,
  onWanted: (wanted: boolean) => void,
): { revert: Revert; open: () => void; send: () => void } {
  const [revert, setRevert] = useState<Revert>({ step: "closed", acted: false });
  const toasts = useToasts();
  const fail = (cause: unknown) => setRevert({ step: "failed", problem: asProblem(cause) });
  const open = () => {
    setRevert({ step: "reading" });
    planRevert(change).then((answer) => {
      if (answer.outcome === "plan") setRevert({ step: "plan", plan: answer.plan, isNew: false });
      else if (answer.outcome === "conflict") setRevert({ step: "conflict", conflict: answer.conflict });
      else setRevert({ step: "refused", why: answer.why });
    }, fail);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for once, by a key or a link outside
  useEffect(() => {
    if (isWanted) open();
    else setRevert((was) => (was.step === "closed" ? was : { step: "closed", acted: false }));
  }, [isWanted]);
  const send = () => {
    if (revert.step !== "plan") return;
    const { plan } = revert;
    setRevert({ step: "sending", plan });
    confirmOperation({ change, operation_id: plan.operation_id, digest: plan.digest }).then((answer) => {
      if (answer.outcome === "acted") {
        setRevert({ step: "closed", acted: true });
        onWanted(false);
        toasts.say({ title: answer.operation.title, text: answer.operation.detail });
      } else if (answer.outcome === "changed") setRevert({ step: "plan", plan: answer.plan, isNew: true });
      else if (answer.outcome === "conflict") setRevert({ step: "conflict", conflict: answer.conflict });
      else setRevert({ step: "refused", why: answer.why });
    }, fail);
  };
  return { revert, open, send };
}

/** The exact request, what it needs, what it does not undo; or why there is none. */
export function RevertSection({ revert, onAgain }: { revert: Revert; onAgain: () => void }): ReactNode {
  const place = useInView(revert.step !== "closed", revert.step);
  return <div ref={place}>{told(revert, onAgain)}</div>;
}

/** Brings what a person asked for into view: it stands below everything else that is told of the change. */
function useInView(isWanted: boolean, news: string): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each news once
  useEffect(() => {
    // the inspector's own scrolling, not the page's
    const [from, box] = [place.current, place.current?.parentElement];
    if (isWanted && from && box) {
      box.scrollTop += from.getBoundingClientRect().top - box.getBoundingClientRect().top;
    }
  }, [isWanted, news]);
  return place;
}

function told(revert: Revert, onAgain: () => void): ReactNode {
  switch (revert.step) {
    case "closed":
      return null;
    case "reading":
      return (
        <section aria-label="Revert sends">
          <h3>Revert sends</h3>
          <Skeleton rows={4} label="Reading the client from the server" />
        </section>
      );
    case "failed":
      return (
        <section aria-label="Revert sends">
          <h3>Revert sends</h3>
          <Failure problem={revert.problem} onRetry={onAgain} />
        </section>
      );
    case "refused":
      return (
        <section aria-label="Revert sends">
          <h3>Nothing can be sent</h3>
          <p className={styles.said} role="alert">
            <Mark name="failed" />
            <Visible text={revert.why} />
          </p>
        </section>
      );
    case "conflict":
      return <Conflict conflict={revert.conflict} />;
    case "plan":
    case "sending":
      return (
        <Plan
          plan={revert.plan}
          isNew={revert.step === "plan" && revert.isNew}
          isSending={revert.step === "sending"}
        />
      );
  }
}

const SIGNS: Record<BodyLineKind, { sign: string; words: string }> = {
  same: { sign: " ", words: "" },
  added: { sign: "+", words: "comes back: " },
  removed: { sign: "−", words: "is taken out: " },
};

function Plan({
  plan,
  isNew,
  isSending,
}: {
  plan: RevertPlanView;
  isNew: boolean;
  isSending: boolean;
}): ReactNode {
  return (
    <section aria-label="Revert sends">
      <div className={inspector.heading}>
        <h3>Revert sends</h3>
        <CopyButton text={plan.curl}>Copy as curl</CopyButton>
      </div>
      <p className={styles.status} role="status">
        {isSending
          ? "Reading the client again, sending once, reading back"
          : isNew
            ? "The client changed since you looked, so nothing was sent. This is the request now."
            : `Nothing is sent yet. The client was read ${clockWithSeconds(plan.read_at)}.`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <div className={styles.request} tabIndex={0} role="group" aria-label="The exact request">
        <p>
          <b>{plan.method}</b> {plan.url}
        </p>
        <p className={styles.header}>authorization: Bearer ••••••••</p>
        <p className={styles.header}>content-type: application/json</p>
        <p className={styles.header}>x-correlation-id: {plan.operation_id}</p>
        <ol>
          {plan.lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one plan never move
            <li key={index} data-kind={line.kind}>
              <span aria-hidden="true">{SIGNS[line.kind].sign}</span>
              <span className="visually-hidden">{SIGNS[line.kind].words}</span>
              <code>
                <Visible text={line.text} />
                {line.punycode && <small> resolved as {line.punycode}</small>}
              </code>
            </li>
          ))}
        </ol>
      </div>
      {plan.puts_back.length > 0 && (
        <>
          <h4 className={styles.sub}>What comes back</h4>
          <ul className={styles.back}>
            {plan.puts_back.map((put, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a list may hold one URI twice
              <li key={index}>
                <code>
                  <Visible text={put.uri} />
                </code>
                {put.risks.length > 0 ? (
                  <Findings findings={put.risks} full />
                ) : (
                  <p>No rule has anything against it.</p>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <h4 className={styles.sub}>Before it is sent</h4>
      {plan.preconditions.map((sentence) => (
        <p key={sentence} className={inspector.note}>
          {sentence}
        </p>
      ))}
      <h4 className={styles.sub}>What it does not undo</h4>
      {plan.cannot_undo.map((sentence) => (
        <p key={sentence} className={inspector.note}>
          {sentence}
        </p>
      ))}
    </section>
  );
}

function Conflict({ conflict }: { conflict: ConflictView }): ReactNode {
  const lists: [string, string, readonly string[]][] = [
    ["Was", "what the change left", conflict.was],
    ["Theirs", "what the server holds now", conflict.theirs],
    ["Yours", "what the revert goes back to", conflict.yours],
  ];
  return (
    <section aria-label="Revert sends">
      <h3>Somebody touched the same entries since</h3>
      <p className={styles.said} role="alert">
        <Mark name="high" />
        <span>
          Reverting would undo their work as well, so nothing is sent. Revert their newer change first, or
          change the list in the Dashboard.
        </span>
      </p>
      <dl className={styles.three}>
        {lists.map(([name, meaning, held]) => (
          <div key={name}>
            <dt>
              {name} <span>{meaning}</span>
            </dt>
            {held.length === 0 && <dd>nothing</dd>}
            {held.map((entry, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a list may hold one entry twice
              <dd key={index} data-differs={!conflict.was.includes(entry) || undefined}>
                <code>
                  <Visible text={entry} />
                </code>
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </section>
  );
}

const MARKS: Record<OperationStanding, MarkName> = {
  done: "proven",
  look: "high",
  not_done: "failed",
  open: "unknown",
};

/** What became of the reverts of a change, by the journal. */
export function Operations({
  change,
  now,
  isNews,
}: {
  change: number;
  now: number;
  isNews: boolean;
}): ReactNode {
  const known = useQuery(queries.operations(change));
  const [first] = known.data?.operations ?? [];
  const place = useInView(isNews, `${first?.id} ${first?.title}`);
  if (known.error) return <Failure problem={asProblem(known.error)} onRetry={() => void known.refetch()} />;
  if (!known.data || known.data.operations.length === 0) return null;
  return (
    <section aria-label="Reverts" ref={place}>
      <h3>{known.data.operations.length === 1 ? "Revert" : "Reverts"}</h3>
      <ul className={styles.operations}>
        {known.data.operations.map((operation) => (
          <One key={operation.id} operation={operation} now={now} />
        ))}
      </ul>
    </section>
  );
}

function One({ operation, now }: { operation: OperationView; now: number }): ReactNode {
  return (
    <li>
      <Mark name={MARKS[operation.standing]} />
      <div>
        <p>
          <b>{operation.title}</b> <When at={operation.at} now={now} />
          {operation.by && `, by ${operation.by}`}
        </p>
        <p className={inspector.note}>
          <Visible text={operation.detail} />
        </p>
        {operation.overwrote && (
          <ul className={styles.back}>
            {operation.overwrote.theirs.map((entry, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a list may hold one entry twice
              <li key={index}>
                <code>
                  <Visible text={entry} />
                </code>
              </li>
            ))}
            <li>
              By log {operation.overwrote.log_ids.length === 1 ? "entry" : "entries"}{" "}
              <code>{operation.overwrote.log_ids.join(", ")}</code>
            </li>
          </ul>
        )}
        <p className={inspector.note}>
          Operation <code>{operation.id}</code>
        </p>
      </div>
    </li>
  );
}
