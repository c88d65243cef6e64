import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { indexTree } from "../../ipc/tree";
import { SANDBOX, treeOf } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { show } from "../../test/show";
import { AccessPage } from "./AccessPage";

function draw(loaded: boolean) {
  fakeRust();
  const onWish = vi.fn();
  const shown = show(
    <AccessPage
      connection={SANDBOX}
      index={loaded ? indexTree(treeOf()) : null}
      readiness={<p>The map</p>}
      onReveal={vi.fn()}
      onWish={onWish}
    />,
  );
  return { onWish, ...shown };
}

test("the launcher comes first, the map of readiness is one choice away", async () => {
  const { person } = draw(true);
  expect(screen.getByRole("grid", { name: "Accounts" })).toBeInTheDocument();
  await person.click(screen.getByRole("radio", { name: "Readiness" }));
  expect(screen.getByText("The map")).toBeInTheDocument();
  expect(screen.queryByRole("grid", { name: "Accounts" })).not.toBeInTheDocument();
});

test("profiles for the terminal are asked for from here, once the organization is loaded", async () => {
  const { person, onWish } = draw(true);
  await person.click(screen.getByRole("button", { name: "Terminal profiles…" }));
  expect(onWish).toHaveBeenCalledExactlyOnceWith({ do: "export", accounts: [] });
});

test("before the organization is loaded, it says so", async () => {
  const { person, onWish } = draw(false);
  expect(screen.getByRole("status")).toHaveTextContent("The organization is not loaded yet");
  const profiles = screen.getByRole("button", { name: "Terminal profiles…" });
  expect(profiles).toHaveAccessibleDescription("The organization is not loaded yet");
  await person.click(profiles);
  expect(onWish).not.toHaveBeenCalled();
});
