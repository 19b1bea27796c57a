import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { api, body } from "@/api/client.ts";
import { keys } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { timelineOf, type Draft } from "@/draft/draft.ts";
import { toast } from "@/ui/toasts.ts";

const LONGEST_NAME = 60;

/** A new board with the words as its first card; goes there. */
export function useStoryboard() {
  const { t } = useTranslation("composer");
  const navigate = useNavigate();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draft: Draft) => {
      const name = draft.prompt.trim().split("\n")[0]?.slice(0, LONGEST_NAME) ?? "";
      const board = { name: name === "" ? t("boardName") : name, timeline: timelineOf(draft) };
      return body(api.POST("/api/boards", { body: board }));
    },
    onSuccess: async (board) => {
      void client.invalidateQueries({ queryKey: keys.boards });
      await navigate(`/boards/${board.id}`);
    },
    onError: (error) => toast(said(error), { tone: "wrong" }),
  });
}
