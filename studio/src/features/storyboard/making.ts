import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { create } from "zustand";
import { persist } from "zustand/middleware";

import { api, body, type Clip, type CreateVideo, type Estimate } from "@/api/client.ts";
import { refusalOf } from "@/api/errors.ts";
import { clipsQuery, estimateQuery, keys } from "@/api/queries.ts";
import type { Refusal } from "@/api/refusal.ts";
import { said } from "@/api/said.ts";
import { toast } from "@/ui/toasts.ts";

import { useChoose } from "./choose.ts";
import { useDesk } from "./desk.ts";
import type { Sources } from "./sources.ts";
import { cardIn, cardSaying, digestOf, isSameWish, troublesOf, wishOf, type Manner, type Trouble } from "./wish.ts";

const USUAL: Manner = { newSeed: true, model: null };
const SETTLED_MS = 500;

interface Manners {
  of: Readonly<Record<string, Manner>>;
  set: (board: string, change: Partial<Manner>) => void;
}

/** How each board is made; a matter of this browser, as the timeline has no place for it. */
const useManners = create<Manners>()(
  persist(
    (set) => ({
      of: {},
      set: (board, change) => set(({ of }) => ({ of: { ...of, [board]: { ...USUAL, ...of[board], ...change } } })),
    }),
    { name: "yozora.boards" },
  ),
);

export interface Making {
  manner: Manner;
  setManner: (change: Partial<Manner>) => void;
  /** Newest first, also those that are being made. */
  takes: readonly Clip[];
  troubles: readonly Trouble[];
  estimate: Estimate | null;
  /** Why the server would not make it, and the card that this is about. */
  refusal: { message: string; id: string | null } | null;
  /** What of the board, as it is, the policy refused when it was to be made. */
  blocked: Refusal | null;
  isEstimating: boolean;
  isSending: boolean;
  /** Of what would be made now, to compare with what a take was made of. */
  digest: string;
  make: () => void;
  cancel: (clip: string) => void;
}

/** What would be made of the board, what it costs, and the takes there are. */
export function useMaking(board: string, revision: number, sources: Sources): Making {
  const { t } = useTranslation("storyboard");
  const client = useQueryClient();
  const manner = useManners((now) => now.of[board] ?? USUAL);
  const setManner = useManners((now) => now.set);
  const line = useDesk((now) => now.line);
  const name = useDesk((now) => now.name);
  const choose = useChoose();
  const wish = useMemo(
    () => wishOf({ id: board, name, revision }, line, manner),
    [board, name, revision, line, manner],
  );
  const settled = useSettled(wish);
  const troubles = useMemo(() => troublesOf(line, sources), [line, sources]);
  const canAsk = troubles.length === 0 && [...sources.values()].every((one) => one.state === "ready");
  const isSettled = settled === wish; // what is not may still have the troubles of before
  const estimate = useQuery({
    ...estimateQuery(settled),
    enabled: canAsk && isSettled,
    placeholderData: keepPreviousData,
  });
  const found = useInfiniteQuery(clipsQuery({ board }));
  const takes = useMemo(() => found.data?.pages.flatMap((page) => page.clips) ?? [], [found.data]);

  const send = useMutation({
    mutationFn: (wanted: CreateVideo) => body(api.POST("/v1/videos", { body: wanted })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.clips });
      void client.invalidateQueries({ queryKey: keys.activity });
    },
    onError: (error) => {
      const refused = refusalOf(error);
      const id = refused === null ? cardIn(error.message, line) : cardSaying(refused.words, line);
      if (id !== null) choose(id);
      if (refused === null) toast(said(error), { tone: "wrong" });
    },
  });
  const refusal = useMemo(() => {
    if (!canAsk) return null;
    const refused = estimate.data?.refusal ?? null;
    if (refused !== null) return { message: refused.message, id: null };
    return estimate.error === null ? null : { message: said(estimate.error), id: cardIn(estimate.error.message, line) };
  }, [canAsk, estimate.data, estimate.error, line]);
  const { mutate, isPending } = send;
  const digest = useDeferredValue(useMemo(() => digestOf(wish), [wish]));
  const isSame = send.variables !== undefined && isSameWish(send.variables, wish);
  return {
    manner,
    setManner: (change) => setManner(board, change),
    takes,
    troubles,
    estimate: canAsk && estimate.error === null ? (estimate.data ?? null) : null,
    refusal,
    isEstimating: canAsk && (estimate.isFetching || !isSettled),
    isSending: isPending,
    digest,
    blocked: isSame ? refusalOf(send.error) : null,
    make: () => {
      const first = troubles[0];
      if (first !== undefined) {
        if (first.id !== null) choose(first.id);
        toast(t(`trouble.${first.code}`), { tone: "wrong" });
      } else if (!isPending) mutate(wish);
    },
    cancel: (clip) => {
      void api.POST("/api/activity/{clip_id}/cancel", { params: { path: { clip_id: clip } } }).then(
        () => {
          toast(t("cancelled"));
          void client.invalidateQueries({ queryKey: keys.clips });
        },
        (error: unknown) => toast(said(error), { tone: "wrong" }),
      );
    },
  };
}

/** A value once it has not changed for a moment. */
function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
