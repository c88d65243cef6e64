import type {
  AccountState,
  Browser,
  ConsoleChoices,
  ConsoleOptions,
  ConsoleService,
  Destination,
  Partition,
} from "../../ipc/bindings";
import { MODE_WORDS, MODES } from "../../ipc/sessionModes";
import type { AccountNode } from "../../ipc/tree";
import type { Choice } from "../../kit/Picker";
import { count } from "../../kit/words";

const HOUR_S = 3600;

/** Durations that are offered, in seconds. AWS takes 15 minutes to 12 hours. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html */
export const DURATIONS = [900, 1800, HOUR_S, 2 * HOUR_S, 4 * HOUR_S, 8 * HOUR_S, 12 * HOUR_S] as const;

/** `15 minutes`, `1 hour`, `1 hour 30 minutes`. */
export function durationWords(seconds: number): string {
  const hours = Math.floor(seconds / HOUR_S);
  const minutes = Math.round((seconds % HOUR_S) / 60);
  return [hours > 0 ? count(hours, "hour") : "", minutes > 0 || hours === 0 ? count(minutes, "minute") : ""]
    .filter(Boolean)
    .join(" ");
}

/** Where a console lands, as people call it. */
export function destinationWords(destination: Destination, services: readonly ConsoleService[]): string {
  switch (destination.kind) {
    case "home":
      return "Console home";
    case "service": {
      const name = services.find(({ id }) => id === destination.id)?.name ?? destination.id;
      return destination.region ? `${name} in ${destination.region}` : name;
    }
    case "url":
      return destination.url;
  }
}

/** What is not as usual in these options, for a line below the button; the role is told apart. */
export function particulars(
  options: ConsoleOptions,
  browsers: readonly Browser[],
  services: readonly ConsoleService[],
): string[] {
  const { destination, durationSeconds, browser, profile, container, session } = options;
  return [
    destination.kind === "home" ? "" : destinationWords(destination, services),
    durationSeconds ? durationWords(durationSeconds) : "",
    browser ? (browsers.find(({ id }) => id === browser)?.name ?? browser) : "",
    profile ? `profile ${profile}` : "",
    container ? `container ${container}` : "",
    session ? MODE_WORDS[session].name.toLowerCase() : "",
  ].filter(Boolean);
}

/** Why a browser cannot be given a profile or container; null if it can. */
export function cannotPlace(what: "profile" | "container", browser: Browser | undefined): string | null {
  if (browser === undefined) {
    return "Choose a browser first";
  }
  return browser.template.includes(`{${what}}`) ? null : `The command of ${browser.name} has no place for a ${what}`;
}

/** The states in which nobody gets into an account, in a word or two. */
export const SHUT: Partial<Record<AccountState, string>> = {
  CLOSED: "Closed",
  SUSPENDED: "Suspended",
  PENDING_ACTIVATION: "Not signed up",
};

/** Why nobody gets into an account; null where its state allows it. */
export function cannotEnter(account: AccountNode): string | null {
  switch (account.state) {
    case "CLOSED":
      return "The account is closed";
    case "SUSPENDED":
      return "AWS has suspended the account";
    case "PENDING_ACTIVATION":
      return "The sign-up of the account is unfinished";
    default:
      return null;
  }
}

/** The durations, with the reason at those that cannot be had. */
export function durationChoices({ longestSeconds, durationRefusal }: ConsoleChoices): Choice[] {
  const known = `As far as is known, the role allows ${durationWords(longestSeconds)}`;
  return [
    { id: "", name: "As long as it may", detail: durationRefusal ?? known },
    ...DURATIONS.map((seconds) => ({
      id: String(seconds),
      name: durationWords(seconds),
      refusal:
        durationRefusal === null
          ? seconds > longestSeconds
            ? known
            : null
          : seconds === HOUR_S
            ? null
            : durationRefusal,
    })),
  ];
}

/** What can be done where a console is open already; empty is what the browser is set to. */
export function modeChoices(partition: Partition, browser: Browser | undefined): Choice[] {
  const own = MODE_WORDS[browser?.mode ?? "plain"].name;
  return [
    { id: "", name: `As the browser is set: ${own}` },
    ...MODES.map((mode) => ({
      id: mode,
      name: MODE_WORDS[mode].name,
      detail: MODE_WORDS[mode].meaning,
      refusal: mode === "logOutFirst" && partition !== "aws" ? "AWS has no page for it in this partition" : null,
    })),
  ];
}

/** Most consoles that are opened in one go: more would drown the browser, and whoever asked. */
export const AT_ONCE = 10;

/** Why these cannot be opened in one go; null if they can. */
export function cannotOpenSeveral(accounts: readonly AccountNode[]): string | null {
  if (accounts.length > AT_ONCE) {
    return `Open at most ${AT_ONCE} consoles in one go`;
  }
  const shut = accounts.find((account) => cannotEnter(account) !== null);
  const why = shut ? cannotEnter(shut) : null;
  return shut && accounts.length > 1 ? `${shut.name}: ${why}` : why;
}
