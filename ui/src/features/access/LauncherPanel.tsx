import { BookMarked, ExternalLink, ScanSearch, SquareTerminal, X } from "lucide-react";

import type { ConnectionId, ConsoleSession, NodeId, Recent, RoleName } from "../../ipc/bindings";
import type { AccountNode, TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { Fact } from "../../kit/Facts";
import { useNow } from "../../kit/useNow";
import { ago, count, moment } from "../../kit/words";
import { AccountAccess } from "./AccountAccess";
import type { AccessWish } from "./accessWish";
import { cannotOpenSeveral } from "./options";
import { Sessions } from "./Sessions";

/** How many of the selected are named. */
const NAMED = 12;

interface LauncherPanelProps {
  connection: ConnectionId;
  index: TreeIndex;
  /** The account that the keyboard is on. */
  account: AccountNode | null;
  /** Those that are selected. */
  picked: readonly AccountNode[];
  recent: Recent | undefined;
  sessions: readonly ConsoleSession[];
  opening: readonly NodeId[];
  onOpen: (account: AccountNode, role: RoleName | null) => void;
  onOpenSeveral: () => void;
  onClear: () => void;
  onReveal: (account: NodeId) => void;
  onWish: (wish: AccessWish) => void;
}

/** What can be done with the account, or with all that are selected; below it the sessions that run. */
export function LauncherPanel({ connection, index, sessions, ...panel }: LauncherPanelProps) {
  return (
    <aside className="side" aria-label="Details">
      {panel.picked.length > 0 ? (
        <Several {...panel} />
      ) : (
        panel.account && (
          <One {...panel} connection={connection} index={index} account={panel.account} key={panel.account.id} />
        )
      )}
      <Sessions
        sessions={sessions}
        nameOf={(account) => index.byId.get(account)?.name ?? account}
        connection={connection}
      />
    </aside>
  );
}

type OneProps = Pick<
  LauncherPanelProps,
  "connection" | "index" | "recent" | "opening" | "onOpen" | "onReveal" | "onWish"
> & {
  account: AccountNode;
};

function One({ connection, index, account, recent, opening, onOpen, onReveal, onWish }: OneProps) {
  const now = useNow();
  return (
    <>
      <header className="side-head">
        <p className="label">Account</p>
        <h2 className="h1">{account.name}</h2>
      </header>
      <AccountAccess
        connection={connection}
        account={account}
        busy={opening.includes(account.id)}
        onOpen={(role) => onOpen(account, role)}
        onWish={onWish}
      />
      <dl className="facts">
        <Fact name="Account id" copy={account.id}>
          <code>{account.id}</code>
        </Fact>
        <Fact name="Email" copy={account.email} title={account.email}>
          {account.email}
        </Fact>
        <Fact name="Path" title={index.path(account.id)}>
          {index.path(account.id)}
        </Fact>
        {recent && (
          <Fact name="Last opened" title={`${moment(recent.at)}, as ${recent.role}`}>
            {ago(recent.at, now)}
          </Fact>
        )}
      </dl>
      <div className="side-actions">
        <Button icon={ScanSearch} onClick={() => onReveal(account.id)}>
          Show in the tree
        </Button>
      </div>
    </>
  );
}

type SeveralProps = Pick<LauncherPanelProps, "picked" | "opening" | "onOpenSeveral" | "onClear" | "onWish">;

function Several({ picked, opening, onOpenSeveral, onClear, onWish }: SeveralProps) {
  const ids = picked.map(({ id }) => id);
  return (
    <>
      <header className="side-head">
        <p className="label">Selected</p>
        <h2 className="h1">{count(picked.length, "account")}</h2>
      </header>
      <div className="side-actions">
        <Button
          variant="primary"
          icon={ExternalLink}
          busy={opening.length > 0}
          refusal={cannotOpenSeveral(picked)}
          onClick={onOpenSeveral}
        >
          Open {count(picked.length, "console")}
        </Button>
        <Button icon={X} onClick={onClear}>
          Clear
        </Button>
      </div>
      <ul className="picked">
        {picked.slice(0, NAMED).map((account) => (
          <li key={account.id}>
            <span className="clip grow">{account.name}</span>
            <code className="muted">{account.id}</code>
          </li>
        ))}
        {picked.length > NAMED && <li className="muted">and {count(picked.length - NAMED, "more", "more")}</li>}
      </ul>
      <div className="side-actions">
        <Button icon={BookMarked} onClick={() => onWish({ do: "switchRole", accounts: ids })}>
          Bookmarks…
        </Button>
        <Button icon={SquareTerminal} onClick={() => onWish({ do: "export", accounts: ids })}>
          Terminal profiles…
        </Button>
      </div>
    </>
  );
}
