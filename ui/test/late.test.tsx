import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { open, settled } from "./render";

/** What a script needs before it runs: every package and file that it imports, and what those import, at their beginning. */
function needed(entry: string): { files: Set<string>; packages: Set<string> } {
  const [files, packages] = [new Set<string>(), new Set<string>()];
  const visit = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    const code = readFileSync(file, "utf8");
    for (const [, what, from] of code.matchAll(/^(?:import|export) ([^;]*?)\bfrom "([^"]+)";$/gm)) {
      if (!from || what?.startsWith("type ")) continue;
      if (!from.startsWith(".")) packages.add(from);
      else {
        const path = join(dirname(file), from);
        const found = [`${path}.tsx`, `${path}.ts`].find(existsSync);
        if (found) visit(found);
      }
    }
  };
  visit(join(import.meta.dirname, "../src", entry));
  return { files, packages };
}

describe("what is read late", () => {
  it("is not needed to start: menus, dialogs, charts and what is opened", () => {
    const { files, packages } = needed("show.tsx");
    const names = [...files].map((file) => file.split("/src/")[1]);
    expect(packages).toContain("react-dom/client");
    expect(names).toContain("screens/clients/ClientsScreen.tsx");
    expect(names).not.toContain("components/inspector/Inspector.tsx");
    expect(names).not.toContain("screens/overview/OverviewScreen.tsx");
    expect([...packages].filter((name) => /^(react-aria|d3-)/.test(name))).toEqual([]);
  });

  it.each(["{Enter}", "{ArrowDown}"])(
    "a menu first asked for with %s begins at its first line and gives the focus back",
    async (key) => {
      open("/clients", "plain");
      await settled("Clients");
      const person = userEvent.setup();
      screen.getByRole("button", { name: "Filter" }).focus();
      await person.keyboard(key);
      const item = await screen.findByRole("menuitem", { name: "Verdict" });
      await waitFor(() => expect(item).toHaveFocus());
      await person.keyboard("{Escape}");
      await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
      await waitFor(() => expect(screen.getByRole("button", { name: "Filter" })).toHaveFocus());
    },
  );

  it("a menu opens with the first click, and with every later one", async () => {
    open("/clients", "plain");
    await settled("Clients");
    const person = userEvent.setup();
    for (let turn = 0; turn < 3; turn += 1) {
      await person.click(screen.getByRole("button", { name: "Filter" }));
      await screen.findByRole("menu");
      await person.keyboard("{Escape}");
      await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
    }
  });

  it("a dialog takes the focus and gives it back", async () => {
    open("/clients", "plain");
    await settled("Clients");
    const person = userEvent.setup();
    const button = screen.getByRole("button", { name: "Filter" });
    button.focus();
    await person.keyboard("?");
    const sheet = await screen.findByRole("dialog", { name: "Keys on this screen" });
    await waitFor(() => expect(sheet).toContainElement(document.activeElement as HTMLElement));
    await person.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await waitFor(() => expect(button).toHaveFocus());
  });
});
