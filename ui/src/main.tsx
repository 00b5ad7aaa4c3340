import "./fonts.css";
import "./tokens.css";
import "./base.css";
import { createRoot } from "react-dom/client";
import { App, makeQueryClient } from "./App";
import { followChanges } from "./api/events";
import { keepPlace, restorePlace } from "./lastPlace";
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
  restorePlace();
  const router = makeRouter();
  keepPlace(router);
  await readAhead(queries, router);
  createRoot(root).render(<App queries={queries} router={router} />);
}

void start();
