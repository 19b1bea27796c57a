import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { api, body, type Activity } from "@/api/client.ts";
import { keys } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { toast } from "@/ui/toasts.ts";

import { moved, withState, type Before } from "./queue.ts";

const MUTATION = ["queue"];

const at = (id: string) => ({ params: { path: { clip_id: id } } });

/** What can be done with work, shown at once and taken back where the server does not do it. */
export function useQueue() {
  const { t } = useTranslation(["activity", "shell"]);
  const client = useQueryClient();
  const show = async (change: (now: Activity) => Activity) => {
    await client.cancelQueries({ queryKey: keys.activity });
    client.setQueryData<Activity>(keys.activity, (now) => now && change(now));
  };
  const refresh = () => {
    if (client.isMutating({ mutationKey: MUTATION }) > 1) return; // what is read now would lack what is still on its way
    for (const queryKey of [keys.activity, keys.clips]) void client.invalidateQueries({ queryKey });
  };
  const wrong = (error: Error) => toast(said(error), { tone: "wrong" });
  const retry = useMutation({
    mutationKey: MUTATION,
    mutationFn: (id: string) => body(api.POST("/api/activity/{clip_id}/retry", at(id))),
    onSettled: refresh,
  });
  const cancel = useMutation({
    mutationKey: MUTATION,
    mutationFn: (id: string) => body(api.POST("/api/activity/{clip_id}/cancel", at(id))),
    onMutate: (id) => show((now) => withState(now, id, "cancelled")),
    onSuccess: ({ state }, id) => {
      const undo = { label: t("shell:undo"), run: () => retry.mutate(id, { onError: wrong }) };
      if (state === "cancelled") toast(t("cancelled"), { action: undo });
      else toast(t("cancelling"));
    },
    onError: wrong,
    onSettled: refresh,
  });
  const move = useMutation({
    mutationKey: MUTATION,
    mutationFn: ({ id, before }: { id: string; before: Before }) =>
      body(api.POST("/api/activity/{clip_id}/move", { ...at(id), body: { before } })),
    onMutate: ({ id, before }) => show((now) => moved(now, id, before)),
    onError: wrong,
    onSettled: refresh,
  });
  const pause = useMutation({
    mutationKey: MUTATION,
    mutationFn: (paused: boolean) => body(api.PUT("/api/admin/queue", { body: { paused } })),
    onMutate: (paused) => show((now) => ({ ...now, paused })),
    onError: wrong,
    onSettled: refresh,
  });
  return { retry, cancel, move, pause };
}
