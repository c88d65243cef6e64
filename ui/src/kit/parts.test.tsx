import { X } from "lucide-react";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { Button, IconButton } from "./Button";
import { MenuList } from "./ContextMenu";
import { CopyButton, CopyContext } from "./CopyButton";
import { FailureNote, failureToast } from "./failureToast";
import { Marked } from "./Marked";
import { Progress } from "./Progress";
import { ReadOnlyContext } from "./readOnly";
import { Ticked } from "./Ticked";
import { Toasts } from "./Toasts";

const DENIED = {
  message: "not allowed to `organizations:MoveAccount`",
  hint: "Sign in with a role that grants it.",
  requestId: "4f2c1a9e-0001",
};

test("a button that cannot be used says why, keeps the keyboard and does nothing", async () => {
  const onClick = vi.fn();
  const person = userEvent.setup({ delay: null, pointerEventsCheck: 0 });
  render(
    <Button refusal="It holds 2 accounts" onClick={onClick}>
      Delete
    </Button>,
  );
  const button = screen.getByRole("button", { name: "Delete" });
  expect(button).toHaveAttribute("aria-disabled", "true");
  expect(button).toHaveAccessibleDescription("It holds 2 accounts");
  await person.tab();
  expect(button, "its reason must be in reach").toHaveFocus();
  await person.keyboard("{Enter}");
  await person.click(button);
  expect(onClick).not.toHaveBeenCalled();
});

test("a form is not sent by a button that cannot be used, nor by one that is busy", async () => {
  const onSubmit = vi.fn((event: React.FormEvent) => event.preventDefault());
  const person = userEvent.setup({ delay: null, pointerEventsCheck: 0 });
  render(
    <form onSubmit={onSubmit}>
      <Button type="submit" refusal="Not yet">
        Save
      </Button>
      <Button type="submit" busy>
        Send
      </Button>
      <Button type="submit">Go</Button>
    </form>,
  );
  await person.click(screen.getByRole("button", { name: "Save" }));
  await person.click(screen.getByRole("button", { name: "Send" }));
  expect(onSubmit).not.toHaveBeenCalled();
  await person.click(screen.getByRole("button", { name: "Go" }));
  expect(onSubmit).toHaveBeenCalledOnce();
});

test("a button with a picture is named, and says its keys", async () => {
  const onClick = vi.fn();
  const person = userEvent.setup({ delay: null, pointerEventsCheck: 0 });
  render(<IconButton icon={X} label="Find" keys="Ctrl F" onClick={onClick} />);
  const button = screen.getByRole("button", { name: "Find" });
  expect(button).toHaveAttribute("aria-keyshortcuts", "Control+F");
  await person.click(button);
  expect(onClick).toHaveBeenCalledOnce();
});

test("copying says so", async () => {
  const copy = vi.fn(() => Promise.resolve(true));
  const person = userEvent.setup({ delay: null, pointerEventsCheck: 0 });
  render(
    <CopyContext value={copy}>
      <CopyButton what="account id" text="000000000021" />
    </CopyContext>,
  );
  await person.click(screen.getByRole("button", { name: "Copy account id" }));
  expect(copy).toHaveBeenCalledExactlyOnceWith("000000000021");
  expect(await screen.findByRole("button", { name: "Copied account id" })).toBeInTheDocument();
});

test("a copy that failed does not say it was made", async () => {
  const person = userEvent.setup({ delay: null, pointerEventsCheck: 0 });
  render(
    <CopyContext value={() => Promise.resolve(false)}>
      <CopyButton what="account id" text="000000000021" />
    </CopyContext>,
  );
  await person.click(screen.getByRole("button"));
  expect(screen.getByRole("button", { name: "Copy account id" })).toBeInTheDocument();
});

test("a failure says what happened, what helps, and the request id to copy", async () => {
  const copy = vi.fn(() => Promise.resolve(true));
  const person = userEvent.setup({ delay: null, pointerEventsCheck: 0 });
  render(
    <CopyContext value={copy}>
      <FailureNote failure={DENIED} />
    </CopyContext>,
  );
  const alert = screen.getByRole("alert");
  expect(alert).toHaveTextContent("Not allowed to organizations:MoveAccount");
  expect(alert).toHaveTextContent(DENIED.hint);
  expect(alert).toHaveTextContent(DENIED.requestId);
  await person.click(screen.getByRole("button", { name: "Copy request id" }));
  expect(copy).toHaveBeenCalledExactlyOnceWith(DENIED.requestId);
});

test("a failure without hint and request id shows neither", () => {
  render(<FailureNote failure={{ message: "no answer" }} />);
  expect(screen.getByRole("alert")).toHaveTextContent(/^No answer$/);
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
});

test("a failure in a toast says what could not be done, and goes when it is dismissed", async () => {
  const person = userEvent.setup({ delay: null, pointerEventsCheck: 0 });
  render(<Toasts />);
  failureToast("Could not move ledger", DENIED);
  const alert = await screen.findByText(/^Could not move ledger: not allowed to/);
  expect(screen.getByText(DENIED.hint)).toBeInTheDocument();
  expect(screen.getByText(DENIED.requestId)).toBeInTheDocument();
  await person.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(alert).not.toBeInTheDocument();
});

test("names in backticks stand as code", () => {
  const { container } = render(<Ticked text="no `ListRoots` on `r-ex01`" />);
  expect([...container.querySelectorAll("code")].map((code) => code.textContent)).toEqual(["ListRoots", "r-ex01"]);
  expect(container).toHaveTextContent("no ListRoots on r-ex01");
});

test("what was searched for is marked", () => {
  const { container } = render(<Marked text="log-archive" terms={["arch"]} />);
  expect(container).toHaveTextContent("log-archive");
  expect([...container.querySelectorAll("mark")].map((mark) => mark.textContent)).toEqual(["arch"]);
});

test("a bar tells how far it is, unless nobody knows", () => {
  const { rerender } = render(<Progress label="Loading" part={0.256} />);
  expect(screen.getByRole("progressbar", { name: "Loading" })).toHaveAttribute("aria-valuenow", "26");
  rerender(<Progress label="Loading" part={null} />);
  expect(screen.getByRole("progressbar")).not.toHaveAttribute("aria-valuenow");
});

test("what begins a change is off with the reason where nothing may be changed; what does not, works", async () => {
  const move = vi.fn();
  const open = vi.fn();
  const person = userEvent.setup({ delay: null, pointerEventsCheck: 0 });
  render(
    <ReadOnlyContext value="It is read-only">
      <Button changes refusal="It holds 2 accounts" onClick={move}>
        Move
      </Button>
      <IconButton changes icon={X} label="Edit tags" onClick={move} />
      <Button onClick={open}>Open</Button>
      <MenuList
        label="Actions"
        commands={[
          { id: "move", name: "Move to…", changes: true, run: move },
          { id: "copy", name: "Copy id", run: open },
        ]}
      />
    </ReadOnlyContext>,
  );
  expect(screen.getByRole("button", { name: "Move" })).toHaveAccessibleDescription("It is read-only");
  const refused = screen.getByRole("menuitem", { name: "Move to… It is read-only" });
  expect(refused, "its reason is read with its name").toHaveAttribute("aria-disabled", "true");
  await person.click(screen.getByRole("button", { name: "Move" }));
  await person.click(screen.getByRole("button", { name: "Edit tags" }));
  await person.click(refused);
  expect(move).not.toHaveBeenCalled();
  await person.click(screen.getByRole("button", { name: "Open" }));
  await person.click(screen.getByRole("menuitem", { name: "Copy id" }));
  expect(open).toHaveBeenCalledTimes(2);
});
