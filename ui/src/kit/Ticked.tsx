/** A text whose `literals` in backticks are drawn as code. */
export function Ticked({ text }: { text: string }) {
  return text.split("`").map((piece, place) =>
    // Every second piece stood between backticks; pieces have no other name than their place.
    // oxlint-disable-next-line react/no-array-index-key
    place % 2 === 1 ? <code key={place}>{piece}</code> : <span key={place}>{piece}</span>,
  );
}
