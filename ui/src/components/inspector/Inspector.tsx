import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { lookUpClient } from "../../api/actions";
import type { ClientKey, ShowClientResponse } from "../../api/contract.gen";
import { asProblem } from "../../api/errors";
import * as queries from "../../api/queries";
import { useKeys } from "../../useKeys";
import { clientName, originWords, partyWords, rowText, TAGS } from "../../words/client";
import { counted } from "../../words/number";
import { VERDICT_MARKS, verdictText } from "../../words/verdict";
import { AnnotateDialog } from "../AnnotateDialog";
import { Failure, Skeleton, Unread } from "../Blank";
import { useAnnotate } from "../BulkBar";
import { Button } from "../Button";
import { CopyButton } from "../CopyButton";
import { Mark } from "../Mark";
import { Tag } from "../Tag";
import { visibleText } from "../Uri";
import { AccessTab } from "./AccessTab";
import { CredentialsTab } from "./CredentialsTab";
import { HistoryTab } from "./HistoryTab";
import styles from "./Inspector.module.css";
import { InspectorHead } from "./InspectorHead";
import { JsonTab } from "./JsonTab";
import { SummaryTab } from "./SummaryTab";
import { INSPECTOR_TABS, type InspectorTab, tabOf } from "./tabs";
import { UrisTab } from "./UrisTab";

interface Props {
  client: ClientKey;
  windowDays: number;
  now: number;
  tab: InspectorTab;
  onTab: (tab: InspectorTab) => void;
  onClose: () => void;
}

/** How long a client stays open before its id is searched in the tenant's log: passing rows with J and K asks nothing. */
const LOOK_UP_AFTER_MS = 700;

/** One log search for a client that is not in use, once while Rollcall is open. */
function useLookUp(client: ClientKey, shown: ShowClientResponse | undefined) {
  const judged = shown?.row.judgement;
  const wanted = judged !== undefined && judged !== null && judged.verdict !== "in_use";
  const [settled, setSettled] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the delay starts again with every client
  useEffect(() => {
    setSettled(false);
    const timer = setTimeout(() => setSettled(true), LOOK_UP_AFTER_MS);
    return () => clearTimeout(timer);
  }, [client.connection_id, client.client_id]);
  return useQuery({
    queryKey: ["look_up_client", client],
    queryFn: () => lookUpClient(client),
    enabled: wanted && settled,
    gcTime: Number.POSITIVE_INFINITY,
  });
}

/** Everything about one client, beside the list that it was opened from. */
export function Inspector({ client, windowDays, now, tab, onTab, onClose }: Props): ReactNode {
  const shown = useQuery(queries.client(client, windowDays));
  const lookUp = useLookUp(client, shown.data);
  const [asking, setAsking] = useState<"owner" | "note" | null>(null);
  const write = useAnnotate();
  useKeys(Object.fromEntries(INSPECTOR_TABS.map((name, index) => [String(index + 1), () => onTab(name)])));
  const data = shown.data;
  if (!data) {
    return (
      <aside className={styles.inspector} aria-label="Client">
        {shown.error ? (
          <Failure problem={asProblem(shown.error)} onRetry={() => void shown.refetch()} />
        ) : (
          <Skeleton rows={6} label="Reading one client" />
        )}
      </aside>
    );
  }
  const { row } = data;
  const name = clientName(row);
  const origin = originWords(row.origin);
  const verdict = row.judgement ? verdictText(row.judgement, now) : "not judged";
  return (
    <aside className={styles.inspector} aria-label={`Client ${visibleText(name)}`}>
      <InspectorHead name={name} clientId={row.client_id} onClose={onClose}>
        {row.judgement && (
          <Tag
            mark={VERDICT_MARKS[row.judgement.verdict]}
            tone={row.judgement.verdict === "not_proven" ? "unknown" : "neutral"}
            title={row.judgement.evidence}
          >
            {verdict}
          </Tag>
        )}
        {row.judgement?.never_used && <Tag>never used</Tag>}
        {row.tag && <Tag title={TAGS[row.tag].long}>{TAGS[row.tag].short}</Tag>}
        <Tag tone={row.party === "unknown" ? "unknown" : "neutral"}>{partyWords(row.party).long}</Tag>
        {origin && <Tag>{origin.long}</Tag>}
        {!row.listed && <Tag tone="unknown">from the log</Tag>}
        <Tag title="The connection that it was read from">{row.connection_name}</Tag>
      </InspectorHead>
      <Tabs
        className={styles.tabs ?? ""}
        selectedKey={tab}
        onSelectionChange={(key) => onTab(tabOf(String(key)))}
        keyboardActivation="automatic"
      >
        <TabList className={styles.tabList ?? ""} aria-label="About this client">
          {INSPECTOR_TABS.map((label) => (
            <Tab key={label} id={label} className={styles.tab ?? ""}>
              {label}
            </Tab>
          ))}
        </TabList>
        <Unread unread={data.unread} />
        <TabPanel id="Summary" className={styles.panel ?? ""}>
          <SummaryTab
            shown={data}
            now={now}
            lookUp={
              lookUp.error
                ? { kind: "failed", text: asProblem(lookUp.error).view.happened }
                : lookUp.data
                  ? {
                      kind: "done",
                      text:
                        lookUp.data.new_rows > 0
                          ? `The log was searched for this id: ${counted(lookUp.data.new_rows, "new row")}.`
                          : `The log was searched for this id: ${counted(lookUp.data.rows, "row")}, nothing new.`,
                    }
                  : lookUp.isFetching
                    ? { kind: "running", text: "Searching the log for this id: 1 call." }
                    : null
            }
            onAsk={setAsking}
          />
        </TabPanel>
        <TabPanel id="URIs" className={styles.panel ?? ""}>
          <UrisTab shown={data} />
        </TabPanel>
        <TabPanel id="Credentials" className={styles.panel ?? ""}>
          <CredentialsTab shown={data} />
        </TabPanel>
        <TabPanel id="Access" className={styles.panel ?? ""}>
          <AccessTab shown={data} now={now} />
        </TabPanel>
        <TabPanel id="History" className={styles.panel ?? ""}>
          <HistoryTab shown={data} windowDays={windowDays} now={now} />
        </TabPanel>
        <TabPanel id="JSON" className={styles.panel ?? ""}>
          <JsonTab shown={data} now={now} />
        </TabPanel>
      </Tabs>
      <footer className={styles.foot}>
        <Button size="small" icon="person" onClick={() => setAsking("owner")}>
          Set owner…
        </Button>
        <Button size="small" icon="note" onClick={() => setAsking("note")}>
          Note…
        </Button>
        <span className={styles.space} />
        <CopyButton text={rowText(row, verdict)}>Copy row</CopyButton>
      </footer>
      <AnnotateDialog
        field={asking ?? "owner"}
        subject={visibleText(name)}
        initial={(asking === "note" ? row.note : row.owner) ?? ""}
        isOpen={asking !== null}
        onClose={() => setAsking(null)}
        onWrite={(text) => void write([client], asking ?? "owner", text)}
      />
    </aside>
  );
}

/** A line of small print with a mark, for states inside the inspector. */
export function Remark({
  mark,
  children,
}: {
  mark: "unknown" | "proven" | "running" | "high";
  children: ReactNode;
}): ReactNode {
  return (
    <p className={styles.remark}>
      <Mark name={mark} />
      <span>{children}</span>
    </p>
  );
}
