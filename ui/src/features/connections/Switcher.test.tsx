import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { Connection } from "../../ipc/bindings";
import { CONNECTIONS, MANAGEMENT, SANDBOX } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { show } from "../../test/show";
import { Switcher } from "./Switcher";

const OUTSIDE: Connection = {
  id: "sandbox:1",
  kind: "sandbox",
  name: "Sandbox, account outside 1",
  detail: "An account that can be invited",
  region: null,
  readOnly: false,
  partition: "aws",
  spec: null,
};

function draw(connection: string = SANDBOX) {
  const [sandbox, corp] = CONNECTIONS;
  const connections = [sandbox!, OUTSIDE, corp!];
  fakeRust({ connections });
  const onSwitch = vi.fn<(connection: string) => void>();
  const onManage = vi.fn<() => void>();
  const caller = { arn: `arn:aws:iam::${MANAGEMENT}:user/ada`, accountId: MANAGEMENT, userId: "AIDA" };
  const open = connections.find(({ id }) => id === connection)!;
  return {
    onSwitch,
    onManage,
    ...show(
      <Switcher
        connection={connection}
        session={{ connection: open, caller }}
        failed={false}
        onSwitch={onSwitch}
        onManage={onManage}
      />,
    ),
  };
}

test("the sandbox's accounts outside stand together, so that both sides of an invitation can be tried", async () => {
  const { person, onSwitch } = draw();
  await person.click(screen.getByRole("button", { name: /^Switch the connection/ }));
  const outside = await screen.findByRole("group", { name: "Sandbox · accounts outside" });
  await person.click(within(outside).getByRole("menuitem", { name: /^Account outside 1/ }));
  expect(onSwitch).toHaveBeenCalledExactlyOnceWith("sandbox:1");
});

test("the sandbox and one's own connections have groups of their own", async () => {
  const { person } = draw();
  await person.click(screen.getByRole("button", { name: /^Switch the connection/ }));
  expect(within(await screen.findByRole("group", { name: "Sandbox" })).getAllByRole("menuitem")).toHaveLength(1);
  expect(within(screen.getByRole("group", { name: "Your connections" })).getAllByRole("menuitem")).toHaveLength(1);
});

test("an account outside says which one it is", () => {
  draw("sandbox:1");
  expect(screen.getByRole("button", { name: /^Switch the connection/ })).toHaveTextContent("Outside 1");
});

test("all connections are one choice away", async () => {
  const { person, onManage, onSwitch } = draw();
  await person.click(screen.getByRole("button", { name: /^Switch the connection/ }));
  await person.click(await screen.findByRole("menuitem", { name: "Manage connections…" }));
  expect(onManage).toHaveBeenCalledOnce();
  expect(onSwitch).not.toHaveBeenCalled();
});
