import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate, useRouterState, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { syncNow } from "../../api/actions";
import type { ConnectionView, FrameResponse } from "../../api/contract.gen";
import { asProblem } from "../../api/errors";
import * as queries from "../../api/queries";
import { Failure, Skeleton } from "../../components/Blank";
import { KeySheet } from "../../components/Keys";
import { useToasts } from "../../components/Toasts";
import { useKeys } from "../../useKeys";
import { Welcome } from "../welcome/Welcome";
import styles from "./Frame.module.css";
import { FrameBanner } from "./FrameBanner";
import { FrameContext, type FrameFacts } from "./FrameContext";
import { keysOf } from "./keys";
import { Sidebar } from "./Sidebar";
import { fade as fadeOf } from "./syncState";

/** The core's clock, moving on between two of its answers. */
function useClock(frame: FrameResponse | undefined, answeredAt: number): number {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 15_000);
    return () => clearInterval(timer);
  }, []);
  return frame ? frame.now_at + Math.max(0, Date.now() - answeredAt) : Date.now();
}

function inScope(selection: unknown, all: readonly ConnectionView[]): readonly ConnectionView[] {
  const chosen =
    selection === "production"
      ? all.filter(({ environment, is_demo }) => environment === "production" && !is_demo)
      : Array.isArray(selection)
        ? all.filter(({ id }) => selection.includes(id))
        : all;
  return chosen.length ? chosen : all;
}

function nameOfScope(
  connections: readonly ConnectionView[],
  all: readonly ConnectionView[],
  selection: unknown,
): string {
  const only = connections.length === 1 ? connections[0] : undefined;
  if (only) return only.name;
  if (connections.length === all.length) return "All connections";
  return selection === "production" ? "All production" : `${connections.length} connections`;
}

export function Frame(): ReactNode {
  const search = useSearch({ from: "__root__" });
  const first = useQuery(queries.frame({ connections: [] }, 0));
  const all = first.data?.connections ?? [];
  const connections = useMemo(
    () => inScope(search.in, first.data?.connections ?? []),
    [search.in, first.data],
  );
  const scope = useMemo(
    () => ({ connections: connections.length === all.length ? [] : connections.map(({ id }) => id) }),
    [connections, all.length],
  );
  const scoped = useQuery({
    ...queries.frame(scope, search.days ?? 0),
    enabled: first.data !== undefined,
    placeholderData: keepPreviousData,
  });
  const frame = scoped.data ?? first.data;
  const now = useClock(frame, scoped.dataUpdatedAt || first.dataUpdatedAt);

  useEffect(() => {
    if (!frame) return;
    const root = document.documentElement;
    if (frame.theme === "system") delete root.dataset.theme;
    else root.dataset.theme = frame.theme;
  }, [frame]);

  if (!frame) {
    return first.error ? (
      <main className={styles.alone}>
        <Failure problem={asProblem(first.error)} onRetry={() => void first.refetch()} />
      </main>
    ) : (
      <main className={styles.alone}>
        <Skeleton rows={8} label="Opening the files on this computer" />
      </main>
    );
  }
  if (frame.connections.length === 0) return <Welcome notice={frame.notice} />;
  return (
    <Framed
      frame={frame}
      scope={scope}
      connections={connections}
      scopeName={nameOfScope(connections, all, search.in)}
      windowDays={search.days ?? frame.window_days}
      now={now}
    />
  );
}

type Given = Pick<FrameFacts, "frame" | "scope" | "connections" | "scopeName" | "windowDays" | "now">;

function Framed(given: Given): ReactNode {
  const { frame, scope, connections, now } = given;
  const [keysOpen, setKeysOpen] = useState(false);
  const navigate = useNavigate();
  const client = useQueryClient();
  const toasts = useToasts();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const fade = fadeOf(connections, now);

  useEffect(() => {
    const root = document.documentElement;
    root.dataset.fade = String(fade);
    return () => {
      delete root.dataset.fade;
    };
  }, [fade]);

  const facts = useMemo<FrameFacts>(
    () => ({
      ...given,
      fade,
      showKeys: () => setKeysOpen(true),
      syncNow: () => {
        syncNow(scope).then(({ refused }) => {
          for (const problem of refused) toasts.fail({ problem });
          queries.refetchAll(client);
        }, toasts.fail);
      },
    }),
    [given, fade, scope, toasts, client],
  );

  const go = (to: "/overview" | "/clients" | "/inactive" | "/redirects" | "/settings") =>
    void navigate({ to });
  const choose = (index: number) => {
    const connection = frame.connections[index];
    if (connection)
      void navigate({
        to: ".",
        search: ({ open: _open, change: _change, ...rest }) => ({ ...rest, in: [connection.id] }),
      });
  };
  useKeys({
    "g o": () => go("/overview"),
    "g c": () => go("/clients"),
    "g i": () => go("/inactive"),
    "g r": () => go("/redirects"),
    "Ctrl+,": () => go("/settings"),
    "Ctrl+r": () => facts.syncNow(),
    "?": () => setKeysOpen(true),
    ...Object.fromEntries(
      Array.from({ length: 9 }, (_, index) => [`Ctrl+${index + 1}`, () => choose(index)]),
    ),
  });

  return (
    <FrameContext.Provider value={facts}>
      <div className={styles.app}>
        <Sidebar />
        <main className={styles.main}>
          <FrameBanner />
          <Outlet />
        </main>
      </div>
      <KeySheet {...keysOf(path)} isOpen={keysOpen} onClose={() => setKeysOpen(false)} />
    </FrameContext.Provider>
  );
}
