/** The geometry of activity strips: day cells to as few SVG paths as possible. No React, no colours. */

import type { DayCover } from "../api/contract.gen";
import { monthOf, startsMonth } from "../words/time";

/** What is known of one UTC day's log. */
export type Coverage = DayCover;

/** One day that holds something: how many uses and how many failed requests. */
export interface DayCount {
  day: number;
  uses: number;
  failures: number;
}

export interface StripFacts {
  firstDay: number;
  /** The day that is drawn at the right: the one that holds the horizon, partial until midnight. */
  today: number;
  /** Whether that day has ended, so that a part of it is not all there can be. */
  isPast?: boolean;
  /** One entry per day from `firstDay`; days beyond the end are not known. */
  coverage: readonly Coverage[];
  days: readonly DayCount[];
  /** The day of registration, when it is known: a tick, and nothing to its left. */
  registeredDay?: number | null;
  /** Days from `from` to `to` in which a token may still act though the log is quiet. */
  livingTokens?: { from: number; to: number } | null;
  /** The first day of the verdict window: a dashed line. */
  windowDay?: number | null;
}

export interface StripShape {
  pitch: number;
  /** Pixels of a cell that are filled; the rest of the pitch is a gap between bars. */
  bar: number;
  /** Height of the part above the baseline. */
  top: number;
}

export interface Run {
  x: number;
  width: number;
}

export interface StripPaths {
  width: number;
  baseline: number;
  unknown: Run[];
  covered: Run[];
  living: Run[];
  /** One path per level 1+, 10+, 100+, 1,000+. */
  levels: [string, string, string, string];
  failures: string;
  registeredX: number | null;
  windowX: number | null;
}

/** How far a diagonal one pixel thick reaches along a row of pixels: the root of two in eighths, which are short to write. */
const BREADTH = 1.375;

/** Hatchings that were drawn: the rows of a list have few of them, each many times. */
const hatchings = new Map<string, string>();
/** More are not kept: a list of clients that were registered on many days has many. */
const MOST_HATCHINGS = 200;

/**
 * The hatching of a rectangle: one-pixel diagonals where x + y is a multiple of `step`, so that two neighbours join. Bars to
 * be filled, not a pattern and not strokes: those are kinds of painting that a start would need for the hatching alone, and
 * in WebKitGTK they cost it 5 MiB and 40 ms of a core.
 */
export function hatch(x: number, y: number, width: number, height: number, step = 4): string {
  const name = `${x} ${y} ${width} ${height} ${step}`;
  let bars = hatchings.get(name);
  if (bars === undefined) {
    bars = hatchBars(x, y, width, height, step);
    if (hatchings.size === MOST_HATCHINGS) hatchings.clear();
    hatchings.set(name, bars);
  }
  return bars;
}

function hatchBars(x: number, y: number, width: number, height: number, step: number): string {
  let bars = "";
  for (let sum = Math.ceil((x + y) / step) * step; sum < x + width + y + height; sum += step) {
    const left = Math.max(x, sum - y - height) - BREADTH / 2;
    const right = Math.min(x + width, sum - y) - BREADTH / 2;
    const [low, high] = [Math.min(sum - x, y + height), Math.max(sum - x - width, y)];
    bars += `M${right} ${high}h${BREADTH}L${left + BREADTH} ${low}h-${BREADTH}z`;
  }
  return bars;
}

/** 0 for nothing, then 1 to 4 for 1+, 10+, 100+ and 1,000+. */
export function level(uses: number): 0 | 1 | 2 | 3 | 4 {
  if (uses < 1) return 0;
  if (uses < 10) return 1;
  if (uses < 100) return 2;
  return uses < 1000 ? 3 : 4;
}

const SHARES = [0, 0.3, 0.54, 0.78, 1] as const;

/** 3 to 5 pixels deep, by count. */
function depth(failures: number): number {
  if (failures < 10) return 3;
  return failures < 100 ? 4 : 5;
}

/** How a day counts: a partly read day is not covered, except one that has not ended. */
export function isCovered(
  facts: Pick<StripFacts, "firstDay" | "today" | "isPast" | "coverage">,
  day: number,
): boolean {
  const state = facts.coverage[day - facts.firstDay] ?? "none";
  return state === "whole" || (state === "part" && day === facts.today && !facts.isPast);
}

export function stripPaths(facts: StripFacts, shape: StripShape): StripPaths {
  const { firstDay, today } = facts;
  const baseline = 1 + shape.top;
  const start = facts.registeredDay == null ? firstDay : Math.max(firstDay, facts.registeredDay);
  const unknown: Run[] = [];
  const covered: Run[] = [];
  const living: Run[] = [];
  const extend = (runs: Run[], day: number) => {
    const x = (day - firstDay) * shape.pitch;
    const last = runs.at(-1);
    if (last && last.x + last.width === x) last.width += shape.pitch;
    else runs.push({ x, width: shape.pitch });
  };
  for (let day = start; day <= today; day += 1) {
    const known = isCovered(facts, day);
    extend(known ? covered : unknown, day);
    if (known && facts.livingTokens && day > facts.livingTokens.from && day <= facts.livingTokens.to) {
      extend(living, day);
    }
  }
  const levels: [string, string, string, string] = ["", "", "", ""];
  let failures = "";
  for (const { day, uses, failures: failed } of facts.days) {
    if (day < start || day > today) continue;
    const x = (day - firstDay) * shape.pitch;
    const step = level(uses);
    if (step > 0) {
      const height = Math.max(2, Math.round(shape.top * SHARES[step]));
      levels[step - 1] += `M${x} ${baseline}v-${height}h${shape.bar}v${height}z`;
    }
    if (failed > 0) failures += `M${x} ${baseline + 1}h${shape.bar}v${depth(failed)}h-${shape.bar}z`;
  }
  return {
    width: (today - firstDay + 1) * shape.pitch,
    baseline,
    unknown,
    covered,
    living,
    levels,
    failures,
    registeredX:
      facts.registeredDay != null && facts.registeredDay >= firstDay
        ? (facts.registeredDay - firstDay) * shape.pitch
        : null,
    windowX:
      facts.windowDay != null && facts.windowDay >= firstDay && facts.windowDay <= today
        ? (facts.windowDay - firstDay) * shape.pitch
        : null,
  };
}

/** The strip as one sentence, for those who do not see it. */
export function stripSentence(facts: StripFacts): string {
  const start = facts.registeredDay == null ? facts.firstDay : Math.max(facts.firstDay, facts.registeredDay);
  const total = facts.today - start + 1;
  let known = 0;
  for (let day = start; day <= facts.today; day += 1) if (isCovered(facts, day)) known += 1;
  const inside = facts.days.filter(({ day }) => day >= start && day <= facts.today);
  const used = inside.filter(({ uses }) => uses > 0).length;
  const failed = inside.filter(({ failures }) => failures > 0).length;
  const parts: string[] = [];
  if (known === 0 && used === 0) parts.push("No day with log");
  else
    parts.push(used === 0 ? `No use on ${known} covered days` : `Used on ${used} of ${known} covered days`);
  if (failed > 0) parts.push(`failures on ${failed}`);
  if (total > known) parts.push(`${total - known} days without log`);
  return parts.join(", ");
}

/** The months that begin inside the range, leaving room at the right for the word "today". */
export function monthTicks(firstDay: number, today: number): { day: number; name: string }[] {
  const ticks: { day: number; name: string }[] = [];
  for (let day = firstDay; day <= today - 6; day += 1) {
    if (startsMonth(day)) ticks.push({ day, name: monthOf(day) });
  }
  return ticks;
}
