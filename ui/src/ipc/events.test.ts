import { type Query, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { LEDGER, SANDBOX, USUAL, viewOf } from "../test/fixture";
import { fakeRust, type Rust } from "../test/rust";
import { events, type LoadProgress, type OrganizationView } from "./bindings";
import { newQueryClient, q } from "./client";
import { listen } from "./events";

const PROGRESS: LoadProgress = {
  accounts: 3,
  ous: 1,
  calls: 2,
  throttled: 0,
  seconds: 1,
  secondsLeft: 4,
  firstRowsMs: 80,
};
let rust: Rust;
let stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops) {
    stop();
  }
  stops = [];
});

const client = newQueryClient();
const hasData = (query: Query) => query.state.data !== undefined;
beforeEach(() => {
  client.clear();
  rust = fakeRust();
});

function watch(options: ReturnType<typeof q.organization> | ReturnType<typeof q.tags> | ReturnType<typeof q.activity>) {
  // The observers differ only in what they carry, which nobody looks at here.
  stops.push(new QueryObserver(client, options as ReturnType<typeof q.activity>).subscribe(() => undefined));
}

test("a change is read again for its connection and its topic alone", async () => {
  await listen(client);
  watch(q.organization(SANDBOX));
  watch(q.organization("profile:corp"));
  watch(q.activity(SANDBOX));
  await vi.waitFor(() => expect(client.getQueryCache().findAll({ predicate: hasData })).toHaveLength(3));
  await events.changed.emit({ connection: SANDBOX, topics: ["organization"] });
  await vi.waitFor(() => expect(rust.asked("organization")).toHaveLength(3));
  expect(rust.asked("organization").at(-1)).toEqual([SANDBOX]);
  expect(rust.asked("activity")).toHaveLength(1);
});

test("a change without a connection is read again for all", async () => {
  await listen(client);
  watch(q.organization(SANDBOX));
  watch(q.organization("profile:corp"));
  await vi.waitFor(() => expect(client.getQueryCache().findAll({ predicate: hasData })).toHaveLength(2));
  await events.changed.emit({ connection: null, topics: ["organization"] });
  await vi.waitFor(() => expect(rust.asked("organization")).toHaveLength(4));
});

test("a change marks what calls AWS as old, but does not call", async () => {
  await listen(client);
  watch(q.tags(SANDBOX, LEDGER));
  watch(q.organization(SANDBOX));
  await vi.waitFor(() => expect(client.getQueryData(q.tags(SANDBOX, LEDGER).queryKey)).toBeDefined());
  await events.changed.emit({ connection: SANDBOX, topics: ["organization"] });
  await vi.waitFor(() => expect(rust.asked("organization")).toHaveLength(2));
  expect(rust.asked("tags")).toHaveLength(1);
  expect(client.getQueryState(q.tags(SANDBOX, LEDGER).queryKey)?.isInvalidated).toBe(true);
});

test("news that come while a topic is being read cause one more read, not many", async () => {
  const waiting: (() => void)[] = [];
  let slow = false;
  rust = fakeRust(
    {},
    {
      organization: () =>
        slow
          ? new Promise<OrganizationView>((resolve) => {
              waiting.push(() => resolve(viewOf()));
            })
          : viewOf(),
    },
  );
  await listen(client);
  watch(q.organization(SANDBOX));
  await vi.waitFor(() => expect(client.getQueryData(q.organization(SANDBOX).queryKey)).toBeDefined());
  slow = true;
  for (let news = 0; news < 5; news += 1) {
    await events.changed.emit({ connection: SANDBOX, topics: ["organization"] });
  }
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  waiting[0]?.();
  await vi.waitFor(() => expect(waiting).toHaveLength(2));
  slow = false;
  waiting[1]?.();
  await vi.waitFor(() => expect(client.isFetching()).toBe(0));
  expect(rust.asked("organization"), "the first read, and two for five pieces of news").toHaveLength(3);
});

test("news that come during the first read cause another: what it brings may be older", async () => {
  let answer: (() => void) | undefined;
  rust = fakeRust(
    {},
    {
      organization: () =>
        answer
          ? viewOf()
          : new Promise<OrganizationView>((resolve) => {
              answer = () => resolve(viewOf());
            }),
    },
  );
  await listen(client);
  watch(q.organization(SANDBOX));
  await vi.waitFor(() => expect(answer).toBeDefined());
  await events.changed.emit({ connection: SANDBOX, topics: ["organization"] });
  answer?.();
  await vi.waitFor(() => expect(rust.asked("organization")).toHaveLength(2));
});

test("progress moves a load that is under way", async () => {
  await listen(client);
  const key = q.organization(SANDBOX).queryKey;
  client.setQueryData(key, { ...viewOf(), loading: PROGRESS });
  await events.loading.emit({ connection: SANDBOX, progress: { ...PROGRESS, accounts: 9 } });
  expect(client.getQueryData(key)?.loading?.accounts).toBe(9);
});

test("progress that comes late does not bring a load back that is over", async () => {
  await listen(client);
  const key = q.organization(SANDBOX).queryKey;
  client.setQueryData(key, viewOf());
  await events.loading.emit({ connection: SANDBOX, progress: PROGRESS });
  expect(client.getQueryData(key)?.loading).toBeNull();
});

test("once stopped, nothing is read again", async () => {
  const stop = await listen(client);
  watch(q.organization(SANDBOX));
  await vi.waitFor(() => expect(rust.asked("organization")).toHaveLength(1));
  stop();
  await Promise.resolve();
  await new Promise((resolve) => setTimeout(resolve, 0));
  await events.changed.emit({ connection: SANDBOX, topics: ["organization"] });
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(rust.asked("organization")).toHaveLength(1);
});

test("that a console session is about to end is passed on to who tells it", async () => {
  const tell = vi.fn();
  await listen(client, tell);
  const ending = {
    connection: SANDBOX,
    accountName: "ledger",
    minutesLeft: 5,
    session: {
      id: 1,
      account: LEDGER,
      role: "Auditor",
      openedAt: "2026-11-03T12:00:00Z",
      endsAt: "2026-11-03T13:00:00Z",
      browser: null,
      destination: { kind: "home" as const },
      options: USUAL,
    },
  };
  await events.consoleEnding.emit({ ending });
  await vi.waitFor(() => expect(tell.mock.calls).toEqual([[{ ending }]]));
});
