import type { CommandName } from "../src/api/call";
import type { Commands, ProblemView } from "../src/api/contract.gen";
import {
  type Answers,
  answersOf,
  OFFLINE,
  REFUSED,
  STORAGE,
  UNREAD_CLIENTS,
  UNREAD_GRANTS,
  type World,
} from "./answers";
import { BAD } from "./badInput";
import {
  CONNECTIONS,
  connection,
  coverage,
  coverageWithHoles,
  DAY,
  frame,
  NO_COVERAGE,
  NOW,
  sync,
} from "./fixtures";

const never = () => new Promise<never>(() => undefined);
const failing = (problem: ProblemView) => () => {
  throw { problem };
};

const PLAIN: World = {
  rows: 214,
  proven: true,
  everRead: true,
  unread: [],
  cover: coverage(),
  connections: [connection()],
};

const READS: readonly CommandName[] = [
  "show_overview",
  "list_clients",
  "count_clients",
  "show_client",
  "show_past",
  "show_inactive",
  "list_changes",
  "place_change",
  "show_change",
  "list_hosts",
  "list_host_clients",
  "show_settings",
];

function each(names: readonly CommandName[], answer: () => never | Promise<never>): Partial<Answers> {
  return Object.fromEntries(names.map((name) => [name, answer]));
}

const FOURTEEN_NOV = NOW - 6 * DAY;
function staleRows(answers: Answers): Answers {
  return {
    ...answers,
    list_clients: async (request) => {
      const answer = await answers.list_clients(request);
      return {
        ...answer,
        rows: answer.rows.map((row) => ({
          ...row,
          judgement: row.judgement && { ...row.judgement, stale: true, as_of_at: FOURTEEN_NOV },
        })),
      };
    },
  };
}

/** Every state of anchors 5.6, as the core would tell it. */
export const SCENARIOS = {
  plain: () => answersOf(PLAIN),
  bad: () => ({ ...answersOf(PLAIN), ...BAD }),
  many: () => answersOf({ ...PLAIN, rows: 100_000 }),
  connections: () => ({
    ...answersOf({ ...PLAIN, connections: [...CONNECTIONS] }),
    show_inactive: () => ({
      ...(answersOf(PLAIN).show_inactive({
        scope: { connections: [] },
        window_days: 30,
      }) as Commands["show_inactive"]["response"]),
      coverage: [
        coverage(),
        coverageWithHoles(),
        coverageWithHoles({ connection_id: "c3", connection_name: "northmere-stage" }),
      ],
    }),
  }),
  firstRun: () => ({ ...answersOf(PLAIN), show_frame: () => frame({ connections: [] }) }),
  never: () =>
    answersOf({
      ...PLAIN,
      rows: 0,
      proven: false,
      everRead: false,
      cover: NO_COVERAGE,
      connections: [
        connection({ sync: sync({ last_success_at: null, log_read_to_at: null, budget: null }) }),
      ],
    }),
  firstSync: () =>
    answersOf({
      ...PLAIN,
      rows: 128,
      proven: false,
      cover: coverage({
        days: Array.from({ length: 90 }, (_, i) => (i < 84 ? ("none" as const) : ("whole" as const))),
        watched: 0.2,
        provable_at: NOW + 24 * DAY,
        holes: [],
        before: null,
      }),
      connections: [
        connection({
          sync: sync({
            last_success_at: null,
            running: {
              stage: "Reading the log",
              done: 117_400,
              total: 192_000,
              unit: "log rows",
              started_at: NOW - 60_000,
              floor_left_ms: 75_000,
              stopping: false,
            },
          }),
        }),
      ],
    }),
  refreshing: () =>
    answersOf({
      ...PLAIN,
      connections: [
        connection({
          sync: sync({
            running: {
              stage: "Refreshing clients",
              done: 4,
              total: 13,
              unit: "pages",
              started_at: NOW - 5_000,
              floor_left_ms: 3_000,
              stopping: false,
            },
          }),
        }),
      ],
    }),
  loading: () => ({ ...answersOf(PLAIN), ...each(READS, never) }),
  partial: () => answersOf({ ...PLAIN, rows: 812, proven: false, unread: [UNREAD_CLIENTS, UNREAD_GRANTS] }),
  stale: () =>
    staleRows(
      answersOf({
        ...PLAIN,
        cover: coverage({ stale: true, horizon_at: FOURTEEN_NOV }),
        connections: [
          connection({ sync: sync({ last_success_at: FOURTEEN_NOV, log_read_to_at: FOURTEEN_NOV }) }),
        ],
      }),
    ),
  offline: () =>
    answersOf({
      ...PLAIN,
      connections: [
        connection({ sync: sync({ last_success_at: NOW - 44 * 60_000, problem: OFFLINE, budget: null }) }),
      ],
    }),
  refused: () =>
    answersOf({
      ...PLAIN,
      connections: [connection({ sync: sync({ last_success_at: NOW - 17 * 60_000, problem: REFUSED }) })],
    }),
  emptyTruth: () => answersOf({ ...PLAIN, rows: 0 }),
  emptyIgnorance: () =>
    answersOf({
      ...PLAIN,
      rows: 0,
      proven: false,
      everRead: false,
      cover: NO_COVERAGE,
      unread: [
        {
          what: "clients",
          connection_name: "northmere-prod",
          why: "The token lacks read:clients.",
          todo: "Add the scope and sync again.",
          last_complete_at: null,
          code: "scope_missing",
        },
      ],
    }),
  error: () => ({ ...answersOf(PLAIN), ...each(READS, failing(STORAGE)) }),
} satisfies Record<string, () => Answers>;

export type ScenarioName = keyof typeof SCENARIOS;
