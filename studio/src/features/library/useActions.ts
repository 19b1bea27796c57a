import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { api, body, type Clip } from "@/api/client.ts";
import { clipQuery, keys } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { inOrder, makeBoard } from "@/clips/board.ts";
import { nameOf } from "@/clips/facts.ts";
import { takeUp } from "@/draft/draft.ts";
import { likeClip } from "@/draft/likeClip.ts";
import { intoClipboard } from "@/ui/clipboard.ts";
import { toast } from "@/ui/toasts.ts";

import { chooseNone } from "./chosen.ts";
import { libraryChanged, showChange, showGone, shownClips } from "./shelf.ts";

const MOST_AT_ONCE = 500;
const MOST_IN_ARCHIVE = 300;
const MOST_ON_BOARD = 40;

type Mark = "favourite" | "bookmarked";
type Ids = readonly string[];

/** What can be done with clips, one or many. It is shown at once; what the server refuses is taken back and said. */
export function useActions() {
  const client = useQueryClient();
  const { t } = useTranslation("library");
  const shell = useTranslation().t;
  return useMemo(() => {
    const inParts = async (ids: Ids, ask: (ids: string[]) => Promise<unknown>) => {
      for (let first = 0; first < ids.length; first += MOST_AT_ONCE) await ask(ids.slice(first, first + MOST_AT_ONCE));
    };
    const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
      try {
        await work();
        return true;
      } catch (error) {
        toast(said(error), { tone: "wrong" });
        return false;
      } finally {
        libraryChanged(client);
      }
    };
    const restoreQuietly = (ids: Ids) =>
      attempt(() => inParts(ids, (part) => api.POST("/api/clips/restore", { body: { ids: part } })));
    const intoFolder = (ids: Ids, folder: string | null) =>
      inParts(ids, (part) =>
        api.POST("/api/clips/move", { body: { ids: part }, params: { query: folder === null ? {} : { folder } } }),
      );

    return {
      async mark(ids: Ids, mark: Mark, on: boolean) {
        showChange(client, new Set(ids), { [mark]: on });
        await attempt(() =>
          inParts(ids, (part) =>
            api.POST("/api/clips/mark", { body: { ids: part }, params: { query: { [mark]: on } } }),
          ),
        );
      },
      async trash(ids: Ids) {
        chooseNone();
        showGone(client, new Set(ids), (wanted) => wanted.trashed !== true);
        const done = await attempt(() => inParts(ids, (part) => api.POST("/api/clips/trash", { body: { ids: part } })));
        if (!done) return;
        const undo = { label: shell("undo"), run: () => void restoreQuietly(ids) };
        toast(t("trashed", { count: ids.length }), { action: undo });
      },
      async restore(ids: Ids) {
        chooseNone();
        showGone(client, new Set(ids), (wanted) => wanted.trashed === true);
        if (await restoreQuietly(ids)) toast(t("restored", { count: ids.length }));
      },
      async purge(ids: Ids) {
        chooseNone();
        showGone(client, new Set(ids), (wanted) => wanted.trashed === true);
        const done = await attempt(() => inParts(ids, (part) => api.POST("/api/clips/purge", { body: { ids: part } })));
        if (done) toast(t("purged", { count: ids.length }));
      },
      async emptyTrash() {
        chooseNone();
        await attempt(async () => {
          for (let ids = await trashedIds(); ids.length > 0; ids = await trashedIds()) {
            const { changed } = await body(api.POST("/api/clips/purge", { body: { ids } }));
            if (changed === 0) break; // what is left is still being stopped
          }
        });
      },
      async move(ids: Ids, folder: string | null, folderName: string) {
        const before = new Map(ids.map((id) => [id, shownClips(client).get(id)?.folder_id ?? null]));
        showChange(client, new Set(ids), { folder_id: folder });
        showGone(client, new Set(ids), (wanted) => typeof wanted.folder === "string" && wanted.folder !== folder);
        if (!(await attempt(() => intoFolder(ids, folder)))) return;
        const back = () =>
          void attempt(async () => {
            for (const place of new Set(before.values())) {
              await intoFolder(
                ids.filter((id) => before.get(id) === place),
                place,
              );
            }
          });
        const text = folder === null ? "movedOut" : "moved";
        toast(t(text, { count: ids.length, folder: folderName }), { action: { label: shell("undo"), run: back } });
      },
      async retry(id: string) {
        showChange(client, new Set([id]), { status: "queued", progress: 0, error: null });
        await attempt(() => api.POST("/api/activity/{clip_id}/retry", { params: { path: { clip_id: id } } }));
      },
      async stop(id: string) {
        await attempt(() => api.POST("/api/activity/{clip_id}/cancel", { params: { path: { clip_id: id } } }));
      },
      download(ids: Ids) {
        if (ids.length > MOST_IN_ARCHIVE) {
          toast(t("tooMany", { count: MOST_IN_ARCHIVE }), { tone: "wrong" });
          return;
        }
        const ready = ids.filter((id) => shownClips(client).get(id)?.video !== null);
        if (ready.length === 0) {
          toast(t("nothingReady"), { tone: "wrong" });
          return;
        }
        const [only] = ready;
        save(ready.length === 1 && only !== undefined ? `/api/clips/${only}/content` : archiveOf(ready));
      },
      async copyLink(address: string) {
        const link = new URL(address, location.href).href;
        toast((await intoClipboard(link)) ? t("linkCopied") : t("linkNotCopied", { link }));
      },
      /** Clips one after the other as a new board; its id, or null where there was trouble, which is said. */
      async toBoard(ids: Ids): Promise<string | null> {
        try {
          const clips = await Promise.all(ids.slice(0, MOST_ON_BOARD).map((id) => client.query(clipQuery(id))));
          const ready = clips.filter((clip) => clip.status === "completed");
          const [lead] = ready;
          if (lead === undefined) {
            toast(t("nothingReady"), { tone: "wrong" });
            return null;
          }
          chooseNone();
          const board = await makeBoard(nameOf(lead), lead, inOrder(ready));
          void client.invalidateQueries({ queryKey: keys.boards });
          return board;
        } catch (error) {
          toast(said(error), { tone: "wrong" });
          return null;
        }
      },
      useWords(clip: Clip) {
        takeUp({ prompt: clip.prompt });
      },
      async variation(clip: Clip) {
        await attemptTo(client, clip, () => toast(t("variationReady")));
      },
    };
  }, [client, t, shell]);
}

export type Actions = ReturnType<typeof useActions>;

async function attemptTo(client: QueryClient, clip: Clip, then: () => void): Promise<void> {
  try {
    takeUp({ ...likeClip(await client.query(clipQuery(clip.id))), variations: 1, seed: null });
    then();
  } catch (error) {
    toast(`${nameOf(clip)}: ${said(error)}`, { tone: "wrong" });
  }
}

async function trashedIds(): Promise<string[]> {
  const page = await body(api.GET("/api/clips", { params: { query: { trashed: true, limit: 200 } } }));
  return page.clips.map((clip) => clip.id);
}

const archiveOf = (ids: Ids): string => `/api/clips/download?ids=${ids.join(",")}`;

/** Let the browser keep what is at an address; the server says by which name. */
function save(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  document.body.append(link);
  link.click();
  link.remove();
}
