import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";

import { indexTree } from "../../ipc/tree";
import { LEDGER, PREVIEW, PROD, STAGING, treeOf, WORKLOADS } from "../../test/fixture";
import { fill } from "../../test/show";
import { ChangeEmailDialog } from "./ChangeEmailDialog";
import { ContactDialog } from "./ContactDialog";
import { CreateAccountDialog } from "./CreateAccountDialog";
import { CreateOuDialog, MoveDialog, RenameAccountDialog, RenameOuDialog } from "./dialogs";

const index = indexTree(treeOf());
const press = (name: string) => screen.getByRole("button", { name });

function spies() {
  return { person: userEvent.setup({ delay: null, pointerEventsCheck: 0 }), onReview: vi.fn(), onClose: vi.fn() };
}

describe("a new OU", () => {
  function draw() {
    const all = spies();
    render(<CreateOuDialog index={index} parent={WORKLOADS} {...all} />);
    return { ...all, name: screen.getByRole("textbox", { name: "Name" }) };
  }

  test("is planned with its name and its place", async () => {
    const { person, onReview, name } = draw();
    expect(name).toHaveFocus();
    await person.keyboard("dev{Enter}");
    expect(onReview).toHaveBeenCalledExactlyOnceWith([{ change: "createOu", parent: WORKLOADS, name: "dev" }]);
  });

  test("needs a name, and says so once asked for", async () => {
    const { person, onReview, name } = draw();
    expect(name).not.toBeInvalid();
    await person.click(press("Review"));
    expect(name).toBeInvalid();
    expect(name).toHaveAccessibleDescription("An OU needs a name");
    expect(onReview).not.toHaveBeenCalled();
  });

  test("must not have the name of a sibling, which is said as one types", async () => {
    const { person, onReview, name } = draw();
    await person.keyboard("prod");
    expect(name).toHaveAccessibleDescription("An OU named prod stands there already");
    await person.keyboard("{Enter}");
    expect(onReview).not.toHaveBeenCalled();
    await person.keyboard("-2{Enter}");
    expect(onReview).toHaveBeenCalledOnce();
  });
});

describe("another name for an OU", () => {
  function draw() {
    const all = spies();
    render(<RenameOuDialog index={index} ou={PROD} {...all} />);
    return { ...all, name: screen.getByRole("textbox", { name: "Name" }) };
  }

  test("begins with the one it has, which is no other", async () => {
    const { person, onReview, name } = draw();
    expect(name).toHaveValue("prod");
    await person.click(press("Review"));
    expect(name).toHaveAccessibleDescription("It is named so already");
    expect(onReview).not.toHaveBeenCalled();
  });

  test("is planned", async () => {
    const { person, onReview, name } = draw();
    await fill(person, name, "production");
    await person.keyboard("{Enter}");
    expect(onReview).toHaveBeenCalledExactlyOnceWith([{ change: "renameOu", ou: PROD, name: "production" }]);
  });

  test("must not be that of a sibling", async () => {
    const { person, name } = draw();
    await fill(person, name, "staging");
    expect(name).toHaveAccessibleDescription("An OU named staging stands there already");
  });
});

describe("a new account", () => {
  function draw() {
    const all = spies();
    render(<CreateAccountDialog index={index} parent={STAGING} defaultRole="OrganizationAccountAccessRole" {...all} />);
    return {
      ...all,
      name: screen.getByRole("textbox", { name: "Name" }),
      address: screen.getByRole("textbox", { name: "Email of its root user" }),
      role: screen.getByRole("textbox", { name: /^Role that/ }),
    };
  }

  test("is planned with what was typed, and the usual role", async () => {
    const { person, onReview, name, address } = draw();
    await fill(person, name, "shop");
    await fill(person, address, "aws+shop@example.com");
    await person.click(press("Add a tag"));
    await fill(person, screen.getByRole("textbox", { name: "Tag key" }), "team");
    await fill(person, screen.getByRole("textbox", { name: "Tag value" }), "web");
    await person.click(press("Review"));
    expect(onReview).toHaveBeenCalledExactlyOnceWith([
      {
        change: "createAccount",
        name: "shop",
        email: "aws+shop@example.com",
        to: STAGING,
        roleName: null,
        tags: [{ key: "team", value: "web" }],
        hideBilling: false,
      },
    ]);
  });

  test("can hide its bill from its users", async () => {
    const { person, onReview, name, address } = draw();
    await fill(person, name, "shop");
    await fill(person, address, "aws+shop@example.com");
    await person.click(screen.getByRole("checkbox", { name: "Let its IAM users and roles see the bill" }));
    await person.click(press("Review"));
    expect(onReview.mock.lastCall).toMatchObject([[{ hideBilling: true }]]);
  });

  test("says in words what is missing", async () => {
    const { person, onReview, name, address } = draw();
    await person.click(press("Review"));
    expect(name).toHaveAccessibleDescription("An account needs a name");
    expect(address).toHaveAccessibleDescription("An account needs an email address of its own");
    expect(onReview).not.toHaveBeenCalled();
  });

  test("refuses an address without @ in its own words, not in the browser's", async () => {
    const { person, onReview, name, address } = draw();
    await fill(person, name, "shop");
    await fill(person, address, "example.com");
    await person.click(press("Review"));
    expect(address).toHaveAccessibleDescription("The address has no @");
    expect(onReview).not.toHaveBeenCalled();
  });

  test("must not have the address of another account, in any case", async () => {
    const { person, address } = draw();
    await fill(person, address, "AWS+Ledger@example.com");
    expect(address).toHaveAccessibleDescription("ledger has this address already; every account needs its own");
  });

  test("refuses a role that IAM would not take", async () => {
    const { person, onReview, name, address, role } = draw();
    await fill(person, name, "shop");
    await fill(person, address, "aws+shop@example.com");
    await fill(person, role, "a/b");
    expect(role).toBeInvalid();
    await person.click(press("Review"));
    expect(onReview).not.toHaveBeenCalled();
  });

  test("refuses a tag without a key, until it is removed", async () => {
    const { person, onReview, name, address } = draw();
    await fill(person, name, "shop");
    await fill(person, address, "aws+shop@example.com");
    await person.click(press("Add a tag"));
    await fill(person, screen.getByRole("textbox", { name: "Tag value" }), "web");
    await person.click(press("Review"));
    expect(screen.getByText("Every tag needs a key")).toBeInTheDocument();
    expect(onReview).not.toHaveBeenCalled();
    await person.click(press("Remove the tag"));
    await person.click(press("Review"));
    expect(onReview).toHaveBeenCalledOnce();
  });
});

