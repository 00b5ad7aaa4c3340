import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
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
});
