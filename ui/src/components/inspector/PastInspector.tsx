import type { ReactNode } from "react";
import type { ClientKey, ClientRow } from "../../api/contract.gen";
import { clientName } from "../../words/client";
import { dayOf, dayStart, fullDay } from "../../words/time";
import { Button } from "../Button";
import { Tag } from "../Tag";
import { OnDay } from "./AsOf";
import styles from "./Inspector.module.css";
import { InspectorHead } from "./InspectorHead";

/** One client of a list that shows a past day: what was true of it then, and nothing of now. */
export function PastInspector({
  client,
  row,
  day,
  windowDays,
  now,
  onNow,
  onClose,
}: {
  client: ClientKey;
  /** Its row in the list, when it was opened from there. */
  row: ClientRow | null;
  day: string;
  windowDays: number;
  now: number;
  onNow: () => void;
  onClose: () => void;
}): ReactNode {
  const name = row ? clientName(row) : client.client_id;
  const start = dayStart(day);
  return (
    <aside className={styles.inspector} aria-label={`Client ${name}, as of a day`}>
      <InspectorHead name={name} clientId={client.client_id} onClose={onClose}>
        {start !== null && <Tag>as of {fullDay(dayOf(start))}</Tag>}
        {row?.past?.existed === false && <Tag tone="unknown">existed?</Tag>}
        {row?.past?.is_gone && <Tag>gone since</Tag>}
      </InspectorHead>
      <div className={styles.panel}>
        <section>
          <div className={styles.heading}>
            <h3>At the end of that UTC day</h3>
          </div>
          <OnDay
            client={client}
            day={day}
            isJudged={(row?.tag ?? null) === null}
            windowDays={windowDays}
            now={now}
          />
        </section>
      </div>
      {row?.past?.is_gone !== true && (
        <footer className={styles.foot}>
          <Button size="small" icon="undo" onPress={onNow}>
            Show it as it is now
          </Button>
        </footer>
      )}
    </aside>
  );
}
