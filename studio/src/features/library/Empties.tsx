import { Bookmark, FolderOpen, SearchX, Star, Trash2, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";

import { takeUp } from "@/draft/draft.ts";
import { Button } from "@/ui/Button.tsx";
import { Empty } from "@/ui/States.tsx";

import astronaut from "./pictures/astronaut.webp";
import fox from "./pictures/fox.webp";
import mammoth from "./pictures/mammoth.webp";

const TRIES = [
  ["fox", fox],
  ["mammoth", mammoth],
  ["astronaut", astronaut],
] as const;

/** A library that has no clips yet: three things to try, which go into the composer. */
function FirstClip() {
  const { t } = useTranslation("library");
  return (
    <div className="mx-auto w-full max-w-4xl px-1 pt-[6vh] text-center">
      <h2 className="text-xl font-semibold">{t("emptyTitle")}</h2>
      <p className="mt-1.5 text-quiet">{t("emptyHint")}</p>
      <ul aria-label={t("tries")} className="mt-7 grid gap-4 sm:grid-cols-3">
        {TRIES.map(([name, picture]) => (
          <li key={name}>
            <button
              type="button"
              onClick={() => takeUp({ prompt: t(`try.${name}`) })}
              className="group relative block aspect-video w-full overflow-hidden rounded-xl text-left shadow-lift"
            >
              <img
                src={picture}
                alt=""
                className="absolute inset-0 size-full object-cover transition duration-180 ease-soft group-hover:scale-[1.03]"
              />
              <span className="absolute inset-x-0 bottom-0 bg-linear-to-t from-black/85 via-black/45 to-transparent px-3.5 pt-10 pb-3 text-sm/snug font-medium text-white">
                {t(`try.${name}`)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

export type Place = "all" | "favourites" | "bookmarks" | "folder" | "trash";

const WORDS = {
  favourites: ["noFavourites", "noFavouritesHint", Star],
  bookmarks: ["noBookmarks", "noBookmarksHint", Bookmark],
  folder: ["emptyFolder", "emptyFolderHint", FolderOpen],
  trash: ["noTrash", "noTrashHint", Trash2],
} as const satisfies Record<string, readonly [string, string, LucideIcon]>;

/** A place where nothing is yet. */
export function NothingHere({ place }: { place: Place }) {
  const { t } = useTranslation("library");
  if (place === "all") return <FirstClip />;
  const [title, hint, Icon] = WORDS[place];
  return (
    <Empty icon={<Icon />} title={t(title)}>
      <p>{t(hint)}</p>
    </Empty>
  );
}

/** Nothing has all the words and filters that are asked for. */
export function NothingFound({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation("library");
  return (
    <Empty icon={<SearchX />} title={t("nothingFound")}>
      <p>{t("nothingFoundHint")}</p>
      <Button onClick={onClear}>{t("clearSearch")}</Button>
    </Empty>
  );
}
