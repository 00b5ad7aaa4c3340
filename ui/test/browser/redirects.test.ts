import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { openPage } from "./page";

/** The first line that is in view whole, and how far below the top of the list it stands. */
interface Stand {
  line: number;
  top: number;
  scrolled: number;
  height: number;
}

const stand = (page: Page): Promise<Stand> =>
  page.evaluate(() => {
    const list = document.querySelector('[role="list"][aria-label="Changes"]') as HTMLElement;
    const scroller = list.parentElement as HTMLElement;
    const from = scroller.getBoundingClientRect().top;
    const [first] = [...list.children]
      .map((line) => ({
        line: Number(line.getAttribute("aria-posinset")),
        top: line.getBoundingClientRect().top - from,
      }))
      .filter(({ top }) => top >= 0)
      .sort((one, other) => one.top - other.top);
    return {
      line: first?.line ?? 0,
      top: first?.top ?? 0,
      scrolled: scroller.scrollTop,
      height: list.getBoundingClientRect().height,
    };
  });

/** Where each line that is in view stands. */
const tops = (page: Page): Promise<[number, number][]> =>
  page.evaluate(() => {
    const list = document.querySelector('[role="list"][aria-label="Changes"]') as HTMLElement;
    const view = (list.parentElement as HTMLElement).getBoundingClientRect();
    return [...list.children]
      .map((line): [number, number] => [
        Number(line.getAttribute("aria-posinset")),
        line.getBoundingClientRect().top,
      ])
      .filter(([, top]) => top >= view.top && top < view.bottom);
  });

/**
 * How often something of the list is drawn anew within 600 ms. What is written and stays as it was draws nothing: with every tick
 * of the clock React writes the name and the type of each checkbox again.
 */
const drawn = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((done) => {
        let seen = 0;
        const list = document.querySelector('[role="list"][aria-label="Changes"]') as HTMLElement;
        const watcher = new MutationObserver((changes) => {
          const looked = new Map<Node, Set<string>>();
          for (const { type, target, attributeName, oldValue } of changes) {
            if (type === "childList") seen += 1;
            if (type !== "attributes" || attributeName === null) continue;
            const names = looked.get(target) ?? new Set();
            looked.set(target, names);
            // of several the first knows how it was before
            if (names.has(attributeName)) continue;
            names.add(attributeName);
            if ((target as Element).getAttribute(attributeName) !== oldValue) seen += 1;
          }
        });
        watcher.observe(list, { attributes: true, attributeOldValue: true, childList: true, subtree: true });
        setTimeout(() => {
          watcher.disconnect();
          done(seen);
        }, 600);
      }),
  );

async function wheel(page: Page, by: number): Promise<void> {
  await page.mouse.wheel(0, by);
  await page.waitForTimeout(40);
}

/** Well inside the list at 1440 × 900. */
const [TOP, BOTTOM] = [200, 880];

describe("the timeline", () => {
  it("stays where it is while pages leave the view and come back, and comes to rest", async () => {
    const { page, complaints } = await openPage("many", "/redirects?show=all", "light");
    await page.getByRole("button", { name: "Client 1", exact: true }).waitFor();
    await page.mouse.move(500, 500);
    let furthest = 0;
    for (const by of [...Array(130).fill(350), ...Array(60).fill(-350)] as number[]) {
      const before = await tops(page);
      await wheel(page, by);
      const after = new Map(await tops(page));
      // a line that stays in view moves by what was scrolled, and by nothing else
      const stay = before.filter(([, top]) => top - by >= TOP && top - by < BOTTOM);
      expect(stay.length).toBeGreaterThan(0);
      for (const [line, top] of stay) {
        expect(Math.abs((after.get(line) ?? 0) - top + by), `line ${line} scrolled by ${by}`).toBeLessThan(2);
      }
      furthest = Math.max(furthest, (await stand(page)).line);
    }
    expect(furthest).toBeGreaterThan(250);
    await page.waitForTimeout(200);
    const rest = await stand(page);
    const drawings = await drawn(page);
    expect(drawings).toBe(0);
    expect(await stand(page)).toEqual(rest);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
