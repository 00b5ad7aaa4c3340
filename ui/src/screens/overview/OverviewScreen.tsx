import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import type { CountView, OverviewResponse } from "../../api/contract.gen";
import { asProblem } from "../../api/errors";
import * as queries from "../../api/queries";
import { EmptyByIgnorance, Failure, Skeleton, Unread } from "../../components/Blank";
import { Button } from "../../components/Button";
import { Mark, type MarkName } from "../../components/Mark";
import { count, percent } from "../../words/number";
import { longDate } from "../../words/time";
import { totalText } from "../../words/total";
import type { ClientsSearch } from "../clients/search";
import { useFrame } from "../frame/FrameContext";
import { syncState } from "../frame/syncState";
import { TopBar } from "../frame/TopBar";
import { Cards } from "./Cards";
import { combineCoverage } from "./coverage";
import { FirstSync } from "./FirstSync";
import { LastNinetyDays } from "./LastNinetyDays";
import styles from "./OverviewScreen.module.css";

export function OverviewScreen(): ReactNode {
  const { scope, connections, windowDays, now, syncNow } = useFrame();
  const overview = useQuery({ ...queries.overview(scope, windowDays), placeholderData: keepPreviousData });
  const data = overview.data;
  const state = syncState(connections);
  const coverage = useMemo(() => combineCoverage(data?.coverage ?? []), [data?.coverage]);
  const isRunning = state.kind === "running";
  return (
    <>
      <TopBar title="Overview" subject={longDate(now)}>
        <Button icon="sync" disabled={isRunning} onClick={syncNow}>
          {isRunning ? "Syncing" : "Sync now"}
        </Button>
      </TopBar>
      {overview.error && (
        <Failure problem={asProblem(overview.error)} onRetry={() => void overview.refetch()} />
      )}
      {!data && !overview.error && <Skeleton rows={8} label="Reading the overview from this computer" />}
      {data && (
        <div className={styles.overview}>
          <KeyFigures data={data} days={windowDays} />
          <div className={styles.body}>
            <section className={styles.queue} aria-label="Needs attention">
              <Unread unread={data.unread} />
              {state.kind === "running" && state.first && (
                <FirstSync name={state.connection.name} progress={state.progress} coverage={coverage} />
              )}
              {data.cards.length > 0 ? (
                <Cards cards={data.cards} />
              ) : (
                <NoCards data={data} first={state.kind === "running" && state.first} />
              )}
            </section>
            <LastNinetyDays data={data} coverage={coverage} windowDays={windowDays} now={now} />
          </div>
        </div>
      )}
    </>
  );
}

function NoCards({ data, first }: { data: OverviewResponse; first: boolean }): ReactNode {
  if (first) return null;
  if (!data.ever_read) {
    return (
      <EmptyByIgnorance title="Nothing was read yet">
        We cannot say what needs attention: no client list and no log was read. The first sync begins with the
        newest log rows.
      </EmptyByIgnorance>
    );
  }
  const complete = data.unread.length === 0 && data.clients.proven;
  return (
    <div className={styles.calm} data-complete={complete || undefined}>
      <Mark name={complete ? "proven" : "unknown"} size={14} />
      <p>
        <b>{complete ? "Nothing needs you." : "Nothing needs you in what was read."}</b>{" "}
        {totalText(data.clients)} clients and {data.days_with_log} of 90 days of log were looked at.
        {!complete && " Part could not be read, so this is not the whole answer."}
      </p>
    </div>
  );
}

interface Figure {
  label: string;
  total: CountView | null;
  note: string;
  mark?: MarkName;
  search: ClientsSearch | "inactive" | "redirects";
}

function criticalWords(critical: CountView): string {
  if (critical.n === 0) return critical.proven ? "open, none critical" : "open, risk not proven";
  return `open, ${totalText(critical)} critical`;
}

function KeyFigures({ data, days }: { data: OverviewResponse; days: number }): ReactNode {
  const known = data.ever_read;
  const share =
    data.clients.n > 0 && data.in_use.proven ? percent(data.in_use.n / data.clients.n) : "share not proven";
  const figures: Figure[] = [
    {
      label: "Clients",
      total: known ? data.clients : null,
      note: `${totalText(data.third_party)} third-party`,
      search: {},
    },
    {
      label: `Used in last ${days} days`,
      total: known ? data.in_use : null,
      note: share,
      search: { verdict: ["in_use"] },
    },
    {
      label: "Inactive",
      total: known ? data.inactive : null,
      note: data.inactive.n > 0 ? "all watched" : "",
      search: "inactive",
    },
    {
      label: "Inactive, tokens may live",
      total: known ? data.inactive_tokens_may_live : null,
      note: data.inactive_tokens_may_live.n > 0 ? "wait for their end" : "",
      search: { verdict: ["inactive_tokens_may_live"] },
    },
    {
      label: "Redirect changes",
      total: known ? data.open_changes : null,
      note: criticalWords(data.critical_changes),
      ...(data.critical_changes.n > 0 ? { mark: "critical" as const } : {}),
      search: "redirects",
    },
    {
      label: "Not proven",
      total: known ? data.not_proven : null,
      note: `${totalText(data.too_new)} too new`,
      ...(data.not_proven.n > 0 ? { mark: "unknown" as const } : {}),
      search: { verdict: ["not_proven"] },
    },
  ];
  return (
    <section className={styles.figures} aria-label="Key figures">
      {figures.map((figure) => (
        <Link
          key={figure.label}
          className={styles.figure ?? ""}
          {...(figure.search === "inactive"
            ? { to: "/inactive" as const }
            : figure.search === "redirects"
              ? { to: "/redirects" as const }
              : { to: "/clients" as const, search: figure.search })}
        >
          <span className={styles.label}>{figure.label}</span>
          <span className={styles.value}>
            {figure.mark && <Mark name={figure.mark} />}
            <b data-figure>{figure.total ? totalText(figure.total) : "?"}</b>
            <span>{figure.total ? figure.note : "not read yet"}</span>
          </span>
        </Link>
      ))}
      <div className={styles.figure}>
        <span className={styles.label}>Days with log</span>
        <span className={styles.value}>
          {data.days_with_log < 90 && <Mark name="unknown" />}
          <b>
            {count(data.days_with_log)} <em>of 90</em>
          </b>
          {data.days_with_log >= 90 && <span>no gap</span>}
        </span>
      </div>
    </section>
  );
}
