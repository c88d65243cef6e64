import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { indexTree } from "../../ipc/tree";
import { LEDGER, LOGS, SANDBOX, treeOf } from "../../test/fixture";
import { fakeRust } from "../../test/rust";
import { fill, show } from "../../test/show";
import { TagsDialog } from "./TagsDialog";

function draw(...ids: string[]) {
  const rust = fakeRust({
    tags: [
      { key: "team", value: "core" },
      { key: "stage", value: "dev" },
    ],
  });
  const spies = { onClose: vi.fn(), onReview: vi.fn() };
  return {
    rust,
    ...spies,
    ...show(<TagsDialog connection={SANDBOX} index={indexTree(treeOf())} ids={ids} {...spies} />),
  };
}

test("the tags of one are added, changed and taken away as one plan", async () => {
  const { person, onReview } = draw(LEDGER);
  const [first] = await screen.findAllByRole("textbox", { name: "Tag value" });
  expect(screen.getByRole("button", { name: "Review" })).toHaveAccessibleDescription("Nothing is changed yet");
  await fill(person, first!, "payments");
  await person.click(screen.getAllByRole("button", { name: "Remove the tag" })[1]!);
  await person.click(screen.getByRole("button", { name: "Add a tag" }));
  await fill(person, screen.getAllByRole("textbox", { name: "Tag key" })[1]!, "owner");
  await fill(person, screen.getAllByRole("textbox", { name: "Tag value" })[1]!, "ada");
  await person.click(screen.getByRole("button", { name: "Review" }));
  expect(onReview).toHaveBeenCalledExactlyOnceWith([
    {
      change: "tag",
      node: LEDGER,
      set: [
        { key: "team", value: "payments" },
        { key: "owner", value: "ada" },
      ],
      remove: ["stage"],
    },
  ]);
});

test("several get tags and lose others, and keep the rest", async () => {
  const { person, rust, onReview } = draw(LEDGER, LOGS);
  const review = () => screen.getByRole("button", { name: "Review" });
  expect(review()).toHaveAccessibleDescription("Add a tag, or name one to take away");
  await fill(person, screen.getByRole("textbox", { name: "Tag key" }), "team");
  await fill(person, screen.getByRole("textbox", { name: "Tag value" }), "core");
  await fill(person, screen.getByRole("textbox", { name: "Take away" }), "stage, team");
  expect(review()).toHaveAccessibleDescription("The tag team cannot be set and taken away at once");
  await fill(person, screen.getByRole("textbox", { name: "Take away" }), "stage");
  await person.click(review());
  const part = { set: [{ key: "team", value: "core" }], remove: ["stage"] };
  expect(onReview).toHaveBeenCalledExactlyOnceWith([
    { change: "tag", node: LEDGER, ...part },
    { change: "tag", node: LOGS, ...part },
  ]);
  expect(rust.asked("tags"), "nobody needs to read those of each").toEqual([]);
});
