import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { type Answers, STORAGE } from "./answers";
import { clientRow, shownClient } from "./fixtures";
import { open, visibleText } from "./render";
import { SCENARIOS } from "./scenarios";

async function grid(): Promise<HTMLElement> {
  return screen.findByRole("grid");
}

function focusedRow(): string {
  return document.activeElement?.getAttribute("aria-rowindex") ?? "none";
}

describe("the clients grid", () => {
  it("tells the true number of rows and draws only those in view", async () => {
    open("/clients", "many");
    const list = await grid();
    expect(list).toHaveAttribute("aria-rowcount", "100001");
    expect(within(list).getAllByRole("row").length).toBeLessThan(60);
  });

  it("does not claim a number of rows while the list is not proven", async () => {
    open("/clients", "partial");
    expect(await grid()).toHaveAttribute("aria-rowcount", "-1");
  });

  it("walks with J and K and opens with Enter", async () => {
    const user = userEvent.setup();
    const { router } = open("/clients", "plain");
    await grid();
    await screen.findAllByText("Claims Intake Agent");
    await user.keyboard("j");
    await waitFor(() => expect(focusedRow()).toBe("2"));
    await user.keyboard("jjk");
    await waitFor(() => expect(focusedRow()).toBe("3"));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(router.state.location.search).toHaveProperty("open"));
    expect(await screen.findByRole("complementary", { name: /^Client/ })).toBeInTheDocument();
    expect(focusedRow()).toBe("3");
  });

  it("goes to the last of 100,000 rows with End and back with Home", async () => {
    const user = userEvent.setup();
    open("/clients", "many");
    await grid();
    await user.keyboard("j");
    await waitFor(() => expect(focusedRow()).toBe("2"));
    await user.keyboard("{End}");
    await waitFor(() => expect(focusedRow()).toBe("100001"));
    await user.keyboard("{Home}");
    await waitFor(() => expect(focusedRow()).toBe("2"));
  });

  it("selects with X and a range with Shift X", async () => {
    const user = userEvent.setup();
    open("/clients", "plain");
    await grid();
    await screen.findAllByText("Claims Intake Agent");
    await user.keyboard("jx");
    await screen.findByText("1 selected");
    await user.keyboard("jjj");
    await user.keyboard("{Shift>}x{/Shift}");
    await screen.findByText("4 selected");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByText("4 selected")).toBeNull());
  });

  it("selects by the tick or what is around it, and opens by the rest of the row", async () => {
    const user = userEvent.setup();
    const { router } = open("/clients", "plain");
    await grid();
    const name = (await screen.findAllByText("Claims Intake Agent"))[0] as HTMLElement;
    const row = name.closest("[role=row]") as HTMLElement;
    await user.click(within(row).getByRole("checkbox"));
    await screen.findByText("1 selected");
    await user.click(within(row).getAllByRole("gridcell")[0] as HTMLElement);
    await waitFor(() => expect(screen.queryByText("1 selected")).toBeNull());
    expect(router.state.location.search).not.toHaveProperty("open");
    await user.click(name);
    await waitFor(() => expect(router.state.location.search).toHaveProperty("open"));
  });

  it("keeps its filters in the URL and asks the core for them", async () => {
    const user = userEvent.setup();
    const { asked, router } = open("/clients", "plain");
    await grid();
    await user.click(screen.getByRole("button", { name: /^Third-party/ }));
    await waitFor(() =>
      expect(router.state.location.search).toMatchObject({ party: ["third_strict", "third_permissive"] }),
    );
    await user.type(screen.getByRole("searchbox"), "portal");
    await waitFor(() => expect(router.state.location.search).toMatchObject({ q: "portal" }));
    await waitFor(() => {
      const last = asked.findLast(({ name }) => name === "list_clients");
      expect(last?.request).toMatchObject({
        filter: { text: "portal", parties: ["third_strict", "third_permissive"] },
      });
    });
  });

  it("sorts in the core and says so in the column head", async () => {
    const user = userEvent.setup();
    const { asked } = open("/clients", "plain");
    const list = await grid();
    await user.click(within(list).getByRole("button", { name: "Last" }));
    await waitFor(() =>
      expect(asked.findLast(({ name }) => name === "list_clients")?.request).toMatchObject({
        sort: { column: "last_use", descending: true },
      }),
    );
    expect(within(list).getByRole("columnheader", { name: "Last" })).toHaveAttribute(
      "aria-sort",
      "descending",
    );
  });

  it("says that a later page could not be read, never that it is on its way, and reads it when asked again", async () => {
    const user = userEvent.setup();
    const many: Answers = SCENARIOS.many();
    let broken = true;
    open("/clients", {
      ...many,
      list_clients: (request) => {
        if (broken && request.offset > 0) throw { problem: STORAGE };
        return many.list_clients(request);
      },
    });
    await grid();
    await user.keyboard("j");
    await waitFor(() => expect(focusedRow()).toBe("2"));
    await user.keyboard("{End}");
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("could not be read (disk I/O error)");
    expect(screen.queryByText("Reading this row")).toBeNull();
    expect(screen.getAllByText("not read").length).toBeGreaterThan(0);
    broken = false;
    await user.click(within(alert).getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(screen.queryByText("not read")).toBeNull());
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("says so when not every row of a selection could be read", async () => {
    const user = userEvent.setup();
    const plain: Answers = SCENARIOS.plain();
    open("/clients", {
      ...plain,
      list_clients: (request) => {
        if (request.offset > 0) throw { problem: STORAGE };
        return plain.list_clients(request);
      },
    });
    await grid();
    await user.click(screen.getByRole("checkbox", { name: "Select every client in the list" }));
    await screen.findByText(/could not be read \(disk I\/O error\)/);
    expect(screen.queryByText(/selected$/)).toBeNull();
  });

  it("shows no client of one connection under the name of another that cannot be read", async () => {
    const many: Answers = SCENARIOS.connections();
    const { router } = open('/clients?in=["c1"]', {
      ...many,
      list_clients: (request) => {
        if (request.scope.connections.includes("c2")) throw { problem: STORAGE };
        return many.list_clients(request);
      },
    });
    await screen.findAllByText("Claims Intake Agent");
    await router.navigate({ to: "/clients", search: { in: ["c2"] } });
    expect(await screen.findByRole("alert")).toHaveTextContent("could not be read (disk I/O error)");
    expect(screen.queryByRole("grid")).toBeNull();
  });

  it("writes out the letters of a name that cannot be seen or that turn the line, in the inspector too", async () => {
    const turned = "https://a.example/U+202EU+2066gnp.kcabllacU+2069";
    open('/clients?open=["c1","bad0"]', "bad");
    const list = await grid();
    const row = await within(list).findByRole("row", { name: turned });
    expect(within(row).getByTitle(turned)).toHaveTextContent(turned);
    const inspector = await screen.findByRole("complementary", { name: `Client ${turned}` });
    const heading = within(inspector).getByRole("heading", { name: turned });
    expect(heading).toHaveAttribute("title", turned);
    expect(visibleText()).not.toMatch(/[\u202e\u2066\u2069\u200b]/);
  });

  it("shows a filter without matches as looked at, with the way out", async () => {
    open("/clients?q=zzzz", "plain");
    await screen.findByText("No client passes these filters");
    expect(visibleText()).toContain("All 214 clients were looked at.");
  });

  it("never says that nothing matches while the list is not complete", async () => {
    open("/clients?q=zzzz", "partial");
    await screen.findByText("None of the clients read so far");
    expect(visibleText()).not.toContain("No client passes these filters");
  });
});

