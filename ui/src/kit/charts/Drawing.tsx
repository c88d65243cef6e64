import { type KeyboardEvent, useEffect, useEffectEvent, useRef } from "react";

import { type Chart, type ChartOption, init } from "./library";

/** One thing of a picture: the series and the item in it. */
export interface Place {
  series: number;
  item: number;
}

interface DrawingProps {
  /** What the picture is of. */
  label: string;
  option: ChartOption;
  /** In px. */
  height: number;
  /** Where the keyboard is: highlighted, with its tooltip. */
  at: Place | null;
  /** What is said of the place where the keyboard is. */
  said: string;
  onKeyDown: (event: KeyboardEvent) => void;
  onLeave: () => void;
  /** Something was clicked. */
  onPick?: (place: Place) => void;
}

/** A picture by ECharts, in reach of the keyboard and of screen readers. */
export function Drawing({ label, option, height, at, said, onKeyDown, onLeave, onPick }: DrawingProps) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);

  const onClick = useEffectEvent((event: { seriesIndex?: number; dataIndex?: number; componentType: string }) => {
    if (event.componentType === "series" && event.dataIndex !== undefined) {
      onPick?.({ series: event.seriesIndex ?? 0, item: event.dataIndex });
    }
  });

  useEffect(() => {
    if (!element.current) {
      return;
    }
    const drawn = init(element.current, null, { renderer: "svg" });
    chart.current = drawn;
    drawn.on("click", (event) => onClick(event));
    const observer = new ResizeObserver(() => drawn.resize());
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      drawn.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => chart.current?.setOption(option, { notMerge: true }), [option]);

  useEffect(() => {
    chart.current?.dispatchAction({ type: "downplay" });
    if (at === null) {
      chart.current?.dispatchAction({ type: "hideTip" });
      chart.current?.dispatchAction({ type: "updateAxisPointer", currTrigger: "leave" });
      return;
    }
    const place = { seriesIndex: at.series, dataIndex: at.item };
    chart.current?.dispatchAction({ type: "highlight", ...place });
    chart.current?.dispatchAction({ type: "showTip", ...place });
  }, [at, option]);

  return (
    <div
      className="drawing"
      // A picture whose parts are walked through with arrows: no other role has such keys.
      role="application"
      aria-roledescription="picture"
      aria-label={label}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={onLeave}
    >
      <div ref={element} aria-hidden style={{ height }} />
      <p className="unseen" aria-live="polite">
        {said}
      </p>
    </div>
  );
}
