import "./fonts.css";
import "./tokens.css";
import "./base.css";
import { followChanges } from "./api/events";
import { makeQueryClient } from "./api/queries";
import { restoreScreen, screenPath } from "./lastScreen";
import { readAhead } from "./readAhead";

/** Asks the core first: it answers while the screens' code, which is most of the script, is read. */
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
  const answers = readAhead(queries, screenPath());
  const { show } = await import("./show");
  await show(root, queries, answers);
}

void start();
