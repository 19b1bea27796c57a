import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Clip } from "@/api/client.ts";
import type { Wanted } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { RetryProblem, Skeleton } from "@/ui/States.tsx";

import { ChosenBar } from "./ChosenBar.tsx";
import { ClipMenu } from "./ClipMenu.tsx";
import { chooseNone, chooseUpTo, meant, toggleChosen, useChosen } from "./chosen.ts";
import { Confirm } from "./Confirm.tsx";
import { NothingFound, NothingHere, type Place } from "./Empties.tsx";
import { itemsOf, sameItems, type Item } from "./items.ts";
import { MoveDialog } from "./MoveDialog.tsx";
import { RenameDialog } from "./RenameDialog.tsx";
import { Shelf, type Commands } from "./Shelf.tsx";
import { useShelf } from "./shelf.ts";
import { Held, Tools, useView } from "./Tools.tsx";
import { TrashHead } from "./TrashHead.tsx";
import { useActions } from "./useActions.ts";
import { useChooseAll } from "./useChooseAll.ts";
import { useWish } from "./useWish.ts";

interface PlacePageProps {
  place: Place;
  title: string;
  /** What makes a clip be in this place. */
  where: Wanted;
}

interface Asked {
  kind: "move" | "purge";
  ids: readonly string[];
}

/** One of the places of the library. */
export function PlacePage({ place, title, where }: PlacePageProps) {
  const { t } = useTranslation("library");
  const shell = useTranslation().t;
  const wish = useWish();
  const actions = useActions();
  const view = useView((looks) => looks.view);
  const wanted = useMemo(() => ({ ...where, ...wish.wanted }), [where, wish.wanted]);
  const { query, clips, see, more, isFetchingNextPage } = useShelf(wanted);
  const items = useMemo(() => sameItems(itemsOf(clips)), [clips]);
  const [menu, setMenu] = useState<{ item: Item; x: number; y: number } | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [renamed, setRenamed] = useState<Clip | null>(null);
  const inTrash = place === "trash";
  const choosing = useChosen((now) => now.ids.size > 0);
  const chooseEach = useChooseAll(JSON.stringify(wanted), items, query);
  useEffect(() => chooseNone, []); // what is chosen on one page is not on the next
  const chosen = () => [...useChosen.getState().ids];
  const commands: Commands = {
    toggle: toggleChosen,
    upTo: (item) => chooseUpTo(items, item),
    chooseAll: () => void chooseEach(),
    favourite: (item) =>
      !inTrash && void actions.mark(meant(item), "favourite", !item.clips.every((one) => one.favourite)),
    bookmark: (item) =>
      !inTrash && void actions.mark(meant(item), "bookmarked", !item.clips.every((one) => one.bookmarked)),
    remove: (item) => (inTrash ? setAsked({ kind: "purge", ids: meant(item) }) : void actions.trash(meant(item))),
    menu: (item, x, y) => setMenu({ item, x, y }),
    retry: (id) => void actions.retry(id),
  };
  const menuIds = menu === null ? [] : meant(menu.item);
  const isAsking = wish.wish.q !== "" || wish.filtered.length > 0;
  return (
    <>
      <title>{`${title} · ${shell("title")}`}</title>
      <h1 className="sr-only">{title}</h1>
      {choosing ? (
        <ChosenBar
          clips={clips}
          inTrash={inTrash}
          actions={actions}
          onMove={() => setAsked({ kind: "move", ids: chosen() })}
          onPurge={() => setAsked({ kind: "purge", ids: chosen() })}
        />
      ) : (
        <Tools wish={wish} />
      )}
      <Held wish={wish} />
      {inTrash && items.length > 0 && <TrashHead actions={actions} />}
      {query.isPending && <Waiting />}
      {query.isError && (
        <RetryProblem title={t("wrong")} onRetry={() => void query.refetch()}>
          {said(query.error)}
        </RetryProblem>
      )}
      {query.isSuccess &&
        items.length === 0 &&
        (isAsking ? (
          <NothingFound onClear={() => wish.set({ q: "", made: "", style: "", state: "", model: "" })} />
        ) : (
          <NothingHere place={place} />
        ))}
      {items.length > 0 && (
        <Shelf
          items={items}
          view={view}
          commands={commands}
          more={more}
          onSight={see}
          above={`${wish.filtered.length > 0} ${inTrash}`}
        />
      )}
      {isFetchingNextPage && <Skeleton className="mt-3.5 h-24" />}
      <div aria-hidden className="h-46 shrink-0" />
      <ClipMenu
        at={menu}
        inTrash={inTrash}
        actions={actions}
        ids={menuIds}
        onClose={() => setMenu(null)}
        onReturn={focusCard}
        onMove={() => setAsked({ kind: "move", ids: menuIds })}
        onRename={() => setRenamed(menu?.item.first ?? null)}
        onPurge={() => setAsked({ kind: "purge", ids: menuIds })}
      />
      <MoveDialog
        open={asked?.kind === "move"}
        title={t("moveTitle", { count: asked?.ids.length ?? 0 })}
        here={clips.find((clip) => clip.id === asked?.ids[0])?.folder_id}
        nowhere={t("noFolder")}
        onClose={() => setAsked(null)}
        onMove={(folder, name) => asked !== null && void actions.move(asked.ids, folder, name)}
      />
      <Confirm
        open={asked?.kind === "purge"}
        title={t("purgeTitle", { count: asked?.ids.length ?? 0 })}
        about={t("purgeAbout")}
        action={t("purge")}
        onClose={() => setAsked(null)}
        onDo={() => asked !== null && void actions.purge(asked.ids)}
      />
      <RenameDialog clip={renamed} onClose={() => setRenamed(null)} />
    </>
  );
}

/** The card that the menu was for. */
function focusCard(): void {
  document.querySelector<HTMLElement>('[data-item] a[tabindex="0"]')?.focus({ preventScroll: true });
}

function Waiting() {
  const { t } = useTranslation("library");
  return (
    <div
      aria-busy
      role="status"
      aria-label={t("loading")}
      className="grid grid-cols-[repeat(auto-fill,minmax(min(260px,100%),1fr))] gap-3.5"
    >
      {Array.from({ length: 12 }, (_, place) => (
        <Skeleton key={place} className="aspect-video" />
      ))}
    </div>
  );
}
