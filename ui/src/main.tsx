import "./fonts.css";
import "./tokens.css";
import "./base.css";
import { createRoot } from "react-dom/client";
import { App, makeQueryClient } from "./App";
import { followChanges } from "./api/events";
import { frame } from "./api/queries";
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
  // what every screen stands in is asked for before anything is drawn
  void queries.prefetchQuery(frame({ connections: [] }, 0));
  createRoot(root).render(<App queries={queries} router={makeRouter()} />);
}

void start();
