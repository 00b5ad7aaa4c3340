import { memo, type ReactNode, useMemo } from "react";
import styles from "./ActivityStrip.module.css";
import { hatch, type StripFacts, type StripShape, stripPaths, stripSentence } from "./strip";

/** Sizes that the screens use; a pitch is one UTC day. */
export const STRIP_SHAPES = {
  table: { pitch: 2, bar: 2, top: 13 },
  wide: { pitch: 3, bar: 2, top: 13 },
  inspector: { pitch: 3, bar: 2, top: 20 },
} as const satisfies Record<string, StripShape>;

interface Props {
  facts: StripFacts;
  shape: StripShape;
  /** Said before the sentence: the client's name. */
  label?: string;
}

export const ActivityStrip = memo(function ActivityStrip({ facts, shape, label }: Props): ReactNode {
  const paths = useMemo(() => stripPaths(facts, shape), [facts, shape]);
  const height = paths.baseline + 6;
  const sentence = stripSentence(facts);
  return (
    <svg
      className={styles.strip}
      width={paths.width}
      height={height}
      viewBox={`0 0 ${paths.width} ${height}`}
      role="img"
      aria-label={label ? `${label}: ${sentence}` : sentence}
      shapeRendering="crispEdges"
    >
      {paths.unknown.map(({ x, width }) => (
        <path key={x} d={hatch(x, 1, width, shape.top + 1)} fill="var(--hatch)" shapeRendering="auto" />
      ))}
      {paths.covered.map(({ x, width }) => (
        <rect key={x} x={x} y="1" width={width} height={shape.top} fill="var(--cell)" />
      ))}
      {paths.living.map(({ x, width }) => (
        <path key={x} d={hatch(x, 1, width, shape.top)} fill="var(--hatch)" shapeRendering="auto" />
      ))}
      {paths.covered.map(({ x, width }) => (
        <rect key={x} x={x} y={paths.baseline} width={width} height="1" fill="var(--base)" />
      ))}
      {paths.levels.map((d, index) => d && <path key={d} d={d} fill={`var(--act-${index + 1})`} />)}
      {paths.failures && <path d={paths.failures} fill="var(--notch)" />}
      {paths.registeredX !== null && (
        <rect x={paths.registeredX} y="1" width="1" height={shape.top + 1} fill="var(--ink-3)" />
      )}
      {paths.windowX !== null && (
        <path
          d={`M${paths.windowX + 0.5} 0v${height}`}
          stroke="var(--ink)"
          strokeDasharray="2 2"
          fill="none"
        />
      )}
    </svg>
  );
});
