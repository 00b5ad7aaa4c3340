import type { ReactNode } from "react";
import type { ClientCountsResponse, CountView } from "../../api/contract.gen";
import { totalText } from "../../words/total";
import type { ClientsSearch } from "./search";
import styles from "./ViewTabs.module.css";

interface View {
  name: string;
  search: ClientsSearch;
  total: (counts: ClientCountsResponse) => CountView;
}

function verdictTotal(counts: ClientCountsResponse, verdict: string): CountView {
  return counts.verdicts.find((entry) => entry.verdict === verdict)?.count ?? { n: 0, proven: false };
}

function views(weekAgo: number): readonly View[] {
  return [
    { name: "All", search: {}, total: (counts) => counts.all },
    {
      name: "Third-party",
      search: { party: ["third_strict", "third_permissive"] },
      total: (counts) => counts.third_party,
    },
    { name: "Self-registered", search: { origin: ["dcr"] }, total: (counts) => counts.self_registered },
    { name: "New this week", search: { since: weekAgo }, total: (counts) => counts.created_this_week },
    { name: "Failing", search: { failing: true }, total: (counts) => counts.failing },
    {
      name: "Not proven",
      search: { verdict: ["not_proven"] },
      total: (counts) => verdictTotal(counts, "not_proven"),
    },
    { name: "No owner", search: { owner: "none" }, total: (counts) => counts.no_owner },
  ];
}

const KEPT = ["q", "verdict", "party", "origin", "credential", "owner", "never", "since", "failing"] as const;

function same(a: ClientsSearch, b: ClientsSearch): boolean {
  return KEPT.every((key) => JSON.stringify(a[key] ?? null) === JSON.stringify(b[key] ?? null));
}

/** Ready-made questions with the number of clients behind each. */
export function ViewTabs({
  counts,
  search,
  weekAgo,
  onChoose,
}: {
  counts: ClientCountsResponse | undefined;
  search: ClientsSearch;
  weekAgo: number;
  onChoose: (search: ClientsSearch) => void;
}): ReactNode {
  return (
    <nav className={styles.views} aria-label="Views">
      {views(weekAgo).map((view) => (
        <button
          key={view.name}
          type="button"
          className={styles.view}
          aria-current={same(view.search, search) ? "true" : undefined}
          onClick={() => onChoose(view.search)}
        >
          {view.name}
          <span data-figure>{counts ? totalText(view.total(counts)) : ""}</span>
        </button>
      ))}
    </nav>
  );
}
