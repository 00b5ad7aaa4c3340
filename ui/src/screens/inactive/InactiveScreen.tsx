import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { copyText } from "../../api/actions";
import type { ClientColumn, ClientRow, CountView, InactiveResponse, Verdict } from "../../api/contract.gen";
import { asProblem } from "../../api/errors";
import * as queries from "../../api/queries";
import { STRIP_SHAPES } from "../../components/ActivityStrip";
import { EmptyByIgnorance, EmptyByTruth, Failure, Skeleton, Unread } from "../../components/Blank";
import { BulkBar, useExport } from "../../components/BulkBar";
import { Button } from "../../components/Button";
import { ClientGrid } from "../../components/grid/ClientGrid";
import {
  type CellFacts,
  type Column,
  connectionColumn,
  evidenceColumn,
  fitting,
  idColumn,
  nameColumn,
  ownerColumn,
  stripColumn,
  untilColumn,
} from "../../components/grid/columns";
import type { Section } from "../../components/grid/model";
import { useSelection } from "../../components/grid/selection";
import { useHeads } from "../../components/grid/usePages";
import { InspectorBeside } from "../../components/inspector/Beside";
import { tabOf } from "../../components/inspector/tabs";
import page from "../../components/ListPage.module.css";
import { Mark } from "../../components/Mark";
import { useToasts } from "../../components/Toasts";
import { count, counted } from "../../words/number";
import { date } from "../../words/time";
import { totalText } from "../../words/total";
import { VERDICT_MARKS, VERDICT_WORDS } from "../../words/verdict";
import { useFrame } from "../frame/FrameContext";
import { TopBar } from "../frame/TopBar";
import { CoverageByConnection } from "./CoverageByConnection";
import styles from "./InactiveScreen.module.css";
import { OwnersImport } from "./OwnersImport";
import { Threshold } from "./Threshold";

/** The groups, most useful first: what is proven, what is nearly proven, what cannot be proven yet, what is too young. */
const GROUPS: readonly { verdict: Verdict; says: (days: number) => string; sort: ClientColumn }[] = [
  {
    verdict: "inactive",
    says: (days) => `Every moment of the ${days} days is in the log, and no use in it.`,
    sort: "quiet",
  },
  {
    verdict: "inactive_tokens_may_live",
    says: () => "Quiet and covered, but a token that is out may still act.",
    sort: "quiet",
  },
  {
    verdict: "not_proven",
    says: () => "The window has holes. Longest quiet stretch first, with the date when it becomes provable.",
    sort: "quiet",
  },
  { verdict: "too_new", says: () => "It did not exist when the window began.", sort: "created" },
];

const FIRST_ROWS = 6;

function columnsOf(
  width: number,
  many: boolean,
  now: number,
): { columns: readonly Column[]; facts: Omit<CellFacts, "coverage"> } {
  const shape = width >= (many ? 980 : 860) ? STRIP_SHAPES.wide : STRIP_SHAPES.table;
  const strip = 90 * shape.pitch + 14;
  const columns = fitting(
    [
      { column: nameColumn(150), needs: 150 },
      { column: idColumn, needs: 104, rank: 2 },
      ...(many ? [{ column: connectionColumn, needs: 118 }] : []),
      { column: stripColumn(strip), needs: strip },
      { column: evidenceColumn, needs: 236 },
      { column: untilColumn, needs: 136, rank: 3 },
      { column: ownerColumn, needs: 100, rank: 1 },
    ],
    width,
  );
  return { columns, facts: { now, shape, showWindow: true } };
}

