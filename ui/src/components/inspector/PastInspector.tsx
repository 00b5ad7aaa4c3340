import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { ClientKey, Scope } from "../../api/contract.gen";
import { asProblem } from "../../api/errors";
import * as queries from "../../api/queries";
import { clientName, TAGS } from "../../words/client";
import { dayOf, dayStart, fullDay } from "../../words/time";
import { Failure, Skeleton } from "../Blank";
import { Button } from "../Button";
import { Tag } from "../Tag";
import { visibleText } from "../Uri";
import { OnDay } from "./AsOf";
import styles from "./Inspector.module.css";
import { InspectorHead } from "./InspectorHead";

/** One client of a list that shows a past day: what was true of it then, and nothing of now. */
export function PastInspector({
  client,
  scope,
  day,
  windowDays,
  now,
  onNow,
  onClose,
}: {
  client: ClientKey;
  /** Of the list that it is shown beside. */
  scope: Scope;
  day: string;
  windowDays: number;
  now: number;
  onNow: () => void;
  onClose: () => void;
}): ReactNode {
  const then = useQuery(queries.pastRow(client, scope, windowDays, day));
  const row = then.data;
  const name = row ? clientName(row) : client.client_id;
  const start = dayStart(day);
  return (
    <aside className={styles.inspector} aria-label={`Client ${visibleText(name)}, as of a day`}>
      <InspectorHead name={name} clientId={client.client_id} onClose={onClose}>
        {start !== null && <Tag>as of {fullDay(dayOf(start))}</Tag>}
        {row?.tag && <Tag title={TAGS[row.tag].long}>{TAGS[row.tag].short}</Tag>}
        {row?.past?.existed === false && <Tag tone="unknown">existed?</Tag>}
        {row?.past?.is_gone && <Tag>gone since</Tag>}
        {row && <Tag title="The connection that it was read from">{row.connection_name}</Tag>}
      </InspectorHead>
      <div className={styles.panel}>
        {row === undefined ? (
          then.error ? (
            <Failure problem={asProblem(then.error)} onRetry={() => void then.refetch()} />
          ) : (
            <Skeleton rows={6} label="Reading one client as of that day" />
          )
        ) : (
          <section>
            <div className={styles.heading}>
              <h3>At the end of that UTC day</h3>
            </div>
            <OnDay client={client} day={day} isJudged={!row?.tag} windowDays={windowDays} now={now} />
          </section>
        )}
      </div>
      {row?.past?.is_gone === false && (
        <footer className={styles.foot}>
          <Button size="small" icon="undo" onClick={onNow}>
            Show it as it is now
          </Button>
        </footer>
      )}
    </aside>
  );
}
