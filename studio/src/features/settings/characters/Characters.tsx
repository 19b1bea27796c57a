import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Plus, Trash2, UserRoundPen, WandSparkles } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { Character } from "@/api/client.ts";
import { charactersQuery, keys } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { takeUp, useDraft } from "@/draft/draft.ts";
import { Button, IconButton } from "@/ui/Button.tsx";
import { Menu, MenuItem } from "@/ui/Menu.tsx";
import { Empty, Skeleton } from "@/ui/States.tsx";
import { toast } from "@/ui/toasts.ts";

import { Asked, Section } from "../parts.tsx";
import { contentOf, forget } from "./changes.ts";
import { NewCharacter } from "./NewCharacter.tsx";

const MOST_TOGETHER = 2;
const GRID = "grid grid-cols-[repeat(auto-fill,minmax(min(13rem,100%),1fr))] gap-4";

/** Those who are known by a name. */
export function Characters() {
  const { t } = useTranslation("settings");
  const asked = useQuery(charactersQuery);
  const [making, setMaking] = useState(false);
  const create = (
    <Button onClick={() => setMaking(true)}>
      <Plus aria-hidden />
      {t("characters.create")}
    </Button>
  );
  return (
    <Section title={t("sections.characters")} hint={t("characters.hint")} wide actions={create}>
      <Asked
        asked={asked}
        waiting={
          <div className={GRID}>
            {Array.from({ length: 4 }, (_, place) => (
              <Skeleton key={place} className="aspect-square rounded-xl!" />
            ))}
          </div>
        }
      >
        {({ data }) =>
          data.length === 0 ? (
            <Empty icon={<UserRoundPen />} title={t("characters.empty")}>
              <p>{t("characters.emptyHint")}</p>
            </Empty>
          ) : (
            <ul className={GRID}>
              {data.map((one) => (
                <li key={one.id}>
                  <Card character={one} />
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
      <NewCharacter open={making} onClose={() => setMaking(false)} />
    </Section>
  );
}

function Card({ character }: { character: Character }) {
  const { t } = useTranslation("settings");
  const { name, words } = character;
  const use = useInComposer();
  const remove = useRemoving();
  return (
    <article
      aria-label={name}
      className="flex h-full flex-col overflow-hidden rounded-xl border border-line bg-panel transition duration-150 hover:border-edge"
    >
      <Seen character={character} />
      <div className="flex grow flex-col p-3 pl-4">
        <div className="flex items-start gap-1">
          <h2 className="min-w-0 grow pt-1 font-medium wrap-anywhere">{name}</h2>
          <Menu
            align="end"
            label={t("characters.moreOf", { name })}
            trigger={
              <IconButton label={t("characters.moreOf", { name })} size="small">
                <Ellipsis aria-hidden />
              </IconButton>
            }
          >
            <MenuItem icon={<Trash2 aria-hidden />} danger onSelect={() => void remove(character)}>
              {t("characters.delete")}
            </MenuItem>
          </Menu>
        </div>
        <p className="mb-3 grow text-sm text-quiet">{words}</p>
        <Button size="small" className="self-start" onClick={() => use(character)}>
          <WandSparkles aria-hidden />
          {t("characters.use")}
        </Button>
      </div>
    </article>
  );
}

/** A picture, or else a clip, of which the first frame is shown. */
function Seen({ character }: { character: Character }) {
  const { t } = useTranslation("settings");
  const [moves, setMoves] = useState(false);
  const label = t("characters.picture", { name: character.name });
  return (
    <div className="relative aspect-video bg-raised">
      {moves ? (
        <video
          src={contentOf(character)}
          aria-label={label}
          muted
          playsInline
          preload="metadata"
          className="absolute inset-0 size-full object-cover"
        />
      ) : (
        <img
          src={contentOf(character)}
          alt={label}
          loading="lazy"
          onError={() => setMoves(true)}
          className="absolute inset-0 size-full object-cover"
        />
      )}
    </div>
  );
}

function useInComposer(): (character: Character) => void {
  const { t } = useTranslation("settings");
  const navigate = useNavigate();
  const inside = useDraft(({ draft }) => draft.characters);
  return ({ id, name }) => {
    if (!inside.includes(id) && inside.length >= MOST_TOGETHER) {
      toast(t("characters.enough"), { tone: "wrong" });
      return;
    }
    takeUp({ characters: inside.includes(id) ? inside : [...inside, id] });
    toast(t("characters.used", { name }));
    void navigate("/");
  };
}

function useRemoving(): (character: Character) => Promise<void> {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: keys.characters });
  const wrong = (error: unknown) => toast(said(error), { tone: "wrong" });
  return async (character) => {
    client.setQueryData(charactersQuery.queryKey, (now) =>
      now === undefined ? now : { ...now, data: now.data.filter((one) => one.id !== character.id) },
    );
    try {
      const back = await forget(character);
      const { change, draft } = useDraft.getState();
      change({ characters: draft.characters.filter((id) => id !== character.id) });
      toast(t("characters.deleted", { name: character.name }), {
        action: { label: t("undo"), run: () => void back().then(again, wrong) },
      });
    } catch (error) {
      wrong(error);
    }
    await again();
  };
}
