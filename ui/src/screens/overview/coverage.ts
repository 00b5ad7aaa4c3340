import type { CoverageView, DayCover } from "../../api/contract.gen";

export interface CombinedCoverage {
  firstDay: number;
  today: number;
  days: readonly DayCover[];
}

/** Over several connections a day is held whole only where each of them holds it whole. */
export function combineCoverage(views: readonly CoverageView[]): CombinedCoverage | null {
  const first = views[0];
  if (!first) return null;
  const days = first.days.map((_, index): DayCover => {
    const states = views.map((view) => view.days[index] ?? "none");
    if (states.every((state) => state === "whole")) return "whole";
    return states.every((state) => state === "none") ? "none" : "part";
  });
  const last = days.length - 1;
  // Today is partial until midnight for every connection alike, unless one of them has not read it at all.
  if (views.some((view) => view.days[last] === "none")) days[last] = "none";
  return { firstDay: first.first_day, today: first.first_day + last, days };
}
