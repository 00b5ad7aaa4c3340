import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, resolve } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import type { ScenarioName } from "../scenarios";

const ROOT = resolve(import.meta.dirname, "../../.mock");
const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
};
/** As strict as the application's own. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

let server: Server;
let browser: Browser;
let base: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = join(ROOT, new URL(request.url ?? "/", "http://x").pathname.replace(/\/$/, "/index.html"));
    if (!existsSync(path)) {
      response.writeHead(204).end();
      return;
    }
    response
      .writeHead(200, {
        "content-type": TYPES[extname(path)] ?? "application/octet-stream",
        "content-security-policy": CSP,
      })
      .end(readFileSync(path));
  }).listen(0);
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

export interface Opened {
  page: Page;
  complaints: string[];
  foreign: string[];
}

/** Opens a window of the mock build, and hears what the page complains about and asks for elsewhere. */
export async function openPage(
  scenario: ScenarioName,
  path: string,
  theme: "light" | "dark",
  size: { width: number; height: number } = { width: 1440, height: 900 },
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: size,
    colorScheme: theme,
    reducedMotion: "reduce",
    bypassCSP: false,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const foreign: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(base)) foreign.push(request.url());
  });
  await page.goto(`${base}?scenario=${scenario}#${path}`);
  await page.locator("main").first().waitFor();
  await page.evaluate(() => document.fonts.ready);
  // Skeletons appear after 400 ms; what is judged is what a person sees then.
  await page.waitForTimeout(scenario === "loading" ? 500 : 150);
  return { page, complaints, foreign };
}
