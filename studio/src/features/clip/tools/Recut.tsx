import { useMutation } from "@tanstack/react-query";
import { ArrowLeft, ArrowRight, Clapperboard, RotateCcw, Scissors, Trash2, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { ClipDetail } from "@/api/client.ts";
import { said } from "@/api/said.ts";
import { makeBoard } from "@/clips/board.ts";
import { useOperations } from "@/clips/operations.ts";
import { Button, IconButton } from "@/ui/Button.tsx";
import { TextField } from "@/ui/Fields.tsx";
import { Kbd } from "@/ui/Kbd.tsx";
import { Slider } from "@/ui/Slider.tsx";
import { Problem } from "@/ui/States.tsx";
import { seconds } from "@/words/facts.ts";

import { Bench } from "./Bench.tsx";
import {
  chosenOf,
  isWhole,
  lengthOf,
  move,
  moveTo,
  placed,
  remove,
  split,
  trim,
  under,
  whole,
  withGap,
  written,
  type Part,
} from "./parts.ts";
import { useSettings } from "./settings.ts";
import { Strip } from "./Strip.tsx";

const MOST_GAP_S = 6;

interface RecutProps {
  clip: ClipDetail;
  /** Show a frame of the clip in the player above. */
  onLook: (frame: number) => void;
}

/** Split, trim, delete, reorder; what is left out in between is made anew. */
export function Recut({ clip, onLook }: RecutProps) {
  const { t, i18n } = useTranslation("tools");
  const chosen = useSettings(clip);
  const [past, setPast] = useState<readonly (readonly Part[])[]>([]);
  const [parts, setParts] = useState(() => whole(clip.frames));
  const [frame, setFrame] = useState(0);
  const [clicked, setKey] = useState(0);
  const [prompt, setPrompt] = useState("");
  const length = lengthOf(parts);
  const selected = chosenOf(parts, clicked, frame);
  const key = selected.key;
  const change = (next: readonly Part[]) => {
    if (next === parts) return;
    setPast((before) => [...before, parts]);
    setParts(next);
    setFrame((now) => Math.min(now, lengthOf(next) - 1));
  };
  const back = () => {
    const last = past.at(-1);
    if (last === undefined) return;
    setParts(last);
    setPast(past.slice(0, -1));
  };
  const goTo = (next: number) => {
    const there = Math.min(Math.max(0, next), length - 1);
    setFrame(there);
    const part = under(parts, there);
    if (part === null) return;
    setKey(part.key);
    onLook(part.first + there - part.at);
  };
  const dropAt = (dragged: number, to: number) => {
    const next = moveTo(parts, dragged, to);
    change(next);
    setFrame(placed(next).find((part) => part.key === dragged)?.at ?? 0);
  };
  const keyed: Readonly<Record<string, () => void>> = {
    s: () => change(split(parts, frame)),
    "[": () => change(trim(parts, frame, "start")),
    "]": () => change(trim(parts, frame, "end")),
    Delete: () => change(remove(parts, key, { anew: false })),
    Backspace: () => change(remove(parts, key, { anew: false })),
  };
  const time = (frames: number) => seconds(frames / clip.fps, i18n.language);
  const place = parts.findIndex((part) => part.key === key);
  return (
    <Bench
      source={clip}
      operation="recut"
      about={t("recut.about")}
      verb={t("recut.verb")}
      chosen={chosen}
      missing={isWhole(parts, clip.frames) ? t("recut.missing") : undefined}
      wish={(entries) =>
        isWhole(parts, clip.frames)
          ? null
          : {
              to: "changes",
              body: {
                operation: "recut",
                video: { id: clip.id },
                parts: written(parts, clip.fps),
                prompt: prompt.trim(),
                ...entries,
              },
            }
      }
      beside={<OnStoryboard clip={clip} parts={parts} />}
    >
      <div className="flex flex-col gap-2">
        <Strip clip={clip} parts={parts} frame={frame} chosen={key} onFrame={goTo} onPlace={dropAt} keyed={keyed} />
        <p className="flex justify-between gap-2 text-sm text-quiet tabular-nums">
          <span>{t("recut.remains", { time: time(length), before: time(clip.frames) })}</span>
          <span>{time(frame)}</span>
        </p>
        {parts.length > 1 && <p className="text-sm text-quiet">{t("recut.dragHint")}</p>}
      </div>
      <div className="flex flex-wrap gap-1.5">
        <Button size="small" onClick={() => change(split(parts, frame))}>
          <Scissors aria-hidden />
          {t("recut.split")}
          <Kbd>S</Kbd>
        </Button>
        <Button size="small" onClick={() => change(trim(parts, frame, "start"))}>
          {t("recut.trimStart")}
          <Kbd>[</Kbd>
        </Button>
        <Button size="small" onClick={() => change(trim(parts, frame, "end"))}>
          {t("recut.trimEnd")}
          <Kbd>]</Kbd>
        </Button>
        <Button size="small" disabled={parts.length === 1} onClick={() => change(remove(parts, key, { anew: false }))}>
          <Trash2 aria-hidden />
          {t("recut.delete")}
        </Button>
        <Button
          size="small"
          disabled={parts.length === 1 || place === parts.length - 1}
          onClick={() => change(remove(parts, key, { anew: true }))}
        >
          {t("recut.anew")}
        </Button>
        <IconButton
          label={t("recut.earlier")}
          size="small"
          look="panel"
          disabled={place <= 0}
          onClick={() => change(move(parts, key, -1))}
        >
          <ArrowLeft aria-hidden />
        </IconButton>
        <IconButton
          label={t("recut.later")}
          size="small"
          look="panel"
          disabled={place === parts.length - 1}
          onClick={() => change(move(parts, key, 1))}
        >
          <ArrowRight aria-hidden />
        </IconButton>
        <IconButton label={t("undo")} size="small" disabled={past.length === 0} onClick={back}>
          <Undo2 aria-hidden />
        </IconButton>
        <IconButton
          label={t("recut.startOver")}
          size="small"
          disabled={isWhole(parts, clip.frames)}
          onClick={() => {
            change(whole(clip.frames));
            setKey(0);
          }}
        >
          <RotateCcw aria-hidden />
        </IconButton>
      </div>
      <Slider
        label={t("recut.gap")}
        value={selected.gap / clip.fps}
        max={Math.max(MOST_GAP_S, selected.gap / clip.fps)}
        step={0.1}
        said={time(selected.gap)}
        onChange={(value) => change(withGap(parts, key, Math.round(value * clip.fps)))}
      />
      <TextField
        label={t("recut.words")}
        placeholder={clip.prompt}
        value={prompt}
        onChange={(event) => setPrompt(event.target.value)}
      />
    </Bench>
  );
}

/** The same parts on a new board, where anything can be put between them. */
function OnStoryboard({ clip, parts }: { clip: ClipDetail; parts: readonly Part[] }) {
  const { t } = useTranslation("tools");
  const { calledBy } = useOperations();
  const navigate = useNavigate();
  const open = useMutation({
    mutationFn: () =>
      makeBoard(
        calledBy(clip),
        clip,
        placed(parts).map(({ first, end, at }) => ({ clip, first, end, atS: at / clip.fps })),
      ),
    onSuccess: (id) => void navigate(`/boards/${id}`),
  });
  return (
    <>
      <Button disabled={open.isPending} onClick={() => open.mutate()}>
        <Clapperboard aria-hidden />
        {t("recut.onStoryboard")}
      </Button>
      {open.isError && <Problem title={t("recut.noBoard")}>{said(open.error)}</Problem>}
    </>
  );
}
