// Pictures of every screen from the mock build, beside the mockups: node test/pictures.mjs [screen …]

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, resolve } from "node:path";
import { chromium } from "playwright-core";

const root = resolve(import.meta.dirname, "../.mock");
const out = resolve(import.meta.dirname, "../pictures");
mkdirSync(out, { recursive: true });
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2" };
const server = createServer((request, response) => {
  const path = join(root, new URL(request.url, "http://x").pathname.replace(/\/$/, "/index.html"));
  if (!existsSync(path)) return response.writeHead(404).end();
  response
    .writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream" })
    .end(readFileSync(path));
}).listen(0);
const base = `http://127.0.0.1:${server.address().port}/`;
const shots = {
  overview: ["plain", "/overview"],
  clients: [
    "plain",
    "/clients",
    async (page) => {
      await page.locator('[data-line="0"]').click();
      for (const n of [8, 9, 18]) await page.locator(`[data-line="${n}"] [role=checkbox]`).click();
    },
  ],
  "clients-closed": ["connections", "/clients"],
  "clients-of-a-day": ["plain", "/clients?day=2025-10-06"],
  "client-of-a-day": ["plain", '/clients?day=2025-10-06&open=["c1","unwatched"]'],
  "clients-bad": ["bad", '/clients?open=["c1","bad0"]'],
  inactive: [
    "connections",
    "/inactive",
    async (page) => {
      for (const n of [1, 2]) await page.locator(`[data-line="${n}"] [role=checkbox]`).click();
    },
  ],
  connect: [
    "connections",
    "/connect",
    async (page) => {
      await page.getByLabel("Domain").fill("northmere-prod.eu.auth0.com");
      await page.getByLabel("Client ID").fill("Rm4KxZ8vQ1bTn7YsLw0JdHc5PfG9Ue2a");
      await page.getByLabel("Client secret").fill("x".repeat(30));
      await page.getByRole("button", { name: "Check" }).click();
      await page.getByText("Signed in").waitFor();
    },
  ],
  redirects: ["plain", "/redirects?change=1"],
  "redirects-closed": ["connections", "/redirects?show=all"],
  "redirects-flood": [
    "plain",
    "/redirects?change=6&show=all",
    async (page) => {
      await page.getByRole("button", { name: "Show all 5" }).click();
    },
  ],
  "redirects-bad": ["bad", "/redirects?change=1"],
  hosts: ["plain", "/redirects?view=hosts"],
  "hosts-bad": ["bad", "/redirects?view=hosts"],
  "inspector-uris": ["plain", '/clients?open=["c1","x"]&tab=URIs'],
  "inspector-history": ["plain", '/clients?open=["c1","x"]&tab=History'],
  "connect-first": ["firstRun", "/connect"],
  settings: ["connections", "/settings"],
  welcome: ["firstRun", "/overview"],
  keys: [
    "plain",
    "/clients",
    async (page) => {
      await page.keyboard.press("?");
    },
  ],
  "first-sync": ["firstSync", "/overview"],
  offline: ["offline", "/clients"],
  refused: ["refused", "/overview"],
  partial: ["partial", "/clients"],
  stale: ["stale", "/inactive"],
  never: ["never", "/overview"],
  error: ["error", "/clients"],
  "empty-ignorance": ["emptyIgnorance", "/clients"],
  "empty-truth": ["emptyTruth", "/inactive"],
  switcher: [
    "connections",
    "/overview",
    async (page) => {
      await page.getByRole("button", { name: /Choose a connection/ }).click();
    },
  ],
};
const wanted = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
for (const [name, [scenario, path, act]] of Object.entries(shots)) {
  if (wanted.length && !wanted.includes(name)) continue;
  for (const [size, width, height] of [
    ["", 1440, 900],
    ["-1024", 1024, 700],
  ]) {
    for (const theme of ["light", "dark"]) {
      if (size && theme === "dark") continue;
      const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme });
      page.on("pageerror", (error) => console.log(name, "error:", error.message));
      page.on("console", (message) => {
        if (message.type() === "error") console.log(name, message.text().slice(0, 300));
      });
      await page.goto(`${base}?scenario=${scenario}#${path}`);
      await page.waitForTimeout(350);
      if (act) await act(page).catch((error) => console.log(name, String(error).slice(0, 200)));
      await page.mouse.move(700, 5);
      await page.waitForTimeout(500);
      await page.screenshot({ path: join(out, `${name}${size}-${theme}.png`) });
      await page.close();
    }
  }
}
await browser.close();
server.close();
