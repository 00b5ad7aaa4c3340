import type { KeyHelp } from "../../components/Keys";

interface Group {
  title: string;
  keys: readonly KeyHelp[];
}

const EVERYWHERE: Group = {
  title: "Everywhere",
  keys: [
    { keys: ["G", "O"], does: "Overview" },
    { keys: ["G", "C"], does: "Clients" },
    { keys: ["G", "I"], does: "Inactive" },
    { keys: ["G", "R"], does: "Redirect changes" },
    { keys: ["Ctrl", ","], does: "Settings" },
    { keys: ["Ctrl", "1 to 9"], does: "Show one connection" },
    { keys: ["Ctrl", "R"], does: "Sync now" },
    { keys: ["?"], does: "This sheet" },
  ],
};

const ROWS: Group = {
  title: "Rows",
  keys: [
    { keys: ["J", "K", "↓", "↑"], does: "Next, previous row" },
    { keys: ["Page ↓", "Page ↑"], does: "A page on, a page back" },
    { keys: ["Home", "End"], does: "First, last row" },
    { keys: ["Enter"], does: "Open the row" },
    { keys: ["X"], does: "Select the row" },
    { keys: ["Shift", "X"], does: "Select from the last selected row to this one" },
    { keys: ["C"], does: "Copy the client id" },
    { keys: ["Esc"], does: "Close the inspector, then clear the selection" },
  ],
};

const INSPECTOR: Group = {
  title: "Inspector",
  keys: [
    { keys: ["1 to 6"], does: "Summary, URIs, Credentials, Access, History, JSON" },
    { keys: ["T"], does: "Activity as a table" },
  ],
};

const LIST: Group = {
  title: "List",
  keys: [
    { keys: ["/"], does: "Search the list" },
    { keys: ["F"], does: "Add a filter" },
    { keys: ["."], does: "Show rows that changed, sorted again" },
  ],
};

const PAST: Group = {
  title: "As of a day",
  keys: [
    { keys: ["D"], does: "Show the list as of a day, or change the day" },
    { keys: ["Esc"], does: "Go back to now, when nothing is open or selected" },
  ],
};

const CHANGES: Group = {
  title: "Changes",
  keys: [
    { keys: ["J", "K"], does: "Open the next, previous change" },
    { keys: ["↓", "↑"], does: "The same; scroll, when the inspector has the focus" },
    { keys: ["Page ↓", "Page ↑"], does: "A page on, a page back" },
    { keys: ["Home", "End"], does: "First, last change" },
    { keys: ["Enter"], does: "Open the change with the focus, unfold or fold a flood" },
    { keys: ["X"], does: "Select the change" },
    { keys: ["A"], does: "Accept what is selected, or the open change, with reason" },
    { keys: ["U"], does: "Show what a revert would send" },
    { keys: ["/"], does: "Search changes and hosts" },
    { keys: ["F"], does: "Add a filter" },
    { keys: ["Esc"], does: "Close the inspector, then clear the selection" },
  ],
};

const CARDS: Group = {
  title: "Cards",
  keys: [
    { keys: ["J", "K"], does: "Next, previous card" },
    { keys: ["Enter"], does: "Do what the card offers" },
  ],
};

/** Every key that works on a screen. */
export function keysOf(path: string): { screen: string; groups: readonly Group[] } {
  switch (path) {
    case "/clients":
      return { screen: "Clients", groups: [ROWS, LIST, PAST, INSPECTOR, EVERYWHERE] };
    case "/inactive":
      return { screen: "Inactive", groups: [ROWS, INSPECTOR, EVERYWHERE] };
    case "/redirects":
      return { screen: "Redirect changes", groups: [CHANGES, EVERYWHERE] };
    case "/overview":
      return { screen: "Overview", groups: [CARDS, EVERYWHERE] };
    default:
      return { screen: "Settings", groups: [EVERYWHERE] };
  }
}
