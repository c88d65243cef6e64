import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import type { ConsoleEnding } from "../../ipc/bindings";
import { LEDGER, SANDBOX, USUAL } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { showWithToasts } from "../../test/show";
import { remind } from "./remind";

const ENDING: ConsoleEnding = {
  ending: {
    connection: SANDBOX,
    accountName: "ledger",
    minutesLeft: 5,
    session: {
      id: 7,
      account: LEDGER,
      role: "Auditor",
      openedAt: "2026-11-03T12:00:00Z",
      endsAt: "2026-11-03T13:00:00Z",
      browser: null,
      destination: { kind: "home" },
      options: USUAL,
    },
  },
};

test("before a session ends the window says so, and opens it again on demand", async () => {
  const rust = fakeRust();
  const { person } = showWithToasts(null);
  remind(ENDING);
  const news = await screen.findByRole("region", { name: /Notifications/ });
  expect(news).toHaveTextContent("The console session of ledger ends in 5 minutes");
  await person.click(within(news).getByRole("button", { name: "Open again" }));
  await waitFor(() =>
    expect(rust.asked("openConsole")).toEqual([[SANDBOX, LEDGER, { ...USUAL, role: "Auditor" }, false]]),
  );
  expect(screen.queryByText("The console session of ledger ends in 5 minutes")).not.toBeInTheDocument();
});
