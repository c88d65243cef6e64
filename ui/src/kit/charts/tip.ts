/** A line of a tooltip: what, how much, and the colour of it. */
export interface TipLine {
  name: string;
  value: string;
  colour?: string;
  strong?: boolean;
}

/** A tooltip as elements: names come from AWS and must never be read as markup. */
export function tipOf(title: string, lines: readonly TipLine[], foot?: string | null): HTMLElement {
  const tip = document.createElement("div");
  tip.className = "chart-tip";
  tip.append(part("b", title));
  for (const { name, value, colour, strong } of lines) {
    const line = document.createElement("div");
    line.className = strong ? "chart-tip-line strong" : "chart-tip-line";
    const key = part("i", "");
    if (colour) {
      key.style.background = colour;
    }
    line.append(key, part("span", name), part("span", value));
    tip.append(line);
  }
  if (foot) {
    tip.append(part("small", foot));
  }
  return tip;
}

function part(tag: "b" | "i" | "span" | "small", text: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

/** How a tooltip stands over a picture: the element above is all of its looks. */
export const TIP = {
  confine: true,
  transitionDuration: 0,
  padding: 0,
  borderWidth: 0,
  backgroundColor: "transparent",
  extraCssText: "box-shadow: none",
} as const;
