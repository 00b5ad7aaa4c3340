/** In the order of their keys, 1 to 6. */
export const INSPECTOR_TABS = ["Summary", "URIs", "Credentials", "Access", "History", "JSON"] as const;
export type InspectorTab = (typeof INSPECTOR_TABS)[number];

/** The tab that an address names; Summary when it names none. */
export function tabOf(text: string | undefined): InspectorTab {
  return INSPECTOR_TABS.find((tab) => tab === text) ?? "Summary";
}
