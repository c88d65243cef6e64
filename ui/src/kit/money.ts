/**
 * Amounts of money for people. An amount is a decimal as a text and is never made a floating-point number to be
 * written: only pictures, which have no more points than such numbers have digits, are drawn from those.
 */

type Style = "plain" | "signed" | "whole" | "short";

const STYLES: Record<Style, Intl.NumberFormatOptions> = {
  // A minus nothing, as rounding makes it, is nothing.
  plain: { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "negative" },
  signed: { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" },
  whole: { maximumFractionDigits: 0, signDisplay: "negative" },
  short: { notation: "compact", maximumFractionDigits: 1, signDisplay: "negative" },
};

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(style: Style, unit: string): Intl.NumberFormat {
  const key = `${style} ${unit}`;
  let format = formats.get(key);
  if (!format) {
    const currency = /^[A-Z]{3}$/.test(unit) ? ({ style: "currency", currency: unit } as const) : {};
    format = new Intl.NumberFormat("en", { ...currency, minimumFractionDigits: 0, ...STYLES[style] });
    formats.set(key, format);
  }
  return format;
}

function write(amount: string, unit: string, style: Style): string {
  const format = formatOf(style, unit);
  // What Rust sends as an amount is a number as a text, which is formatted without being rounded first.
  const text = format.format(amount as Intl.StringNumericLiteral).replaceAll("-", "−");
  return format.resolvedOptions().style === "currency" || unit === "" ? text : `${text} ${unit}`;
}

/** `$34,918.42`, `−$1,204.00`. */
export function money(amount: string, unit: string): string {
  return write(amount, unit, "plain");
}

/** `+$786.10`, `−$12.00`: how much more or less. */
export function moneyMore(amount: string, unit: string): string {
  return write(amount, unit, "signed");
}

/** `$49,300`: what is known no better. */
export function moneyAbout(amount: string, unit: string): string {
  return write(amount, unit, "whole");
}

/** `$12K`: where there is room for no more. */
export function moneyShort(amount: string, unit: string): string {
  return write(amount, unit, "short");
}

const PERCENT = new Intl.NumberFormat("en", {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: "exceptZero",
});

/** `+2.3 %` of hundredths of a per cent. */
export function percentMore(basisPoints: number): string {
  return `${PERCENT.format(basisPoints / 100).replaceAll("-", "−")} %`;
}

/** `12.4 %` of a part from -1 to 1; what is more than nothing is not written as nothing. */
export function percentOf(part: number): string {
  if (part !== 0 && Math.abs(part) < 0.0005) {
    return part > 0 ? "< 0.1 %" : "> −0.1 %";
  }
  return `${(part * 100).toFixed(1).replace("-", "−")} %`;
}
