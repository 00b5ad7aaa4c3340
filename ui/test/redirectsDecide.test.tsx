import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { describe, expect, it, onTestFinished } from "vitest";
import { followChanges } from "../src/api/events";
import { type Answers, STORAGE } from "./answers";
import { changeRow, FLOOD } from "./changes";
import { deciding, openChanges } from "./deciding";
import { minutes } from "./fixtures";
import { open as openWindow, type Window } from "./render";
import { SCENARIOS } from "./scenarios";

/** The window as it runs: what the core says of changes is followed. */
function open(path: string, answers: Answers): Window {
  const window = openWindow(path, answers);
  onTestFinished(followChanges(window.queries));
  return window;
}

const entry = (name: string) => screen.findByRole("article", { name });
const tick = async (user: UserEvent, name: string) =>
  user.click(await screen.findByRole("checkbox", { name: `Select the change of ${name}` }));
const accepted = ({ asked }: Window) =>
  asked.filter(({ name }) => name === "accept_changes").map(({ request }) => request);
const shown = ({ router }: Window) => (router.state.location.search as { change?: number }).change;

async function giveReason(user: UserEvent): Promise<void> {
  await user.type(await screen.findByLabelText("Why it is right"), "planned{Enter}");
}

/** The change that is drawn as the open one. */
function current(): string | null {
  const [first, ...more] = document.querySelectorAll("article[data-active]");
  expect(more).toEqual([]);
  return first?.getAttribute("aria-label") ?? null;
}

describe("accepting", () => {
  it("by the button of a change is about that change, whatever is selected", async () => {
    const user = userEvent.setup();
    const window = open("/redirects", deciding(openChanges(4)).answers);
    await tick(user, "Client 1");
    await tick(user, "Client 2");
    await user.click(within(await entry("Client 3")).getByRole("button", { name: "Accept…" }));
    expect(await screen.findByRole("dialog")).toHaveTextContent("Accept the change of Client 3");
    await giveReason(user);
    await screen.findByText("1 change accepted");
    expect(accepted(window)).toEqual([{ changes: [998], reason: "planned" }]);
    expect(screen.getByText("2 changes selected")).toBeInTheDocument();
  });

  it("by the key is about the selection", async () => {
    const user = userEvent.setup();
    const window = open("/redirects?change=998", deciding(openChanges(4)).answers);
    await tick(user, "Client 1");
    await tick(user, "Client 2");
    await user.keyboard("a");
    await giveReason(user);
    await screen.findByText("2 changes accepted");
    expect(accepted(window)).toEqual([{ changes: [1000, 999], reason: "planned" }]);
    await waitFor(() => expect(screen.queryByText(/selected$/)).toBeNull());
  });

  it("leaves no other change in its place, moves the focus on and lets J skip none", async () => {
    const user = userEvent.setup();
    const window = open("/redirects", deciding(openChanges(4)).answers);
    await entry("Client 1");
    for (const [number, name, next] of [
      [1000, "Client 1", "Client 2"],
      [999, "Client 2", "Client 3"],
    ] as const) {
      await user.keyboard("j");
      await waitFor(() => expect(shown(window)).toBe(number));
      await waitFor(() => expect(current()).toBe(name));
      await user.keyboard("a");
      await giveReason(user);
      await waitFor(() => expect(screen.queryByRole("article", { name })).toBeNull());
      expect(shown(window)).toBe(number);
      expect(current()).toBeNull();
      await waitFor(() => expect(document.activeElement).toContainElement(screen.getByText(next)));
      // the neighbour is not what is shown
      await user.keyboard("aux");
      expect(screen.queryByRole("dialog")).toBeNull();
      expect(screen.queryByText(/selected$/)).toBeNull();
    }
    await user.keyboard("j");
    await waitFor(() => expect(current()).toBe("Client 3"));
    expect(accepted(window)).toHaveLength(2);
  });

  it("of several goes on at the first that is left after them", async () => {
    const user = userEvent.setup();
    const window = open("/redirects", deciding(openChanges(6)).answers);
    await tick(user, "Client 1");
    await tick(user, "Client 2");
    await tick(user, "Client 4");
    await user.click(await screen.findByRole("button", { name: "Client 4" }));
    await waitFor(() => expect(current()).toBe("Client 4"));
    await user.keyboard("a");
    await giveReason(user);
    await waitFor(() => expect(screen.queryByRole("article", { name: "Client 4" })).toBeNull());
    await waitFor(() => expect(document.activeElement).toContainElement(screen.getByText("Client 5")));
    await user.keyboard("j");
    await waitFor(() => expect(shown(window)).toBe(996));
  });

  it("from the inspector moves the focus to the next change, and leaving it open moves it back", async () => {
    const user = userEvent.setup();
    open("/redirects?change=999", deciding(openChanges(4)).answers);
    await waitFor(() => expect(current()).toBe("Client 2"));
    const button = await screen.findByRole("button", { name: "Accept with reason…" });
    await user.click(button);
    await user.click(await screen.findByRole("button", { name: "Leave open" }));
    await waitFor(() => expect(button).toHaveFocus());
    await user.keyboard("{Enter}");
    await giveReason(user);
    await waitFor(() => expect(screen.queryByRole("article", { name: "Client 2" })).toBeNull());
    await waitFor(() => expect(document.activeElement).toContainElement(screen.getByText("Client 3")));
  });
});

