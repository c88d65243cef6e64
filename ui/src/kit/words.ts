/** `1 account`, `12 accounts`. */
export function count(number: number, thing: string, things = `${thing}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? thing : things}`;
}

/** How long something takes, for people: `about 1 s`, `about 3 min`. */
export function takes(seconds: number | null): string {
  if (seconds === null || seconds < 1.5) {
    return "about 1 s";
  }
  return seconds < 90 ? `about ${Math.round(seconds)} s` : `about ${Math.round(seconds / 60)} min`;
}

/** How long ago, for people: `just now`, `5 minutes ago`. */
export function ago(time: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(time)) / 1000);
  if (seconds < 45) {
    return "just now";
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) {
    return `${count(Math.max(1, minutes), "minute")} ago`;
  }
  const hours = Math.round(seconds / 3600);
  return hours < 24 ? `${count(hours, "hour")} ago` : `${count(Math.round(seconds / 86_400), "day")} ago`;
}

/** How long until, for people: `now`, `in 5 minutes`, `in 3 days`. */
export function until(time: string, now: number): string {
  const seconds = (Date.parse(time) - now) / 1000;
  if (seconds < 5) {
    return "now";
  }
  if (seconds < 60) {
    return "in less than a minute";
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) {
    return `in ${count(minutes, "minute")}`;
  }
  const hours = Math.round(seconds / 3600);
  return hours < 48 ? `in ${count(hours, "hour")}` : `in ${count(Math.round(seconds / 86_400), "day")}`;
}

/** How much time is left, for people, to the nearest minute: `52 min`, `1 h 5 min`, `less than a minute`. */
export function left(time: string, now: number): string {
  const minutes = Math.round((Date.parse(time) - now) / 60_000);
  if (minutes < 1) {
    return "less than a minute";
  }
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

const DAY = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
const MOMENT = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" });

/** `3 Nov 2026`. */
export function day(time: string): string {
  return DAY.format(Date.parse(time));
}

/** `Today`, `Yesterday`, or the date: what a list by days is headed with. */
export function dayName(time: string, now: number): string {
  const named = day(time);
  if (named === DAY.format(now)) {
    return "Today";
  }
  return named === DAY.format(now - 86_400_000) ? "Yesterday" : named;
}

const CLOCK = new Intl.DateTimeFormat("en", { timeStyle: "medium", hourCycle: "h23" });

/** `14:03:09`. */
export function clock(time: string): string {
  return CLOCK.format(Date.parse(time));
}

/** Date and time to the second. */
export function moment(time: string): string {
  return MOMENT.format(Date.parse(time));
}

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** Keys as this system writes them: `Ctrl K`, `⌘K`. */
export function keys(text: string): string {
  return MAC ? text.replace("Ctrl ", "⌘").replace("Alt ", "⌥").replace("Shift ", "⇧") : text;
}

/** A message as a sentence of its own: failures are written lower case, to follow a colon. An ARN keeps its letters. */
export function sentence(message: string): string {
  if (message.startsWith("arn:")) {
    return message;
  }
  const [first = "", ...rest] = [...message];
  return first.toUpperCase() + rest.join("");
}
