import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ListClientsRequest, ListClientsResponse } from "../src/api/contract.gen";
import { type Answers, STORAGE } from "./answers";
import { open, visibleText } from "./render";
import { SCENARIOS } from "./scenarios";

const DAY_MS = 86_400_000;
const yesterday = () => new Date(Date.now() - DAY_MS).toISOString().slice(0, 10);

function listed(asked: readonly { name: string; request: unknown }[]) {
  return asked
    .filter(({ name }) => name === "list_clients")
    .map(({ request }) => request as { as_of?: string; sort: { column: string }; filter: object });
}

async function rowOf(id: string): Promise<HTMLElement> {
  const [cell] = await screen.findAllByTitle(id);
  return cell?.closest('[role="row"]') as HTMLElement;
}

describe("the clients as of a day", () => {
  it("opens on the last day that has ended with D, says which day it shows, and goes back to now with Esc", async () => {
    const user = userEvent.setup();
    const { asked, router } = open("/clients", "plain");
    await screen.findByRole("grid");
    expect(listed(asked).some(({ as_of }) => as_of !== undefined)).toBe(false);
    await user.keyboard("d");
    await waitFor(() => expect(router.state.location.search).toMatchObject({ day: yesterday() }));
    expect(await screen.findByText(/^As of .*, by today’s knowledge$/)).toBeInTheDocument();
    expect(await screen.findByRole("grid", { name: /as of/ })).toBeInTheDocument();
    expect(listed(asked).at(-1)?.as_of).toBe(yesterday());
    expect(screen.getByLabelText("Day, UTC")).toHaveFocus();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(router.state.location.search).not.toHaveProperty("day"));
    expect(screen.queryByText(/by today’s knowledge/)).toBeNull();
  });

  it("counts what is known and what is not, and hatches what was not watched", async () => {
    open("/clients?day=2025-10-06", "plain");
    expect(await screen.findByText("As of 6 Oct 2025, by today’s knowledge")).toBeInTheDocument();
    const unwatched = await rowOf("unwatched");
    const text = visibleText();
    expect(text).toContain("2 clients existed at the end of that UTC day, of 1 more it is not known");
    expect(text).toContain("Claims Intake, before");
    expect(text).toContain("gone since");
    expect(within(unwatched).getByText("existed?").closest("[data-tone]")).toHaveAttribute(
      "data-tone",
      "unknown",
    );
    expect(within(unwatched).queryByText("Claims Intake, before")).toBeNull();
    expect(within(unwatched).getByText("Not proven")).toBeInTheDocument();
  });

  it("says of a verdict which day it speaks of when the log ends before the day of the list", async () => {
    open("/clients?day=2025-10-06", "plain");
    expect(await rowOf("gone")).toHaveTextContent(/Inactive, tokens may live on 2 Oct$/);
    expect(await rowOf("known")).toHaveTextContent(/In use$/);
  });

  it("hatches a day that was watched in part, the last one too, and names the last one", async () => {
    open("/clients?day=2025-10-06", "plain");
    const strip = within(await rowOf("known")).getByRole("img");
    // of the ninety days of the fixtures 68 are held whole, and the last in part
    expect(strip).toHaveAccessibleName(/ of 68 covered days/);
    const heads = screen.getAllByTitle(/^Each cell is one UTC day/);
    expect(heads.map(({ title }) => title)).toEqual(["Each cell is one UTC day; 6 Oct 2025 at the right"]);
  });

  it("offers nothing that is only known of now", async () => {
    open("/clients?day=2025-10-06&owner=none&sort=owner", "plain");
    await screen.findByText("As of 6 Oct 2025, by today’s knowledge");
    await rowOf("known");
    expect(screen.queryByRole("button", { name: /Export/ })).toBeNull();
    expect(screen.queryByRole("columnheader", { name: "Owner" })).toBeNull();
    expect(screen.queryByRole("navigation", { name: "Views" })).toBeNull();
  });

  it("asks for no filter and no order that is only known of now", async () => {
    const { asked } = open("/clients?day=2025-10-06&owner=none&never=true&failing=true&sort=owner", "plain");
    await rowOf("known");
    const last = listed(asked).at(-1);
    expect(last?.sort.column).toBe("name");
    expect(last?.filter).toMatchObject({
      has_owner: null,
      never_used: null,
      failing: null,
      created_since_at: null,
    });
  });

  it("steps from day to day and takes no day that has not ended", async () => {
    const user = userEvent.setup();
    const { router } = open(`/clients?day=${yesterday()}`, "plain");
    await screen.findByText(/by today’s knowledge/);
    expect(screen.getByRole("button", { name: "The day after" })).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "The day before" }));
    const before = new Date(Date.now() - 2 * DAY_MS).toISOString().slice(0, 10);
    await waitFor(() => expect(router.state.location.search).toMatchObject({ day: before }));
    const field = screen.getByLabelText("Day, UTC");
    await user.clear(field);
    await user.type(field, new Date(Date.now()).toISOString().slice(0, 10));
    expect(field).toHaveAttribute("aria-invalid", "true");
    expect(router.state.location.search).toMatchObject({ day: before });
    await user.clear(field);
    await user.type(field, "2025-10-06");
    await waitFor(() => expect(router.state.location.search).toMatchObject({ day: "2025-10-06" }));
  });

  it("opens a client as it was, and as it is now when that is asked for", async () => {
    const user = userEvent.setup();
    const { asked, router } = open("/clients?day=2025-10-06", "plain");
    await user.click(await rowOf("known"));
    const panel = await screen.findByRole("complementary", { name: /as of a day/ });
    expect(await within(panel).findByText("https://app.example/cb")).toBeInTheDocument();
    expect(asked.some(({ name }) => name === "show_client")).toBe(false);
    expect(asked.find(({ name }) => name === "show_past")?.request).toMatchObject({ day: "2025-10-06" });
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("complementary", { name: /as of a day/ })).toBeNull());
    expect(router.state.location.search).toMatchObject({ day: "2025-10-06" });
    await user.click(await rowOf("known"));
    await user.click(await screen.findByRole("button", { name: "Show it as it is now" }));
    await waitFor(() => expect(router.state.location.search).not.toHaveProperty("day"));
    expect(router.state.location.search).toMatchObject({ open: ["c1", "known"] });
  });

  it("only copies the ids of what is selected", async () => {
    const user = userEvent.setup();
    open("/clients?day=2025-10-06", "plain");
    await rowOf("known");
    await user.keyboard("jx");
    const bar = await screen.findByRole("toolbar", { name: "Selected clients" });
    const offered = within(bar)
      .getAllByRole("button")
      .map((button) => button.textContent || button.ariaLabel);
    expect(offered).toEqual(["Copy ids", "Clear the selection"]);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("toolbar", { name: "Selected clients" })).toBeNull());
    expect(await screen.findByText(/by today’s knowledge/)).toBeInTheDocument();
  });
});

