import type { AccountId, AccountRegion, Change } from "../../ipc/bindings";

const WORDS: Readonly<Record<string, string>> = {
  ENABLED: "On",
  ENABLING: "Turning on",
  DISABLING: "Turning off",
  DISABLED: "Off",
  ENABLED_BY_DEFAULT: "Always on",
};

export function regionState(state: string): string {
  return WORDS[state] ?? state;
}

export function isOn(region: AccountRegion): boolean {
  return region.state === "ENABLED" || region.state === "ENABLING" || region.state === "ENABLED_BY_DEFAULT";
}

/** Why a region cannot be turned on or off now; null if it can. */
export function cannotTurn(region: AccountRegion): string | null {
  switch (region.state) {
    case "ENABLED_BY_DEFAULT":
      return "AWS keeps it on in every account";
    case "ENABLING":
    case "DISABLING":
      return "AWS is at it; this can take minutes to hours";
    default:
      return null;
  }
}

/** The regions that can be turned, those that are always on last. */
export function inOrder(regions: readonly AccountRegion[]): AccountRegion[] {
  const fixed = (region: AccountRegion) => (region.state === "ENABLED_BY_DEFAULT" ? 1 : 0);
  return regions.toSorted((a, b) => fixed(a) - fixed(b) || a.name.localeCompare(b.name));
}

/** The changes that turn `flipped` regions to what they are not. */
export function regionChanges(
  account: AccountId,
  regions: readonly AccountRegion[],
  flipped: ReadonlySet<string>,
): Change[] {
  return regions
    .filter(({ name }) => flipped.has(name))
    .map((region) => ({ change: "setRegion", account, region: region.name, enabled: !isOn(region) }));
}
