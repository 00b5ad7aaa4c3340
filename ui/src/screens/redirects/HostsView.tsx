import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { unmarkHost } from "../../api/actions";
import type { HostRow } from "../../api/contract.gen";
import { asProblem } from "../../api/errors";
import * as queries from "../../api/queries";
import { EmptyByIgnorance, EmptyByTruth, Failure, Skeleton, Unread } from "../../components/Blank";
import { Button } from "../../components/Button";
import { Findings } from "../../components/Findings";
import { Tag } from "../../components/Tag";
import { Visible } from "../../components/Uri";
import { When } from "../../components/When";
import { count, counted } from "../../words/number";
import { useFrame } from "../frame/FrameContext";
import styles from "./HostsView.module.css";
import { useMarkHost } from "./marks";

/** How many hosts are drawn at once. */
const STEP = 100;
/** How many clients of one host are named. */
const NAMED = 4;

/** Host by host: which clients trust it, since when, and what is to be said about it. */
export function HostsView({ text }: { text: string }): ReactNode {
  const { scope, windowDays, now } = useFrame();
  const [shown, setShown] = useState(STEP);
  const hosts = useQuery(queries.hosts(scope, windowDays));
  if (hosts.error) return <Failure problem={asProblem(hosts.error)} onRetry={() => void hosts.refetch()} />;
  if (!hosts.data) return <Skeleton rows={10} label="Reading hosts from this computer" />;
  const wanted = text.toLowerCase();
  const rows = hosts.data.hosts.filter(
    (row) =>
      row.host.includes(wanted) ||
      row.punycode?.includes(wanted) ||
      row.clients.some(({ name, client_id }) => (name ?? client_id).toLowerCase().includes(wanted)),
  );
  return (
    <>
      <Unread unread={hosts.data.unread} />
      {rows.length === 0 &&
        (hosts.data.total.proven ? (
          <EmptyByTruth title="No host">
            {hosts.data.hosts.length > 0
              ? `None of ${counted(hosts.data.hosts.length, "host")} passes the search.`
              : "No client trusts an http or https host."}
          </EmptyByTruth>
        ) : (
          <EmptyByIgnorance title="Hosts are not known yet">
            We cannot say which hosts are trusted until a sync has read the clients to their end.
          </EmptyByIgnorance>
        ))}
      {rows.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Host</th>
              <th scope="col">Trusted by</th>
              <th scope="col">First seen</th>
              <th scope="col">Risk</th>
              <th scope="col">Ours</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row) => (
              <Host key={`${row.connection_id} ${row.host}`} row={row} now={now} />
            ))}
          </tbody>
        </table>
      )}
      {rows.length > shown && (
        <div className={styles.more}>
          <Button onPress={() => setShown(shown + STEP)}>
            Show {count(Math.min(STEP, rows.length - shown))} more of {count(rows.length)}
          </Button>
        </div>
      )}
    </>
  );
}

function Host({ row, now }: { row: HostRow; now: number }): ReactNode {
  const mark = useMarkHost();
  const names = row.clients.map(({ name, client_id }) => name ?? client_id);
  return (
    <tr>
      <th scope="row">
        <Visible text={row.host} />
        {row.punycode && <small>{row.punycode}</small>}
      </th>
      <td title={names.join(", ")}>
        {counted(names.length, "client")}
        <small>
          {names.slice(0, NAMED).join(", ")}
          {names.length > NAMED && " …"}
        </small>
      </td>
      <td>
        <When at={row.first_at} now={now} />
      </td>
      <td>
        <Findings findings={row.risks} />
      </td>
      <td>
        {row.own ? (
          <div className={styles.own}>
            <Tag title={`Marked by ${row.own.by || "a person without a name"}`}>
              {row.own.is_domain ? row.own.host : "ours"}
            </Tag>
            <Button size="small" look="quiet" onPress={() => void unmarkHost(row.own?.mark ?? 0)}>
              Take back
            </Button>
          </div>
        ) : (
          <div className={styles.own}>
            <Button size="small" look="quiet" onPress={() => mark(row.connection_id, row.host, false)}>
              Mark host
            </Button>
            {row.domain && (
              <Button size="small" look="quiet" onPress={() => mark(row.connection_id, row.host, true)}>
                Mark {row.domain}
              </Button>
            )}
          </div>
        )}
      </td>
    </tr>
  );
}
