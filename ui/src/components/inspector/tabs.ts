export const INSPECTOR_TABS = ["Summary", "URIs", "Credentials", "Access", "History", "JSON"] as const;
export type InspectorTab = (typeof INSPECTOR_TABS)[number];

export function tabOf(text: string | undefined): InspectorTab {
  return INSPECTOR_TABS.find((tab) => tab === text) ?? "Summary";
}
