import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { clipQuery } from "@/api/queries.ts";
import { refusalOf } from "@/api/errors.ts";
import { said } from "@/api/said.ts";
import * as edits from "@/timeline/edits.ts";
import { fromEntries } from "@/timeline/json.ts";
import { frameAt, placedOf, secondAt, type Timeline } from "@/timeline/timeline.ts";
import { toast } from "@/ui/toasts.ts";

import { useDeskStore } from "./desk.ts";
import { sourceOfUpload, type Source, type Sources } from "./sources.ts";
import { tell } from "./told.ts";
import { useTransport } from "./transport.ts";
import { upload } from "./upload.ts";
import { useSay } from "./useSay.ts";
import { forgetRefused, useUploads } from "./useUploads.ts";

const TEXT_S = 3;
const IMAGE_S = 1;
const BLEND_S = 1;

export type Actions = ReturnType<typeof useActions>;

/** Everything that can be done to a board, by buttons, keys and drops alike; each says what it did. */
export function useActions(sources: Sources) {
  const { t } = useTranslation("storyboard");
  const desk = useDeskStore();
  const transport = useTransport();
  const client = useQueryClient();
  const { time, because } = useSay();
  return useMemo(() => {
    const now = () => desk.getState();
    const frames = (seconds: number) => Math.max(1, frameAt(now().line, seconds));
    const playhead = () => frameAt(now().line, transport.store.getState().second);
    const lasting = (file: string) => sources.get(file)?.seconds ?? null;
    const manner = () => ({ ripple: now().ripple, lasting });
    const spanSaid = (id: string | null) => {
      const { line } = now();
      const span = id === null ? null : edits.spanOf(line, id);
      return { from: time(secondAt(line, span?.first ?? 0)), to: time(secondAt(line, span?.end ?? 0)) };
    };
    const run = (edit: (line: Timeline) => edits.Edited, done: "moved" | "trimmed" | "split" | "added" | "removed") => {
      const edited = now().edit(edit);
      tell(edited.ok ? t(`told.${done}`, spanSaid(edited.id)) : because(edited.why));
      if (!edited.ok) toast(because(edited.why));
      return edited;
    };
    const chosen = (then: (id: string) => void) => {
      const { chosen: id } = now();
      if (id !== null) then(id);
    };
    const goTo = (edited: edits.Edited) => {
      const span = edited.ok && edited.id !== null ? edits.spanOf(edited.line, edited.id) : null;
      if (edited.ok && span !== null) transport.seek(secondAt(edited.line, span.first));
      return edited;
    };
    const under = () => {
      const frame = playhead();
      return placedOf(now().line).find((one) => one.first < frame && frame < one.end)?.card.id ?? null;
    };
    const addText = (text = "", at = playhead(), seconds = TEXT_S) =>
      goTo(
        run((line) => edits.inserted(line, { kind: "text", text, plan: null }, at, frames(seconds), manner()), "added"),
      );
    const add = (source: Pick<Source, "id" | "kind" | "seconds">, at = playhead()) => {
      const file = { file: source.id, sha256: "", strength: 1, fit: "crop" as const };
      const length = source.kind === "image" ? IMAGE_S : (source.seconds ?? TEXT_S);
      const card =
        source.kind === "image"
          ? { kind: "image" as const, ...file }
          : { kind: "clip" as const, ...file, start: 0, influence: [] };
      return goTo(run((line) => edits.inserted(line, card, at, frames(length), manner()), "added"));
    };
    return {
      playhead,
      lasting,
      addText,
      add,
      addClipById: async (id: string, at?: number) => {
        const clip = await client.query(clipQuery(id));
        add({ id, kind: "clip", seconds: clip.seconds }, at);
      },
      addFiles: async (files: readonly File[], at?: number) => {
        for (const file of files) {
          tell(t("sending", { name: file.name }));
          forgetRefused(file);
          useUploads.setState({ name: file.name });
          try {
            const sent = await upload(file);
            await client.invalidateQueries({ queryKey: ["uploads"] });
            add(sourceOfUpload(sent), at);
          } catch (error) {
            const refusal = refusalOf(error);
            if (refusal === null) toast(`${t("uploadFailed", { name: file.name })}. ${said(error)}`, { tone: "wrong" });
            else useUploads.setState(({ refused }) => ({ refused: [...refused, { file, at, refusal }] }));
          } finally {
            useUploads.setState({ name: null });
          }
        }
      },
      describe: (id: string) => {
        const span = edits.spanOf(now().line, id);
        if (span === null) return;
        const words = { kind: "text" as const, text: "", plan: null };
        run((line) => edits.inserted(line, words, span.first, span.end - span.first, { under: true }), "added");
      },
      blend: (id: string, isOn: boolean) => run((line) => edits.blended(line, id, isOn ? frames(BLEND_S) : 0), "moved"),
      split: () => {
        const id = [now().chosen, under()].find((one) => one !== null && inside(now().line, one, playhead()));
        run((line) => (id == null ? { ok: false, why: "notInside" } : edits.split(line, id, playhead())), "split");
      },
      duplicate: () => chosen((id) => void run((line) => edits.duplicated(line, id), "added")),
      remove: (ripple = false) =>
        chosen((id) => {
          run((line) => edits.removed(line, id, { ripple: ripple || now().ripple }), "removed");
          toast(t("told.removed"), { action: { label: t("undo"), run: () => desk.temporal.getState().undo() } });
        }),
      trim: (side: "first" | "end") =>
        chosen((id) => void run((line) => edits.trimmed(line, id, side, playhead(), manner()), "trimmed")),
      /** Both ends of a card at frames, as somebody wrote them. */
      retime: (id: string, side: "first" | "end" | "move", frame: number) =>
        side === "move"
          ? run((line) => edits.moved(line, id, frame, manner()), "moved")
          : run((line) => edits.trimmed(line, id, side, frame, manner()), "trimmed"),
      /** By so many frames; a key that is held down stops at a neighbour, and goes past it when it is pressed again. */
      nudge: (by: number, isHeld: boolean) =>
        chosen((id) => {
          const edited = now().edit(
            (line) => edits.nudged(line, id, by, { ...manner(), past: !isHeld }),
            `nudge ${id}`,
          );
          tell(edited.ok ? t("told.moved", spanSaid(id)) : because(edited.why));
        }),
      undo: () => {
        desk.temporal.getState().undo();
        tell(t("told.undone"));
      },
      redo: () => {
        desk.temporal.getState().redo();
        tell(t("told.redone"));
      },
      toggleRipple: () => {
        now().setRipple(!now().ripple);
        tell(t(now().ripple ? "told.rippleOn" : "told.rippleOff"));
      },
      /** Clip cards become the words of their own recipes: the chosen one, or all of them. */
      toText: async () => {
        const { chosen: id, line } = now();
        const clips = line.cards.filter((card) => card.kind === "clip" && card.file.startsWith("video_"));
        const own = clips.filter((card) => card.id === id);
        let count = 0;
        for (const card of own.length > 0 ? own : clips) {
          if (card.kind !== "clip") continue;
          const clip = await client.query(clipQuery(card.file));
          const words = wordsOf(clip.recipe, clip.prompt);
          const before = now().line;
          const parts = words.map((one) => ({
            text: one.text,
            first: frameAt(before, Math.max(0, card.at + one.from - card.start)),
            end: frameAt(before, Math.max(0, card.at + Math.min(one.to, card.end) - card.start)),
          }));
          const edited = now().edit((now) => edits.replaced(now, card.id, parts));
          if (edited.ok) count += 1;
        }
        toast(count === 0 ? t("toTextNothing") : t("toTextDone", { count }));
      },
    };
  }, [desk, transport, client, sources, t, time, because]);
}

function inside(line: Timeline, id: string, frame: number): boolean {
  const span = edits.spanOf(line, id);
  return span !== null && span.first < frame && frame < span.end;
}

/** The words of a recipe, in seconds of its clip. */
function wordsOf(recipe: Record<string, unknown> | null, prompt: string): { text: string; from: number; to: number }[] {
  try {
    const line = fromEntries(recipe?.["timeline"]);
    const words = placedOf(line).flatMap((one) =>
      one.card.kind === "text" && one.card.text.trim() !== ""
        ? [{ text: one.card.text, from: secondAt(line, one.first), to: secondAt(line, one.end) }]
        : [],
    );
    if (words.length > 0) return words;
  } catch {
    // A recipe of another version says at least what the clip is called.
  }
  return prompt.trim() === "" ? [] : [{ text: prompt, from: 0, to: Infinity }];
}
