/** Ids of roots, OUs and accounts. */
const IDS = /\b(?:ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|r-[a-z0-9]{4,32}|\d{12})\b/g;

/** A sentence with the names of what it tells by id. */
export function withNames(words: string, nameOf: (id: string) => string): string {
  return words.replaceAll(IDS, (id) => nameOf(id));
}

/** A sentence with the names of accounts beside their ids: of whom to trust, the id is what counts. */
export function withNamesBeside(words: string, nameOf: (id: string) => string | undefined): string {
  return words.replaceAll(/(?<![(:\d])\b\d{12}\b/g, (id) => {
    const name = nameOf(id);
    return name === undefined || name === id ? id : `${name} (${id})`;
  });
}
