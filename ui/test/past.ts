import type { ShowPastResponse } from "../src/api/contract.gen";

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
