import type { Connection } from "../../ipc/bindings";

/** Connections that belong together. */
export interface Group {
  name: string;
  connections: Connection[];
}

/** The group of those that are no sandbox. */
export const OWN = "Your connections";

/** What all connections of the sandbox's accounts outside of its organization begin with. */
const OUTSIDE = "sandbox:";

function groupOf({ id, kind }: Connection): string {
  if (kind === "sandbox") {
    return id.startsWith(OUTSIDE) ? "Sandbox · accounts outside" : "Sandbox";
  }
  return OWN;
}

/** The sandbox, its accounts outside of the organization (the other side of an invitation), and what is the user's own. */
export function groupsOf(connections: readonly Connection[]): Group[] {
  const groups: Group[] = [];
  for (const connection of connections) {
    const name = groupOf(connection);
    const group = groups.find((each) => each.name === name);
    if (group) {
      group.connections.push(connection);
    } else {
      groups.push({ name, connections: [connection] });
    }
  }
  return groups;
}

const nthOf = (id: string) => (id.startsWith(OUTSIDE) ? id.slice(OUTSIDE.length) : null);

/** A connection's name under the name of its group. */
export function nameOf({ id, name }: Connection): string {
  const nth = nthOf(id);
  return nth === null ? name : `Account outside ${nth}`;
}

/** A connection's name beside its kind, as short as can be: nothing more for the sandbox itself. */
export function shortName({ id, kind, name }: Connection): string {
  const nth = nthOf(id);
  return nth !== null ? `Outside ${nth}` : kind === "sandbox" ? "" : name;
}
