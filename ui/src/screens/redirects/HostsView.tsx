import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { unmarkHost } from "../../api/actions";
import type { HostClientView, HostRow, HostsResponse } from "../../api/contract.gen";
import { asProblem } from "../../api/errors";
import { HOST_CLIENTS, HOSTS, hostClients, hosts } from "../../api/queries";
import { EmptyByIgnorance, EmptyByTruth, Failure, Skeleton, Unread } from "../../components/Blank";
import { Button } from "../../components/Button";
import { CopyButton } from "../../components/CopyButton";
import { Findings } from "../../components/Findings";
import { Icon } from "../../components/Icon";
import { Tag } from "../../components/Tag";
import { Visible } from "../../components/Uri";
import { useLineList } from "../../components/useLineList";
import { When } from "../../components/When";
import { useKeys } from "../../useKeys";
import { count, counted } from "../../words/number";
import { totalText } from "../../words/total";
import { useFrame } from "../frame/FrameContext";
import styles from "./HostsView.module.css";
import { useMarkHost } from "./marks";
import { usePages } from "./usePages";

/** About how high a host is. */
const LINE = 60;
/** A host longer than this is cut, and can be copied whole: no name is (RFC 1035 section 2.3.4). */
const LONG = 255;
/** How many clients of one host are named until its row is unfolded. */
const NAMED = 4;

/** Host by host: which clients trust it, since when, and what is to be said about it. */
export function HostsView({ text }: { text: string }): ReactNode {
  const { scope } = useFrame();
  const first = useQuery({ ...hosts(scope, text, 0), placeholderData: keepPreviousData });
  if (first.error) return <Failure problem={asProblem(first.error)} onRetry={() => void first.refetch()} />;
  if (!first.data) return <Skeleton rows={10} label="Reading hosts from this computer" />;
  const { passing, total, unread } = first.data;
  return (
    <>
      <Unread unread={unread} />
      {passing === 0 &&
        (total.proven ? (
          <EmptyByTruth title="No host">
            {total.n > 0
              ? `None of ${counted(total.n, "host")} passes the search.`
              : "No client trusts an http or https host."}
          </EmptyByTruth>
        ) : (
          <EmptyByIgnorance title="Hosts are not known yet">
            We cannot say which hosts are trusted until a sync has read the clients to their end.
          </EmptyByIgnorance>
        ))}
      {passing > 0 && <Hosts key={text} text={text} first={first.data} />}
    </>
  );
}

