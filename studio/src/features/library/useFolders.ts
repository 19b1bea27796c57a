import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, body, type Folder } from "@/api/client.ts";
import { foldersQuery, keys } from "@/api/queries.ts";

interface Wish {
  name: string;
  parent_id: string | null;
}

/** The folders of the library, and ways to change them. */
export function useFolders() {
  const client = useQueryClient();
  const { data: folders, isPending } = useQuery(foldersQuery);
  const settled = () => {
    for (const queryKey of [keys.folders, keys.counts, keys.clips]) void client.invalidateQueries({ queryKey });
  };
  const show = (change: (before: Folder[]) => Folder[]) =>
    client.setQueryData(foldersQuery.queryKey, (before) => before && change(before));
  const create = useMutation({
    mutationFn: (wish: Wish) => body(api.POST("/api/folders", { body: wish })),
    onSuccess: (folder) => show((before) => [...before, folder].sort((a, b) => a.name.localeCompare(b.name))),
    onSettled: settled,
  });
  const change = useMutation({
    mutationFn: ({ id, ...wish }: Wish & { id: string }) =>
      body(api.PUT("/api/folders/{folder_id}", { params: { path: { folder_id: id } }, body: wish })),
    onMutate: ({ id, ...wish }) => show((all) => all.map((one) => (one.id === id ? { ...one, ...wish } : one))),
    onSettled: settled,
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.DELETE("/api/folders/{folder_id}", { params: { path: { folder_id: id } } }),
    onSettled: settled,
  });
  return { folders: folders ?? [], isPending, create, change, remove };
}
