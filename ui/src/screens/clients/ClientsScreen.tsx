import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { copyText } from "../../api/actions";
import type { ClientRow } from "../../api/contract.gen";
import * as queries from "../../api/queries";
import { STRIP_SHAPES } from "../../components/ActivityStrip";
import { EmptyByIgnorance, EmptyByTruth, Failure, Skeleton, Unread } from "../../components/Blank";
import { BulkBar, useExport } from "../../components/BulkBar";
import { Button } from "../../components/Button";
import { SearchField } from "../../components/Field";
import { ClientGrid } from "../../components/grid/ClientGrid";
import {
  type CellFacts,
  type Column,
  connectionColumn,
  credentialColumn,
  fitting,
  grantsColumn,
  idColumn,
  kindColumn,
  lastColumn,
  nameColumn,
  ownerColumn,
  stripColumn,
  urisColumn,
  verdictColumn,
} from "../../components/grid/columns";
import {
  pastCredentialColumn,
  pastGrantsColumn,
  pastKindColumn,
  pastLastColumn,
  pastNameColumn,
  pastUrisColumn,
  pastVerdictColumn,
} from "../../components/grid/pastColumns";
import { useSelection } from "../../components/grid/selection";
import { useHeads } from "../../components/grid/usePages";
import { InspectorBeside, PastInspectorBeside } from "../../components/inspector/Beside";
import { tabOf } from "../../components/inspector/tabs";
import page from "../../components/ListPage.module.css";
import { Mark } from "../../components/Mark";
import { useToasts } from "../../components/Toasts";
import { useKeys } from "../../useKeys";
import { counted } from "../../words/number";
import { DAY_MS, dayOf, dayStart, dayText, fullDay } from "../../words/time";
import { totalText } from "../../words/total";
import { useFrame } from "../frame/FrameContext";
import { TopBar } from "../frame/TopBar";
import { AsOfBar } from "./AsOfBar";
import styles from "./ClientsScreen.module.css";
import { FilterChips } from "./FilterChips";
import { type ClientsSearch, filterOf, firstDirection, pastFilterOf, pastSortOf, sortOf } from "./search";
import { ViewTabs } from "./ViewTabs";

const TYPING_MS = 120;

const OF_NOW = {
  name: nameColumn(150),
  kind: kindColumn,
  grants: grantsColumn,
  credential: credentialColumn,
  last: lastColumn(84),
  uris: urisColumn,
  verdict: verdictColumn,
};

/** Owners are known of now alone. */
const OF_PAST = {
  name: pastNameColumn(150),
  kind: pastKindColumn,
  grants: pastGrantsColumn,
  credential: pastCredentialColumn,
  last: pastLastColumn(84),
  uris: pastUrisColumn,
  verdict: pastVerdictColumn,
};

/**
 * What goes first when room is short: grants, URIs and owner, then id, credential and kind (DESIGN-LANGUAGE.md, section 6). The
 * connection goes last of all, and the verdict never.
 */
function clientColumns(
  width: number,
  manyConnections: boolean,
  now: number,
  ofPast: boolean,
): { columns: readonly Column[]; facts: Omit<CellFacts, "coverage"> } {
  const wide = width >= (manyConnections ? 1330 : 1180);
  const shape = wide ? STRIP_SHAPES.wide : STRIP_SHAPES.table;
  const strip = 90 * shape.pitch + 14;
  const of = ofPast ? OF_PAST : OF_NOW;
  const columns = fitting(
    [
      { column: of.name, needs: 150 },
      { column: idColumn, needs: 104, rank: 4 },
      ...(manyConnections ? [{ column: connectionColumn, needs: 118, rank: 7 }] : []),
      { column: of.kind, needs: 50, rank: 6 },
      { column: of.grants, needs: 74, rank: 1 },
      { column: of.credential, needs: 92, rank: 5 },
      { column: of.last, needs: 84 },
      { column: stripColumn(strip, ofPast), needs: strip },
      { column: of.uris, needs: 56, rank: 2 },
      ...(ofPast ? [] : [{ column: ownerColumn, needs: 100, rank: 3 }]),
      { column: of.verdict, needs: 164 },
    ],
    width,
  );
  return { columns, facts: { now, shape, showWindow: false } };
}

