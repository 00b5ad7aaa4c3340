import { describe, expect, it } from "vitest";
import { hatch, level, type StripFacts, stripPaths, stripSentence } from "../src/components/strip";

const SHAPE = { pitch: 2, bar: 2, top: 13 };

function facts(change: Partial<StripFacts> = {}): StripFacts {
  return {
    firstDay: 100,
    today: 109,
    coverage: Array.from({ length: 10 }, () => "whole"),
    days: [],
    ...change,
  };
}

describe("an activity strip", () => {
  it("hatches a day without log and a partly read day, but not today", () => {
    const paths = stripPaths(
      facts({
        coverage: ["none", "whole", "part", "whole", "whole", "whole", "whole", "whole", "whole", "part"],
      }),
      SHAPE,
    );
    expect(paths.unknown).toEqual([
      { x: 0, width: 2 },
      { x: 4, width: 2 },
    ]);
    expect(paths.covered.at(-1)).toEqual({ x: 6, width: 14 });
  });

  it("hatches a partly watched last day when that day has ended", () => {
    const ended = facts({
      isPast: true,
      coverage: [...Array.from({ length: 9 }, () => "whole" as const), "part"],
    });
    expect(stripPaths(ended, SHAPE).unknown).toEqual([{ x: 18, width: 2 }]);
    expect(stripSentence(ended)).toBe("No use on 9 covered days, 1 days without log");
  });

  it("takes days that the core did not tell as unknown, never as quiet", () => {
    expect(stripPaths(facts({ coverage: [] }), SHAPE).covered).toEqual([]);
    expect(stripPaths(facts({ coverage: [] }), SHAPE).unknown).toEqual([{ x: 0, width: 20 }]);
  });

  it("is blank before the day of registration", () => {
    const paths = stripPaths(facts({ registeredDay: 105, coverage: [] }), SHAPE);
    expect(paths.unknown).toEqual([{ x: 10, width: 10 }]);
    expect(paths.registeredX).toBe(10);
  });

  it("hangs failures below the baseline, where no use can be", () => {
    const paths = stripPaths(facts({ days: [{ day: 103, uses: 0, failures: 4 }] }), SHAPE);
    expect(paths.levels.join("")).toBe("");
    expect(paths.failures).toBe("M6 15h2v3h-2z");
  });

  it("hatches covered days in which a token may still act", () => {
    const paths = stripPaths(facts({ livingTokens: { from: 103, to: 106 } }), SHAPE);
    expect(paths.living).toEqual([{ x: 8, width: 6 }]);
  });

  it("has one level for each power of ten", () => {
    expect([0, 1, 9, 10, 99, 100, 999, 1000, 50_000].map(level)).toEqual([0, 1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it("tells itself in one sentence", () => {
    expect(
      stripSentence(
        facts({
          coverage: ["none", "none", "whole", "whole", "whole", "whole", "whole", "whole", "whole", "part"],
          days: [
            { day: 103, uses: 5, failures: 0 },
            { day: 104, uses: 0, failures: 2 },
          ],
        }),
      ),
    ).toBe("Used on 1 of 8 covered days, failures on 1, 2 days without log");
    expect(stripSentence(facts({ coverage: [] }))).toBe("No day with log, 10 days without log");
  });
});

describe("hatching", () => {
  const bars = (path: string) =>
    path
      .split("M")
      .slice(1)
      .map((bar) => {
        const [right, high, , left, low] = (bar.match(/-?[\d.]+/g) ?? []).map(Number) as [
          number,
          number,
          number,
          number,
          number,
        ];
        return { right, high, left, low };
      });

  it("keeps to the height of its rectangle", () => {
    const drawn = bars(hatch(10, 1, 7, 14));
    expect(drawn.length).toBe(5);
    expect(Math.min(...drawn.map(({ high }) => high))).toBe(1);
    expect(Math.max(...drawn.map(({ low }) => low))).toBe(15);
  });

  it("runs on in the rectangle beside it", () => {
    const middle = ({ right, high }: { right: number; high: number }) => (right + 0.6875 + high) % 4;
    for (const bar of [...bars(hatch(0, 1, 6, 14)), ...bars(hatch(6, 1, 10, 14))])
      expect(middle(bar)).toBe(0);
  });
});
