import type { ReactNode } from "react";
import styles from "./Mark.module.css";
import { hatch } from "./strip";

/** Shape first, colour second (DESIGN-LANGUAGE.md, section 4). Marks are decoration: the word stands beside them. */
const SHAPES: Record<string, ReactNode> = {
  critical: (
    <>
      <path d="M6 .4 11.6 6 6 11.6.4 6z" fill="var(--crit-solid)" />
      <path d="M6 3.4v3.1M6 8.4h.01" stroke="#fff" strokeWidth="1.4" strokeLinecap="round" />
    </>
  ),
  high: <path d="M6 1 11.6 11H.4z" fill="var(--high-mark)" />,
  medium: (
    <>
      <circle cx="6" cy="6" r="4.2" fill="none" stroke="var(--ink-2)" strokeWidth="1.6" />
      <circle cx="6" cy="6" r="1.6" fill="var(--ink-2)" />
    </>
  ),
  low: <path d="M2 6h8" stroke="var(--ink-3)" strokeWidth="1.8" strokeLinecap="round" />,
  proven: (
    <>
      <circle cx="6" cy="6" r="5.4" fill="var(--accent-solid)" />
      <path
        d="M3.5 6.2 5.3 8l3.3-3.9"
        stroke="#fff"
        strokeWidth="1.4"
        fill="none"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  todo: (
    <circle
      cx="6"
      cy="6"
      r="4.8"
      fill="none"
      stroke="var(--line-3)"
      strokeWidth="1.2"
      strokeDasharray="2 1.770"
    />
  ),
  running: (
    <>
      <circle cx="6" cy="6" r="4.8" fill="none" stroke="var(--line-2)" strokeWidth="1.8" />
      <path
        d="M6 1.2a4.8 4.8 0 0 1 4.8 4.8"
        fill="none"
        stroke="var(--accent-solid)"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
    </>
  ),
  failed: (
    <>
      <rect x=".8" y=".8" width="10.4" height="10.4" rx="2" fill="var(--crit-solid)" />
      <path d="M4 4l4 4M8 4 4 8" stroke="#fff" strokeWidth="1.4" strokeLinecap="round" />
    </>
  ),
  seen: (
    <>
      <path d="M0 10.5h12" stroke="var(--base)" />
      <rect x="1" y="2" width="3" height="8" fill="var(--act-3)" />
      <rect x="5" y="4.5" width="3" height="5.5" fill="var(--act-2)" />
      <rect x="9" y="1" width="3" height="9" fill="var(--act-4)" />
    </>
  ),
  quiet: (
    <>
      <rect y="1" width="12" height="9.5" fill="var(--cell)" />
      <path d="M0 10.5h12" stroke="var(--ink-2)" strokeWidth="1.4" />
    </>
  ),
  living: (
    <>
      <rect y="1" width="12" height="9.5" fill="var(--cell)" />
      <path d={hatch(0, 1, 12, 9.5)} fill="var(--hatch)" />
      <path d="M0 10.5h12" stroke="var(--ink-2)" strokeWidth="1.4" />
    </>
  ),
  young: <path d="M4.5 1v10M4.5 10.5H12" stroke="var(--ink-2)" strokeWidth="1.4" fill="none" />,
  unknown: (
    <>
      <path d={hatch(0.6, 0.6, 10.8, 10.8)} fill="var(--hatch)" />
      <rect x=".6" y=".6" width="10.8" height="10.8" fill="none" stroke="var(--hatch)" />
    </>
  ),
  failures: (
    <>
      <path d="M0 5.5h12" stroke="var(--base)" />
      <rect x="4.5" y="5.5" width="3" height="6" fill="var(--notch)" />
    </>
  ),
};

export type MarkName =
  | "critical"
  | "high"
  | "medium"
  | "low"
  | "proven"
  | "todo"
  | "running"
  | "failed"
  | "seen"
  | "quiet"
  | "living"
  | "young"
  | "unknown"
  | "failures";

export function Mark({ name, size = 12 }: { name: MarkName; size?: number }): ReactNode {
  return (
    <svg
      className={name === "running" ? `${styles.mark} ${styles.running}` : styles.mark}
      width={size}
      height={size}
      viewBox="0 0 12 12"
      aria-hidden="true"
      focusable="false"
    >
      {SHAPES[name]}
    </svg>
  );
}
