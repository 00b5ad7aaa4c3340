import type { RiskView } from "../api/contract.gen";

export const RISKS: readonly RiskView[] = ["critical", "high", "medium", "low", "info"];
export const RISK_WORDS: Record<RiskView, string> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
  info: "Worth knowing",
};
