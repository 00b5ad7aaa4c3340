import { describe, expect, it } from "vitest";
import { grantWords, kindWords, lastUse } from "../src/words/client";
import { visibleJson } from "../src/words/json";
import { bytes, count, counted, percent, short, shortId } from "../src/words/number";
import { age, ago, DAY_MS, date, decimalDays, duration, utc } from "../src/words/time";
import { totalText } from "../src/words/total";
import { verdictText } from "../src/words/verdict";
import { clientRow, NOW } from "./fixtures";

describe("JSON", () => {
  it("is the same value with nothing that hides or turns", () => {
    const value = { name: "a\u202eb\u{e0041}\u3164", uris: ["https://a.example/\u200b\u2028"] };
    const text = visibleJson(value);
    expect(JSON.parse(text)).toEqual(value);
    expect(text).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}\u3164]/u);
    expect(text).toContain("\\u202e");
  });
});

describe("numbers", () => {
  it("carry thousands separators and their noun", () => {
    expect(count(117_400)).toBe("117,400");
    expect(counted(1, "client")).toBe("1 client");
    expect(counted(2, "client")).toBe("2 clients");
  });

  it("are short on an axis", () => {
    expect([0, 999, 1000, 1500, 20_000, 2_500_000].map(short)).toEqual([
      "0",
      "999",
      "1k",
      "1.5k",
      "20k",
      "2.5M",
    ]);
  });

  it("are at least, until they are proven, and unknown while there is none", () => {
    expect(totalText({ n: 214, proven: true })).toBe("214");
    expect(totalText({ n: 214, proven: false })).toBe("≥ 214");
    expect(totalText({ n: 0, proven: false })).toBe("?");
    expect(totalText({ n: 0, proven: true })).toBe("0");
  });

  it("never round up to what is not reached", () => {
    expect(percent(0.999)).toBe("99 %");
    expect(decimalDays(29.99 * DAY_MS)).toBe("29.9");
  });

  it("have sizes in units that fit", () => {
    expect(bytes(999)).toBe("999 B");
    expect(bytes(18_400_000)).toBe("18 MB");
    expect(bytes(1_500)).toBe("1.5 kB");
  });

  it("shorten an id in its middle", () => {
    expect(shortId("tpc_4Qm8vKz1RtYb7LxNd0WfHs3PcJ6UeAgM")).toBe("tpc_4Qm…AgM");
    expect(shortId("short")).toBe("short");
  });
});

describe("times", () => {
  it("are ages, then dates, with UTC for the title", () => {
    expect([30_000, 38 * 60_000, 5 * 3_600_000, 62 * DAY_MS].map(age)).toEqual([
      "now",
      "38 min",
      "5 h",
      "62 d",
    ]);
    expect(ago(20_000)).toBe("just now");
    expect(utc(NOW)).toBe("2026-11-20 14:04:00 UTC");
  });

  it("name the year when it is more than twelve months away", () => {
    expect(date(NOW - 400 * DAY_MS, NOW)).toMatch(/ 2025$/);
    expect(date(NOW - 40 * DAY_MS, NOW)).not.toMatch(/2026/);
  });

  it("keep two units of a length", () => {
    expect(duration(9 * DAY_MS + 22 * 3_600_000 + 5 * 60_000)).toBe("9 d 22 h");
    expect(duration(75_000)).toBe("1 min 15 s");
    expect(duration(4 * 3_600_000 + 10 * 60_000)).toBe("4 h 10 min");
    expect(duration(0)).toBe("0 s");
  });
});

describe("a client in words", () => {
  const row = clientRow(0);

  it("says the date and the gap when a hole follows the last use", () => {
    const last = lastUse({ ...row, last_use_at: NOW - 55 * DAY_MS, or_in_gap: true }, NOW);
    expect(last.text).toMatch(/^2[67] Sep, or in the gap$/);
  });

  it("says never only when the whole life is covered, and not known when a gap could hold a use", () => {
    const silent = { ...row, last_use_at: null };
    const judged = row.judgement;
    if (!judged) throw new Error("the fixture is judged");
    expect(
      lastUse({ ...silent, or_in_gap: false, judgement: { ...judged, never_used: true } }, NOW).text,
    ).toBe("never");
    expect(lastUse({ ...silent, or_in_gap: true }, NOW)).toMatchObject({ text: "not known", known: false });
    expect(lastUse({ ...silent, or_in_gap: false }, NOW).text).toBe("none seen");
  });

  it("words a verdict as of its date when the horizon is more than a day behind", () => {
    const judged = clientRow(17).judgement;
    if (!judged) throw new Error("the fixture is judged");
    expect(verdictText(judged, NOW)).toBe("Inactive");
    expect(verdictText({ ...judged, stale: true, as_of_at: NOW - 6 * DAY_MS }, NOW)).toBe(
      "Inactive on 14 Nov",
    );
  });

  it("does not take hidden grants for no grants", () => {
    expect(grantWords(null)).toBeNull();
    expect(grantWords([])?.short).toBe("none");
    expect(grantWords(["authorization_code", "refresh_token", "urn:made:up"])?.short).toBe("AC RT +1");
  });

  it("shows the origin before the party", () => {
    expect(kindWords({ party: "third_strict", origin: "dcr" })).toMatchObject({ short: "DCR" });
    expect(kindWords({ party: "first", origin: "admin" })).toMatchObject({ short: "1st" });
  });
});
