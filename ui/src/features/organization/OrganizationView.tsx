import { use, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";

import type { NodeId, OrganizationView as View, TreeParts, ViewState } from "../../ipc/bindings";
import { Button } from "../../kit/Button";
import { ContextMenu } from "../../kit/ContextMenu";
import { CopyContext } from "../../kit/CopyButton";
import { noteToast } from "../../kit/noteToast";
import { ReadOnlyContext } from "../../kit/readOnly";
import { Tree, type TreeHandle } from "../../kit/tree/Tree";
import { Asked } from "./Asked";
import { actionsOf, type Asking } from "./asking";
import { commandsFor } from "./commands";
import { CutBar, DifferencesBar } from "./Floats";
import { Inspector } from "./Inspector";
import { LoadFailed } from "./LoadFailed";
import { OrganizationBar } from "./OrganizationBar";
import type { OrganizationPageProps } from "./OrganizationPage";
import { OrganizationHead, OrganizationRow } from "./OrganizationRow";
import { cannotDelete, cannotEdit, cannotMove, inWords, movesOf, refusalOf, targetOf } from "./rules";
import { useCosts } from "./useCosts";
import { useDaysLeft } from "./useDaysLeft";
import { useNotReady } from "./useNotReady";
import { useShortcuts } from "./useShortcuts";
import { useTreeView } from "./useTreeView";
import { grant } from "./wishes";

interface OrganizationViewProps extends OrganizationPageProps {
  view: View;
  tree: TreeParts;
  remembered: ViewState;
}

const NONE: ReadonlySet<NodeId> = new Set();

/** The tree beside its inspector, with everything one can do there. */
export function OrganizationView({
  connection,
  view,
  tree,
  remembered,
  wish,
  onWishDone,
  onReview,
  onOpenConsole,
  consoles,
  onDetails,
  onSignIn,
  onRoles,
  access,
}: OrganizationViewProps) {
  const seen = useTreeView(connection, tree, remembered);
  const { index, shape, rows, selection } = seen;
  const daysLeft = useDaysLeft(connection);
  const notReady = useNotReady(connection);
  const { costs } = useCosts(connection);
  const copy = use(CopyContext);
  const readOnly = use(ReadOnlyContext);
  const grid = useRef<TreeHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const [menu, setMenu] = useState<{ id: NodeId; at: { x: number; y: number } } | null>(null);
  const [cut, setCut] = useState<ReadonlySet<NodeId>>(NONE);
  const [dismissed, setDismissed] = useState<View["differences"] | null>(null);

  const selected = useMemo(() => [...selection.selected], [selection.selected]);
  const extra = useMemo(
    () => ({
      terms: seen.terms,
      counts: index.counts,
      managementAccountId: tree.organization.managementAccountId,
      daysLeft,
      notReady,
      costs,
    }),
    [seen.terms, index, tree.organization.managementAccountId, daysLeft, notReady, costs],
  );

  const rootId = index.root?.id ?? "";
  const here = selection.focused === null ? rootId : targetOf(index, selection.focused);
  const close = () => setAsking(null);
  const review: typeof onReview = (changes) => {
    close();
    onReview(changes);
  };
  const actions = actionsOf(setAsking, review, seen.reveal, onDetails, onRoles);
  const management = tree.organization.managementAccountId;

  const refuse = (reason: string) => noteToast("info", reason);

  function cutThese(ids: readonly NodeId[]): void {
    const refusal = readOnly ?? cannotMove(index, ids);
    if (refusal) {
      refuse(refusal);
    } else {
      setCut(new Set(ids));
    }
  }

  const onCut = () => cutThese(selected.length > 0 ? selected : selection.focused === null ? [] : [selection.focused]);

  const cutIds = [...cut].filter((id) => index.byId.has(id));
  const pasteRefusal = readOnly ?? (cutIds.length === 0 ? "Nothing was cut" : refusalOf(index, cutIds, here));

  function onPaste(): void {
    if (pasteRefusal) {
      refuse(pasteRefusal);
      return;
    }
    setCut(NONE);
    onReview(movesOf(index, cutIds, here));
  }

  function onDelete(id: NodeId): void {
    const refusal =
      readOnly ??
      (index.byId.get(id)?.kind === "ou"
        ? cannotDelete(index, id)
        : "An account cannot be deleted, only closed: its menu does");
    if (refusal) {
      refuse(refusal);
    } else {
      actions.deleteOu(id);
    }
  }

  function onRename(id: NodeId): void {
    const kind = index.byId.get(id)?.kind;
    const own = kind === "account" ? cannotEdit(index, [id]) : kind === "ou" ? null : "The root keeps its name";
    const refusal = readOnly ?? own;
    if (refusal) {
      refuse(refusal);
    } else if (kind === "account") {
      actions.renameAccount(id);
    } else {
      actions.renameOu(id);
    }
  }

  function onActivate(id: NodeId): void {
    if (index.byId.get(id)?.kind === "account") {
      onOpenConsole(id);
    } else {
      seen.toggle(id, !seen.isOpen(id));
    }
  }

  function onSelectAll(): void {
    const accounts = rows.flatMap((place) => {
      const node = shape.items[place];
      return node?.kind === "account" ? [node.id] : [];
    });
    seen.setSelection({ ...selection, selected: new Set(accounts) });
  }

  function onClear(): void {
    if (cut.size > 0) {
      setCut(NONE);
    } else {
      seen.setSelection({ ...selection, selected: NONE, anchor: null });
    }
  }

  // Wishes come from the palette, which knows nothing of this page but that it can grant them.
  const onWish = useEffectEvent(() => {
    if (wish) {
      grant(wish, {
        here,
        selected,
        seen,
        actions,
        rename: onRename,
        focusTree: () => grid.current?.focus(),
        focusSearch: () => search.current?.focus(),
      });
      onWishDone();
    }
  });
  useEffect(() => onWish(), [wish]);

  useShortcuts(connection, search);

  const showsDifferences = view.differences.length > 0 && dismissed !== view.differences && !view.loading;
  // What a menu acts on: the selection, if its row is part of it.
  const menuIds = menu === null || selection.selected.has(menu.id) ? selected : [menu.id];
  return (
    <>
      <OrganizationBar
        connection={connection}
        view={view}
        query={seen.query}
        found={seen.found}
        search={search}
        onQuery={seen.setQuery}
        onToTree={() => grid.current?.focus()}
        onOpenAll={seen.openAll}
        onCloseAll={seen.closeAll}
        onCreateOu={() => actions.createOu(here)}
        onCreateAccount={() => actions.createAccount(here)}
      />
      <div className="split">
        <section className={costs ? "tree-pane costs" : "tree-pane"} aria-label="Organization">
          {rows.length === 0 ? (
            <div className="page-message">
              <p>Nothing fits “{seen.query}”</p>
              <Button onClick={() => seen.setQuery("")}>Clear the search</Button>
            </div>
          ) : (
            <Tree
              label="Accounts and organizational units"
              handle={grid}
              columns={costs ? 5 : 3}
              head={<OrganizationHead costs={costs} />}
              shape={shape}
              rows={rows}
              isOpen={seen.isOpen}
              selection={selection}
              cut={cut}
              Row={OrganizationRow}
              extra={extra}
              nameOf={(node) => node.name}
              hintOf={(node) =>
                node.kind === "account"
                  ? `${node.name}\n${node.email}\n${node.id}`
                  : `${index.path(node.id)}\n${node.id}`
              }
              onSelection={seen.setSelection}
              onToggle={seen.toggle}
              onActivate={onActivate}
              onRename={onRename}
              onDelete={onDelete}
              onSelectAll={onSelectAll}
              onClear={onClear}
              onCut={onCut}
              onPaste={onPaste}
              onMenu={(id, at) => setMenu({ id, at })}
              drop={{
                targetOf: (id) => targetOf(index, id),
                refusal: (ids, target) => readOnly ?? refusalOf(index, ids, target),
                what: (ids) => inWords(index, ids),
                where: (target) => index.byId.get(target)?.name ?? target,
                onDrop: (ids, target) => onReview(movesOf(index, ids, target)),
              }}
            />
          )}
          <div className="floats">
            {view.failure && !view.loading && (
              <section className="float" aria-label="The load failed">
                <LoadFailed connection={connection} failure={view.failure} onSignIn={onSignIn} />
              </section>
            )}
            {showsDifferences && (
              <DifferencesBar
                differences={view.differences}
                onShow={seen.reveal}
                onClose={() => setDismissed(view.differences)}
              />
            )}
            {cutIds.length > 0 && (
              <CutBar
                what={inWords(index, cutIds)}
                where={index.byId.get(here)?.name ?? null}
                refusal={pasteRefusal}
                onPaste={onPaste}
                onClose={() => setCut(NONE)}
              />
            )}
          </div>
        </section>
        <Inspector
          connection={connection}
          organization={tree.organization}
          index={index}
          selected={selected}
          actions={actions}
          access={access}
        />
      </div>
      {menu && (
        <ContextMenu
          label={`Actions for ${index.byId.get(menu.id)?.name ?? menu.id}`}
          at={menu.at}
          onClose={() => {
            setMenu(null);
            grid.current?.focus();
          }}
          commands={commandsFor({
            index,
            managementAccountId: management,
            id: menu.id,
            ids: menuIds,
            cut,
            pasteRefusal,
            actions,
            openConsole: onOpenConsole,
            consoles,
            copy: (text) => void copy(text),
            onCut: () => cutThese(menuIds),
            onPaste,
            onFold: seen.foldBelow,
          })}
        />
      )}
      {asking && <Asked connection={connection} index={index} asking={asking} onClose={close} onReview={review} />}
    </>
  );
}
