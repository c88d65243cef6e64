import type { QueryClient, QueryKey } from "@tanstack/react-query";

import { type Changed, type ConsoleEnding, events, type Loading, type OrganizationView } from "./bindings";

/**
 * Keeps the queries as fresh as Rust says: `changed` reads topics again, `loading` moves the progress.
 * While a topic is being read, further news of it wait for the end and cause one more read, not many.
 * That a console session is about to end goes to `onEnding`.
 * Nothing may be read before this is settled: what changes between a read and the first news would be missed.
 */
export async function listen(client: QueryClient, onEnding?: (ending: ConsoleEnding) => void): Promise<() => void> {
  const reading = new Set<string>();
  const again = new Set<string>();

  async function read(key: QueryKey): Promise<void> {
    const name = JSON.stringify(key);
    if (reading.has(name)) {
      again.add(name);
      return;
    }
    reading.add(name);
    try {
      // A first read that is under way is joined, not begun again: what it brings may be older than the news.
      const joins = client.isFetching({ queryKey: key, predicate: (query) => query.state.data === undefined }) > 0;
      await refresh(client, key);
      if (joins) {
        await refresh(client, key);
      }
    } finally {
      reading.delete(name);
    }
    if (again.delete(name)) {
      await read(key);
    }
  }

  function changed({ connection, topics }: Changed): void {
    for (const topic of topics) {
      if (connection === null || topic === "connections") {
        void read([topic]);
      } else {
        void read([topic, connection]);
        // What belongs to no one connection is told with any.
        void read([topic, null]);
      }
    }
  }

  function loading({ connection, progress }: Loading): void {
    // Only a load that the view knows of moves: news that come after its end must not bring it back.
    client.setQueryData<OrganizationView>(["organization", connection], (view) =>
      view?.loading ? { ...view, loading: progress } : view,
    );
  }

  const stops = await Promise.all([
    events.changed.listen((event) => changed(event.payload)),
    events.loading.listen((event) => loading(event.payload)),
    events.consoleEnding.listen((event) => onEnding?.(event.payload)),
  ]);
  return () => {
    for (const stop of stops) {
      stop();
    }
  };
}

/** Marks everything under `key` as old and reads what is on screen, except what would call AWS. */
export async function refresh(client: QueryClient, key: QueryKey): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: key, predicate: (query) => query.meta?.callsAws !== true }),
    client.invalidateQueries({
      queryKey: key,
      predicate: (query) => query.meta?.callsAws === true,
      refetchType: "none",
    }),
  ]);
}
