import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";

import { api, body } from "@/api/client.ts";
import { Refused } from "@/api/errors.ts";
import { keys } from "@/api/queries.ts";
import { answered, keyOf, moreOf, useDraft, wishOf, type Draft } from "@/draft/draft.ts";
import { toast } from "@/ui/toasts.ts";

/** Nothing can be made of it yet: no words, and nothing that could go on without any. */
export const isEmpty = (draft: Draft): boolean => draft.prompt.trim() === "" && draft.given?.kind !== "clip";

/** Order what the draft says. The words stay until the clips are in the library. */
export function useMake() {
  const { t } = useTranslation("composer");
  const client = useQueryClient();
  const { pathname } = useLocation();
  const folder = /^\/folders\/([^/]+)/u.exec(pathname)?.[1];
  return useMutation({
    mutationFn: async (draft: Draft) => {
      await ordered(draft, folder);
      answered();
      await Promise.all([keys.clips, keys.activity].map((queryKey) => client.invalidateQueries({ queryKey })));
    },
    onError: (error) => {
      if (error instanceof Refused) answered();
    },
    onSuccess: (_, draft) => {
      const { prompt, given } = draft;
      const now = useDraft.getState();
      if (now.draft.prompt === prompt && now.draft.given === given) now.change({ prompt: "", given: null });
      const bring = () => useDraft.getState().change({ prompt, given });
      toast(t("making", { count: draft.variations }), { action: { label: t("wordsBack"), run: bring } });
      for (const queryKey of [["estimate"], keys.me, keys.counts]) void client.invalidateQueries({ queryKey });
    },
  });
}

function ordered(draft: Draft, folder: string | undefined): Promise<unknown> {
  const place = folder === undefined ? {} : { folder_id: folder };
  if (draft.given?.kind === "clip") {
    const wish = { ...moreOf(draft, draft.given.id), ...place };
    return body(api.POST("/v1/videos/extensions", { body: wish, headers: once(wish) }));
  }
  const wish = { ...wishOf(draft), ...place };
  return body(api.POST("/v1/videos", { body: wish, headers: once(wish) }));
}

const once = (wish: object) => ({ "Idempotency-Key": keyOf(JSON.stringify(wish)) });
