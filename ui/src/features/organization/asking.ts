import type { AccountId, Change, Contact, ContactKind, NodeId } from "../../ipc/bindings";

/** What a dialog asks for. */
export type Asking =
  | { what: "createOu" | "createAccount"; parent: NodeId }
  | { what: "createAccounts" }
  | { what: "renameOu"; ou: NodeId }
  | { what: "renameAccount" | "changeEmail"; account: AccountId }
  | { what: "contact"; account: AccountId; kind: ContactKind; before: Contact | null }
  | { what: "tags" | "move"; ids: readonly NodeId[] };

/** What can be done with roles of several accounts at once. */
export type RoleAction = "create" | "editTrust" | "delete";

/** What can be asked for from the inspector, the menus and the keyboard. */
export interface Actions {
  createOu: (parent: NodeId) => void;
  createAccount: (parent: NodeId) => void;
  createAccounts: () => void;
  renameOu: (ou: NodeId) => void;
  deleteOu: (ou: NodeId) => void;
  move: (ids: readonly NodeId[]) => void;
  tag: (ids: readonly NodeId[]) => void;
  renameAccount: (account: AccountId) => void;
  changeEmail: (account: AccountId) => void;
  enterCode: (account: AccountId, email: string) => void;
  editContact: (account: AccountId, kind: ContactKind, before: Contact | null) => void;
  remove: (accounts: readonly AccountId[]) => void;
  close: (accounts: readonly AccountId[]) => void;
  /** Leads to the dialogs about roles in these accounts. */
  roles: (what: RoleAction, accounts: readonly AccountId[]) => void;
  review: (changes: Change[]) => void;
  reveal: (id: NodeId) => void;
  /** Shows the organization beyond its tree. */
  details: () => void;
}

/** The actions: most ask in a dialog first, the others go to review at once. */
export function actionsOf(
  ask: (asking: Asking) => void,
  review: (changes: Change[]) => void,
  reveal: (id: NodeId) => void,
  details: () => void,
  roles: Actions["roles"],
): Actions {
  return {
    createOu: (parent) => ask({ what: "createOu", parent }),
    createAccount: (parent) => ask({ what: "createAccount", parent }),
    createAccounts: () => ask({ what: "createAccounts" }),
    renameOu: (ou) => ask({ what: "renameOu", ou }),
    deleteOu: (ou) => review([{ change: "deleteOu", ou }]),
    move: (ids) => ask({ what: "move", ids }),
    tag: (ids) => ask({ what: "tags", ids }),
    renameAccount: (account) => ask({ what: "renameAccount", account }),
    changeEmail: (account) => ask({ what: "changeEmail", account }),
    enterCode: (account, email) => review([{ change: "confirmEmailChange", account, email }]),
    editContact: (account, kind, before) => ask({ what: "contact", account, kind, before }),
    remove: (accounts) => review(accounts.map((account) => ({ change: "removeAccount", account }))),
    close: (accounts) => review(accounts.map((account) => ({ change: "closeAccount", account }))),
    roles,
    review,
    reveal,
    details,
  };
}
