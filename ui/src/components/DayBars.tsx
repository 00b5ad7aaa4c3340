import { scaleLinear } from "d3-scale";
import { type ReactNode, useMemo } from "react";
import { count, short } from "../words/number";
import { dayDate } from "../words/time";
import styles from "./DayBars.module.css";
import { type Coverage, hatch, isCovered, monthTicks } from "./strip";

export interface Series {
  name: string;
  colour: string;
}

interface Props {
  title: string;
  series: readonly Series[];
  firstDay: number;
  today: number;
  coverage: readonly Coverage[];
  /** Values by day, in the order of the series. Days that are absent and covered are zero. */
  values: ReadonlyMap<number, readonly number[]>;
  width: number;
  height: number;
  /** Words at the top right, pointing at the last bars. */
  remark?: string | null;
}

const LEFT = 34;

/** Bars per UTC day on the axis of the coverage strip; hatched where no log is held, so that a gap never reads as zero. */
export function DayBars(props: Props): ReactNode {
  const { title, series, firstDay, today, coverage, values, width, height } = props;
  const drawn = useMemo(() => {
    const total = today - firstDay + 1;
    const pitch = (width - LEFT) / total;
    let highest = 0;
    for (const day of values.values())
      highest = Math.max(
        highest,
        day.reduce((a, b) => a + b, 0),
      );
    const y = scaleLinear()
      .domain([0, Math.max(4, highest)])
      .nice(2)
      .range([height - 8, 8]);
    const holes: { x: number; width: number }[] = [];
    for (let day = firstDay; day <= today; day += 1) {
      if (isCovered({ firstDay, today, coverage }, day)) continue;
      const x = LEFT + (day - firstDay) * pitch;
      const last = holes.at(-1);
      if (last && Math.abs(last.x + last.width - x) < 0.01) last.width += pitch;
      else holes.push({ x, width: pitch });
    }
    const paths = series.map(() => "");
    for (const [day, parts] of values) {
      if (day < firstDay || day > today) continue;
      const x = Math.round((LEFT + (day - firstDay) * pitch) * 2) / 2;
      let below = 0;
      parts.forEach((part, index) => {
        if (part <= 0) return;
        const top = Math.min(y(below + part), y(below) - 1);
        paths[index] += `M${x} ${y(below)}V${top}h${Math.max(2, Math.floor(pitch) - 1)}V${y(below)}z`;
        below += part;
      });
    }
    return { y, holes, paths, ticks: y.ticks(2) };
  }, [series, firstDay, today, coverage, values, width, height]);
  const sentence = useMemo(() => {
    let known = 0;
    for (let day = firstDay; day <= today; day += 1) {
      if (isCovered({ firstDay, today, coverage }, day)) known += 1;
    }
    let sum = 0;
    let peak = { day: today, value: -1 };
    for (const [day, parts] of values) {
      const value = parts.reduce((a, b) => a + b, 0);
      sum += value;
      if (value > peak.value) peak = { day, value };
    }
    if (known === 0) return `${title}: not known, no day with log`;
    const most = peak.value > 0 ? `, most on ${dayDate(peak.day, today)}: ${count(peak.value)}` : "";
    return `${title}: ${count(sum)} on ${known} days with log${most}; ${today - firstDay + 1 - known} days not known`;
  }, [title, firstDay, today, coverage, values]);
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <h3>{title}</h3>
        {series.length > 1 && (
          <ul className={styles.legend}>
            {series.map(({ name, colour }) => (
              <li key={name}>
                <svg width="8" height="8" aria-hidden="true">
                  <rect width="8" height="8" fill={colour} />
                </svg>
                {name}
              </li>
            ))}
          </ul>
        )}
        {props.remark && <span className={styles.remark}>{props.remark}</span>}
      </figcaption>
      <svg
        className={styles.chart}
        width={width}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={sentence}
        shapeRendering="crispEdges"
      >
        {drawn.ticks.map((tick) => (
          <g key={tick}>
            <path d={`M${LEFT} ${Math.round(drawn.y(tick)) + 0.5}H${width}`} stroke="var(--line)" />
            <text x={LEFT - 7} y={drawn.y(tick) + 4} textAnchor="end">
              {short(tick)}
            </text>
          </g>
        ))}
        {drawn.holes.map(({ x, width: wide }) => (
          <path
            key={x}
            d={hatch(x, 6, wide, height - 14, 6)}
            fill="var(--hatch-soft)"
            shapeRendering="auto"
          />
        ))}
        {drawn.paths.map(
          (d, index) => d && <path key={series[index]?.name} d={d} fill={series[index]?.colour} />,
        )}
        <path d={`M${LEFT} ${height - 7.5}H${width}`} stroke="var(--base)" />
      </svg>
    </figure>
  );
}

/** The coverage strip on the same axis, with month names below. */
export function CoverageAxis({
  firstDay,
  today,
  coverage,
  width,
}: {
  firstDay: number;
  today: number;
  coverage: readonly Coverage[];
  width: number;
}): ReactNode {
  const total = today - firstDay + 1;
  const pitch = (width - LEFT) / total;
  let bars = "";
  const holes: { x: number; width: number }[] = [];
  let known = 0;
  for (let day = firstDay; day <= today; day += 1) {
    const x = LEFT + (day - firstDay) * pitch;
    if (isCovered({ firstDay, today, coverage }, day)) {
      known += 1;
      bars += `M${x.toFixed(2)} 3h${(pitch - 1).toFixed(2)}v14h-${(pitch - 1).toFixed(2)}z`;
    } else {
      const last = holes.at(-1);
      if (last && Math.abs(last.x + last.width - x) < 0.01) last.width += pitch;
      else holes.push({ x, width: pitch });
    }
  }
  return (
    <svg
      className={styles.chart}
      width={width}
      viewBox={`0 0 ${width} 34`}
      role="img"
      aria-label={`Log coverage: ${known} of ${total} days`}
    >
      {holes.map(({ x, width: wide }) => (
        <path key={x} d={hatch(x, 3, wide, 14)} fill="var(--hatch)" />
      ))}
      <path d={bars} fill="var(--act-2)" />
      <path d={`M${LEFT} 17.5H${width}`} stroke="var(--line-3)" />
      {monthTicks(firstDay, today).map(({ day, name }) => {
        const x = Math.round(LEFT + (day - firstDay) * pitch) + 0.5;
        return (
          <g key={day}>
            <path d={`M${x} 18v5`} stroke="var(--line-3)" />
            <text x={x + 2} y="31">
              {name}
            </text>
          </g>
        );
      })}
      <text x={width} y="31" textAnchor="end">
        today
      </text>
    </svg>
  );
}
