import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";

import type { AccountId, ConnectionId, NodeId, Recent } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import type { AccountNode, TreeIndex } from "../../ipc/tree";
import { Button } from "../../kit/Button";
import { noteToast } from "../../kit/noteToast";
import { termsOf } from "../../kit/search";
import { keys } from "../../kit/words";
import type { AccessWish } from "./accessWish";
import { LauncherGrid, type LauncherHandle } from "./LauncherGrid";
import { LauncherPanel } from "./LauncherPanel";
import { type AccountRow, rowsFor } from "./launcherRows";
import { cannotOpenSeveral } from "./options";
import { useConsole } from "./useConsole";
import { useFavourites } from "./useFavourites";

interface LauncherProps {
  connection: ConnectionId;
  index: TreeIndex;
  onReveal: (account: NodeId) => void;
  onWish: (wish: AccessWish) => void;
}

const NONE: ReadonlySet<AccountId> = new Set();

/** Every account one step away: found by typing, opened by Enter, several in one go. */
export function Launcher({ connection, index, onReveal, onWish }: LauncherProps) {
  const recents = useQuery(q.recents(connection)).data;
  const sessions = useQuery(q.consoleSessions(connection)).data;
  const { favourites, toggle } = useFavourites(connection);
  const { open, openSeveral, opening } = useConsole(connection);
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState<AccountId | null>(null);
  const [selected, setSelected] = useState(NONE);
  // What is opened here keeps its place until someone searches: rows do not jump away under the pointer.
  const [held, setHeld] = useState<readonly Recent[] | null>(null);
  const search = useRef<HTMLInputElement>(null);
  const grid = useRef<LauncherHandle>(null);

  const typed = useDeferredValue(query);
  const terms = useMemo(() => termsOf(typed), [typed]);
  const rows = useMemo(
    () => rowsFor({ index, favourites, recents: held ?? recents ?? [], typed }),
    [index, favourites, held, recents, typed],
  );
  const accounts = useMemo(() => rows.filter((row): row is AccountRow => row.kind === "account"), [rows]);
  const recentBy = useMemo(() => new Map(recents?.map((recent) => [recent.account, recent])), [recents]);
  // Soonest end first: the last one of an account is what is left.
  const sessionBy = useMemo(() => new Map(sessions?.map((session) => [session.account, session])), [sessions]);
  // Enter in the search opens the first that fits, until someone chooses another.
  const here = accounts.find(({ id }) => id === chosen) ?? accounts[0] ?? null;
  const picked = useMemo(
    () =>
      [...selected].flatMap((id) => {
        const node = index.byId.get(id);
        return node?.kind === "account" ? [node] : [];
      }),
    [selected, index],
  );

  /** Opens these as remembered, or says why not. */
  function openAll(accounts: readonly AccountNode[]): void {
    const refusal = cannotOpenSeveral(accounts);
    if (refusal) {
      noteToast("info", refusal);
    } else {
      setHeld(held ?? recents ?? []);
      void openSeveral(accounts);
    }
  }

  function openThese(account: AccountId): void {
    const one = index.byId.get(account);
    openAll(selected.size > 0 ? picked : one?.kind === "account" ? [one] : []);
  }

  function onSearchKey(event: KeyboardEvent): void {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      setChosen(here?.id ?? null);
      grid.current?.focus();
    } else if (event.key === "Enter" && here) {
      event.preventDefault();
      openAll([here.account]);
    } else if (event.key === "Escape" && query !== "") {
      event.preventDefault();
      setQuery("");
    }
  }

  const onKey = useEffectEvent((event: globalThis.KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f" && !document.querySelector(".modal")) {
      event.preventDefault();
      search.current?.focus();
      search.current?.select();
    }
  });
  useEffect(() => {
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  return (
    <section className="launcher" aria-label="Consoles">
      <header className="launcher-head">
        <div className="search launcher-search">
          <Search aria-hidden size={14} />
          <input
            ref={search}
            type="text"
            role="searchbox"
            aria-label="Search the accounts"
            placeholder="Name, id, email or OU"
            spellCheck={false}
            // The page is there to be typed into.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            value={query}
            onChange={(event) => {
              setQuery(event.target.value);
              setChosen(null);
              setHeld(null);
            }}
            onKeyDown={onSearchKey}
          />
          {terms.length > 0 ? (
            <span className="search-count num" role="status">
              {accounts.length.toLocaleString("en")} found
            </span>
          ) : (
            <kbd>{keys("Ctrl F")}</kbd>
          )}
        </div>
        <p className="muted clip launcher-hint">
          {here && (
            <>
              <kbd>Enter</kbd> opens {selected.size > 0 ? `${selected.size} selected` : here.account.name}
              <span className="launcher-keys in-search">
                <kbd>↓</kbd> goes to the list
              </span>
              <span className="launcher-keys in-list">
                <kbd>Space</kbd> selects <kbd>{keys("Ctrl D")}</kbd>{" "}
                {favourites.has(here.id) ? "unmakes a favourite" : "makes a favourite"}
              </span>
            </>
          )}
        </p>
      </header>
      <div className="launcher-body">
        {here === null ? (
          <div className="page-message">
            <p>{terms.length > 0 ? `No account fits “${typed}”` : "The organization has no account yet"}</p>
            {terms.length > 0 && (
              <Button
                onClick={() => {
                  setQuery("");
                  search.current?.focus();
                }}
              >
                Clear the search
              </Button>
            )}
          </div>
        ) : (
          <LauncherGrid
            handle={grid}
            rows={rows}
            place={here.id}
            selected={selected}
            favourites={favourites}
            recents={recentBy}
            sessions={sessionBy}
            terms={terms}
            onPlace={setChosen}
            onSelect={(these, on) => {
              const next = new Set(selected);
              for (const id of these) {
                if (on) {
                  next.add(id);
                } else {
                  next.delete(id);
                }
              }
              setSelected(next);
            }}
            onSelectAll={() => setSelected(new Set(accounts.map(({ id }) => id)))}
            onOpen={openThese}
            onFavourite={toggle}
            onSearch={() => {
              search.current?.focus();
            }}
            onClear={() => (selected.size > 0 ? setSelected(NONE) : search.current?.focus())}
          />
        )}
        <LauncherPanel
          connection={connection}
          index={index}
          account={here?.account ?? null}
          picked={picked}
          recent={here ? recentBy.get(here.id) : undefined}
          sessions={sessions ?? []}
          opening={opening}
          onOpen={(account, role) => {
            setHeld(held ?? recents ?? []);
            void open(account.id, account.name, role);
          }}
          onOpenSeveral={() => openAll(picked)}
          onClear={() => setSelected(NONE)}
          onReveal={onReveal}
          onWish={onWish}
        />
      </div>
    </section>
  );
}
