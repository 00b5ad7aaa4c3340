import type { ReactNode } from "react";
import styles from "./Icon.module.css";

/** Sixteen-pixel line drawings; one path list each, drawn with the colour of the text around them. */
const PATHS = {
  overview: ["M2.5 3.5h11", "M2.5 8h7", "M2.5 12.5h9"],
  clients: [
    "M3.5 3h9a1 1 0 0 1 1 1v2a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1z",
    "M3.5 9h9a1 1 0 0 1 1 1v2a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-2a1 1 0 0 1 1-1z",
    "M5 5h.01M5 11h.01",
  ],
  inactive: ["M13.5 8a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0z", "M5.5 8h5"],
  redirect: ["M2.5 12V9.5a3 3 0 0 1 3-3h7.5", "M10 3.5l3 3-3 3"],
  code: ["M6 5L3 8l3 3M10 5l3 3-3 3"],
  search: ["M11.3 7a4.3 4.3 0 1 1-8.6 0 4.3 4.3 0 0 1 8.6 0z", "M10.2 10.2l3.3 3.3"],
  sync: ["M13 8a5 5 0 0 1-9 3M3 8a5 5 0 0 1 9-3", "M12.2 2.5V5H9.7M3.8 13.5V11h2.5"],
  settings: [
    "M10 8a2 2 0 1 1-4 0 2 2 0 0 1 4 0z",
    "M8 2v2M8 12v2M2 8h2M12 8h2M3.8 3.8l1.4 1.4M10.8 10.8l1.4 1.4M12.2 3.8l-1.4 1.4M5.2 10.8l-1.4 1.4",
  ],
  updown: ["M5 6l3-3 3 3", "M5 10l3 3 3-3"],
  down: ["M4.5 6.5L8 10l3.5-3.5"],
  up: ["M4.5 9.5L8 6l3.5 3.5"],
  right: ["M6.5 4.5L10 8l-3.5 3.5"],
  left: ["M9.5 4.5L6 8l3.5 3.5"],
  undo: ["M6 3.5L3 6.5l3 3", "M3 6.5h6a3.5 3.5 0 0 1 0 7H6"],
  x: ["M4 4l8 8M12 4l-8 8"],
  plus: ["M8 3.5v9M3.5 8h9"],
  check: ["M3.5 8.4l3 3 6-7"],
  copy: [
    "M6 5.5h6.5a1 1 0 0 1 1 1V13a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V6.5a1 1 0 0 1 1-1z",
    "M3 10.5a1 1 0 0 1-.5-1V3a1 1 0 0 1 1-1h6.5a1 1 0 0 1 .9.5",
  ],
  export: ["M8 2.5v7M5 7l3 3 3-3", "M2.5 11v2.5h11V11"],
  import: ["M8 10V3M5 5.5L8 2.5l3 3", "M2.5 11v2.5h11V11"],
  person: ["M10.6 5.2a2.6 2.6 0 1 1-5.2 0 2.6 2.6 0 0 1 5.2 0z", "M3 13.5c.6-2.6 2.5-4 5-4s4.4 1.4 5 4"],
  note: ["M3 3h10v7l-3 3H3z", "M13 10h-3v3M5.5 6h5M5.5 8.5h3"],
  filter: ["M2.5 4.5h11M4.5 8h7M6.5 11.5h3"],
  offline: [
    "M2.5 2.5l11 11",
    "M3.5 8.2a6.5 6.5 0 0 1 3-1.5M9.5 6.7a6.5 6.5 0 0 1 3 1.5",
    "M6 10.8a3 3 0 0 1 4 0",
    "M8 13h.01",
  ],
  pause: ["M5.5 3.5v9M10.5 3.5v9"],
  play: ["M5 3.5l7.5 4.5L5 12.5z"],
  lock: ["M4 7.5h8V13H4z", "M5.5 7.5V5.5a2.5 2.5 0 0 1 5 0v2"],
  link: ["M6.5 9.5l3-3", "M7.5 4.5l1-1a2.8 2.8 0 0 1 4 4l-1 1M8.5 11.5l-1 1a2.8 2.8 0 0 1-4-4l1-1"],
  folder: ["M2.5 4.5h4l1.5 1.5h5.5v7h-11z"],
  keyboard: ["M2 4.5h12v7H2z", "M4.5 7h.01M7 7h.01M9.5 7h.01M11.5 7h.01M5 9.5h6"],
  history: ["M3 8a5 5 0 1 0 1.6-3.7L3 6", "M3 3v3h3", "M8 5.5V8l2 1.5"],
  table: ["M2.5 3.5h11v9h-11z", "M2.5 6.5h11M6.5 6.5v6"],
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }): ReactNode {
  return (
    <svg
      className={styles.icon}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      {PATHS[name].map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
