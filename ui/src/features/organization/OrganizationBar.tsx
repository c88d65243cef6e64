import { ChevronsDownUp, ChevronsUpDown, FolderPlus, Plus, Search } from "lucide-react";
import type { RefObject } from "react";

import type { ConnectionId, OrganizationView } from "../../ipc/bindings";
import { Button, IconButton } from "../../kit/Button";
import { keys } from "../../kit/words";
import { CostsToggle } from "./CostsToggle";
import { LoadState } from "./LoadState";

interface OrganizationBarProps {
  connection: ConnectionId;
  view: OrganizationView;
  query: string;
  found: number | null;
  search: RefObject<HTMLInputElement | null>;
  onQuery: (query: string) => void;
  /** Gives the tree the keyboard. */
  onToTree: () => void;
  onOpenAll: () => void;
  onCloseAll: () => void;
  onCreateOu: () => void;
  onCreateAccount: () => void;
}

/** Search, how old the tree is, and what is made most. */
export function OrganizationBar({
  connection,
  view,
  query,
  found,
  search,
  onQuery,
  onToTree,
  onOpenAll,
  onCloseAll,
  onCreateOu,
  onCreateAccount,
}: OrganizationBarProps) {
  return (
    <div className="bar">
      <h1 className="unseen">Organization</h1>
      <div className="search">
        <Search aria-hidden size={14} />
        <input
          ref={search}
          type="text"
          role="searchbox"
          aria-label="Search accounts and OUs"
          placeholder="Search name, id, email or path"
          value={query}
          spellCheck={false}
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") {
              onQuery("");
              onToTree();
            } else if (event.key === "ArrowDown" || event.key === "Enter") {
              event.preventDefault();
              onToTree();
            }
          }}
        />
        {found === null ? (
          <kbd>{keys("Ctrl F")}</kbd>
        ) : (
          <span className="search-count">{found.toLocaleString("en")} found</span>
        )}
      </div>
      <IconButton icon={ChevronsUpDown} label="Expand all" onClick={onOpenAll} />
      <IconButton icon={ChevronsDownUp} label="Collapse all" onClick={onCloseAll} />
      <CostsToggle connection={connection} />
      <span className="grow" />
      <LoadState connection={connection} view={view} />
      <Button changes icon={FolderPlus} onClick={onCreateOu}>
        New OU
      </Button>
      <Button changes icon={Plus} variant="primary" onClick={onCreateAccount}>
        New account
      </Button>
    </div>
  );
}
