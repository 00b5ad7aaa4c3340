import "./fonts.css";
import "./tokens.css";
import "./base.css";
import { createRoot } from "react-dom/client";
import { App, makeQueryClient } from "./App";
import { followChanges } from "./api/events";
import { keepScreen, restoreScreen } from "./lastScreen";
import { readAhead } from "./readAhead";
import { makeRouter } from "./router";

async function start(): Promise<void> {
  if (import.meta.env.MODE === "mock") {
    const { mockCore } = await import("../test/mockCore");
    mockCore();
  }
  const root = document.getElementById("root");
  if (!root) return;
  const queries = makeQueryClient();
  followChanges(queries);
  restoreScreen();
  const router = makeRouter();
  keepScreen(router);
  await readAhead(queries, router.latestLocation.pathname);
  createRoot(root).render(<App queries={queries} router={router} />);
}

void start();
