import { pieces } from "./search";

/** A text with what was searched for marked. */
export function Marked({ text, terms }: { text: string; terms: readonly string[] }) {
  if (terms.length === 0) {
    return text;
  }
  return pieces(text, terms).map((piece, place) =>
    // Pieces have no other name than their place.
    // oxlint-disable-next-line react/no-array-index-key
    piece.found ? <mark key={place}>{piece.text}</mark> : <span key={place}>{piece.text}</span>,
  );
}