export function InactiveScreen(): ReactNode {
  const { scope, connections, windowDays, now } = useFrame();
  const search = useSearch({ from: "/frame/inactive" });
  const navigate = useNavigate({ from: "/inactive" });
  const toasts = useToasts();
  const save = useExport();
  const selection = useSelection();
  const [unfolded, setUnfolded] = useState<ReadonlySet<Verdict>>(new Set());
  const [importing, setImporting] = useState(false);
  const head = useQuery({ ...queries.inactive(scope, windowDays), placeholderData: keepPreviousData });
  const data = head.data;

  const minute = Math.floor(now / 60_000);
  const minuteNow = minute * 60_000;
  const sections = useMemo<Section[]>(
    () =>
      GROUPS.map(({ verdict, says, sort }) => ({
        id: verdict,
        question: {
          scope,
          windowDays,
          filter: { ...queries.NO_FILTER, verdicts: [verdict] },
          sort: { column: sort, descending: true },
        },
        header: (
          <GroupHead
            verdict={verdict}
            total={totalOf(data, verdict)}
            says={says(windowDays)}
            asOf={staleSince(data)}
            now={minuteNow}
            neverUsed={verdict === "inactive" ? (data?.never_used ?? null) : null}
          />
        ),
        limit: unfolded.has(verdict) ? null : FIRST_ROWS,
        more: (hidden) => (
          <button
            type="button"
            className={styles.more}
            onClick={() => setUnfolded((before) => new Set([...before, verdict]))}
          >
            Show {count(hidden)} more
          </button>
        ),
      })),
    [scope, windowDays, data, unfolded, minuteNow],
  );
  const heads = useHeads(sections);
  const known = heads.first.every((answer) => answer !== undefined);
  const nonempty = useMemo(() => {
    const kept = heads.sections.map((_, index) => (heads.totals[index]?.n ?? 0) > 0);
    return {
      ...heads,
      sections: heads.sections.filter((_, index) => kept[index]),
      totals: heads.totals.filter((_, index) => kept[index]),
      first: heads.first.filter((_, index) => kept[index]),
    };
  }, [heads]);

  const many = connections.length > 1;
  const columns = useCallback((width: number) => columnsOf(width, many, minuteNow), [many, minuteNow]);
  const open = search.open ? { connection_id: search.open[0], client_id: search.open[1] } : null;
  const onOpen = useCallback(
    (row: ClientRow) =>
      void navigate({
        search: (before) => ({ ...before, open: [row.connection_id, row.client_id] as [string, string] }),
        replace: true,
      }),
    [navigate],
  );
  const close = () => {
    void navigate({
      search: ({ open: _open, tab: _tab, ...rest }) => rest,
      replace: true,
    });
  };

  const exporting = {
    scope,
    windowDays,
    filter: { ...queries.NO_FILTER, verdicts: GROUPS.map(({ verdict }) => verdict) },
    sort: { column: "verdict" as const, descending: true },
    name: `rollcall-inactive-${windowDays}-days-${new Date(now).toISOString().slice(0, 10)}.csv`,
  };
  const shown = nonempty.totals.reduce((sum, { n }) => sum + n, 0);
  const inUse = totalOf(data, "in_use");

  return (
    <>
      <TopBar
        title="Inactive"
        subject={`${counted(connections.length, "connection")}${inUse ? ` · ${totalText(inUse)} in use in the last ${windowDays} days` : ""}`}
      >
        <Button icon="import" onClick={() => setImporting(true)}>
          Import owners…
        </Button>
        <Button icon="export" disabled={shown === 0} onClick={() => save({ ...exporting, only: null })}>
          Export CSV
        </Button>
      </TopBar>
      <div className={page.split}>
        <section className={`${page.list} ${styles.list}`} aria-label="Inactive clients">
          {head.error && <Failure problem={asProblem(head.error)} onRetry={() => void head.refetch()} />}
          {data && (
            <div className={styles.band}>
              <Threshold
                data={data}
                days={windowDays}
                onChoose={(days) => void navigate({ search: (before) => ({ ...before, days }) })}
              />
              <CoverageByConnection coverage={data.coverage} days={windowDays} now={now} />
            </div>
          )}
          <Unread unread={data?.unread ?? []} />
          {heads.problem && <Failure problem={heads.problem} onRetry={heads.retry} />}
          {known && shown > 0 ? (
            <ClientGrid
              label={`Clients without use in ${windowDays} days`}
              heads={nonempty}
              columns={columns}
              sort={null}
              onSort={() => undefined}
              selection={selection}
              open={open}
              onOpen={onOpen}
              onClose={close}
              onCopyId={(row) =>
                void copyText(row.client_id).then(
                  () => toasts.say({ title: "Id copied", text: row.client_id }),
                  toasts.fail,
                )
              }
            />
          ) : (
            <div className={page.blank}>
              {!known && !heads.problem && <Skeleton rows={8} label="Judging clients" />}
              {known && data && <NoRows data={data} days={windowDays} />}
            </div>
          )}
          <BulkBar selection={selection} exporting={exporting} />
        </section>
        {open && (
          <InspectorBeside
            key={`${open.connection_id} ${open.client_id}`}
            client={open}
            windowDays={windowDays}
            now={now}
            tab={tabOf(search.tab)}
            onTab={(tab) => void navigate({ search: (before) => ({ ...before, tab }), replace: true })}
            onClose={close}
          />
        )}
      </div>
      <OwnersImport isOpen={importing} onClose={() => setImporting(false)} />
    </>
  );
}

function totalOf(data: InactiveResponse | undefined, verdict: Verdict): CountView | null {
  return data?.verdicts.find((entry) => entry.verdict === verdict)?.count ?? null;
}

/** The oldest horizon, when every connection in scope is more than a day behind: verdicts are worded as of then. */
function staleSince(data: InactiveResponse | undefined): number | null {
  if (!data || data.coverage.length === 0 || !data.coverage.every(({ stale }) => stale)) return null;
  const horizons = data.coverage.map(({ horizon_at }) => horizon_at).filter((at) => at !== null);
  return horizons.length ? Math.min(...horizons) : null;
}

function GroupHead({
  verdict,
  total,
  says,
  asOf,
  now,
  neverUsed,
}: {
  verdict: Verdict;
  total: CountView | null;
  says: string;
  asOf: number | null;
  now: number;
  neverUsed: CountView | null;
}): ReactNode {
  return (
    <div className={styles.group}>
      <Mark name={VERDICT_MARKS[verdict]} size={14} />
      <h2>
        {VERDICT_WORDS[verdict]}
        {asOf !== null && ` on ${date(asOf, now)}`}
      </h2>
      {total && <b>{totalText(total)}</b>}
      <p>
        {says}
        {neverUsed && neverUsed.n > 0 && ` ${totalText(neverUsed)} of them were never used.`}
      </p>
    </div>
  );
}

function NoRows({ data, days }: { data: InactiveResponse; days: number }): ReactNode {
  const judged = data.verdicts.reduce((sum, { count }) => sum + count.n, 0);
  const proven = data.verdicts.every(({ count }) => count.proven);
  if (judged === 0 && proven) {
    return (
      <EmptyByTruth title="There is no client to judge">
        The whole list of clients was read, and it is empty.
      </EmptyByTruth>
    );
  }
  if (judged > 0 && proven) {
    return (
      <EmptyByTruth title={`Every client was in use in the last ${days} days`}>
        {counted(judged, "client")} were judged; each has a use in the log.
      </EmptyByTruth>
    );
  }
  return (
    <EmptyByIgnorance title="We cannot say who is inactive">
      {judged > 0
        ? `The ${counted(judged, "client")} read so far are in use; the list is not complete.`
        : "No client was read yet. Inactive needs the list of clients and the log, and both begin with the first sync."}
    </EmptyByIgnorance>
  );
}
