import { useMutation } from "@tanstack/react-query";
import { Braces, PenLine, RotateCw, SquareTerminal, Webhook } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { ClipDetail } from "@/api/client.ts";
import { useModelNames } from "@/clips/models.ts";
import { useStyles } from "@/clips/styles.ts";
import { takeUp } from "@/draft/draft.ts";
import { Wrong } from "@/safety/RefusalProblem.tsx";
import { Button } from "@/ui/Button.tsx";
import { Chip } from "@/ui/Chip.tsx";
import { Tip } from "@/ui/Tip.tsx";
import { seconds } from "@/words/facts.ts";

import { copied } from "../copied.ts";
import { Seed } from "../Seed.tsx";
import { draftOf } from "./again.ts";
import { readRecipe, type CardLine, type Heard } from "./readRecipe.ts";
import { commandOf, curlOf, requestOf } from "./requests.ts";

/** Everything the clip was made from, and how to make it again. */
export function RecipePanel({ clip }: { clip: ClipDetail }) {
  const { t } = useTranslation("tools");
  const navigate = useNavigate();
  const { called } = useStyles();
  const modelOf = useModelNames();
  const request = requestOf(clip);
  const again = useMutation({
    mutationFn: () => (request === null ? Promise.reject(new Error()) : request.send()),
    onSuccess: (made) => void navigate(`/clips/${made.id}`),
  });
  const change = () => {
    takeUp(draftOf(clip));
    void navigate("/");
  };
  if (clip.recipe === null) return <p className="text-quiet">{t("recipe.none")}</p>;
  const recipe = readRecipe(clip.recipe);
  const style = clip.asked["style"];
  const settings: readonly (readonly [string, string])[] = [
    [t("model"), modelOf(clip.model)],
    [t("recipe.engine"), `${recipe.engine} ${recipe.version}`.trim()],
    [t("recipe.size"), clip.size.replace("x", " × ")],
    [t("recipe.frames"), t("recipe.framesAt", { frames: clip.frames, fps: Math.round(clip.fps * 1000) / 1000 })],
    ...(typeof style === "string" ? [[t("recipe.style"), called(style)] as const] : []),
    ...recipe.options,
  ];
  return (
    <div className="grid grid-cols-1 items-start gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
      <div className="flex min-w-0 flex-col gap-5">
        <Block title={t("recipe.prompt")}>
          <p className="text-lg whitespace-pre-wrap">{clip.prompt}</p>
          {recipe.heard.length > 0 && <Words heard={recipe.heard} />}
        </Block>
        {recipe.cards.length > 0 && (
          <Block title={t("recipe.cards")}>
            <ol className="flex flex-col gap-1.5">
              {recipe.cards.map((card, place) => (
                <Card key={place} card={card} whole_s={clip.seconds} />
              ))}
            </ol>
          </Block>
        )}
        <div className="flex flex-wrap gap-2">
          <Button look="moon" disabled={request === null || again.isPending} onClick={() => again.mutate()}>
            <RotateCw aria-hidden />
            {t("recipe.again")}
          </Button>
          <Button onClick={change}>
            <PenLine aria-hidden />
            {t("recipe.change")}
          </Button>
        </div>
        <p className="-mt-3 text-sm text-quiet">{t(request === null ? "recipe.notAgain" : "recipe.againNote")}</p>
        {again.isError && (
          <Wrong title={t("notSent")} error={again.error} onEdit={change} onAgain={() => again.mutate()} />
        )}
      </div>
      <div className="flex min-w-0 flex-col gap-5">
        <Block title={t("recipe.settings")}>
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
            <dt className="text-quiet">{t("recipe.seed")}</dt>
            <dd>
              <Seed seed={clip.seed} />
            </dd>
            {settings.map(([name, value]) => (
              <Line key={name} name={name} value={value} />
            ))}
          </dl>
        </Block>
        <Block title={t("recipe.elsewhere")}>
          <div className="flex flex-wrap gap-2">
            <Button size="small" onClick={() => copied(JSON.stringify(clip.recipe, null, 2), t("copied"))}>
              <Braces aria-hidden />
              {t("recipe.json")}
            </Button>
            <Button size="small" onClick={() => copied(commandOf(clip), t("copied"))}>
              <SquareTerminal aria-hidden />
              {t("recipe.command")}
            </Button>
            <Button
              size="small"
              disabled={request === null}
              onClick={() => request !== null && copied(curlOf(request), t("copied"))}
            >
              <Webhook aria-hidden />
              {t("recipe.call")}
            </Button>
          </div>
          {/* A region that scrolls can be reached by keys. */}
          <pre
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={0}
            className="mt-1 overflow-x-auto rounded-md border border-line bg-night p-3 text-xs leading-5 text-quiet"
          >
            {commandOf(clip)}
          </pre>
        </Block>
      </div>
    </div>
  );
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-sm text-quiet">{title}</h2>
      {children}
    </section>
  );
}

function Line({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt className="text-quiet">{name}</dt>
      <dd className="min-w-0 break-words">{value}</dd>
    </>
  );
}

function Words({ heard }: { heard: readonly Heard[] }) {
  const { t } = useTranslation("tools");
  return (
    <ul aria-label={t("recipe.understood")} className="flex flex-wrap gap-1.5">
      {heard.map((one, place) => (
        <li key={place} className="max-w-full">
          <Tip text={t(`recipe.${one.status}`)}>
            <span>
              <Chip tone={one.status}>
                <span className="truncate">
                  {one.status === "replaced" && one.drew !== null
                    ? t("recipe.replacedBy", { text: one.text, drew: one.drew })
                    : one.text}
                  {one.status === "unknown" && ` · ${t("recipe.leftOut")}`}
                </span>
              </Chip>
            </span>
          </Tip>
        </li>
      ))}
    </ul>
  );
}

function Card({ card, whole_s }: { card: CardLine; whole_s: number }) {
  const { t, i18n } = useTranslation("tools");
  const time = (value: number) => seconds(value, i18n.language);
  return (
    <li className="flex gap-3 rounded-md border border-line bg-raised/50 px-3 py-2 text-sm">
      <span className="w-28 shrink-0 text-quiet tabular-nums">
        {t("recipe.span", { from: time(card.from_s), until: time(card.until_s ?? whole_s) })}
      </span>
      <span className="min-w-0 break-words">
        <span className="text-quiet">{t(`recipe.kinds.${card.kind}`)}: </span>
        {card.words}
        {card.strength !== null && (
          <span className="text-quiet"> · {t("recipe.kept", { share: Math.round(100 * card.strength) })}</span>
        )}
      </span>
    </li>
  );
}
