import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ClipboardEvent } from "react";

import type { Upload } from "@/api/client.ts";
import { keys } from "@/api/queries.ts";
import { upload } from "@/api/sending.ts";
import { useDraft, type Given } from "@/draft/draft.ts";

export interface Sending {
  name: string;
  /** 0 to 1. */
  part: number;
}

/** An upload as what a clip begins from. */
export const givenOf = (one: Upload): Given => ({
  kind: one.kind,
  id: one.id,
  name: one.name,
  picture: one.kind === "image" ? one.content : null,
});

/** A file that is chosen or pasted: it is uploaded and becomes the first frame, or the clip that goes on. */
export function useBroughtFile() {
  const client = useQueryClient();
  const change = useDraft((desk) => desk.change);
  const [sending, setSending] = useState<Sending | null>(null);
  const { mutate, error, variables, reset } = useMutation({
    mutationFn: (file: File) => upload(file, (part) => setSending({ name: file.name, part })),
    onMutate: (file) => setSending({ name: file.name, part: 0 }),
    onSettled: () => setSending(null),
    onSuccess: (one) => {
      change({ given: givenOf(one) });
      void client.invalidateQueries({ queryKey: keys.uploads });
    },
  });
  const onPaste = (event: ClipboardEvent) => {
    const file = [...event.clipboardData.files].find((one) => /^(?:image|video)\//u.test(one.type));
    if (file === undefined) return;
    event.preventDefault();
    mutate(file);
  };
  const again = () => {
    if (variables !== undefined) mutate(variables);
  };
  return { sending, error, onPaste, send: (file: File) => mutate(file), again, forget: reset };
}
