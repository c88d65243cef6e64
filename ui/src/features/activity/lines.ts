import type { Plan } from "../../ipc/bindings";

/** How many names stand in a sentence before the others are counted. */
const NAMED = 3;

/** `Backup`, `Backup and DNS`, `Backup, DNS, Network and 4 more`. */
export function listed(names: readonly string[]): string {
  if (names.length > NAMED) {
    return `${names.slice(0, NAMED).join(", ")} and ${names.length - NAMED} more`;
  }
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** Sentences that say the same of several things, said once of all of them. `names` are what they may be about. */
export function together(lines: readonly string[], names: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  // Longer names first: `Payments Dev` is not about `Payments`.
  const longest = names.toSorted((a, b) => b.length - a.length);
  for (const line of lines) {
    const name = longest.find((each) => each !== "" && line.includes(each));
    const key = name === undefined ? line : line.replace(name, "\0");
    const about = groups.get(key) ?? [];
    groups.set(key, name === undefined ? about : [...about, name]);
  }
  return [...groups].map(([key, about]) => key.replace("\0", () => listed(about)));
}

/** The quota of closings, as Rust tells it in a sentence. */
export interface ClosingQuota {
  /** Closings that AWS allows in 30 days. */
  allowed: number;
  atOnce: number;
  /** Closings of the last 30 days. */
  closed: number;
}

const QUOTA = /^AWS closes ([\d,]+) accounts in 30 days here, and (\d+) at once; Canopy has closed (\d+) in/;

/** Takes the quota of closings out of what else a plan changes; a sentence in other words stays there. */
export function closingQuota(plan: Plan): ClosingQuota | null {
  for (const line of plan.impact) {
    const [, allowed, atOnce, closed] = QUOTA.exec(line) ?? [];
    if (allowed && atOnce && closed) {
      return { allowed: Number(allowed.replaceAll(",", "")), atOnce: Number(atOnce), closed: Number(closed) };
    }
  }
  return null;
}

export function isQuota(line: string): boolean {
  return QUOTA.test(line);
}
