import type { ConnectionId } from "../../ipc/bindings";
import type { AccountNode, TreeIndex } from "../../ipc/tree";
import type { AccessWish } from "./accessWish";
import { BookmarksDialog } from "./BookmarksDialog";
import { ConsoleOptionsDialog } from "./ConsoleOptionsDialog";
import { CopyLinkDialog } from "./CopyLinkDialog";
import { ExportDialog } from "./ExportDialog";
import { SwitchRoleDialog } from "./SwitchRoleDialog";

export type { AccessWish } from "./accessWish";

interface AccessDialogsProps {
  connection: ConnectionId;
  index: TreeIndex;
  wish: AccessWish;
  onWish: (wish: AccessWish) => void;
  onClose: () => void;
}

/** The dialog that a wish about access leads to. */
export function AccessDialogs({ index, wish, onWish, ...all }: AccessDialogsProps) {
  if (wish.do === "export") {
    return <ExportDialog {...all} index={index} selected={accountsOf(index, wish.accounts)} />;
  }
  const accounts = accountsOf(index, wish.do === "switchRole" ? wish.accounts : [wish.account]);
  const [account] = accounts;
  if (account === undefined) {
    return null;
  }
  switch (wish.do) {
    case "options":
      return <ConsoleOptionsDialog {...all} account={account} destination={wish.destination} onWish={onWish} />;
    case "copyLink":
      return <CopyLinkDialog {...all} account={account} options={wish.options} />;
    case "switchRole":
      return accounts.length === 1 ? (
        <SwitchRoleDialog {...all} account={account} />
      ) : (
        <BookmarksDialog {...all} accounts={accounts} />
      );
  }
}

function accountsOf(index: TreeIndex, ids: readonly string[]): AccountNode[] {
  return ids.flatMap((id) => {
    const node = index.byId.get(id);
    return node?.kind === "account" ? [node] : [];
  });
}
