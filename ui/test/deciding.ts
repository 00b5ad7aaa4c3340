import { emit } from "@tauri-apps/api/event";
import type { ChangeRow } from "../src/api/contract.gen";
import { type Answers, STORAGE } from "./answers";
import { changeDetail, changeRow, linesOf } from "./changes";
import { minutes } from "./fixtures";
import { SCENARIOS } from "./scenarios";

/** So many changes that nobody decided on, newest first, named `Client 1` and on. */
export function openChanges(count: number): ChangeRow[] {
  return Array.from({ length: count }, (_, i) =>
    changeRow({ number: 1_000 - i, client_name: `Client ${i + 1}`, until_at: minutes(40 + i) }),
  );
}

/** A core that keeps what is decided and says when something changed. */
export function deciding(rows: readonly ChangeRow[], failsAt: (offset: number) => boolean = () => false) {
  let held = rows;
  const plain = SCENARIOS.plain();
  const set = async (next: readonly ChangeRow[]) => {
    held = next;
    await emit("changed", { tags: ["changes"], connections: ["c1"] });
  };
  const decided = (numbers: readonly number[], as: Partial<ChangeRow>) =>
    set(held.map((row) => (numbers.includes(row.number) ? { ...row, ...as } : row)));
  const answers: Answers = {
    ...plain,
    list_changes: async (request) => {
      const { filter, open_floods, offset, limit } = request;
      if (failsAt(offset)) {
        throw { problem: STORAGE };
      }
      const kept = held.filter(
        ({ review, reverted }) => filter.is_reviewed === null || (review === null && reverted === null),
      );
      const lines = linesOf(kept, open_floods);
      return {
        ...(await plain.list_changes(request)),
        rows: lines.slice(offset, offset + limit),
        before: lines[offset - 1] ?? null,
        total: lines.length,
        all: held.length,
      };
    },
    show_change: ({ number }) => {
      const row = held.find((candidate) => candidate.number === number);
      return { change: row ? changeDetail(row) : null };
    },
    accept_changes: ({ changes, reason }) => {
      setTimeout(
        () => void decided(changes, { review: { decision: 9, reason, by: "Rana", at: minutes(0) } }),
      );
      return { decision: 9, accepted: changes.length };
    },
  };
  return {
    answers,
    /** Somebody else took these back. */
    takeBack: (...numbers: number[]) =>
      decided(numbers, { reverted: { by: "Rana", at: minutes(0), is_revert: false, other: null } }),
    /** A sync found one more. */
    find: (row: ChangeRow) => set([row, ...held]),
  };
}
