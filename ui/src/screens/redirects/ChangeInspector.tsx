import { useQuery } from "@tanstack/react-query";
import type { KeyboardEvent, ReactNode } from "react";
import { copyText, undoAcceptance } from "../../api/actions";
import type { ChangeDetail, ChangeRow, LookalikeView, SinceView, UriView } from "../../api/contract.gen";
import { asProblem } from "../../api/errors";
import * as queries from "../../api/queries";
import { Failure, Skeleton } from "../../components/Blank";
import { Button, IconButton } from "../../components/Button";
import { CopyButton } from "../../components/CopyButton";
import { Findings, RiskMark } from "../../components/Findings";
import frame from "../../components/inspector/Inspector.module.css";
import { useToasts } from "../../components/Toasts";
import { Line, Visible } from "../../components/Uri";
import { When } from "../../components/When";
import { visibleJson } from "../../words/json";
import { counted } from "../../words/number";
import { clockWithSeconds, date } from "../../words/time";
import styles from "./ChangeInspector.module.css";
import { useMarkHost } from "./marks";
import { isOpen } from "./picks";
import { Operations, RevertSection, useRevert } from "./Revert";
import { revertedWords } from "./Timeline";
import { between } from "./Who";

interface Props {
  number: number;
  now: number;
  /** Whether a person wants to see what a revert would send. */
  isReverting: boolean;
  onReverting: (wanted: boolean) => void;
  onClose: () => void;
  /** Shows another change. */
  onShow: (number: number) => void;
  onAccept: (row: ChangeRow) => void;
}

const SCROLLING = new Set(["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"]);

/** With the focus in here these keys scroll, and do not walk the list beside it. */
function keepScrolling(event: KeyboardEvent): void {
  if (SCROLLING.has(event.key)) event.stopPropagation();
}

/** One change in full, beside the timeline. */
export function ChangeInspector({
  number,
  now,
  isReverting,
  onReverting,
  onClose,
  onShow,
  onAccept,
}: Props): ReactNode {
  const shown = useQuery(queries.change(number));
  const toasts = useToasts();
  const { revert, open, send } = useRevert(number, isReverting, onReverting);
  const change = shown.data?.change;
  if (!change) {
    return (
      <aside className={`${frame.inspector} ${styles.inspector}`} aria-label="Selected change">
        {shown.error && <Failure problem={asProblem(shown.error)} onRetry={() => void shown.refetch()} />}
        {!shown.data && !shown.error && <Skeleton rows={6} label="Reading one change" />}
        {shown.data && (
          <p className={styles.gone}>
            Newer evidence tells another story, so this is no change any more. What it became is in the list.
          </p>
        )}
      </aside>
    );
  }
  const { row } = change;
  return (
    <aside className={`${frame.inspector} ${styles.inspector}`} aria-label="Selected change">
      <header className={`${frame.head} ${styles.head}`}>
        <div className={frame.title}>
          <h2 title={row.title}>{row.title}</h2>
          <IconButton icon="x" label="Close" small onClick={onClose} />
        </div>
        <p>
          <Visible text={row.client_name ?? row.client_id} />
          <span>
            {row.is_moment
              ? `${date(row.until_at, now)}, ${clockWithSeconds(row.until_at)}`
              : between(row, now)}
          </span>
        </p>
      </header>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: nothing is done here, keys are left to the browser */}
      <div className={styles.body} onKeyDown={keepScrolling}>
        {change.uris.map((uri) => (
          <Added key={uri.uri} uri={uri} row={row} alone={change.uris.length === 1} />
        ))}
        <WhoSection row={row} usualAddress={change.usual_address} now={now} />
        {change.since && <Since since={change.since} />}
        <Lists change={change} />
        <Operations change={number} now={now} isNews={revert.step === "closed" && revert.acted} />
        <RevertSection revert={revert} onAgain={open} />
        {row.reverted && (
          <section>
            <h3>Decision</h3>
            <p className={styles.plain}>{revertedWords(row.reverted, now)}.</p>
            {row.reverted.other !== null && (
              <div className={styles.actions}>
                <Button size="small" onClick={() => onShow(row.reverted?.other ?? number)}>
                  {row.reverted.is_revert ? "Show the change that was taken back" : "Show the revert"}
                </Button>
              </div>
            )}
            {!row.reverted.is_revert && (
              <p className={styles.note}>
                If what was taken back comes again, that is a new change and open.
              </p>
            )}
          </section>
        )}
        {row.review && (
          <section>
            <h3>Decision</h3>
            <p className={styles.plain}>
              Accepted by {row.review.by || "a person without a name"}, <When at={row.review.at} now={now} />:{" "}
              <Visible text={row.review.reason} />
            </p>
          </section>
        )}
      </div>
      <footer className={`${frame.foot} ${styles.foot}`}>
        {(revert.step === "plan" || revert.step === "sending") && (
          <Button look="primary" icon="undo" disabled={revert.step === "sending"} onClick={send}>
            {revert.step === "sending" ? "Sending" : "Send revert"}
          </Button>
        )}
        {row.can_revert && revert.step === "closed" && (
          <Button icon="undo" onClick={() => onReverting(true)}>
            Revert…
          </Button>
        )}
        {(revert.step === "conflict" || revert.step === "refused") && (
          <Button icon="sync" onClick={open}>
            Read again
          </Button>
        )}
        {row.review && (
          <Button
            onClick={() => {
              const { decision } = row.review ?? { decision: 0 };
              undoAcceptance(decision).then(() => toasts.say({ title: "Open again" }), toasts.fail);
            }}
          >
            Take the decision back
          </Button>
        )}
        {isOpen(row) && (
          <Button
            {...(revert.step === "closed" && { look: "primary" as const })}
            onClick={() => onAccept(row)}
          >
            Accept with reason…
          </Button>
        )}
        <span className={frame.space} />
        <Button look="quiet" icon="copy" onClick={() => void copyText(row.client_id).catch(toasts.fail)}>
          Copy client id
        </Button>
      </footer>
    </aside>
  );
}

