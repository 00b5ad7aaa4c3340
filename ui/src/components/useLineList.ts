import { defaultRangeExtractor, type Range, useVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import {
  type CSSProperties,
  type FocusEvent,
  type RefObject,
  useCallback,
  useLayoutEffect,
  useReducer,
  useRef,
  useState,
} from "react";

interface LineProps {
  ref: (element: HTMLElement | null) => void;
  "data-index": number;
  tabIndex: number;
  style: CSSProperties;
  onFocus: (event: FocusEvent) => void;
  onBlur: (event: FocusEvent) => void;
}

export interface LineList {
  scroller: RefObject<HTMLDivElement | null>;
  /** The lines to draw. */
  items: readonly VirtualItem[];
  height: number;
  /** The line that the keys are on. */
  active: number;
  /** Makes a line the one that the keys are on, without moving the focus. */
  activate: (index: number) => void;
  /** The same, and brings it into view. */
  show: (index: number) => void;
  /** Moves the keys, the focus and the view to a line. */
  move: (index: number) => void;
  /** What a drawn line has to carry. Until it is read it is as high as it was, or as is guessed: nothing moves for it. */
  lineProps: (item: VirtualItem, isRead: boolean) => LineProps;
}

/**
 * A long list of lines of any height, of which those in view are drawn. The line with the keys stays drawn wherever the list
 * is scrolled to: a focused line that goes away takes the keys with it.
 */
export function useLineList({
  count,
  estimate,
  keyOf,
}: {
  count: number;
  /** About how high a line is. */
  estimate: number;
  /** What a line is, while others come and go around it. */
  keyOf: (index: number) => string | number;
}): LineList {
  const scroller = useRef<HTMLDivElement>(null);
  const [wanted, setActive] = useState(0);
  const active = Math.max(0, Math.min(wanted, count - 1));
  const rangeExtractor = useCallback(
    (range: Range) => {
      const inView = defaultRangeExtractor(range);
      if (active >= range.count || inView.includes(active)) return inView;
      return active < (inView[0] ?? 0) ? [active, ...inView] : [...inView, active];
    },
    [active],
  );
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimate,
    getItemKey: keyOf,
    overscan: 6,
    rangeExtractor,
    // lines are measured while React draws them
    useFlushSync: false,
  });

  const wantsFocus = useRef(false);
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const move = useCallback(
    (index: number) => {
      const to = Math.max(0, Math.min(count - 1, index));
      wantsFocus.current = count > 0;
      setActive(to);
      redraw();
      if (count > 0) virtualizer.scrollToIndex(to, { align: "auto" });
    },
    [count, virtualizer],
  );
  const show = useCallback(
    (index: number) => {
      setActive(index);
      virtualizer.scrollToIndex(index, { align: "auto" });
    },
    [virtualizer],
  );
  // The line may be drawn only after the scroll, and is drawn anew when it was read: try until it is there, and again when it
  // took the focus away with it.
  const hasFocus = useRef(false);
  useLayoutEffect(() => {
    const isLost = hasFocus.current && document.activeElement === document.body;
    if (!wantsFocus.current && !isLost) return;
    const line = scroller.current?.querySelector<HTMLElement>(`[data-index="${active}"]`);
    if (!line) return;
    wantsFocus.current = false;
    line.focus({ preventScroll: true });
  });

  return {
    scroller,
    items: virtualizer.getVirtualItems(),
    height: virtualizer.getTotalSize(),
    active,
    activate: setActive,
    show,
    move,
    lineProps: (item, isRead) => ({
      ref: virtualizer.measureElement,
      "data-index": item.index,
      tabIndex: item.index === active ? 0 : -1,
      style: { transform: `translateY(${item.start}px)`, ...(isRead ? {} : { minHeight: item.size }) },
      // whatever is used inside a line, the keys go on from there
      onFocus: () => {
        hasFocus.current = true;
        setActive(item.index);
      },
      // a line that goes away is not left: it says nothing
      onBlur: () => {
        hasFocus.current = false;
      },
    }),
  };
}
