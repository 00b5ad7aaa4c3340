import type { ConnectionView, ProblemView, ProgressView } from "../../api/contract.gen";
import { PROBLEM_LOOKS } from "../../api/errors";

/** How the connections in scope stand, in one word, worst first. */
export type SyncState =
  | { kind: "never" }
  | { kind: "running"; connection: ConnectionView; progress: ProgressView; first: boolean; others: number }
  | { kind: "offline"; connections: ConnectionView[]; since: number | null; dataAt: number | null }
  | { kind: "stopped"; connection: ConnectionView; problem: ProblemView; dataAt: number | null }
  | { kind: "cut_short"; problem: ProblemView; dataAt: number | null }
  | { kind: "credential"; connection: ConnectionView; dataAt: number | null }
  | { kind: "paused"; dataAt: number | null }
  | { kind: "synced"; at: number };

function oldest(moments: readonly (number | null)[]): number | null {
  const known = moments.filter((at) => at !== null);
  return known.length ? Math.min(...known) : null;
}

/** The oldest of the newest good syncs: what "data as of" means for several connections. */
export function dataAt(connections: readonly ConnectionView[]): number | null {
  return oldest(connections.map((connection) => connection.sync.last_success_at));
}

export function isOffline(connection: ConnectionView): boolean {
  return connection.sync.problem?.code === "offline";
}

export function syncState(connections: readonly ConnectionView[]): SyncState {
  const at = dataAt(connections);
  const running = connections.filter((connection) => connection.sync.running);
  const busiest = running[0];
  if (busiest?.sync.running) {
    return {
      kind: "running",
      connection: busiest,
      progress: busiest.sync.running,
      first: busiest.sync.last_success_at === null,
      others: running.length - 1,
    };
  }
  const stopped = connections.find(
    ({ sync }) => sync.problem && sync.problem.code !== "offline" && !PROBLEM_LOOKS[sync.problem.code].calm,
  );
  if (stopped?.sync.problem) {
    return { kind: "stopped", connection: stopped, problem: stopped.sync.problem, dataAt: at };
  }
  const offline = connections.filter(isOffline);
  if (offline.length) {
    return {
      kind: "offline",
      connections: offline,
      since: oldest(offline.map(({ sync }) => sync.problem?.at ?? null)),
      dataAt: oldest(offline.map(({ sync }) => sync.last_success_at)),
    };
  }
  const cutShort = connections.find(({ sync }) => sync.problem)?.sync.problem;
  if (cutShort) return { kind: "cut_short", problem: cutShort, dataAt: at };
  const missing = connections.find(({ credential }) => credential === "missing");
  if (missing) return { kind: "credential", connection: missing, dataAt: at };
  if (connections.length && connections.every(({ paused }) => paused)) return { kind: "paused", dataAt: at };
  return at === null ? { kind: "never" } : { kind: "synced", at };
}

/** How far the data has faded: an hour, a day, a week. */
export function fade(connections: readonly ConnectionView[], now: number): 0 | 1 | 2 | 3 {
  const at = dataAt(connections);
  if (at === null) return 0;
  const hours = (now - at) / 3_600_000;
  if (hours > 168) return 3;
  if (hours > 24) return 2;
  return hours > 1 ? 1 : 0;
}
