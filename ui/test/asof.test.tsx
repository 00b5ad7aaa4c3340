import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { open, visibleText } from "./render";

describe("as of a day", () => {
  it("asks nothing before a day is written, then tells what is known, what is not, and when it was learned", async () => {
    const user = userEvent.setup();
    const { asked } = open('/clients?open=["c1","x"]&tab=History', "plain");
    const field = await screen.findByLabelText("As of a day");
    await user.type(field, "2026-10");
    expect(visibleText()).toContain("A day is written like");
    expect(asked.some(({ name }) => name === "show_past")).toBe(false);
    await user.type(field, "-10");
    expect(await screen.findByText("https://app.example/cb")).toBeInTheDocument();
    expect(asked.find(({ name }) => name === "show_past")?.request).toMatchObject({ day: "2026-10-10" });
    const text = visibleText();
    expect(text).toContain("Not proven");
    expect(text).toContain("61 % of the window");
    expect(text).toContain("Not watched, so not known.");
    expect(text).toContain("Old name");
    expect(text).toContain("It held none: Web origins.");
    expect(text).toContain("learned");
  });

  it("steps a day back from today and never past it", async () => {
    const user = userEvent.setup();
    const { asked } = open('/clients?open=["c1","x"]&tab=History', "plain");
    await screen.findByLabelText("As of a day");
    await user.click(screen.getByRole("button", { name: "The day before" }));
    const days = () =>
      asked.filter(({ name }) => name === "show_past").map(({ request }) => (request as { day: string }).day);
    expect(days()).toEqual([new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)]);
    await user.click(screen.getByRole("button", { name: "The day after" }));
    expect(screen.getByRole("button", { name: "The day after" })).toBeDisabled();
  });
});