describe("a move by typing", () => {
  function draw(...accounts: string[]) {
    const all = spies();
    render(<MoveDialog index={index} ids={accounts} {...all} />);
    return { ...all, to: screen.getByRole("combobox", { name: "To" }) };
  }

  test("finds the place by a part of its path, and plans the move", async () => {
    const { person, onReview, to } = draw(PREVIEW);
    // Its list is open, so the rest is hidden from readers for now.
    const review = screen.getByRole("button", { name: "Review", hidden: true });
    expect(review).toHaveTextContent("Choose an OU or the root first");
    await person.type(to, "prod");
    await person.click(await screen.findByRole("option", { name: "Workloads/prod" }));
    await person.click(press("Review"));
    expect(onReview).toHaveBeenCalledExactlyOnceWith([{ change: "moveAccount", account: PREVIEW, to: PROD }]);
  });

  test("a place where they stand already cannot be chosen, and says so", async () => {
    const { person, onReview, to } = draw(LEDGER);
    await person.type(to, "prod");
    const option = await screen.findByRole("option", { name: "Workloads/prod" });
    expect(option).toHaveAttribute("aria-disabled", "true");
    expect(option).toHaveAccessibleDescription("ledger stands in prod already");
    await person.click(option);
    await person.keyboard("{Escape}{Enter}");
    expect(onReview).not.toHaveBeenCalled();
  });
});

describe("another name for an account", () => {
  test("is planned, unless it is the one it has or AWS would not take it", async () => {
    const all = spies();
    render(<RenameAccountDialog index={index} account={LEDGER} {...all} />);
    const name = screen.getByRole("textbox", { name: "Name" });
    await fill(all.person, name, "lédger");
    await all.person.click(press("Review"));
    expect(name).toHaveAccessibleDescription(/printable ASCII only/);
    await fill(all.person, name, "books");
    await all.person.click(press("Review"));
    expect(all.onReview).toHaveBeenCalledExactlyOnceWith([{ change: "renameAccount", account: LEDGER, name: "books" }]);
  });
});

describe("another email", () => {
  test("asks AWS for a code first, and refuses an address of the organization", async () => {
    const all = spies();
    render(<ChangeEmailDialog index={index} account={LEDGER} {...all} />);
    const address = screen.getByRole("textbox", { name: "New email of its root user" });
    expect(address).toHaveFocus();
    await fill(all.person, address, "aws+preview@example.com");
    expect(address).toHaveAccessibleDescription(/^preview has this address already/);
    await fill(all.person, address, "books@example.com");
    await all.person.click(press("Review"));
    expect(all.onReview).toHaveBeenCalledExactlyOnceWith([
      { change: "startEmailChange", account: LEDGER, email: "books@example.com" },
    ]);
  });
});

describe("an alternate contact", () => {
  const grace = { name: "Grace Hopper", title: "Lead", email: "grace@example.com", phone: "+1 555 0100" };

  test("is planned whole, and says what is missing", async () => {
    const all = spies();
    render(<ContactDialog account={LEDGER} accountName="ledger" kind="SECURITY" before={null} {...all} />);
    await all.person.click(press("Review"));
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveAccessibleDescription("The name is missing");
    expect(screen.queryByRole("button", { name: "Remove the contact" })).not.toBeInTheDocument();
    for (const [label, value] of [
      ["Name", grace.name],
      ["Title", grace.title],
      ["Email", grace.email],
      ["Phone", grace.phone],
    ] as const) {
      await fill(all.person, screen.getByRole("textbox", { name: label }), value);
    }
    await all.person.click(press("Review"));
    expect(all.onReview).toHaveBeenCalledExactlyOnceWith([
      { change: "setContact", account: LEDGER, kind: "SECURITY", contact: grace },
    ]);
  });

  test("is removed", async () => {
    const all = spies();
    render(<ContactDialog account={LEDGER} accountName="ledger" kind="SECURITY" before={grace} {...all} />);
    await all.person.click(press("Remove the contact"));
    expect(all.onReview).toHaveBeenCalledExactlyOnceWith([
      { change: "setContact", account: LEDGER, kind: "SECURITY", contact: null },
    ]);
  });
});
