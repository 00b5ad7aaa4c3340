import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { BAD_URIS } from "./badInput";
import { open, visibleText } from "./render";

describe("redirect changes", () => {
  it("asks for those that are not reviewed, and for all when a person says so", async () => {
    const user = userEvent.setup();
    const { asked, router } = open("/redirects", "plain");
    await screen.findByRole("button", { name: "Claims Intake Agent" });
    expect(asked.find(({ name }) => name === "list_changes")?.request).toMatchObject({
      filter: { is_reviewed: false },
    });
    await user.click(screen.getByRole("radio", { name: /^All/ }));
    expect(await screen.findByText("Patient Portal iOS")).toBeInTheDocument();
    expect(router.state.location.search).toMatchObject({ show: "all" });
  });

  it("walks with J and K and shows the change beside the list", async () => {
    const user = userEvent.setup();
    const { router } = open("/redirects", "plain");
    await screen.findByRole("button", { name: "Claims Intake Agent" });
    await user.keyboard("j");
    const inspector = await screen.findByRole("complementary", { name: "Selected change" });
    await within(inspector).findByText("Where the host differs");
    expect(inspector).toHaveTextContent("Cyrillic \u0435 U+0435, expected Latin e U+0065");
    expect(inspector).toHaveTextContent("Auth0 compares every character");
    expect(inspector).toHaveTextContent("203.0.113.77 first seen; usual 192.0.2.90");
    expect(inspector).toHaveTextContent("41 sign-in rows of this client. The log does not say which");
    await user.keyboard("j");
    await waitFor(() => expect(router.state.location.search).toMatchObject({ change: 2 }));
    await user.keyboard("k");
    await waitFor(() => expect(router.state.location.search).toMatchObject({ change: 1 }));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(router.state.location.search).not.toHaveProperty("change"));
  });

  it("accepts only with a reason, and offers the way back", async () => {
    const user = userEvent.setup();
    const { asked } = open("/redirects?change=1", "plain");
    await screen.findByText("Where the host differs");
    await user.keyboard("a");
    const dialog = await screen.findByRole("dialog");
    await user.click(within(dialog).getByRole("button", { name: "Accept change" }));
    expect(dialog).toHaveTextContent("Say why it is right");
    expect(asked.some(({ name }) => name === "accept_changes")).toBe(false);
    await user.type(within(dialog).getByLabelText("Why it is right"), "planned{Enter}");
    await screen.findByText("1 change accepted");
    expect(asked.find(({ name }) => name === "accept_changes")?.request).toEqual({
      changes: [1],
      reason: "planned",
    });
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(asked.find(({ name }) => name === "undo_acceptance")?.request).toEqual({ decision: 9 });
  });

  it("shows what cannot be seen as its code point", async () => {
    open("/redirects", "plain");
    await screen.findByRole("button", { name: "Data Science Notebook" });
    expect(visibleText()).toContain("U+202E");
    expect(document.body.textContent).not.toContain("\u202e");
  });

  it("marks a host as ours from the list of hosts", async () => {
    const user = userEvent.setup();
    const { asked } = open("/redirects?view=hosts", "plain");
    await user.click((await screen.findAllByRole("button", { name: "Mark host" }))[0] as HTMLElement);
    await screen.findByText(/is marked as ours/);
    expect(asked.find(({ name }) => name === "mark_host")?.request).toMatchObject({ is_domain: false });
  });

  it("draws what is in view of 20,000 changes, and End goes to the last with the focus on it", async () => {
    const user = userEvent.setup();
    const { asked } = open("/redirects?show=all", "many");
    const list = await screen.findByRole("list", { name: "Changes" });
    await user.keyboard("{End}");
    await within(list).findByRole("button", { name: "Client 20000" });
    expect(list.querySelectorAll("[aria-posinset]").length).toBeLessThan(30);
    await waitFor(() => expect(document.activeElement).toHaveAttribute("aria-posinset", "20000"));
    expect(document.activeElement).toHaveAttribute("aria-setsize", "20000");
    expect(asked.filter(({ name }) => name === "list_changes").length).toBeLessThan(8);
    await user.keyboard("k");
    await waitFor(() => expect(document.activeElement).toHaveAttribute("aria-posinset", "19999"));
  });

  it("brings the change of a link into view, however far down it stands, and goes on from there", async () => {
    const user = userEvent.setup();
    const { asked } = open("/redirects?show=all&change=12000", "many");
    const list = await screen.findByRole("list", { name: "Changes" });
    const name = await within(list).findByRole("button", { name: "Client 9001" });
    expect(name).toHaveAttribute("aria-current", "true");
    await user.keyboard("j");
    await waitFor(() => expect(document.activeElement).toHaveAttribute("aria-posinset", "9002"));
    expect(asked.filter(({ name: command }) => command === "place_change")).toHaveLength(1);
  });

  it("shows a flood of registrations as one line that opens, and decides on all of it at once", async () => {
    const user = userEvent.setup();
    const { asked } = open("/redirects", "plain");
    const flood = await screen.findByRole("article", { name: "MCP Inspector 1–5" });
    expect(flood).toHaveTextContent("5 clients");
    expect(screen.queryByRole("article", { name: "MCP Inspector 3" })).toBeNull();
    await user.click(within(flood).getByRole("button", { name: "Show all 5" }));
    await screen.findByRole("article", { name: "MCP Inspector 3" });
    await user.click(within(flood).getByRole("button", { name: "Accept 5…" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByLabelText("Why it is right"), "a test run{Enter}");
    await screen.findByText("5 changes accepted");
    expect(asked.find(({ name }) => name === "accept_changes")?.request).toMatchObject({
      changes: [20, 19, 18, 17, 16],
    });
  });

  it("says of a change that was taken back who did it, and leads to the revert and back", async () => {
    const user = userEvent.setup();
    const { router } = open("/redirects?show=all&change=6", "plain");
    const inspector = await screen.findByRole("complementary", { name: "Selected change" });
    await within(inspector).findByText(/^Reverted by Rana, /);
    expect(within(inspector).queryByRole("button", { name: "Accept with reason…" })).toBeNull();
    await user.click(within(inspector).getByRole("button", { name: "Show the revert" }));
    await waitFor(() => expect(router.state.location.search).toMatchObject({ change: 5 }));
    await user.click(await screen.findByRole("button", { name: "Show the change that was taken back" }));
    await waitFor(() => expect(router.state.location.search).toMatchObject({ change: 6 }));
  });

  it("reads only the hosts that are in view of 50,000", async () => {
    const user = userEvent.setup();
    open("/redirects?view=hosts", "many");
    const table = await screen.findByRole("table");
    expect(table).toHaveAttribute("aria-rowcount", "50001");
    await user.keyboard("{End}");
    await within(table).findByText("app50000.northmere.example");
    expect(document.activeElement).toHaveAttribute("aria-rowindex", "50001");
    expect(within(table).getAllByRole("row").length).toBeLessThan(60);
  });

  it("copies a list whole and exactly, with what cannot be seen as escapes", async () => {
    const user = userEvent.setup();
    const { asked } = open("/redirects?change=1", "bad");
    await user.click(await screen.findByText("Copy after"));
    const copied = asked.find(({ name }) => name === "copy_text")?.request as { text: string } | undefined;
    const text = copied?.text ?? "";
    expect(JSON.parse(text)).toEqual(BAD_URIS);
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\ufeff]/);
  });
});
