import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import type { ReactNode } from "react";

import { commands } from "../ipc/bindings";
import { newQueryClient, run } from "../ipc/client";
import { listen } from "../ipc/events";
import { CopyContext } from "../kit/CopyButton";
import { Toasts } from "../kit/Toasts";

/** Draws a part of the window as main.tsx does, with its events; returns a person to use it. */
export function show(part: ReactNode) {
  const client = newQueryClient();
  void listen(client);
  const person = userEvent.setup({ delay: null, pointerEventsCheck: 0 });
  const drawn = render(
    <QueryClientProvider client={client}>
      <CopyContext value={(text) => run(commands.copyText(text)).then(() => true)}>{part}</CopyContext>
    </QueryClientProvider>,
  );
  return { person, client, ...drawn };
}

/** The same, for parts whose news appear elsewhere in the window. */
export function showWithToasts(part: ReactNode) {
  return show(
    <>
      {part}
      <Toasts />
    </>,
  );
}

/** The tree's rows without its head, as the texts of their name cells. */
export function rowNames(): string[] {
  return rows().map((row) => row.querySelector(".text")?.textContent ?? "");
}

export function rows(): HTMLElement[] {
  const grid = screen.getByRole("treegrid");
  return within(grid)
    .getAllByRole("row")
    .filter((row) => row.dataset["id"] !== undefined);
}

/** What an element says, with one space between its words. */
export function wordsOf(element: HTMLElement): string {
  return element.textContent.replaceAll(/\s+/g, " ").trim();
}

/** The row of a node. */
export function row(name: string): HTMLElement {
  const found = rows().find((each) => each.querySelector(".text")?.textContent === name);
  if (!found) {
    throw new Error(`no row ${name} among ${rowNames().join(", ")}`);
  }
  return found;
}

export function selectedNames(): string[] {
  return rows()
    .filter((each) => each.getAttribute("aria-selected") === "true")
    .map((each) => each.querySelector(".text")?.textContent ?? "");
}

/** The row that the tree says the keyboard is on. */
export function activeName(): string | undefined {
  const id = screen.getByRole("treegrid").getAttribute("aria-activedescendant");
  return id ? (document.getElementById(id)?.querySelector(".text")?.textContent ?? undefined) : undefined;
}

/** Puts a text into a field at once, as from the clipboard: letters one by one draw the dialog for each. */
export async function fill(person: UserEvent, field: HTMLElement, text: string): Promise<void> {
  await person.clear(field);
  await person.click(field);
  await person.paste(text);
}