export function ClientsScreen(): ReactNode {
  const { scope, connections, scopeName, windowDays, now } = useFrame();
  const search = useSearch({ from: "/frame/clients" });
  const navigate = useNavigate({ from: "/clients" });
  const toasts = useToasts();
  const save = useExport();
  const selection = useSelection();
  const update = useCallback(
    (change: Partial<Record<keyof ClientsSearch, unknown>>, replace = true) =>
      void navigate({ search: (before) => ({ ...before, ...change }) as ClientsSearch, replace }),
    [navigate],
  );

  const day = search.day;
  const filter = useMemo(() => (search.day ? pastFilterOf(search) : filterOf(search)), [search]);
  const sort = useMemo(() => (search.day ? pastSortOf(search) : sortOf(search)), [search]);
  const question = useMemo(
    () => ({ scope, windowDays, filter, sort, ...(day ? { asOf: day } : {}) }),
    [scope, windowDays, filter, sort, day],
  );
  const sections = useMemo(() => [{ id: "all", question, limit: null }], [question]);
  const heads = useHeads(sections);
  const counts = useQuery({ ...queries.clientCounts(scope, windowDays), enabled: !day });
  const answer = heads.first[0];

  const [typed, setTyped] = useState(search.q ?? "");
  useEffect(() => setTyped(search.q ?? ""), [search.q]);
  useEffect(() => {
    if (typed === (search.q ?? "")) return undefined;
    const timer = setTimeout(() => update({ q: typed || undefined }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, search.q, update]);

  const searchField = useRef<HTMLInputElement>(null);
  const filterButton = useRef<HTMLButtonElement>(null);
  const dayField = useRef<HTMLInputElement>(null);
  const dayButton = useRef<HTMLButtonElement>(null);
  // a selection is one of what is on screen
  const toDay = (to: string | undefined) => {
    selection.clear();
    update({ day: to });
  };
  const enterDay = useCallback(() => {
    dayField.current?.focus();
    dayField.current?.select();
  }, []);
  // what had the focus may go away with the day, or with now
  const crossed = useRef(false);
  useEffect(() => {
    if (!crossed.current) return;
    crossed.current = false;
    if (day) enterDay();
    else dayButton.current?.focus();
  }, [day, enterDay]);
  const cross = (to: string | undefined) => {
    crossed.current = true;
    toDay(to);
  };
  const askDay = () => (day ? enterDay() : cross(dayText(now - DAY_MS)));
  const toNow = () => cross(undefined);
  useKeys({
    "/": () => searchField.current?.focus(),
    f: () => filterButton.current?.click(),
    d: askDay,
    ...(day
      ? {
          Escape: () => {
            if (search.open) update({ open: undefined, tab: undefined });
            else if (selection.keys.size > 0) selection.clear();
            else toNow();
          },
        }
      : {}),
  });

  const minute = Math.floor(now / 60_000);
  const ofPast = day !== undefined;
  const many = connections.length > 1;
  const columns = useCallback(
    (width: number) => clientColumns(width, many, minute * 60_000, ofPast),
    [ofPast, many, minute],
  );
  const open = search.open ? { connection_id: search.open[0], client_id: search.open[1] } : null;
  const onOpen = useCallback(
    (row: ClientRow) => update({ open: [row.connection_id, row.client_id] }),
    [update],
  );
  const onCopyId = (row: ClientRow) =>
    copyText(row.client_id).then(() => toasts.say({ title: "Id copied", text: row.client_id }), toasts.fail);

  const filtered = JSON.stringify(filter) !== JSON.stringify(queries.NO_FILTER);
  const exporting = {
    scope,
    windowDays,
    filter,
    sort,
    name: `rollcall-clients-${new Date(now).toISOString().slice(0, 10)}.csv`,
  };
  const total = answer?.total;
  const unread = answer?.unread ?? [];

  return (
    <>
      <TopBar
        title="Clients"
        subject={`${scopeName} · ${answer ? totalText(answer.all) : heads.problem ? "not read" : "reading"}`}
      >
        {!day && (
          <>
            <Button icon="history" onClick={askDay} ref={dayButton}>
              As of a day…
            </Button>
            <Button icon="export" disabled={!total?.n} onClick={() => save({ ...exporting, only: null })}>
              Export CSV
            </Button>
          </>
        )}
      </TopBar>
      <div className={page.split}>
        <section className={`${page.list} ${styles.list}`} aria-label="Clients">
          {day && (
            <AsOfBar
              day={day}
              past={answer?.past}
              now={now}
              fieldRef={dayField}
              onDay={toDay}
              onNow={toNow}
            />
          )}
          {!day && (
            <ViewTabs
              counts={counts.data}
              search={search}
              weekAgo={Math.floor(now / DAY_MS) * DAY_MS - 7 * DAY_MS}
              onChoose={(view) =>
                void navigate({
                  search: (before) =>
                    ({
                      ...view,
                      sort: before.sort,
                      desc: before.desc,
                      open: before.open,
                      tab: before.tab,
                    }) as ClientsSearch,
                })
              }
            />
          )}
          <div className={page.filters}>
            <div className={page.search}>
              <SearchField
                label={
                  day
                    ? "Search clients by the name they had then, or id"
                    : "Search clients by name, id or URI host"
                }
                placeholder={`Search ${answer ? counted(answer.all.n, "client") : "clients"}`}
                value={typed}
                onChange={setTyped}
                fieldRef={searchField}
                onLeave={() => searchField.current?.blur()}
              />
            </div>
            <FilterChips search={search} now={now} ofPast={ofPast} onChange={update} addRef={filterButton} />
          </div>
          <Unread unread={unread} />
          {heads.problem && <Failure problem={heads.problem} onRetry={heads.retry} />}
          {answer && answer.total.n > 0 ? (
            <ClientGrid
              label={
                day
                  ? `Clients of ${scopeName} as of ${fullDay(dayOf(dayStart(day) ?? now))}`
                  : `Clients of ${scopeName}`
              }
              heads={heads}
              columns={columns}
              sort={sort}
              onSort={(column) =>
                update({
                  sort: column,
                  desc: column === sort.column ? !sort.descending : firstDirection(column),
                })
              }
              selection={selection}
              open={open}
              onOpen={onOpen}
              onClose={() => update({ open: undefined, tab: undefined })}
              onCopyId={onCopyId}
              {...(day ? { onEscape: toNow } : {})}
            />
          ) : (
            <div className={page.blank}>
              {!answer && !heads.problem && <Skeleton rows={12} label="Reading clients from this computer" />}
              {answer?.past && (
                <NoPastRows
                  filtered={filtered}
                  onClear={() => void navigate({ search: { day } as ClientsSearch })}
                />
              )}
              {answer && !answer.past && (
                <NoRows
                  filtered={filtered}
                  answer={answer}
                  reading={connections.some(({ sync }) => sync.running !== null)}
                  onClear={() => void navigate({ search: {} })}
                />
              )}
            </div>
          )}
          <BulkBar selection={selection} exporting={day ? null : exporting} />
          <footer className={styles.status} role="status">
            <span>
              {answer
                ? filtered
                  ? `${totalText(answer.total)} of ${totalText(answer.all)} clients`
                  : `${totalText(answer.total)} clients`
                : ""}
              {answer?.past && ", as they were then"}
              {answer && !answer.all.proven && ", list not proven complete"}
              {answer?.all.proven && !answer.total.proven && ", log not read to its end"}
            </span>
            <Legend />
          </footer>
        </section>
        {open && day && (
          <PastInspectorBeside
            key={`${open.connection_id} ${open.client_id} ${day}`}
            client={open}
            scope={scope}
            day={day}
            windowDays={windowDays}
            now={now}
            onNow={toNow}
            onClose={() => update({ open: undefined, tab: undefined })}
          />
        )}
        {open && !day && (
          <InspectorBeside
            key={`${open.connection_id} ${open.client_id}`}
            client={open}
            windowDays={windowDays}
            now={now}
            tab={tabOf(search.tab)}
            onTab={(tab) => update({ tab })}
            onClose={() => update({ open: undefined, tab: undefined })}
          />
        )}
      </div>
    </>
  );
}

function NoPastRows({ filtered, onClear }: { filtered: boolean; onClear: () => void }): ReactNode {
  return filtered ? (
    <EmptyByIgnorance
      title="No client of that day passes these filters"
      action={<Button onClick={onClear}>Clear the filters</Button>}
    >
      What was not watched then passes no filter.
    </EmptyByIgnorance>
  ) : (
    <EmptyByIgnorance title="No client is known of that day">
      Every client that is known came to exist later. Others may have been there and gone before the first
      sync.
    </EmptyByIgnorance>
  );
}

function NoRows({
  filtered,
  answer,
  reading,
  onClear,
}: {
  filtered: boolean;
  answer: {
    all: { n: number; proven: boolean };
    total: { n: number; proven: boolean };
    ever_read: boolean;
  };
  reading: boolean;
  onClear: () => void;
}): ReactNode {
  if (filtered && answer.total.proven) {
    return (
      <EmptyByTruth
        title="No client passes these filters"
        action={<Button onClick={onClear}>Clear the filters</Button>}
      >
        All {counted(answer.all.n, "client")} were looked at.
      </EmptyByTruth>
    );
  }
  if (filtered) {
    return (
      <EmptyByIgnorance
        title="None of the clients read so far"
        action={<Button onClick={onClear}>Clear the filters</Button>}
      >
        {answer.all.proven
          ? `All ${counted(answer.all.n, "client")} are known, but the log was not read to its end, so some may pass these filters.`
          : `At least ${counted(answer.all.n, "client")} exist; the list is not complete, so others may pass these filters.`}
      </EmptyByIgnorance>
    );
  }
  if (answer.ever_read && answer.all.proven) {
    return (
      <EmptyByTruth title="This tenant has no clients">
        The whole list was read, and it is empty.
      </EmptyByTruth>
    );
  }
  return (
    <EmptyByIgnorance title={reading ? "The first clients are on their way" : "Clients were not read yet"}>
      {reading
        ? "Rows appear here as their pages arrive, and before that as the log names them."
        : "We cannot say which clients exist until a sync has read the list. It needs the scope read:clients."}
    </EmptyByIgnorance>
  );
}

function Legend(): ReactNode {
  return (
    <ul className={styles.legend} aria-label="Legend of the activity strip">
      <li>
        <Mark name="seen" /> Used
      </li>
      <li>
        <Mark name="failures" /> Failures
      </li>
      <li>
        <Mark name="quiet" /> Covered, quiet
      </li>
      <li>
        <Mark name="unknown" /> No log
      </li>
      <li>Days are UTC</li>
    </ul>
  );
}
