import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, Clapperboard, Pencil, RotateCcw, Upload } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { api, body, type FileRead } from "@/api/client.ts";
import { Refused } from "@/api/errors.ts";
import { keys, presetsQuery } from "@/api/queries.ts";
import { answered, keyOf, takeUp } from "@/draft/draft.ts";
import { Wrong } from "@/safety/RefusalProblem.tsx";
import { Button } from "@/ui/Button.tsx";
import { toast } from "@/ui/toasts.ts";
import { FilePicture } from "@/ui/FilePicture.tsx";

import { RecipeFacts } from "./RecipeFacts.tsx";
import { keep } from "./dropped.ts";
import { draftOf, headingOf, wishOf, type Recipe } from "./recipe.ts";

const LONGEST_NAME = 60;

interface RecipeViewProps {
  file: File;
  read: FileRead & { recipe: Recipe };
  onClose: () => void;
}

/** What a file was made from, and what can be made of it again. */
export function RecipeView({ file, read, onClose }: RecipeViewProps) {
  const { t } = useTranslation("drop");
  const { recipe } = read;
  return (
    <div className="grid gap-5 md:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)]">
      <div className="flex flex-col gap-3">
        <FilePicture file={file} className="max-h-[46dvh] w-full rounded-lg" />
        {read.clip_id !== null && (
          <p className="flex flex-wrap items-center gap-x-3 text-sm text-quiet">
            {t("have")}
            <Link to={`/clips/${read.clip_id}`} onClick={onClose} className="text-sky underline">
              {t("open")}
            </Link>
          </p>
        )}
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        {recipe.prompt === "" && <p className="text-lg text-quiet">{t("noWords")}</p>}
        {recipe.prompt !== headingOf(recipe) && (
          <p className="max-h-40 overflow-y-auto text-lg whitespace-pre-wrap">{recipe.prompt}</p>
        )}
        <RecipeFacts recipe={recipe} />
        <Notes recipe={recipe} />
        <Ways file={file} recipe={recipe} onClose={onClose} />
      </div>
    </div>
  );
}

function Notes({ recipe }: { recipe: Recipe }) {
  const { t } = useTranslation("drop");
  const notes: string[] = recipe.missing.map(({ kind, name }) => t(`missing.${kind}`, { name }));
  if (recipe.model !== null && !recipe.same_version) notes.push(t("newer"));
  if (notes.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1.5 rounded-lg border border-line bg-raised/60 p-3 text-sm">
      {notes.map((note) => (
        <li key={note} className="flex gap-2">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-moon-text" />
          {note}
        </li>
      ))}
    </ul>
  );
}

function Ways({ file, recipe, onClose }: { file: File; recipe: Recipe; onClose: () => void }) {
  const { t } = useTranslation(["drop", "shell"]);
  const navigate = useNavigate();
  const client = useQueryClient();
  const { data: presets } = useQuery(presetsQuery);
  const wish = wishOf(recipe);
  const go = (to: string) => {
    onClose();
    void navigate(to);
  };
  const again = useMutation({
    mutationFn: (wanted: NonNullable<typeof wish>) => {
      const headers = { "Idempotency-Key": keyOf(JSON.stringify(wanted)) };
      return body(api.POST("/v1/videos", { body: wanted, headers }));
    },
    onError: (error) => error instanceof Refused && answered(),
    onSuccess: () => {
      answered();
      for (const queryKey of [keys.clips, keys.activity]) void client.invalidateQueries({ queryKey });
      toast(t("making"), { action: { label: t("shell:activity"), run: () => void navigate("/activity") } });
      go("/");
    },
  });
  const board = useMutation({
    mutationFn: () => {
      const name = recipe.prompt.trim().slice(0, LONGEST_NAME) || file.name.slice(0, LONGEST_NAME);
      return body(api.POST("/api/boards", { body: { name, timeline: recipe.timeline } }));
    },
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: keys.boards });
      go(`/boards/${id}`);
    },
  });
  const change = () => {
    takeUp(draftOf(recipe, presets?.map((one) => one.name) ?? []));
    go("/");
  };
  const error = again.error ?? board.error;
  return (
    <>
      {error !== null && (
        <Wrong
          title={t("wrong")}
          error={error}
          onEdit={change}
          onAgain={() => (again.isError ? wish !== null && again.mutate(wish) : board.mutate())}
        />
      )}
      <div className="mt-auto flex flex-wrap gap-2">
        <Button
          look="moon"
          disabled={wish === null || again.isPending}
          onClick={() => wish !== null && again.mutate(wish)}
        >
          <RotateCcw aria-hidden />
          {t("again")}
        </Button>
        <Button onClick={change}>
          <Pencil aria-hidden />
          {t("change")}
        </Button>
        <Button disabled={board.isPending} onClick={() => board.mutate()}>
          <Clapperboard aria-hidden />
          {t("board")}
        </Button>
        <Button look="ghost" onClick={() => void keep([file])}>
          <Upload aria-hidden />
          {t("keep")}
        </Button>
      </div>
    </>
  );
}