/** The hosts in view are drawn and read, and no others. */
function Hosts({ text, first }: { text: string; first: HostsResponse }): ReactNode {
  const { scope, now } = useFrame();
  const [drawn, setDrawn] = useState<readonly number[]>([]);
  const pages = usePages(first, drawn, HOSTS, (page) => hosts(scope, text, page));
  const pageOf = (index: number) => Math.floor(index / HOSTS);
  const rowAt = (index: number) => pages.held.get(pageOf(index))?.hosts[index % HOSTS];
  // how many further pages of clients are shown of each host that is unfolded
  const [unfolded, setUnfolded] = useState<ReadonlyMap<string, number>>(new Map());
  const unfold = (name: string, pages: number | null) =>
    setUnfolded((before) => {
      const after = new Map(before);
      if (pages === null) after.delete(name);
      else after.set(name, pages);
      return after;
    });
  const keyOf = useCallback((index: number) => index, []);
  const list = useLineList({ count: first.passing, estimate: LINE, keyOf });
  const indexes = list.items.map(({ index }) => index);
  const shown = indexes.join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same lines in another array are the same
  useEffect(() => setDrawn(indexes), [shown]);
  const jump = () => Math.max(1, Math.floor((list.scroller.current?.clientHeight ?? LINE) / LINE) - 1);
  const isFocused = () => list.scroller.current?.contains(document.activeElement) ?? false;
  const step = (by: number) => list.move(isFocused() ? list.active + by : list.active);
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    PageDown: () => list.move(list.active + jump()),
    PageUp: () => list.move(list.active - jump()),
    Home: () => list.move(0),
    End: () => list.move(first.passing - 1),
  });
  return (
    <>
      {pages.problem && <Failure problem={pages.problem} onRetry={pages.retry} />}
      <div
        role="table"
        className={styles.table}
        aria-label={`${totalText({ n: first.passing, proven: first.total.proven })} hosts`}
        aria-rowcount={first.total.proven ? first.passing + 1 : -1}
      >
        <div role="rowgroup">
          <div role="row" aria-rowindex={1} className={styles.head}>
            {["Host", "Trusted by", "First seen", "Risk", "Ours"].map((name) => (
              <div key={name} role="columnheader">
                {name}
              </div>
            ))}
          </div>
        </div>
        <div className={styles.scroll} ref={list.scroller} role="presentation">
          <div role="rowgroup" className={styles.rows} style={{ height: list.height }}>
            {list.items.map((item) => {
              const row = rowAt(item.index);
              return (
                <div
                  key={item.key}
                  role="row"
                  aria-rowindex={item.index + 2}
                  className={styles.row}
                  {...list.lineProps(item, row !== undefined)}
                >
                  {row ? (
                    <Host
                      row={row}
                      now={now}
                      pages={unfolded.get(nameOf(row)) ?? null}
                      onUnfold={(wanted) => unfold(nameOf(row), wanted)}
                    />
                  ) : (
                    <div role="cell" className={styles.waiting}>
                      {pages.failed.has(pageOf(item.index))
                        ? "This host could not be read"
                        : "Reading this host"}
                    </div>
                  )}
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </>
  );
}

function nameOf(row: HostRow): string {
  return `${row.connection_id} ${row.host}`;
}

/** `pages`: how many further pages of its clients are shown, `null` when it is folded. */
function Host({
  row,
  now,
  pages,
  onUnfold,
}: {
  row: HostRow;
  now: number;
  pages: number | null;
  onUnfold: (pages: number | null) => void;
}): ReactNode {
  const mark = useMarkHost();
  return (
    <>
      <div role="rowheader" className={styles.host}>
        <div className={styles.name}>
          <Visible text={row.host} />
        </div>
        {row.host.length > LONG && <CopyButton text={row.host}>Copy the host</CopyButton>}
        {row.punycode && <small>{row.punycode}</small>}
      </div>
      <div role="cell">
        {counted(row.client_count, "client")}
        {row.clients.length > NAMED && (
          <button
            type="button"
            className={styles.fold}
            aria-expanded={pages !== null}
            onClick={() => onUnfold(pages === null ? 0 : null)}
          >
            {pages === null
              ? `Show ${row.clients.length === row.client_count ? "all" : row.clients.length}`
              : "Show fewer"}
            <Icon name={pages === null ? "down" : "up"} size={12} />
          </button>
        )}
        {pages === null ? (
          <Clients connection={row.connection_id} clients={row.clients.slice(0, NAMED)} />
        ) : (
          <AllClients row={row} pages={pages} onMore={() => onUnfold(pages + 1)} />
        )}
      </div>
      <div role="cell">
        <When at={row.first_at} now={now} />
      </div>
      <div role="cell">
        <Findings findings={row.risks} />
      </div>
      <div role="cell">
        {row.own ? (
          <div className={styles.own}>
            <Tag title={`Marked by ${row.own.by || "a person without a name"}`}>
              {row.own.is_domain ? row.own.host : "ours"}
            </Tag>
            <Button size="small" look="quiet" onClick={() => void unmarkHost(row.own?.mark ?? 0)}>
              Take back
            </Button>
          </div>
        ) : (
          <div className={styles.own}>
            <Button size="small" look="quiet" onClick={() => mark(row.connection_id, row.host, false)}>
              Mark host
            </Button>
            {row.domain && (
              <Button size="small" look="quiet" onClick={() => mark(row.connection_id, row.host, true)}>
                Mark {row.domain}
              </Button>
            )}
          </div>
        )}
      </div>
    </>
  );
}

/** Those that the row names, and further ones page by page. */
function AllClients({ row, pages, onMore }: { row: HostRow; pages: number; onMore: () => void }): ReactNode {
  const read = useQueries({
    queries: Array.from({ length: pages }, (_, page) => hostClients(row, page)),
  });
  const failed = read.find(({ error }) => error);
  const further = read.flatMap(({ data }) => data?.clients ?? []);
  const left = row.client_count - row.clients.length - further.length;
  return (
    <>
      <Clients connection={row.connection_id} clients={[...row.clients, ...further]} />
      {failed?.error && <Failure problem={asProblem(failed.error)} onRetry={() => void failed.refetch()} />}
      {left > 0 && !failed && (
        <Button size="small" look="quiet" disabled={read.some(({ isPending }) => isPending)} onClick={onMore}>
          {left > HOST_CLIENTS ? `Show ${HOST_CLIENTS} more of ${count(left)}` : `Show ${count(left)} more`}
        </Button>
      )}
    </>
  );
}

function Clients({
  connection,
  clients,
}: {
  connection: string;
  clients: readonly HostClientView[];
}): ReactNode {
  return (
    <ul className={styles.clients} aria-label="Clients">
      {clients.map(({ client_id, name }) => (
        <li key={client_id}>
          <Link to="/clients" search={{ in: [connection], open: [connection, client_id], tab: "URIs" }}>
            <Visible text={name ?? client_id} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