function Added({ uri, row, alone }: { uri: UriView; row: ChangeRow; alone: boolean }): ReactNode {
  return (
    <>
      {uri.lookalike && <Lookalike of={uri.lookalike} />}
      <section>
        <div className={styles.heading}>
          <h3>{alone ? "URI parts" : "Parts of"}</h3>
          <CopyButton text={uri.uri} label="Copy the URI" />
        </div>
        {!alone && (
          <p className={styles.uri}>
            <Visible text={uri.uri} />
          </p>
        )}
        <table className={styles.parts}>
          <tbody>
            {uri.parts.map((part) => (
              <tr key={part.name} data-risk={part.risk ?? undefined}>
                <th scope="row">{part.name}</th>
                <td>
                  <div className={styles.part}>
                    <Visible text={part.value} />
                  </div>
                </td>
                <td>
                  {part.risk && <RiskMark risk={part.risk} />} <Visible text={part.note} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className={styles.note}>{uri.rule}</p>
      </section>
      {uri.risks.length > 0 && (
        <section>
          <h3>Risks</h3>
          <Findings findings={uri.risks} full />
        </section>
      )}
      {uri.host && uri.risks.some(({ class: id }) => id === "new-domain") && (
        <Ours connection={row.connection_id} host={uri.host} />
      )}
    </>
  );
}

/** Marking a host quiets "new"; it never quiets a look-alike, plain http or a wildcard. */
function Ours({ connection, host }: { connection: string; host: string }): ReactNode {
  const mark = useMarkHost();
  return (
    <section>
      <h3>Is it yours?</h3>
      <div className={styles.actions}>
        <Button size="small" onClick={() => mark(connection, host, false)}>
          Mark this host as ours
        </Button>
        <Button size="small" onClick={() => mark(connection, host, true)}>
          Mark the whole domain
        </Button>
      </div>
      <p className={styles.note}>
        A mark quiets “new”. It never quiets a look-alike, plain http or a wildcard, and it can be undone.
      </p>
    </section>
  );
}

function Lookalike({ of }: { of: LookalikeView }): ReactNode {
  return (
    <section>
      <h3>Where the host differs</h3>
      <div
        className={styles.letters}
        role="img"
        aria-label={`Known: ${of.known}. Added: ${of.added}, resolved as ${of.punycode}. ${of.notes.join("; ")}`}
      >
        {(["known", "added"] as const).map((side) => (
          <div key={side} className={styles.row}>
            <span>{side === "known" ? "Known" : "Added"}</span>
            {of.letters.map((pair, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the letters of one name never move
              <i key={index} data-differs={(!pair.is_equal && side === "added") || undefined}>
                {pair[side] ?? ""}
              </i>
            ))}
          </div>
        ))}
      </div>
      {of.notes.map((note) => (
        <p key={note} className={styles.note}>
          {note}
        </p>
      ))}
      <p className={styles.note}>
        Resolved as <code>{of.punycode}</code>
      </p>
    </section>
  );
}

function WhoSection({
  row,
  usualAddress,
  now,
}: {
  row: ChangeRow;
  usualAddress: string | null;
  now: number;
}): ReactNode {
  return (
    <section>
      <h3>Who</h3>
      {row.traces.length > 1 && (
        <p className={styles.plain}>
          One of {row.traces.length} rows: they came so close together that the log does not tell which was
          first.
        </p>
      )}
      {row.traces.map((trace) => (
        <dl key={trace.log_id} className={`${frame.pairs} ${styles.pairs}`}>
          <dt>Actor</dt>
          <dd>
            <Visible text={trace.actor} /> {trace.new_actor && <span>first seen</span>}
            {trace.actor_id !== null && trace.actor_id !== trace.actor && <code>{trace.actor_id}</code>}
          </dd>
          <dt>Channel</dt>
          <dd>
            <Visible text={trace.channel} />
          </dd>
          {trace.address !== null && (
            <>
              <dt>Address</dt>
              <dd>
                <Visible text={trace.address} />{" "}
                {trace.new_address && (
                  <span>
                    first seen
                    {usualAddress !== null && (
                      <>
                        ; usual <Visible text={usualAddress} />
                      </>
                    )}
                  </span>
                )}
              </dd>
            </>
          )}
          {trace.user_agent !== null && (
            <>
              <dt>User agent</dt>
              <dd>
                <Visible text={trace.user_agent} /> {trace.new_user_agent && <span>first seen</span>}
              </dd>
            </>
          )}
          <dt>Log entry</dt>
          <dd>
            <code>{trace.log_id}</code>
          </dd>
        </dl>
      ))}
      {row.untold !== null && <p className={styles.plain}>{row.untold}</p>}
      {row.traces.length === 0 && <p className={styles.plain}>{`It was ${between(row, now)}.`}</p>}
      {row.written_again_by !== null && (
        <p className={styles.plain}>
          {row.written_again_by} writes this list: what it wrote comes back at its next run.
        </p>
      )}
    </section>
  );
}

/** What went through the client after the change. */
function Since({ since }: { since: SinceView }): ReactNode {
  const rows =
    since.rows === 0 ? "No sign-in by this client" : `${counted(since.rows, "sign-in row")} of this client`;
  return (
    <section>
      <h3>Since then</h3>
      <p className={styles.plain}>
        {since.is_whole ? rows : `${rows} in the parts of the log that were read`}.
        {since.rows > 0 && " The log does not say which redirect URI was used."}
      </p>
    </section>
  );
}

function Lists({ change }: { change: ChangeDetail }): ReactNode {
  const { row } = change;
  return (
    <section>
      <div className={styles.heading}>
        <h3>{row.what} in full</h3>
        <div className={styles.actions}>
          {change.before !== null && change.before.length > 0 && (
            <CopyButton text={visibleJson(change.before)}>Copy before</CopyButton>
          )}
          {change.after !== null && change.after.length > 0 && (
            <CopyButton text={visibleJson(change.after)}>Copy after</CopyButton>
          )}
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <ul className={styles.list} tabIndex={0} aria-label={`${row.what} in full`}>
        {row.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one change never move
          <Line key={index} line={line} />
        ))}
      </ul>
      <p className={styles.note}>
        {change.before === null ? "The client did not exist before" : `${change.before.length} before`},{" "}
        {change.after === null ? "none after" : `${change.after.length} after`}
        {row.more_lines > 0 && `; ${row.more_lines.toLocaleString("en-GB")} more lines are not shown`}.
      </p>
    </section>
  );
}
