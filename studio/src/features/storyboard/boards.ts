import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import { api, body, type Board } from "@/api/client.ts";
import { keys } from "@/api/queries.ts";

const PROJECTS = ["projects"] as const;

export const projectsQuery = queryOptions({
  queryKey: PROJECTS,
  queryFn: ({ signal }) => body(api.GET("/api/projects", { signal })),
});

type NewBoard = Pick<Board, "name" | "project_id" | "timeline">;

export type BoardActions = ReturnType<typeof useBoardActions>;

/** What can be done with boards from outside. All throw what the server refuses. */
export function useBoardActions() {
  const client = useQueryClient();
  return useMemo(() => {
    const fresh = () => client.invalidateQueries({ queryKey: keys.boards });
    const change = async (board: Board, said: { name?: string; project_id?: string | null }) => {
      const wish = { params: { path: { board_id: board.id } }, body: { ...said, revision: board.revision } };
      await body(api.PATCH("/api/boards/{board_id}", wish));
      await Promise.all([fresh(), client.invalidateQueries({ queryKey: keys.board(board.id) })]);
    };
    const make = async (said: NewBoard): Promise<Board> => {
      const made = await body(api.POST("/api/boards", { body: said }));
      await fresh();
      return made;
    };
    return {
      make,
      rename: (board: Board, name: string) => change(board, { name }),
      move: (board: Board, project_id: string | null) => change(board, { project_id }),
      remove: async (board: Board) => {
        await api.DELETE("/api/boards/{board_id}", { params: { path: { board_id: board.id } } });
        await fresh();
      },
      makeProject: async (name: string): Promise<string> => {
        const made = await body(api.POST("/api/projects", { body: { name } }));
        await client.invalidateQueries({ queryKey: PROJECTS });
        return made.id;
      },
    };
  }, [client]);
}
