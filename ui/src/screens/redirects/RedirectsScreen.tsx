import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { exportChanges } from "../../api/actions";
import type { ChangeRow, ListChangesResponse } from "../../api/contract.gen";
import { EmptyByIgnorance, EmptyByTruth, Failure, Skeleton, Unread } from "../../components/Blank";
import { Button } from "../../components/Button";
import { Segmented } from "../../components/Choice";
import { SearchField } from "../../components/Field";
import page from "../../components/ListPage.module.css";
import { useToasts } from "../../components/Toasts";
import { useKeys } from "../../useKeys";
import { counted } from "../../words/number";
import { totalText } from "../../words/total";
import { useFrame } from "../frame/FrameContext";
import { TopBar } from "../frame/TopBar";
import { AcceptDialog } from "./AcceptDialog";
import { ChangeChips } from "./ChangeChips";
import { ChangeInspector } from "./ChangeInspector";
import { HostsView } from "./HostsView";
import { type Pick, picksOf } from "./picks";
import styles from "./RedirectsScreen.module.css";
import { changeFilter, isNarrowed, type RedirectsSearch } from "./search";
import { TestBox } from "./TestBox";
import { Timeline } from "./Timeline";
import { useFirstPage } from "./usePagedLines";

const TYPING_MS = 120;

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
  // a flood that holds the change of a link is open: what is shown stands in the list
  const [openFloods, setOpenFloods] = useState<readonly number[]>(() =>
    search.change === undefined ? [] : [search.change],
  );
  const question = useMemo(() => ({ scope, filter, openFloods }), [scope, filter, openFloods]);
  const { answer, problem, retry } = useFirstPage(question);

  const [checked, setChecked] = useState<ReadonlyMap<number, Pick>>(new Map());
  const [accepting, setAccepting] = useState<readonly Pick[]>([]);
  const [accepted, setAccepted] = useState(0);
  const [testing, setTesting] = useState(false);
  const [reverting, setReverting] = useState<number | null>(null);
  const asked = JSON.stringify([scope, filter]);
  const isEmpty = answer?.total === 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is out of the list cannot stay selected
  useEffect(() => setChecked(new Map()), [asked, isEmpty]);
  // a flood that is selected in part becomes selected whole
  const check = (picks: readonly Pick[]) =>
    setChecked((before) => {
      const after = new Map(before);
      const isWhole = picks.every(({ number }) => after.has(number));
      for (const pick of picks) {
        if (isWhole) after.delete(pick.number);
        else after.set(pick.number, pick);
      }
      return after;
    });
  const drop = useCallback(
    (numbers: readonly number[]) =>
      setChecked((before) => {
        const gone = new Set(numbers);
        const after = [...before].filter(([number]) => !gone.has(number));
        return after.length === before.size ? before : new Map(after);
      }),
    [],
  );
  const selected = [...checked.values()];
  const onOpen = useCallback((number: number) => update({ change: number }), [update]);
  const onFlood = (row: ChangeRow) => {
    const members = row.flood?.numbers ?? [];
    const others = openFloods.filter((number) => !members.includes(number));
    setOpenFloods(row.flood?.is_open ? others : [...others, row.number]);
  };

  const [typed, setTyped] = useState(search.q ?? "");
  useEffect(() => setTyped(search.q ?? ""), [search.q]);
  useEffect(() => {
    if (typed === (search.q ?? "")) return undefined;
    const timer = setTimeout(() => update({ q: typed || undefined }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, search.q, update]);

  const searchField = useRef<HTMLInputElement>(null);
  const filterButton = useRef<HTMLButtonElement>(null);
  useKeys({
    Escape: () => (search.change === undefined ? setChecked(new Map()) : update({ change: undefined })),
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
        <Button icon="search" onClick={() => setTesting(true)}>
          Test a URI…
        </Button>
        <Button icon="export" disabled={!answer?.passing} onClick={() => void save()}>
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
          {view === "hosts" ? (
            <HostsView text={search.q ?? ""} />
          ) : (
            <>
              {answer && <Unread unread={answer.unread} />}
              {problem && <Failure problem={problem} onRetry={retry} />}
              {!answer && !problem && (
                <Skeleton rows={8} label="Reading redirect changes from this computer" />
              )}
              {answer && answer.total === 0 && (
                <NoRows
                  search={search}
                  answer={answer}
                  reading={connections.some(({ sync }) => sync.running !== null)}
                  onClear={() => void navigate({ search: {} })}
                />
              )}
              {answer && answer.total > 0 && (
                <Timeline
                  key={asked}
                  question={question}
                  answer={answer}
                  now={now}
                  open={search.change ?? null}
                  checked={checked}
                  accepted={accepted}
                  manyConnections={connections.length > 1}
                  onOpen={onOpen}
                  onCheck={check}
                  onAccept={setAccepting}
                  onRevert={(row) => {
                    setReverting(row.number);
                    update({ change: row.number });
                  }}
                  onFlood={onFlood}
                  onDecided={drop}
                />
              )}
            </>
          )}
          {selected.length > 0 && (
            <div className={styles.bulk} role="toolbar" aria-label="Selected changes">
              <span>{counted(selected.length, "change")} selected</span>
              <Button size="small" look="primary" onClick={() => setAccepting(selected)}>
                Accept with reason…
              </Button>
              <Button size="small" look="quiet" onClick={() => setChecked(new Map())}>
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
            onShow={onOpen}
            onAccept={(row) => setAccepting(picksOf(row))}
          />
        )}
      </div>
      <AcceptDialog
        picks={accepting}
        onClose={() => setAccepting([])}
        onDone={(numbers) => {
          drop(numbers);
          setAccepted((times) => times + 1);
        }}
      />
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
        action={<Button onClick={onClear}>Clear the filters</Button>}
      >
        {counted(answer.all, "change")} of URIs and origins are known.
      </EmptyByTruth>
    );
  }
  if (answer.all > 0) {
    return (
      <EmptyByTruth title="Every change is reviewed">
        All {counted(answer.all, "change")} of URIs and origins are accepted or reverted.
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
