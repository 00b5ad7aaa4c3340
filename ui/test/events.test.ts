import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { applyChange } from "../src/api/events";

function cacheOf(...names: string[]): QueryClient {
  const client = new QueryClient();
  for (const name of names) client.setQueryData([name, {}], {});
  return client;
}

function invalid(client: QueryClient): string[] {
  return client
    .getQueryCache()
    .getAll()
    .filter(({ state }) => state.isInvalidated)
    .map(({ queryKey }) => String(queryKey[0]));
}

describe("a change told by the core", () => {
  it("refetches exactly the queries that read its tags", () => {
    const client = cacheOf("show_frame", "list_clients", "show_settings", "show_setup_guide");
    applyChange(client, { tags: ["annotations"], connections: [] });
    expect(invalid(client)).toEqual(["show_frame", "list_clients"]);
  });

  it("touches no list when only a sync moved on", () => {
    const client = cacheOf("show_frame", "list_clients", "show_client", "show_overview");
    applyChange(client, { tags: ["sync"], connections: ["c1"] });
    expect(invalid(client)).toEqual(["show_frame", "show_overview"]);
  });
});
