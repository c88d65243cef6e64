import { vi } from "vitest";

import type { Actions } from "../features/organization/asking";

/** What the inspector and the menus ask for, heard by spies. */
export function actionSpies() {
  return {
    createOu: vi.fn<Actions["createOu"]>(),
    createAccount: vi.fn<Actions["createAccount"]>(),
    createAccounts: vi.fn<Actions["createAccounts"]>(),
    renameOu: vi.fn<Actions["renameOu"]>(),
    deleteOu: vi.fn<Actions["deleteOu"]>(),
    move: vi.fn<Actions["move"]>(),
    tag: vi.fn<Actions["tag"]>(),
    renameAccount: vi.fn<Actions["renameAccount"]>(),
    changeEmail: vi.fn<Actions["changeEmail"]>(),
    enterCode: vi.fn<Actions["enterCode"]>(),
    editContact: vi.fn<Actions["editContact"]>(),
    remove: vi.fn<Actions["remove"]>(),
    close: vi.fn<Actions["close"]>(),
    roles: vi.fn<Actions["roles"]>(),
    review: vi.fn<Actions["review"]>(),
    details: vi.fn<Actions["details"]>(),
    reveal: vi.fn<Actions["reveal"]>(),
  };
}
