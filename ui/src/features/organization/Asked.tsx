import { useQuery } from "@tanstack/react-query";

import type { Change, ConnectionId } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import type { TreeIndex } from "../../ipc/tree";
import type { Asking } from "./asking";
import { ChangeEmailDialog } from "./ChangeEmailDialog";
import { ContactDialog } from "./ContactDialog";
import { CreateAccountDialog } from "./CreateAccountDialog";
import { CreateAccountsDialog } from "./CreateAccountsDialog";
import { CreateOuDialog, MoveDialog, RenameAccountDialog, RenameOuDialog } from "./dialogs";
import { TagsDialog } from "./TagsDialog";

interface AskedProps {
  connection: ConnectionId;
  index: TreeIndex;
  asking: Asking;
  onClose: () => void;
  onReview: (changes: Change[]) => void;
}

/** The dialog for what is asked. */
export function Asked({ connection, asking, ...all }: AskedProps) {
  const settings = useQuery(q.settings());
  switch (asking.what) {
    case "createOu":
      return <CreateOuDialog {...all} parent={asking.parent} />;
    case "createAccount":
      return <CreateAccountDialog {...all} parent={asking.parent} defaultRole={settings.data?.defaultRole ?? ""} />;
    case "createAccounts":
      return <CreateAccountsDialog {...all} connection={connection} />;
    case "renameOu":
      return <RenameOuDialog {...all} ou={asking.ou} />;
    case "renameAccount":
      return <RenameAccountDialog {...all} account={asking.account} />;
    case "changeEmail":
      return <ChangeEmailDialog {...all} account={asking.account} />;
    case "contact":
      return (
        <ContactDialog
          {...all}
          account={asking.account}
          accountName={all.index.byId.get(asking.account)?.name ?? asking.account}
          kind={asking.kind}
          before={asking.before}
        />
      );
    case "tags":
      return <TagsDialog {...all} connection={connection} ids={asking.ids} />;
    case "move":
      return <MoveDialog {...all} ids={asking.ids} />;
  }
}
