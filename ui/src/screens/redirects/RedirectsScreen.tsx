import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { exportChanges } from "../../api/actions";
import type { ChangeRow, ListChangesResponse } from "../../api/contract.gen";
import { asProblem } from "../../api/errors";
import * as queries from "../../api/queries";
import { EmptyByIgnorance, EmptyByTruth, Failure, Skeleton, Unread } from "../../components/Blank";
import { Button } from "../../components/Button";
import { Segmented } from "../../components/Choice";
import { SearchField } from "../../components/Field";
import page from "../../components/ListPage.module.css";
import { useToasts } from "../../components/Toasts";
import { useKeys } from "../../useKeys";
import { count, counted } from "../../words/number";
import { totalText } from "../../words/total";
import { useFrame } from "../frame/FrameContext";
import { TopBar } from "../frame/TopBar";
import { AcceptDialog } from "./AcceptDialog";
import { ChangeChips } from "./ChangeChips";
import { ChangeInspector } from "./ChangeInspector";
import { HostsView } from "./HostsView";
import styles from "./RedirectsScreen.module.css";
import { changeFilter, isNarrowed, type RedirectsSearch } from "./search";
import { TestBox } from "./TestBox";
import { Timeline } from "./Timeline";

const TYPING_MS = 120;
const NO_ROWS: readonly ChangeRow[] = [];

type View = "open" | "all" | "hosts";

export function RedirectsScreen(): ReactNode {
  const { scope, connections, now } = useFrame();
  const search = useSearch({ from: "/frame/redirects" });
  const navigate = useNavigate({ from: "/redirects" });
  const toasts = useToasts();
  const update = useCallback(
    (change: Partial<Record<keyof RedirectsSearch, unknown>>) =>
      void navigate({ search: (before) => ({ ...before, ...change }) as RedirectsSearch, replace: true }),
    [navigate],
  );

  const filter = useMemo(() => changeFilter(search), [search]);
  const [pages, setPages] = useState(1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question begins with its first page
  useEffect(() => setPages(1), [filter, scope]);
  const first = useQuery({ ...queries.changes(scope, filter, 0), placeholderData: keepPreviousData });
  const more = useQueries({
    queries: Array.from({ length: pages - 1 }, (_, index) => queries.changes(scope, filter, index + 1)),
  });
  const answer = first.data;
  const rows = answer ? [...answer.rows, ...more.flatMap(({ data }) => data?.rows ?? [])] : NO_ROWS;

  const [checked, setChecked] = useState<ReadonlySet<number>>(new Set());
  const [accepting, setAccepting] = useState<readonly ChangeRow[]>([]);
  const [testing, setTesting] = useState(false);
  const [reverting, setReverting] = useState<number | null>(null);
  const check = (row: ChangeRow) =>
    setChecked((before) => {
      const after = new Set(before);
      if (!after.delete(row.number)) after.add(row.number);
      return after;
    });
  const selected = rows.filter((row) => checked.has(row.number) && row.review === null);

  const [typed, setTyped] = useState(search.q ?? "");
  useEffect(() => setTyped(search.q ?? ""), [search.q]);
  useEffect(() => {
    if (typed === (search.q ?? "")) return undefined;
    const timer = setTimeout(() => update({ q: typed || undefined }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, search.q, update]);

  const searchField = useRef<HTMLInputElement>(null);
  const filterButton = useRef<HTMLButtonElement>(null);
  const place = rows.findIndex(({ number }) => number === search.change);
  const step = (by: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, place + by))];
    if (row) update({ change: row.number });
  };
  const current = rows[place];
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: (event) => {
      if (!current && !(event.target as HTMLElement).closest("button, a, input")) step(1);
    },
    x: () => current && current.review === null && check(current),
    a: () => {
      const wanted = selected.length > 0 ? selected : current?.review === null ? [current] : [];
      if (wanted.length > 0) setAccepting(wanted);
    },
    u: () => current?.can_revert && setReverting(current.number),
    Escape: () => (search.change === undefined ? setChecked(new Set()) : update({ change: undefined })),
    "/": () => searchField.current?.focus(),
    f: () => filterButton.current?.click(),
  });

  const view: View = search.view === "hosts" ? "hosts" : search.show === "all" ? "all" : "open";
  const save = () =>
    exportChanges({
      scope,
      filter,
      suggested_name: `rollcall-redirect-changes-${new Date(now).toISOString().slice(0, 10)}.csv`,
    }).then(({ path, rows: written }) => {
      if (path) toasts.say({ title: `${counted(written, "row")} exported`, text: path });
    }, toasts.fail);

  return (
    <>
      <TopBar title="Redirect changes" subject={answer ? subject(answer) : "reading"}>
        <Button icon="search" onPress={() => setTesting(true)}>
          Test a URI…
        </Button>
        <Button icon="export" isDisabled={!answer?.total} onPress={() => void save()}>
          Export CSV
        </Button>
      </TopBar>
      <div className={page.split}>
        <section className={page.list} aria-label="Redirect changes">
          <div className={`${page.filters} ${styles.filters}`}>
            <Segmented<View>
              label="What to show"
              hideLabel
              value={view}
              options={[
                { value: "open", label: `Not reviewed ${answer ? known(answer, answer.open) : ""}` },
                { value: "all", label: `All ${answer ? known(answer, answer.all) : ""}` },
                { value: "hosts", label: "Hosts" },
              ]}
              onChange={(next) =>
                update({
                  show: next === "all" ? "all" : undefined,
                  view: next === "hosts" ? "hosts" : undefined,
                  change: undefined,
                })
              }
            />
            <div className={`${page.search} ${styles.search}`}>
              <SearchField
                label="Search by client or URI"
                placeholder="Client or URI"
                value={typed}
                onChange={setTyped}
                fieldRef={searchField}
                onLeave={() => searchField.current?.blur()}
              />
            </div>
            {view !== "hosts" && (
              <ChangeChips
                search={search}
                authors={answer?.authors ?? []}
                now={now}
                onChange={update}
                addRef={filterButton}
              />
            )}
          </div>
          <div className={styles.scroll}>
            {view === "hosts" ? (
              <HostsView text={search.q ?? ""} />
            ) : (
              <>
                {answer && <Unread unread={answer.unread} />}
                {first.error && (
                  <Failure problem={asProblem(first.error)} onRetry={() => void first.refetch()} />
                )}
                {!answer && !first.error && (
                  <Skeleton rows={8} label="Reading redirect changes from this computer" />
                )}
                {answer && rows.length === 0 && (
                  <NoRows
                    search={search}
                    answer={answer}
                    reading={connections.some(({ sync }) => sync.running !== null)}
                    onClear={() => void navigate({ search: {} })}
                  />
                )}
                <Timeline
                  rows={rows}
                  now={now}
                  active={search.change ?? null}
                  checked={checked}
                  manyConnections={connections.length > 1}
                  onOpen={(row) => update({ change: row.number })}
                  onCheck={check}
                  onAccept={(row) => setAccepting([row])}
                  onRevert={(row) => {
                    setReverting(row.number);
                    update({ change: row.number });
                  }}
                />
                {answer && rows.length < answer.total && (
                  <div className={styles.more}>
                    <Button onPress={() => setPages(pages + 1)}>
                      Show {count(Math.min(queries.CHANGES, answer.total - rows.length))} more of{" "}
                      {count(answer.total)}
                    </Button>
                  </div>
                )}
              </>
            )}
          </div>
          {selected.length > 0 && (
            <div className={styles.bulk} role="toolbar" aria-label="Selected changes">
              <span>{counted(selected.length, "change")} selected</span>
              <Button size="small" look="primary" onPress={() => setAccepting(selected)}>
                Accept with reason…
              </Button>
              <Button size="small" look="quiet" onPress={() => setChecked(new Set())}>
                Clear
              </Button>
            </div>
          )}
        </section>
        {search.change !== undefined && (
          <ChangeInspector
            key={search.change}
            number={search.change}
            now={now}
            isReverting={reverting === search.change}
            onReverting={(wanted) => setReverting(wanted ? (search.change ?? null) : null)}
            onClose={() => update({ change: undefined })}
            onAccept={(row) => setAccepting([row])}
          />
        )}
      </div>
      <AcceptDialog rows={accepting} onClose={() => setAccepting([])} onDone={() => setChecked(new Set())} />
      <TestBox scope={scope} isOpen={testing} onClose={() => setTesting(false)} />
    </>
  );
}

