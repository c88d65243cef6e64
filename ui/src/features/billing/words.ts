import type { Bill, BillKey, BillLine, Grouping, Month } from "../../ipc/bindings";

/** The groupings, as they are chosen and as they are named in titles. */
export const GROUPINGS: readonly { id: Grouping; name: string; head: string; title: string }[] = [
  { id: "ou", name: "OU", head: "Organizational unit", title: "OU" },
  { id: "account", name: "Account", head: "Account", title: "account" },
  { id: "service", name: "Service", head: "Service", title: "service" },
  { id: "charge", name: "Charge type", head: "Charge type", title: "charge type" },
  { id: "seller", name: "Seller", head: "Seller", title: "seller" },
];

/** How a grouping is named at the head of its lines, and in a title. */
export function groupingWords(by: Grouping): { head: string; title: string } {
  return GROUPINGS.find(({ id }) => id === by) ?? { head: "", title: "" };
}

const UTC = { timeZone: "UTC" } as const;
const MONTH = new Intl.DateTimeFormat("en", { ...UTC, month: "long" });
const MONTH_SHORT = new Intl.DateTimeFormat("en", { ...UTC, month: "short" });
const MONTH_YEAR = new Intl.DateTimeFormat("en", { ...UTC, month: "long", year: "numeric" });
const MONTH_YEAR_SHORT = new Intl.DateTimeFormat("en", { ...UTC, month: "short", year: "numeric" });
const DAY = new Intl.DateTimeFormat("en", { ...UTC, dateStyle: "medium" });

/** `November` of `2026-11`. */
export function monthName(month: Month): string {
  return MONTH.format(Date.parse(`${month}-01`));
}

/** `November 2026` of `2026-11`. */
export function monthTitle(month: Month): string {
  return MONTH_YEAR.format(Date.parse(`${month}-01`));
}

/** `Nov 2026` of `2026-11`. */
export function monthShort(month: Month): string {
  return MONTH_YEAR_SHORT.format(Date.parse(`${month}-01`));
}

/** A bar of a picture: `Nov` of `2026-11`, `3` of `2026-11-03`. */
export function barShort(at: string): string {
  return isDay(at) ? String(Number(at.slice(8))) : MONTH_SHORT.format(Date.parse(`${at}-01`));
}

/** The same in full: `November 2026`, `Nov 3, 2026`. */
export function barName(at: string): string {
  return isDay(at) ? DAY.format(Date.parse(at)) : monthTitle(at);
}

/** A day as people write it; of none, nothing. */
export function dayWords(at: string): string {
  return DAY.format(Date.parse(at));
}

function isDay(at: string): boolean {
  return at.length > "2026-11".length;
}

/** So many months before. */
export function monthBefore(month: Month, by: number): Month {
  const at = new Date(`${month}-01`);
  at.setUTCMonth(at.getUTCMonth() - by);
  return at.toISOString().slice(0, 7);
}

/** What the month is compared with: `October`, `October, same days`. */
export function comparedWith({ month, day }: Bill): string {
  const name = monthName(monthBefore(month, 1));
  return day === null ? name : `${name}, same days`;
}

/** A name of its own for what a line is about. */
export function keyId(key: BillKey): string {
  switch (key.of) {
    case "ou":
    case "account":
      return `${key.of} ${key.id}`;
    case "direct":
      return `direct ${key.parent}`;
    case "service":
    case "recordType":
    case "seller":
      return `${key.of} ${key.name}`;
    case "charge":
      return `charge ${key.class}`;
    case "organization":
    case "departed":
    case "others":
      return key.of;
  }
}

/** The node of the tree that a line is about; none where it is about something else. */
export function nodeOf({ key }: BillLine): string | null {
  return key.of === "ou" || key.of === "account" ? key.id : null;
}
