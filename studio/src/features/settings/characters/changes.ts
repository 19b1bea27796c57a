import { api, body, type Character } from "@/api/client.ts";
import { Refused } from "@/api/errors.ts";

/** Everything that a character is made of. */
interface Likeness {
  name: string;
  words: string;
  file: Blob;
  /** What the file is called; its ending says what it is. */
  fileName: string;
}

/** Where the picture or clip of a character is. */
export const contentOf = (character: Character): string => `/api/characters/${character.id}/content`;

/** Know somebody by a name. */
export function keep({ name, words, file, fileName }: Likeness): Promise<Character> {
  return body(
    api.POST("/v1/videos/characters", {
      body: { name, words, video: fileName },
      bodySerializer: (said) => {
        const form = new FormData();
        form.set("name", said.name);
        form.set("words", said.words ?? "");
        form.set("video", file, fileName);
        return form;
      },
    }),
  );
}

/** Forget somebody; the answer brings them back. */
export async function forget(character: Character): Promise<() => Promise<Character>> {
  const file = await fetched(contentOf(character));
  await api.DELETE("/v1/videos/characters/{character_id}", { params: { path: { character_id: character.id } } });
  const { name, words } = character;
  return () =>
    keep({ name, words, file, fileName: file.type.startsWith("image/") ? "character.png" : "character.mp4" });
}

/** A file of this server. */
export async function fetched(address: string): Promise<Blob> {
  const answer = await fetch(address);
  if (!answer.ok) throw await Refused.from(answer);
  return answer.blob();
}
