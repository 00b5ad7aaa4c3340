import type { ReactNode } from "react";
import type { ClientKey, ClientRow, CountView } from "../../api/contract.gen";
import type { ClientQuestion } from "../../api/queries";

/** A run of rows in the grid: one question to the core, with what is drawn above and below its rows. */
export interface Section {
  id: string;
  question: ClientQuestion;
  /** Drawn above the rows; without it the rows start at once. */
  header?: ReactNode;
  /** Rows shown at most; `null` shows all. */
  limit: number | null;
  /** Drawn below the rows when some are left out. */
  more?: (hidden: number) => ReactNode;
}

/** What stands on one line of the grid. */
export type Line =
  | { kind: "header"; section: number }
  | { kind: "row"; section: number; index: number }
  | { kind: "more"; section: number; hidden: number };

/** Where each section begins and how many lines it has, so that line numbers map to rows without a list of all lines. */
export interface Layout {
  sections: readonly { start: number; header: boolean; rows: number; hidden: number }[];
  lines: number;
  rows: number;
}

export function layout(sections: readonly Section[], totals: readonly number[]): Layout {
  let start = 0;
  let rows = 0;
  const placed = sections.map((section, index) => {
    const total = totals[index] ?? 0;
    const shown = section.limit === null ? total : Math.min(total, section.limit);
    const hidden = total - shown;
    const here = { start, header: section.header !== undefined, rows: shown, hidden };
    start += (here.header ? 1 : 0) + shown + (hidden > 0 ? 1 : 0);
    rows += shown;
    return here;
  });
  return { sections: placed, lines: start, rows };
}

export function lineAt(plan: Layout, line: number): Line | null {
  for (let section = plan.sections.length - 1; section >= 0; section -= 1) {
    const place = plan.sections[section];
    if (!place || line < place.start) continue;
    const offset = line - place.start - (place.header ? 1 : 0);
    if (offset < 0) return { kind: "header", section };
    if (offset < place.rows) return { kind: "row", section, index: offset };
    return offset === place.rows && place.hidden > 0 ? { kind: "more", section, hidden: place.hidden } : null;
  }
  return null;
}

/** The nearest line that holds a row, searching first in the direction of travel. */
export function nearestRow(plan: Layout, line: number, step: 1 | -1): number | null {
  const inside = (n: number) => n >= 0 && n < plan.lines;
  for (const direction of [step, -step]) {
    for (let n = line; inside(n) && Math.abs(n - line) <= 4; n += direction) {
      if (lineAt(plan, n)?.kind === "row") return n;
    }
  }
  return null;
}

export function keyText(key: ClientKey): string {
  return `${key.connection_id}\n${key.client_id}`;
}

export function keyOf(row: ClientRow): ClientKey {
  return { connection_id: row.connection_id, client_id: row.client_id };
}

/** `aria-rowcount`: every row with its column heads, or -1 while the total is not proven. */
export function rowCount(totals: readonly CountView[], lines: number): number {
  return totals.every(({ proven }) => proven) ? lines + 1 : -1;
}
