import type { JudgementView, Verdict } from "../api/contract.gen";
import type { MarkName } from "../components/Mark";
import { date } from "./time";

/** The five verdicts, as product.md words them, in their order of precedence. */
export const VERDICTS: readonly Verdict[] = [
  "in_use",
  "too_new",
  "not_proven",
  "inactive_tokens_may_live",
  "inactive",
];

export const VERDICT_WORDS: Record<Verdict, string> = {
  in_use: "In use",
  too_new: "Too new",
  not_proven: "Not proven",
  inactive_tokens_may_live: "Inactive, tokens may live",
  inactive: "Inactive",
};

export const VERDICT_MARKS: Record<Verdict, MarkName> = {
  in_use: "seen",
  too_new: "young",
  not_proven: "unknown",
  inactive_tokens_may_live: "living",
  inactive: "quiet",
};

/** `Inactive`, or `Inactive on 14 Nov` when the horizon is more than a day behind. */
export function verdictText(judgement: JudgementView, now: number): string {
  const words = VERDICT_WORDS[judgement.verdict];
  return judgement.stale ? `${words} on ${date(judgement.as_of_at, now)}` : words;
}
