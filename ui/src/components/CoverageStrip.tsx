import { memo, type ReactNode, useMemo } from "react";
import styles from "./ActivityStrip.module.css";
import { type Coverage, hatch, isCovered } from "./strip";

interface Props {
  firstDay: number;
  today: number;
  coverage: readonly Coverage[];
  /** Pixels per day in the drawing; with `stretch` the drawing fills its box. */
  pitch?: number;
  height?: number;
  stretch?: boolean;
  label: string;
}

/** Filled: the whole day was read. Hatched: it was not. */
export const CoverageStrip = memo(function CoverageStrip({
  firstDay,
  today,
  coverage,
  pitch = 4,
  height = 15,
  stretch = false,
  label,
}: Props): ReactNode {
  const { bars, holes, covered } = useMemo(() => {
    let path = "";
    let known = 0;
    const unknown: { x: number; width: number }[] = [];
    for (let day = firstDay; day <= today; day += 1) {
      const x = (day - firstDay) * pitch;
      if (isCovered({ firstDay, today, coverage }, day)) {
        known += 1;
        path += `M${x} 1h${pitch - 1}v${height - 3}h-${pitch - 1}z`;
      } else {
        const last = unknown.at(-1);
        if (last && last.x + last.width === x) last.width += pitch;
        else unknown.push({ x, width: pitch });
      }
    }
    return { bars: path, holes: unknown, covered: known };
  }, [firstDay, today, coverage, pitch, height]);
  const total = today - firstDay + 1;
  const width = total * pitch;
  return (
    <svg
      className={stretch ? styles.stretched : styles.strip}
      width={stretch ? "100%" : width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${label}: ${covered} of ${total} days with log`}
      shapeRendering="crispEdges"
    >
      {holes.map(({ x, width: wide }) => (
        <path key={x} d={hatch(x, 1, wide, height - 3)} fill="var(--hatch)" shapeRendering="auto" />
      ))}
      <path d={bars} fill="var(--act-2)" />
      <path d={`M0 ${height - 1.5}h${width}`} stroke="var(--line-3)" />
    </svg>
  );
});

/** Month names under or over a strip, placed on the first day of each month. */
export function MonthAxis({
  firstDay,
  today,
  pitch,
  months,
}: {
  firstDay: number;
  today: number;
  pitch: number;
  months: readonly { day: number; name: string }[];
}): ReactNode {
  const width = (today - firstDay + 1) * pitch;
  return (
    <svg className={styles.axis} width={width} height="14" viewBox={`0 0 ${width} 14`} aria-hidden="true">
      {months.map(({ day, name }) => (
        <text key={day} x={(day - firstDay) * pitch + 2} y="11">
          {name}
        </text>
      ))}
    </svg>
  );
}