describe("the change in the inspector", () => {
  it("is the only one that is drawn as current: none, when it is not in the list", async () => {
    const user = userEvent.setup();
    const window = open("/redirects?change=900", deciding(openChanges(150)).answers);
    await entry("Client 1");
    await screen.findByRole("complementary", { name: "Selected change" });
    expect(current()).toBeNull();
    await user.keyboard("aux");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(screen.queryByText(/selected$/)).toBeNull();
    expect(window.asked.some(({ name }) => name === "plan_revert")).toBe(false);
  });

  it("is brought into view when a link leads to it", async () => {
    open("/redirects?change=970", deciding(openChanges(150)).answers);
    await waitFor(() => expect(current()).toBe("Client 31"));
  });

  it("stands in its flood, which a link opens", async () => {
    open("/redirects?change=18", deciding([...openChanges(3), ...FLOOD]).answers);
    await waitFor(() => expect(current()).toBe("MCP Inspector 3"));
  });

  it("keeps the keys while End leads to a line that is not read yet", async () => {
    const user = userEvent.setup();
    const window = open("/redirects?change=1000", deciding(openChanges(150)).answers);
    await waitFor(() => expect(current()).toBe("Client 1"));
    await user.keyboard("{End}");
    await waitFor(() => expect(current()).toBe("Client 150"));
    expect(shown(window)).toBe(851);
  });
});

describe("the selection", () => {
  it("counts and sends a change once, though its flood is selected too", async () => {
    const user = userEvent.setup();
    const window = open("/redirects", deciding([...openChanges(1), ...FLOOD]).answers);
    const flood = await entry("MCP Inspector 1–5");
    await user.click(within(flood).getByRole("button", { name: "Show all 5" }));
    await tick(user, "MCP Inspector 5");
    const all = within(flood).getByRole<HTMLInputElement>("checkbox");
    expect(all).not.toBeChecked();
    expect(all.indeterminate).toBe(true);
    await user.click(all);
    expect(screen.getByText("5 changes selected")).toBeInTheDocument();
    expect(screen.getByRole("checkbox", { name: "Select the change of MCP Inspector 3" })).toBeChecked();
    await user.keyboard("a");
    await giveReason(user);
    await screen.findByText("5 changes accepted");
    expect(accepted(window)).toMatchObject([{ changes: [20, 19, 18, 17, 16] }]);
  });

  it.each(["", "?show=all"])("drops what was decided meanwhile at /redirects%s", async (search) => {
    const user = userEvent.setup();
    const { answers, takeBack, find } = deciding(openChanges(5));
    open(`/redirects${search}`, answers);
    await tick(user, "Client 2");
    await tick(user, "Client 4");
    await act(() => takeBack(999));
    await screen.findByText("1 change selected");
    await act(() => find(changeRow({ number: 2000, client_name: "Newer", until_at: minutes(1) })));
    await entry("Newer");
    expect(screen.getByText("1 change selected")).toBeInTheDocument();
    await act(() => takeBack(997));
    await waitFor(() => expect(screen.queryByText(/selected$/)).toBeNull());
  });

  it("keeps what only went over to the next page", async () => {
    const user = userEvent.setup();
    const { answers, find } = deciding(openChanges(52));
    open("/redirects", answers);
    await screen.findByRole("article", { name: "Client 1" });
    await user.keyboard("{End}");
    await user.keyboard("kk");
    await tick(user, "Client 50");
    await user.keyboard("{Home}");
    await entry("Client 1");
    await act(() => find(changeRow({ number: 2000, client_name: "Newer", until_at: minutes(1) })));
    await entry("Newer");
    expect(screen.getByText("1 change selected")).toBeInTheDocument();
  });
});

