import { colourOf } from "./colours";

interface ShareBarProps {
  /** From -1 to 1. */
  share: number;
  colour: number | null;
}

/** How much of a whole it is. The number stands beside it or in a tooltip: it is not read aloud. */
export function ShareBar({ share, colour }: ShareBarProps) {
  const width = Math.min(1, Math.abs(share)) * 100;
  return (
    <span className={share < 0 ? "share-bar less" : "share-bar"} aria-hidden>
      {width > 0 && <i style={{ width: `${width.toFixed(2)}%`, background: colourOf(colour) }} />}
    </span>
  );
}