/** The plain tenant; what it answers of a past day is made by `then` out of what it would have said. */
function withPast(
  then: (answer: ListClientsResponse, request: ListClientsRequest) => Promise<ListClientsResponse>,
): Answers {
  const plain: Answers = SCENARIOS.plain();
  return {
    ...plain,
    list_clients: async (request) => {
      const answer = await plain.list_clients(request);
      return request.as_of === undefined ? answer : then(answer, request);
    },
  };
}

const unanswered = () => new Promise<never>(() => undefined);
const refused = () => Promise.reject({ problem: STORAGE });

describe("while a day is not answered", () => {
  it.each([
    ["is on its way", unanswered],
    ["failed", refused],
  ])("no row of now stands under its name when the answer %s", async (_, answer) => {
    const user = userEvent.setup();
    open("/clients", withPast(answer));
    await screen.findAllByText("Claims Intake Agent");
    await user.keyboard("d");
    await screen.findByText(/by today’s knowledge/);
    if (answer === refused) await screen.findByRole("alert");
    expect(screen.queryByRole("grid")).toBeNull();
    expect(visibleText()).not.toContain("Claims Intake Agent");
    expect(screen.queryByText(/214 clients/)).toBeNull();
  });

  it.each([
    ["is on its way", unanswered],
    ["failed", refused],
  ])("nothing of another day stands under its name when the answer %s", async (_, answer) => {
    const user = userEvent.setup();
    open(
      "/clients?day=2025-10-06",
      withPast((known, { as_of }) => (as_of === "2025-10-06" ? Promise.resolve(known) : answer())),
    );
    await screen.findByText(/2 clients existed at the end of that UTC day/);
    await user.click(screen.getByRole("button", { name: "The day before" }));
    await screen.findByText("As of 5 Oct 2025, by today’s knowledge");
    if (answer === refused) await screen.findByRole("alert");
    expect(screen.queryByRole("grid")).toBeNull();
    expect(visibleText()).not.toContain("existed at the end of that UTC day");
  });
});

const panelOfDay = () => screen.findByRole("complementary", { name: /as of a day/ });