describe("a page that cannot be read", () => {
  it("says so, and is read when a person tries again", async () => {
    const user = userEvent.setup();
    let isBroken = true;
    open("/redirects", deciding(openChanges(120), (offset) => isBroken && offset > 0).answers);
    await entry("Client 1");
    await user.keyboard("{End}");
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent(STORAGE.happened);
    expect(screen.queryByText("Reading this change")).toBeNull();
    expect(screen.getAllByText("This change could not be read").length).toBeGreaterThan(0);
    isBroken = false;
    await user.click(within(alert).getByRole("button", { name: "Try again" }));
    await entry("Client 120");
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

describe("the inspector beside the list", () => {
  it("scrolls by the keys that scroll, and leaves the others to the list", async () => {
    const user = userEvent.setup();
    const window = open("/redirects?change=1000", deciding(openChanges(4)).answers);
    const list = await screen.findByRole("list", { name: "Redirect URIs in full" });
    for (const key of ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End"]) {
      list.focus();
      // nobody took it, so the browser scrolls
      expect(fireEvent.keyDown(list, { key })).toBe(true);
      expect(list).toHaveFocus();
    }
    expect(shown(window)).toBe(1000);
    await user.keyboard("j");
    await waitFor(() => expect(shown(window)).toBe(999));
  });
});

describe("the sheet of keys", () => {
  it("names each key of the timeline, and what Enter does", async () => {
    const user = userEvent.setup();
    open("/redirects", deciding(openChanges(2)).answers);
    await entry("Client 1");
    await user.keyboard("?");
    const sheet = await screen.findByRole("dialog");
    for (const key of ["J", "K", "↓", "↑", "Page ↓", "Page ↑", "Home", "End", "Enter", "X", "A", "U"]) {
      expect(within(sheet).getAllByText(key).length).toBeGreaterThan(0);
    }
    expect(sheet).toHaveTextContent("Open the change with the focus, unfold or fold a flood");
  });

  it("is right about Enter", async () => {
    const user = userEvent.setup();
    const window = open("/redirects", deciding([...openChanges(1), ...FLOOD]).answers);
    const line = async (name: string) => (await entry(name)).closest<HTMLElement>('[role="listitem"]');
    (await line("MCP Inspector 1–5"))?.focus();
    await user.keyboard("{Enter}");
    await entry("MCP Inspector 3");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByRole("article", { name: "MCP Inspector 3" })).toBeNull());
    (await line("Client 1"))?.focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(shown(window)).toBe(1000));
  });
});

describe("hosts", () => {
  it("names the clients of a host in place and leads to each, in its own connection", async () => {
    const user = userEvent.setup();
    const { router } = open("/redirects?view=hosts", SCENARIOS.connections());
    const row = (await screen.findByText("claims.northmere.example")).closest<HTMLElement>('[role="row"]');
    if (!row) throw new Error("the host is not in a row");
    expect(within(row).getAllByRole("link")).toHaveLength(4);
    await user.click(within(row).getByRole("button", { name: "Show all" }));
    expect(within(row).getAllByRole("link")).toHaveLength(6);
    await user.click(within(row).getByRole("link", { name: "Claims 6" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/clients"));
    expect(router.state.location.search).toMatchObject({ in: ["c1"], open: ["c1", "id5"], tab: "URIs" });
    expect(router.state.location.search).not.toHaveProperty("q");
  });

  it("name every client that trusts one, however many there are", async () => {
    const user = userEvent.setup();
    const plain = SCENARIOS.plain();
    const { asked } = open("/redirects?view=hosts", {
      ...plain,
      list_hosts: async (request) => {
        const answer = await plain.list_hosts(request);
        const hosts = answer.hosts.map((row) => (row.client_count > 1 ? { ...row, client_count: 230 } : row));
        return { ...answer, hosts };
      },
    });
    const name = await screen.findByText("claims.northmere.example");
    const row = name.closest<HTMLElement>("[role=row]");
    if (!row) throw new Error("the host stands in no row");
    await user.click(within(row).getByRole("button", { name: "Show 6" }));
    await user.click(within(row).getByRole("button", { name: "Show 200 more of 224" }));
    await user.click(await within(row).findByRole("button", { name: "Show 24 more" }));
    await within(row).findByText("Claims 230");
    expect(within(row).getAllByRole("listitem")).toHaveLength(230);
    expect(within(row).queryByRole("button", { name: /more/ })).toBeNull();
    const wanted = asked.filter((call) => call.name === "list_host_clients").map(({ request }) => request);
    expect(wanted).toEqual(
      [6, 206].map((offset) => ({
        connection_id: "c1",
        host: "claims.northmere.example",
        offset,
        limit: 200,
      })),
    );
  });

  it("say so when a page cannot be read, and are read when a person tries again", async () => {
    const user = userEvent.setup();
    let isBroken = true;
    const many = SCENARIOS.many();
    open("/redirects?view=hosts", {
      ...many,
      list_hosts: (request) => {
        if (isBroken && request.offset > 0) throw { problem: STORAGE };
        return many.list_hosts(request);
      },
    });
    await screen.findByRole("table");
    await user.keyboard("{End}");
    const alert = await screen.findByRole("alert");
    expect(screen.queryByText("Reading this host")).toBeNull();
    expect(screen.getAllByText("This host could not be read").length).toBeGreaterThan(0);
    isBroken = false;
    await user.click(within(alert).getByRole("button", { name: "Try again" }));
    await screen.findByText("app50000.northmere.example");
    expect(screen.queryByRole("alert")).toBeNull();
  });
});
