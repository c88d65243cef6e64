/** Most lines that a preview shows of each side: comparing takes their product. */
export const SHOWN_LINES = 400;

/** The first lines of a text, and how many there are in all. */
export function firstLines(text: string, most = SHOWN_LINES): { text: string; lines: number } {
  const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  return { text: lines.slice(0, most).join("\n"), lines: lines.length };
}
