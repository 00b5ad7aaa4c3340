import type { ChangeRow, ListChangesResponse } from "../../api/contract.gen";

/** A change that a decision would be about. */
export interface Pick {
  number: number;
  name: string;
}

export function nameOf(row: ChangeRow): string {
  return row.flood?.name ?? row.client_name ?? row.client_id;
}

function numbersOf(row: ChangeRow): readonly number[] {
  return row.flood?.numbers ?? [row.number];
}

/** One change, or every registration of a flood. */
export function picksOf(row: ChangeRow): readonly Pick[] {
  return numbersOf(row).map((number) => ({ number, name: nameOf(row) }));
}

export function isOpen(row: ChangeRow): boolean {
  return row.review === null && row.reverted === null;
}

/**
 * The changes that are not open any more, by a page as it was and the pages as they are: those that stand there as decided,
 * and those that left from between two that stayed. What left at an end of its page may stand on the next one.
 */
export function decidedSince(
  before: ListChangesResponse,
  after: ListChangesResponse,
  held: Iterable<ListChangesResponse>,
): readonly number[] {
  const rows = [...held].flatMap((page) => page.rows);
  const here = new Set(rows.flatMap(numbersOf));
  const was = before.rows.flatMap(numbersOf);
  const stays = was.map((number) => here.has(number));
  const isFirst = after.offset === 0;
  const isLast = after.offset + after.rows.length >= after.total;
  const from = isFirst ? 0 : stays.indexOf(true);
  const to = isLast ? was.length : stays.lastIndexOf(true);
  const left = was.filter((_, place) => !stays[place] && from >= 0 && place >= from && place <= to);
  return [...left, ...rows.filter((row) => !isOpen(row)).flatMap(numbersOf)];
}
