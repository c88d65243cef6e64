import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { Failure } from "../../ipc/bindings";
import { IDENTITY_SPEC } from "../../test/identity";
import { fakeRust } from "../../test/rust";
import { fill, showWithToasts } from "../../test/show";
import { ShowDialog } from "./ShowDialog";

const THERE: Failure = {
  code: "conflict",
  message: "/home/ada/identity.json is there already",
  hint: "Replace it, or choose another name.",
};

test("the document is saved where somebody says, and one that is there only once that is agreed to", async () => {
  const rust = fakeRust(
    {},
    { writeIdentity: (_, file, replace) => (replace ? { path: file } : Promise.reject(THERE)) },
  );
  const { person } = showWithToasts(<ShowDialog spec={IDENTITY_SPEC} onClose={vi.fn()} />);
  const field = await screen.findByDisplayValue("/home/ada/.local/share/canopy/exports/identity.json");
  await fill(person, field, "/home/ada/identity.json");
  await person.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("is there already");
  await person.click(screen.getByRole("button", { name: "Replace it" }));
  expect(await screen.findByText("The document is saved")).toBeInTheDocument();
  expect(rust.asked("writeIdentity")).toEqual([
    [IDENTITY_SPEC, "/home/ada/identity.json", false],
    [IDENTITY_SPEC, "/home/ada/identity.json", true],
  ]);
});
