import { screen, within } from "@testing-library/react";
import { vi } from "vitest";

import { BillingPage } from "../features/billing/BillingPage";
import type { BillView } from "../ipc/bindings";
import { indexTree } from "../ipc/tree";
import { billViewOf } from "./bill";
import { SANDBOX, treeOf } from "./fixture";
import { fakeRust } from "./rust";
import { showWithToasts } from "./show";

/** The page of the bill over what Rust would answer. */
export function drawBill(bill: BillView = billViewOf(), answers: Parameters<typeof fakeRust>[1] = {}) {
  const rust = fakeRust({ bill }, answers);
  const onReveal = vi.fn();
  const shown = showWithToasts(<BillingPage connection={SANDBOX} index={indexTree(treeOf())} onReveal={onReveal} />);
  return { rust, onReveal, ...shown };
}

export const grid = () => screen.findByRole("treegrid");

/** The lines as a person reads them: indented, each with its cells. */
export async function lines(): Promise<string[]> {
  return within(await grid())
    .getAllByRole("row")
    .slice(1)
    .map((row) => {
      const cells = within(row)
        .getAllByRole("gridcell")
        .map((cell) => cell.textContent);
      return `${"  ".repeat(Number(row.getAttribute("aria-level")) - 1)}${cells.join(" | ")}`;
    });
}

export const button = (name: string | RegExp) => screen.getByRole("button", { name });
