import { Captions, Copy, Scissors, Trash2, Type } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { FITS, type Card, type ClipCard, type MediaCard } from "@/timeline/cards.ts";
import * as edits from "@/timeline/edits.ts";
import { frameAt, placedOf, secondAt } from "@/timeline/timeline.ts";
import { ChipButton } from "@/ui/Chip.tsx";
import { Segments } from "@/ui/Segments.tsx";
import { Slider } from "@/ui/Slider.tsx";
import { classes } from "@/ui/classes.ts";

import type { Actions } from "./actions.ts";
import { useDesk } from "./desk.ts";
import { Keyed } from "./Head.tsx";
import { NumberField } from "./NumberField.tsx";
import type { Sources } from "./sources.ts";
import { useSay } from "./useSay.ts";
import { WordsEditor } from "./WordsEditor.tsx";

interface InspectorProps {
  sources: Sources;
  actions: Actions;
}

/** Everything about the card that is worked on. */
export function Inspector({ sources, actions }: InspectorProps) {
  const { t } = useTranslation("storyboard");
  const { time } = useSay();
  const line = useDesk((now) => now.line);
  const chosen = useDesk((now) => now.chosen);
  const card = line.cards.find((one) => one.id === chosen);
  const span = card === undefined ? null : edits.spanOf(line, card.id);
  const said = (frame: number) => time(secondAt(line, frame));
  return (
    <section
      aria-label={t("inspector")}
      className="flex flex-col gap-3.5 overflow-y-auto rounded-xl border border-line bg-panel p-4 lg:max-h-[max(16rem,calc(100dvh-23.5rem-var(--rows,0rem)))]"
    >
      {card === undefined || span === null ? (
        <div className="my-auto flex flex-col items-center gap-2 py-8 text-center text-quiet">
          <h2 className="text-lg font-medium text-ink">{t("nothingChosen")}</h2>
          <p>{t("nothingChosenHint")}</p>
        </div>
      ) : (
        <>
          <h2 className="text-sm text-quiet">
            {t("cardTimes", { kind: t(card.kind), from: said(span.first), to: said(span.end) })}
          </h2>
          {card.kind === "text" ? (
            <WordsEditor key={card.id} card={card} seconds={secondAt(line, span.end - span.first)} />
          ) : (
            <MediaEditor card={card} sources={sources} />
          )}
          <Times card={card} span={span} actions={actions} />
          <CardActions card={card} actions={actions} />
        </>
      )}
    </section>
  );
}

function MediaEditor({ card, sources }: { card: MediaCard; sources: Sources }) {
  const { t } = useTranslation("storyboard");
  const edit = useDesk((now) => now.edit);
  const source = sources.get(card.file);
  const change = Math.round(100 * (1 - card.strength)) / 100;
  return (
    <>
      <div className="flex items-center gap-3">
        {source?.picture != null && (
          <img src={source.picture} alt="" className="aspect-video w-24 shrink-0 rounded-sm object-cover" />
        )}
        <p className="line-clamp-3 min-w-0">{source?.name ?? ""}</p>
      </div>
      <Slider
        label={t("change")}
        value={change}
        said={change === 0 ? t("kept") : change.toFixed(2)}
        ends={[t("keep"), t("new")]}
        onChange={(next) => {
          const strength = Math.round(100 * (1 - next)) / 100;
          edit((line) => edits.changed(line, card.id, { strength }), `strength ${card.id}`);
        }}
      />
      <Titled title={t("fit")}>
        <Segments
          label={t("fit")}
          value={card.fit}
          segments={FITS.map((value) => ({ value, label: t(value) }))}
          onChange={(fit) => edit((line) => edits.changed(line, card.id, { fit }))}
        />
      </Titled>
    </>
  );
}

interface TimesProps {
  card: Card;
  span: { first: number; end: number };
  actions: Actions;
}

function Times({ card, span, actions }: TimesProps) {
  const { t } = useTranslation("storyboard");
  const line = useDesk((now) => now.line);
  const step = secondAt(line, 1);
  const at = (frame: number) => secondAt(line, frame);
  return (
    <Titled title={t("times")}>
      <div className={classes("grid gap-2", card.kind === "clip" ? "grid-cols-4" : "grid-cols-3")}>
        <NumberField
          label={t("from")}
          value={at(span.first)}
          step={step}
          onDone={(next) => actions.retime(card.id, "move", frameAt(line, next))}
        />
        <NumberField
          label={t("to")}
          value={at(span.end)}
          step={step}
          onDone={(next) => actions.retime(card.id, "end", frameAt(line, next))}
        />
        <NumberField
          label={t("lasts")}
          value={at(span.end - span.first)}
          step={step}
          onDone={(next) => actions.retime(card.id, "end", span.first + Math.max(1, frameAt(line, next)))}
        />
        {card.kind === "clip" && (
          <NumberField
            label={t("inFile")}
            value={card.start}
            step={step}
            onDone={(next) =>
              actions.retime(
                card.id,
                "first",
                span.first + frameAt(line, Math.max(0, next)) - frameAt(line, card.start),
              )
            }
          />
        )}
      </div>
    </Titled>
  );
}

function CardActions({ card, actions }: { card: Card; actions: Actions }) {
  const { t } = useTranslation("storyboard");
  return (
    <Titled title={t("thisCard")}>
      <div className="flex flex-wrap gap-2">
        <ChipButton onClick={actions.split}>
          <Scissors aria-hidden />
          <Keyed keys="S">{t("split")}</Keyed>
        </ChipButton>
        <ChipButton onClick={actions.duplicate}>
          <Copy aria-hidden />
          <Keyed keys="D">{t("duplicate")}</Keyed>
        </ChipButton>
        <ChipButton onClick={() => actions.remove()}>
          <Trash2 aria-hidden />
          <Keyed keys="⌫">{t("delete")}</Keyed>
        </ChipButton>
        {card.kind !== "text" && (
          <ChipButton onClick={() => actions.describe(card.id)}>
            <Type aria-hidden />
            {t("describe")}
          </ChipButton>
        )}
        {card.kind === "clip" && card.file.startsWith("video_") && (
          <ChipButton onClick={() => void actions.toText()}>
            <Captions aria-hidden />
            {t("toText")}
          </ChipButton>
        )}
        {card.kind === "clip" && <Blend card={card} actions={actions} />}
      </div>
    </Titled>
  );
}

function Blend({ card, actions }: { card: ClipCard; actions: Actions }) {
  const { t } = useTranslation("storyboard");
  const isAfterClip = useDesk(({ line }) =>
    placedOf(line).some((one) => one.card.kind === "clip" && one.card.id !== card.id && one.card.at < card.at),
  );
  const isOn = card.influence.length > 0;
  return isAfterClip || isOn ? (
    <ChipButton tone={isOn ? "chosen" : "plain"} onClick={() => actions.blend(card.id, !isOn)}>
      {t(isOn ? "unblend" : "blend")}
    </ChipButton>
  ) : null;
}

function Titled({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h3 className="mb-2 text-sm text-quiet">{title}</h3>
      {children}
    </div>
  );
}