describe("the inspector", () => {
  it("searches the log once for a client that is not in use, and not for one that is", async () => {
    const { asked } = open("/clients?q=Settlement", "plain");
    const user = userEvent.setup();
    await grid();
    await user.click((await screen.findAllByText("Settlement Batch"))[0] as HTMLElement);
    await waitFor(() => expect(asked.filter(({ name }) => name === "look_up_client")).toHaveLength(1), {
      timeout: 3000,
    });
    await screen.findByText(/The log was searched for this id/);
    expect(asked.filter(({ name }) => name === "look_up_client")).toHaveLength(1);
  });

  it("switches tabs with the digits", async () => {
    const user = userEvent.setup();
    const { router } = open('/clients?open=["c1","x"]', "plain");
    await screen.findByRole("complementary", { name: /^Client/ });
    await user.keyboard("4");
    await waitFor(() => expect(router.state.location.search).toMatchObject({ tab: "Access" }));
    await screen.findByText("Longest token");
    await user.keyboard("6");
    await screen.findByText("As last read");
  });
});

describe("owners and notes", () => {
  it("are written to the selection and can be undone", async () => {
    const user = userEvent.setup();
    const { asked } = open("/inactive", "plain");
    await grid();
    await screen.findAllByText("Formulary Lookup v1");
    await user.keyboard("jx");
    await user.click(await screen.findByRole("button", { name: "Set owner…" }));
    await user.type(await screen.findByLabelText("Who answers for it"), "Platform");
    await user.click(screen.getByRole("button", { name: "Write owner" }));
    await waitFor(() =>
      expect(asked.find(({ name }) => name === "annotate")?.request).toMatchObject({
        change: { field: "owner", text: "Platform" },
      }),
    );
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() =>
      expect(asked.find(({ name }) => name === "undo_annotation")?.request).toEqual({ undo_id: "u1" }),
    );
  });

  it("can be removed from several, where some may have one", async () => {
    const user = userEvent.setup();
    open("/inactive", "plain");
    await grid();
    await screen.findAllByText("Formulary Lookup v1");
    await user.keyboard("jx");
    await user.click(await screen.findByRole("button", { name: "Set owner…" }));
    expect(await screen.findByRole("button", { name: "Remove owner" })).toBeEnabled();
  });

  it("cannot be removed from a client that has none", async () => {
    const row = clientRow(3, { owner: null });
    const shown = () => Promise.resolve(shownClient(row));
    const { asked } = open('/clients?open=["c1","x"]', {
      ...SCENARIOS.plain(),
      show_client: shown,
    } as Answers);
    await userEvent.click(await screen.findByRole("button", { name: "Set owner…" }));
    const write = await screen.findByRole("button", { name: "Write owner" });
    expect(write).toBeDisabled();
    await userEvent.type(screen.getByLabelText("Who answers for it"), " {Enter}");
    expect(asked.some(({ name }) => name === "annotate")).toBe(false);
    await userEvent.type(screen.getByLabelText("Who answers for it"), "Platform{Enter}");
    await waitFor(() => expect(asked.some(({ name }) => name === "annotate")).toBe(true));
  });

  it("are previewed before a file of owners is written", async () => {
    const user = userEvent.setup();
    const { asked } = open("/inactive", "plain");
    await user.click(await screen.findByRole("button", { name: "Import owners…" }));
    const file = new File(["client_id,owner\na,Platform\n"], "owners.csv", { type: "text/csv" });
    await user.upload(await screen.findByLabelText("CSV file with owners"), file);
    await screen.findByText(/1 owner would change, 2 rows already so, 1 row cannot be used/);
    expect(asked.some(({ name }) => name === "import_owners")).toBe(false);
    await user.click(screen.getByRole("button", { name: "Write 1 owner" }));
    await waitFor(() => expect(asked.some(({ name }) => name === "import_owners")).toBe(true));
  });
});
