// @vitest-environment node
import { expect, test } from "vitest";

import { handshakeOf } from "../../test/handshakes";
import { agreement } from "./agreement";

const OWN = handshakeOf({
  id: "h-own",
  action: "ENABLE_ALL_FEATURES",
  state: "REQUESTED",
  expiresAt: "2027-01-30T12:00:00Z",
});
const ask = (id: string, part = {}) => handshakeOf({ id, action: "APPROVE_ALL_FEATURES", ...part });

test("without a request for all features nobody was asked", () => {
  expect(agreement([handshakeOf()])).toBeNull();
  expect(agreement([{ ...OWN, state: "CANCELED" }, ask("h-1")]), "it was cancelled").toBeNull();
});

test("those who agreed are counted among those who were asked", () => {
  const found = agreement([OWN, ask("h-1", { state: "ACCEPTED" }), ask("h-2"), handshakeOf()]);
  expect(found).toMatchObject({ agreed: 1, endsAt: "2027-01-30T12:00:00Z" });
  expect(found?.asked.map(({ id }) => id)).toEqual(["h-1", "h-2"]);
});

test("answers to an earlier request do not count", () => {
  const earlier = ask("h-old", { state: "ACCEPTED", requestedAt: "2026-06-01T12:00:00Z" });
  expect(agreement([OWN, earlier, ask("h-1")])).toMatchObject({ agreed: 0, asked: [{ id: "h-1" }] });
});
