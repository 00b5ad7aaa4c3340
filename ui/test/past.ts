import type { ClientRow, ShowPastResponse } from "../src/api/contract.gen";
import { clientRow } from "./fixtures";

const DAY = Date.UTC(2026, 9, 10);

/** A client at the end of a past day: something known, something empty, something not watched. */
export const PAST: ShowPastResponse = {
  at: DAY + 86_399_999,
  verdict: {
    verdict: "not_proven",
    as_of: DAY,
    last_use_at: DAY - 86_400_000,
    last_use_words: "a refresh token was exchanged",
    watched: 0.615,
  },
  members: [
    {
      what: "Redirect URIs",
      known: { entries: ["https://app.example/cb"], at: DAY, learned_at: DAY + 86_400_000 },
      before: null,
      after: null,
    },
    { what: "Web origins", known: { entries: [], at: DAY, learned_at: DAY }, before: null, after: null },
    {
      what: "Name",
      known: null,
      before: { entries: ["Old name"], at: DAY - 86_400_000, learned_at: DAY },
      after: null,
    },
  ],
};

/** What no list of a past day says: what people wrote, and what is judged now. */
const OF_NOW = { owner: null, note: null, judgement: null, last_use_at: null, last_use_kind: null } as const;

/** Four clients of a past day: one that is known, one that is gone since, one of which nothing is known, one of the tenant's own. */
export const PAST_ROWS: ClientRow[] = [
  clientRow(0, {
    ...OF_NOW,
    client_id: "known",
    name: "Claims Intake, before",
    or_in_gap: false,
    past: {
      existed: true,
      is_gone: false,
      last_use_day: 20_365,
      verdict: "in_use",
      as_of_at: null,
      evidence: "Last used on 4 Oct (UTC); 100.0 % of the window until then is watched",
    },
  }),
  clientRow(1, {
    ...OF_NOW,
    client_id: "gone",
    name: "Deleted in November",
    past: {
      existed: true,
      is_gone: true,
      last_use_day: null,
      verdict: "inactive_tokens_may_live",
      as_of_at: Date.UTC(2025, 9, 2, 23, 30),
      evidence: "No use until then is known; 100 % of the window that ends on 2 Oct 2025 (UTC) is watched",
    },
  }),
  clientRow(2, {
    ...OF_NOW,
    client_id: "unwatched",
    name: null,
    party: "unknown",
    origin: "unknown",
    grant_types: null,
    credential: "cannot_tell",
    redirect_uri_count: null,
    or_in_gap: true,
    past: {
      existed: false,
      is_gone: false,
      last_use_day: null,
      verdict: "not_proven",
      as_of_at: null,
      evidence: "",
    },
  }),
  clientRow(3, {
    ...OF_NOW,
    client_id: "own",
    name: "All Applications",
    tag: "global",
    past: {
      existed: true,
      is_gone: false,
      last_use_day: null,
      verdict: null,
      as_of_at: null,
      evidence: "",
    },
  }),
];
