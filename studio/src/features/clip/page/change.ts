import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { api, body, type Clip, type ClipDetail } from "@/api/client.ts";
import { keys } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { toast } from "@/ui/toasts.ts";

type Change = Partial<Pick<Clip, "title" | "favourite" | "bookmarked" | "folder_id">>;

/** A clip stands in the family of each of its relatives. */
function familiesChanged(client: QueryClient): void {
  const [clip] = keys.clip("");
  void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === clip && queryKey[2] === "family" });
}

/** Change what a clip is called, its marks and its folder: seen at once, and taken back where the server says no. */
export function useChange(id: string) {
  const client = useQueryClient();
  const key = keys.clip(id);
  return useMutation({
    mutationFn: (change: Change) =>
      body(api.PATCH("/api/clips/{clip_id}", { params: { path: { clip_id: id } }, body: change })),
    onMutate: async (change) => {
      await client.cancelQueries({ queryKey: key, exact: true });
      const before = client.getQueryData<ClipDetail>(key);
      if (before !== undefined) client.setQueryData<ClipDetail>(key, { ...before, ...change });
      return { before };
    },
    onError: (error, _, kept) => {
      if (kept?.before !== undefined) client.setQueryData(key, kept.before);
      toast(said(error), { tone: "wrong" });
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: key, exact: true });
      familiesChanged(client);
      void client.invalidateQueries({ queryKey: keys.clips });
      void client.invalidateQueries({ queryKey: keys.counts });
    },
  });
}

/** Put a clip into the trash, and say how to get it back. */
export function useTrash(): { trash: (id: string, then?: () => void) => void; restore: (id: string) => void } {
  const { t } = useTranslation("clip");
  const client = useQueryClient();
  const navigate = useNavigate();
  const changed = (id: string) => {
    familiesChanged(client);
    for (const key of [keys.clip(id), keys.clips, keys.counts, keys.activity]) {
      void client.invalidateQueries({ queryKey: key });
    }
  };
  const wrong = (error: unknown) => toast(said(error), { tone: "wrong" });
  const restore = (id: string) => {
    api.POST("/api/clips/restore", { body: { ids: [id] } }).then(() => changed(id), wrong);
  };
  const trash = (id: string, then?: () => void) => {
    api.POST("/api/clips/trash", { body: { ids: [id] } }).then(() => {
      changed(id);
      const undo = () => {
        restore(id);
        if (then !== undefined) void navigate(`/clips/${id}`);
      };
      toast(t("trashed"), { action: { label: t("undo"), run: undo } });
      then?.();
    }, wrong);
  };
  return { trash, restore };
}

/** Stop making a clip, or try once more. */
export function useWork(id: string) {
  const client = useQueryClient();
  const path = { params: { path: { clip_id: id } } };
  const onSettled = () => {
    void client.invalidateQueries({ queryKey: keys.clip(id) });
    void client.invalidateQueries({ queryKey: keys.activity });
    void client.invalidateQueries({ queryKey: keys.clips });
  };
  const cancel = useMutation({
    mutationFn: () => body(api.POST("/api/activity/{clip_id}/cancel", path)),
    onError: (error) => toast(said(error), { tone: "wrong" }),
    onSettled,
  });
  const retry = useMutation({ mutationFn: () => body(api.POST("/api/activity/{clip_id}/retry", path)), onSettled });
  return { cancel, retry };
}
