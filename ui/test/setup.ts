import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach, vi } from "vitest";
import { NOW } from "./fixtures";

// On a machine with other work a render can take its time; what is asserted is what is shown, not the pace.
configure({
  asyncUtilTimeout: 5_000,
  getElementError: (message) => new Error(message?.split("\n")[0] ?? "not found"),
});

// jsdom lays nothing out: give the virtual list a window of 1242 × 840 to draw into.
const SIZES = { offsetHeight: 840, offsetWidth: 1242, clientHeight: 840, clientWidth: 1242 } as const;
for (const [name, value] of Object.entries(SIZES)) {
  Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => value });
}
class NoResize implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
globalThis.ResizeObserver = NoResize;
Element.prototype.scrollTo = function scrollTo(this: Element, options?: ScrollToOptions | number) {
  if (typeof options === "object" && options.top !== undefined) this.scrollTop = options.top;
  this.dispatchEvent(new Event("scroll"));
} as typeof Element.prototype.scrollTo;
Element.prototype.scrollIntoView = () => undefined;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  window.location.hash = "";
});
