import type { AccessLevel, IdentitySpec, NodeId, PeopleGroup, Person, Scope } from "../../ipc/bindings";
import type { AccountNode, TreeIndex } from "../../ipc/tree";
import { count } from "../../kit/words";

/** The account of the tree that a document means; null where the tree has none, or several. */
export function accountNamed(index: TreeIndex, text: string): AccountNode | null {
  const accounts = [...index.byId.values()].filter((node) => node.kind === "account");
  const fits = accounts.filter(
    (node) =>
      node.id === text ||
      node.name === text ||
      node.email.toLowerCase() === text.toLowerCase() ||
      index.path(node.id) === text,
  );
  return fits.find(({ id }) => id === text) ?? (fits.length === 1 ? (fits[0] ?? null) : null);
}

/** The OU of the tree, or its root, that a document means; null where the tree has none, or several. */
export function unitNamed(index: TreeIndex, text: string): NodeId | null {
  const units = [...index.byId.values()].filter((node) => node.kind !== "account");
  const fits = units.filter((node) => node.id === text || node.name === text || index.path(node.id) === text);
  return fits.length === 1 ? (fits[0]?.id ?? null) : null;
}

/** What a document calls an account or OU, by its name where the tree has one. */
export function nameIn(index: TreeIndex, text: string): string {
  return index.byId.get(text)?.name ?? text;
}

/** The account that holds the people, in words; null while nobody has chosen. */
export function placeWords(spec: IdentitySpec, index: TreeIndex): string | null {
  if (!spec.where) {
    return null;
  }
  if (spec.where.new) {
    const { name, email } = spec.where.new;
    // Once an account has that address, it is the one that is meant.
    const made = email === "" ? null : accountNamed(index, email);
    return made?.name ?? `${name || "unnamed"}, to be made`;
  }
  return accountNamed(index, spec.where.account)?.name ?? spec.where.account;
}

const NOWHERE = "nowhere yet";

/** Where a level is: `all member accounts`, `2 accounts and 1 OU`. */
export function scopeWords({ all, accounts = [], ous = [] }: Scope): string {
  const named = [
    ...(accounts.length > 0 ? [count(accounts.length, "account")] : []),
    ...(ous.length > 0 ? [count(ous.length, "OU")] : []),
  ].join(" and ");
  if (all) {
    return accounts.length > 0
      ? `all member accounts and ${count(accounts.length, "named account")}`
      : "all member accounts";
  }
  return named || NOWHERE;
}

/** Where a level is, after its name: `in 2 accounts`, `nowhere yet`. */
export function placed(scope: Scope): string {
  const words = scopeWords(scope);
  return words === NOWHERE ? words : `in ${words}`;
}

/** One of a list replaced. */
export function replaced<T>(list: readonly T[], place: number, next: T): T[] {
  return list.map((each, nth) => (nth === place ? next : each));
}

/** One of a list left out. */
export function without<T>(list: readonly T[], place: number): T[] {
  return list.filter((_, nth) => nth !== place);
}

/** A level changed; groups that had it by its name keep it. */
export function withLevel(spec: IdentitySpec, place: number, next: AccessLevel): IdentitySpec {
  const levels = spec.levels ?? [];
  const before = levels[place]?.name;
  const groups = (spec.groups ?? []).map((group) => ({
    ...group,
    levels: (group.levels ?? []).map((grant) => (grant.level === before ? { ...grant, level: next.name } : grant)),
  }));
  return { ...spec, levels: replaced(levels, place, next), groups };
}

/** A level left out, of the groups too. */
export function withoutLevel(spec: IdentitySpec, place: number): IdentitySpec {
  const levels = spec.levels ?? [];
  const gone = levels[place]?.name;
  const groups = (spec.groups ?? []).map((group) => ({
    ...group,
    levels: (group.levels ?? []).filter(({ level }) => level !== gone),
  }));
  return { ...spec, levels: without(levels, place), groups };
}

/** A group changed; its people stay in it. */
export function withGroup(spec: IdentitySpec, place: number, next: PeopleGroup): IdentitySpec {
  const groups = spec.groups ?? [];
  const before = groups[place]?.name;
  const people = (spec.people ?? []).map((person) => ({
    ...person,
    groups: (person.groups ?? []).map((name) => (name === before ? next.name : name)),
  }));
  return { ...spec, groups: replaced(groups, place, next), people };
}

/** A group left out, of its people too. */
export function withoutGroup(spec: IdentitySpec, place: number): IdentitySpec {
  const groups = spec.groups ?? [];
  const gone = groups[place]?.name;
  const people = (spec.people ?? []).map((person) => ({
    ...person,
    groups: (person.groups ?? []).filter((name) => name !== gone),
  }));
  return { ...spec, groups: without(groups, place), people };
}

/** People added; whoever is there already by that name is as in `added` then. */
export function withPeople(spec: IdentitySpec, added: readonly Person[]): IdentitySpec {
  // IAM tells no user names apart by their case.
  const key = ({ name }: Person) => name.toLowerCase();
  const all = new Map((spec.people ?? []).map((person) => [key(person), person]));
  for (const person of added) {
    all.set(key(person), person);
  }
  return { ...spec, people: [...all.values()] };
}

/** A name that none of `taken` has: `Level`, `Level 2`. */
export function freeName(wanted: string, taken: readonly string[]): string {
  let name = wanted;
  for (let nth = 2; taken.includes(name); nth += 1) {
    name = `${wanted} ${nth}`;
  }
  return name;
}