/** A number of changes: there may be more of them while not everything was read. */
function known({ proven }: ListChangesResponse, n: number): string {
  return totalText({ n, proven });
}

function subject(answer: ListChangesResponse): string {
  const open = `${known(answer, answer.open)} not reviewed`;
  return answer.critical > 0 ? `${open}, ${known(answer, answer.critical)} critical` : open;
}

function NoRows({
  search,
  answer,
  reading,
  onClear,
}: {
  search: RedirectsSearch;
  answer: ListChangesResponse;
  reading: boolean;
  onClear: () => void;
}): ReactNode {
  if (!answer.ever_read || (!answer.proven && !isNarrowed(search))) {
    return (
      <EmptyByIgnorance
        title={reading ? "Changes are worked out as clients are read" : "Changes are not known yet"}
      >
        We cannot say what changed: clients were not read to their end. A change is the difference between two
        readings, or what a log row tells.
      </EmptyByIgnorance>
    );
  }
  if (isNarrowed(search)) {
    return (
      <EmptyByTruth
        title="No change passes these filters"
        action={<Button onPress={onClear}>Clear the filters</Button>}
      >
        {counted(answer.all, "change")} of URIs and origins are known.
      </EmptyByTruth>
    );
  }
  if (answer.all > 0) {
    return (
      <EmptyByTruth title="Every change is reviewed">
        All {counted(answer.all, "change")} of URIs and origins have a decision.
      </EmptyByTruth>
    );
  }
  return (
    <EmptyByTruth title="No URI changed since watching began">
      Every client was read, and none of its redirect URIs, logout URLs and origins differs from the first
      reading.
    </EmptyByTruth>
  );
}
