import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { changeDetail, changeRow } from "./changes";
import { operation, revertPlan } from "./operations";
import { open } from "./render";
import { SCENARIOS } from "./scenarios";

const inspector = () => screen.findByRole("complementary", { name: "Selected change" });

describe("revert", () => {
  it("shows the exact request before anything is sent, and sends what was seen", async () => {
    const user = userEvent.setup();
    const { asked } = open("/redirects?change=1", "plain");
    const aside = await inspector();
    await user.click(await within(aside).findByRole("button", { name: "Revert…" }));
    const plan = await within(aside).findByRole("region", { name: "Revert sends" });
    for (const words of [
      "PATCH https://northmere-prod.eu.auth0.com/api/v2/clients/tpc_4Qm8vKz1RtYb7LxNd0WfHs3PcJ6UeAgM",
      '"https://login.northmere.example/cb"',
      "resolved as login.xn--northmre-h8g.example",
      "authorization: Bearer ••••••••",
      "stops if callbacks changed",
      "stay there",
      "Plain http",
      "No rule has anything against it.",
    ]) {
      expect(plan).toHaveTextContent(words);
    }
    expect(asked.some(({ name }) => name === "confirm_operation")).toBe(false);
    await user.click(within(aside).getByRole("button", { name: "Send revert" }));
    await screen.findByText("Reverted");
    expect(asked.filter(({ name }) => name === "confirm_operation").map(({ request }) => request)).toEqual([
      { change: 1, operation_id: revertPlan().operation_id, digest: "aa11" },
    ]);
  });

  it("shows the new request when the client changed since, and waits for another yes", async () => {
    const user = userEvent.setup();
    let times = 0;
    const { asked } = open("/redirects?change=1", {
      ...SCENARIOS.plain(),
      confirm_operation: () => {
        times += 1;
        return times === 1
          ? { outcome: "changed", plan: revertPlan({ digest: "bb22" }) }
          : { outcome: "acted", operation: operation() };
      },
    });
    await screen.findByText("Where the host differs");
    await user.keyboard("u");
    await user.click(await screen.findByRole("button", { name: "Send revert" }));
    await screen.findByText(/The client changed since you looked, so nothing was sent/);
    await user.click(screen.getByRole("button", { name: "Send revert" }));
    await screen.findByText("Reverted");
    const sent = asked.filter(({ name }) => name === "confirm_operation");
    expect(sent.map(({ request }) => (request as { digest: string }).digest)).toEqual(["aa11", "bb22"]);
  });

  it("shows a conflict as was, theirs and yours, with nothing to send", async () => {
    const user = userEvent.setup();
    open("/redirects?change=2", "plain");
    const aside = await inspector();
    await within(aside).findByText("URI parts");
    await user.keyboard("u");
    const conflict = await within(aside).findByRole("region", { name: "Revert sends" });
    await waitFor(() => expect(conflict).toHaveTextContent("Somebody touched the same entries since"));
    for (const words of [
      "Was what the change left",
      "Theirs",
      "https://third.example/cb",
      "Yours",
      "nothing",
      "U+202E",
    ]) {
      expect(conflict).toHaveTextContent(words);
    }
    expect(within(aside).queryByRole("button", { name: "Send revert" })).toBeNull();
  });

  it("says in words why nothing can be sent", async () => {
    const user = userEvent.setup();
    open("/redirects?change=4", "plain");
    await screen.findByText(/The log from 29 Sep/, { selector: "p" });
    await user.keyboard("u");
    await screen.findByText(/This connection is read-only/);
    expect(screen.queryByRole("button", { name: "Send revert" })).toBeNull();
  });

  it("tells what became of each revert, and what was overwritten", async () => {
    open("/redirects?show=all&change=3", "plain");
    const reverts = await screen.findByRole("region", { name: "Reverts" });
    for (const words of [
      "Reverted",
      "overwritten",
      "https://lost.example/cb",
      "9002026112013",
      "Not known yet",
    ]) {
      expect(reverts).toHaveTextContent(words);
    }
  });

  it("is not offered where there is no earlier state", async () => {
    open("/redirects?change=1", {
      ...SCENARIOS.plain(),
      show_change: () => ({ change: changeDetail(changeRow({ can_revert: false })) }),
    });
    const aside = await inspector();
    await within(aside).findByRole("button", { name: "Accept with reason…" });
    expect(within(aside).queryByRole("button", { name: "Revert…" })).toBeNull();
  });
});
