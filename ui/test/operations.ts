import type { Commands, OperationView, RevertPlanView } from "../src/api/contract.gen";
import { finding, NOW } from "./fixtures";

/** What reverting the first change would send. */
export function revertPlan(change: Partial<RevertPlanView> = {}): RevertPlanView {
  const body =
    '{"callbacks":["https://claims.northmere.example/oauth/callback","https://login.northmere.example/cb"]}';
  return {
    operation_id: "019b1f3c-7d2a-7c11-9f00-5a3c9d1e2f40",
    digest: "aa11",
    method: "PATCH",
    url: "https://northmere-prod.eu.auth0.com/api/v2/clients/tpc_4Qm8vKz1RtYb7LxNd0WfHs3PcJ6UeAgM",
    body,
    lines: [
      { kind: "same", text: '{ "callbacks": [', punycode: null },
      { kind: "same", text: '  "https://claims.northmere.example/oauth/callback",', punycode: null },
      { kind: "added", text: '  "https://login.northmere.example/cb"', punycode: null },
      {
        kind: "removed",
        text: '  "https://login.northm\u0435re.example/callback"',
        punycode: "login.xn--northmre-h8g.example",
      },
      { kind: "same", text: "] }", punycode: null },
    ],
    curl: `curl -X PATCH 'https://northmere-prod.eu.auth0.com/api/v2/clients/x' -d '${body}'`,
    puts_back: [
      { uri: "https://login.northmere.example/cb", risks: [] },
      { uri: "http://old.northmere.example/cb", risks: [finding({})] },
    ],
    preconditions: ["Rollcall reads the client again first and stops if callbacks changed."],
    cannot_undo: ["Codes and tokens that already went to a URI that is taken out stay there."],
    read_at: NOW,
    ...change,
  };
}

export function operation(change: Partial<OperationView> = {}): OperationView {
  return {
    id: "019b1f3c-7d2a-7c11-9f00-5a3c9d1e2f40",
    standing: "done",
    title: "Reverted",
    detail: "Read back: the server holds exactly what was asked for.",
    at: NOW,
    by: "Rana",
    overwrote: null,
    ...change,
  };
}

type Answered = "plan_revert" | "confirm_operation" | "list_operations";

/** The first change can be reverted, the second is a conflict, and of the third one revert of each kind is known. */
export const OPERATIONS: {
  [N in Answered]: (request: Commands[N]["request"]) => Commands[N]["response"];
} = {
  plan_revert: ({ change }) =>
    change === 1
      ? { outcome: "plan", plan: revertPlan() }
      : change === 2
        ? {
            outcome: "conflict",
            conflict: {
              was: ["https://a.example/cb", "http://localhost:8888/\u202ecb"],
              theirs: ["https://a.example/cb", "https://third.example/cb"],
              yours: [],
            },
          }
        : {
            outcome: "refused",
            why: "This connection is read-only: Rollcall never changes anything through it. Settings can change that.",
          },
  confirm_operation: () => ({ outcome: "acted", operation: operation() }),
  list_operations: ({ change }) => ({
    operations:
      change === 3
        ? [
            operation(),
            operation({
              id: "2",
              standing: "look",
              title: "Reverted, and a change of somebody else was overwritten",
              detail: "The log shows that somebody changed the same list.",
              overwrote: { theirs: ["https://lost.example/cb"], log_ids: ["9002026112013"] },
            }),
            operation({ id: "3", standing: "not_done", title: "Not reverted", by: "" }),
            operation({ id: "4", standing: "open", title: "Not known yet" }),
          ]
        : [],
  }),
};