describe("a client as of a day", () => {
  const opened = (id: string) => `/clients?day=2025-10-06&open=["c1","${id}"]`;

  it("is told by that day from the address alone: its name then, and the way to now", async () => {
    const { asked } = open(opened("known"), "plain");
    const panel = await panelOfDay();
    expect(await within(panel).findByRole("heading", { name: "Claims Intake, before" })).toBeInTheDocument();
    expect(within(panel).getByRole("button", { name: "Show it as it is now" })).toBeInTheDocument();
    expect(listed(asked).filter(({ as_of }) => as_of !== "2025-10-06")).toEqual([]);
  });

  it("is looked for in its own connection when the list is of another", async () => {
    const { asked } = open('/clients?in=["c2"]&day=2025-10-06&open=["c1","known"]', "connections");
    await within(await panelOfDay()).findByRole("heading", { name: "Claims Intake, before" });
    const one = asked
      .map(({ request }) => request as ListClientsRequest)
      .find(({ filter }) => filter?.text === "known");
    expect(one?.scope).toEqual({ connections: ["c1"] });
  });

  it("that is gone since says so and offers nothing of now", async () => {
    open(opened("gone"), "plain");
    const panel = await panelOfDay();
    expect(await within(panel).findByText("gone since")).toBeInTheDocument();
    expect(within(panel).queryByRole("button", { name: "Show it as it is now" })).toBeNull();
  });

  it("that nobody judges is not said to have been absent", async () => {
    const plain = withPast(Promise.resolve.bind(Promise));
    open(opened("own"), {
      ...plain,
      show_past: async (request) => ({ ...(await plain.show_past(request)), verdict: null }),
    });
    const panel = await panelOfDay();
    expect(await within(panel).findByText("This client is never judged.")).toBeInTheDocument();
    expect(within(panel).queryByText("It did not exist then.")).toBeNull();
  });

  it("that no list of that day holds did not exist then", async () => {
    const plain = withPast(Promise.resolve.bind(Promise));
    open(opened("later"), {
      ...plain,
      show_past: async (request) => ({ ...(await plain.show_past(request)), verdict: null }),
    });
    const panel = await panelOfDay();
    expect(await within(panel).findByText("It did not exist then.")).toBeInTheDocument();
    expect(within(panel).queryByRole("button", { name: "Show it as it is now" })).toBeNull();
  });

  it("has the name and the tags of the day that is shown, not of the one that it was opened on", async () => {
    const user = userEvent.setup();
    open(
      "/clients?day=2025-10-06",
      withPast(async (answer, { as_of }) => ({
        ...answer,
        rows: answer.rows.map((row) =>
          row.past && as_of !== "2025-10-06"
            ? { ...row, name: "Named later", past: { ...row.past, existed: true } }
            : row,
        ),
      })),
    );
    await user.click(await rowOf("unwatched"));
    expect(await within(await panelOfDay()).findByText("existed?")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "The day after" }));
    expect(
      await within(await panelOfDay()).findByRole("heading", { name: "Named later" }),
    ).toBeInTheDocument();
    expect(within(await panelOfDay()).queryByText("existed?")).toBeNull();
  });

  it("shows today's name nowhere, and an error as an error", async () => {
    const user = userEvent.setup();
    open("/clients", withPast(refused));
    const [name] = await screen.findAllByText("Claims Intake Agent");
    await user.click(name as HTMLElement);
    await screen.findByRole("complementary", { name: /^Client Claims Intake Agent/ });
    await user.keyboard("d");
    const panel = await panelOfDay();
    expect(await within(panel).findByRole("alert")).toHaveTextContent("could not be read (disk I/O error)");
    expect(panel).not.toHaveTextContent("Claims Intake Agent");
    expect(panel).not.toHaveTextContent("It did not exist then.");
  });
});

describe("looking at a day and coming back", () => {
  it("keeps the filters of now, which the day neither asks for nor counts as filters", async () => {
    const user = userEvent.setup();
    const { router } = open("/clients?owner=none", "plain");
    await screen.findByText(/^\d+ of 214 clients/);
    await user.keyboard("d");
    await rowOf("known");
    expect(screen.queryByText("none", { selector: "[title]" })).toBeNull();
    expect(screen.getByText(/^≥ 4 clients, as they were then/)).toBeInTheDocument();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(router.state.location.search).not.toHaveProperty("day"));
    expect(router.state.location.search).toMatchObject({ owner: "none" });
    expect(await screen.findByText(/^\d+ of 214 clients/)).toBeInTheDocument();
  });

  const ways: [string, (user: ReturnType<typeof userEvent.setup>) => Promise<void>][] = [
    ["Esc in the day field", (user) => user.type(screen.getByLabelText("Day, UTC"), "{Escape}")],
    ["Back to now", (user) => user.click(screen.getByRole("button", { name: "Back to now" }))],
    [
      "Show it as it is now",
      async (user) => user.click(await screen.findByRole("button", { name: "Show it as it is now" })),
    ],
  ];
  it.each(ways)("leaves the focus on the way back to a day after %s", async (_, leave) => {
    const user = userEvent.setup();
    open('/clients?day=2025-10-06&open=["c1","known"]', "plain");
    await rowOf("known");
    await leave(user);
    await waitFor(() => expect(screen.getByRole("button", { name: "As of a day…" })).toHaveFocus());
  });
});
