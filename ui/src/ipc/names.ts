/** Ids of roots, OUs and accounts. */
const IDS = /\b(?:ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|r-[a-z0-9]{4,32}|\d{12})\b/g;

/** A sentence with the names of what it tells by id. */
export function withNames(words: string, nameOf: (id: string) => string): string {
  return words.replaceAll(IDS, (id) => nameOf(id));
}
