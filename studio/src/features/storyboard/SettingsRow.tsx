import { useQuery } from "@tanstack/react-query";
import { Ratio, Timer, Dices, ChevronDown } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { presetsQuery } from "@/api/queries.ts";
import { ratioOf } from "@/clips/facts.ts";
import { useModelChoices } from "@/clips/models.ts";
import { useStyles } from "@/clips/styles.ts";
import { anySeed, ASPECTS, RESOLUTIONS, shapeOf, sizeOf } from "@/draft/draft.ts";
import * as edits from "@/timeline/edits.ts";
import { toNumber } from "@/timeline/fractions.ts";
import { frameRate, parseSize, sizeText } from "@/timeline/geometry.ts";
import { frameAt, SEEDS, secondsOf } from "@/timeline/timeline.ts";
import { ChipButton } from "@/ui/Chip.tsx";
import { Choose } from "@/ui/Choose.tsx";
import { TextField } from "@/ui/Fields.tsx";
import { Popover } from "@/ui/Popover.tsx";
import { Segments } from "@/ui/Segments.tsx";
import { Switch } from "@/ui/Switch.tsx";
import { toast } from "@/ui/toasts.ts";

import { useDesk } from "./desk.ts";
import type { Making } from "./making.ts";
import { NumberField } from "./NumberField.tsx";
import { useSay } from "./useSay.ts";

const RATES = ["12", "16", "24000/1001", "24", "25", "30000/1001", "30", "60"];
const NONE = "";

const rateSaid = (fps: string): string => String(Math.round(toNumber(frameRate(fps)) * 1000) / 1000);

/** What holds for the whole clip. */
export function SettingsRow({ making }: { making: Making }) {
  return (
    <div className="flex [scrollbar-width:none] flex-wrap items-center gap-2 max-md:flex-nowrap max-md:overflow-x-auto max-md:p-0.5">
      <Shape />
      <Length />
      <Style />
      <Seed making={making} />
      <Takes />
      <Model making={making} />
    </div>
  );
}

function Shape() {
  const { t } = useTranslation("storyboard");
  const size = useDesk(({ line }) => sizeText(line.size));
  const edit = useDesk((now) => now.edit);
  const { aspect, resolution } = shapeOf(size);
  const change = (next: string) =>
    edit((line) => ({ ok: true, line: { ...line, size: parseSize(next) }, id: null, snapped: null }));
  return (
    <Opened icon={<Ratio aria-hidden />} label={t("shape")} said={`${ratioOf(size)} · ${resolution}`}>
      <div className="flex flex-col gap-3">
        <p className="text-sm text-quiet">{size.replace("x", " × ")}</p>
        <Segments
          label={t("ratio")}
          value={aspect}
          segments={ASPECTS.map((value) => ({ value, label: value }))}
          onChange={(next) => change(sizeOf(next, resolution))}
        />
        <Segments
          label={t("resolution")}
          value={resolution}
          segments={RESOLUTIONS.map((value) => ({ value, label: value }))}
          onChange={(next) => change(sizeOf(aspect, next))}
        />
      </div>
    </Opened>
  );
}

function Length() {
  const { t } = useTranslation("storyboard");
  const { time, because } = useSay();
  const line = useDesk((now) => now.line);
  const edit = useDesk((now) => now.edit);
  const seconds = secondsOf(line);
  const fps = `${line.fps.over}/${line.fps.under}`.replace(/\/1$/, "");
  const isWhole = Math.abs(seconds - Math.round(seconds)) < 1e-6;
  const said = `${time(seconds, isWhole ? 0 : 1)} · ${t("fpsShort", { fps: rateSaid(fps) })}`;
  const done = (edited: edits.Edited) => !edited.ok && toast(because(edited.why));
  return (
    <Opened icon={<Timer aria-hidden />} label={t("length")} said={said}>
      <div className="flex flex-col gap-4">
        <NumberField
          label={t("lengthS")}
          value={seconds}
          onDone={(next) => done(edit((now) => edits.resized(now, frameAt(now, next))))}
        />
        <div>
          <p className="mb-1.5 text-sm text-quiet">{t("pace")}</p>
          <Choose
            label={t("pace")}
            value={fps}
            shown={rateSaid(fps)}
            choices={RATES.map((value) => ({ value, label: rateSaid(value) }))}
            onChange={(next) => done(edit((now) => edits.paced(now, frameRate(next))))}
          />
        </div>
      </div>
    </Opened>
  );
}

function Style() {
  const { t } = useTranslation("storyboard");
  const { called } = useStyles();
  const style = useDesk(({ line }) => line.style);
  const edit = useDesk((now) => now.edit);
  const presets = useQuery(presetsQuery);
  const name = style?.["name"] ?? NONE;
  return (
    <Choose
      label={t("style")}
      value={name}
      shown={name === NONE ? t("noStyle") : called(name)}
      choices={[
        { value: NONE, label: t("noStyle") },
        ...(presets.data ?? []).map((one) => ({ value: one.name, label: called(one.name) })),
      ]}
      onChange={(chosen) => {
        const entries = presets.data?.find((one) => one.name === chosen)?.entries as Record<string, string> | undefined;
        const next = entries === undefined ? null : { ...entries, name: chosen };
        edit((line) => ({ ok: true, line: { ...line, style: next }, id: null, snapped: null }));
      }}
    />
  );
}

function Seed({ making }: { making: Making }) {
  const { t } = useTranslation("storyboard");
  const seed = useDesk(({ line }) => line.seed);
  const edit = useDesk((now) => now.edit);
  const { newSeed } = making.manner;
  const [written, setWritten] = useState<string | null>(null);
  const change = (next: number) =>
    edit((line) => ({ ok: true, line: { ...line, seed: next }, id: null, snapped: null }));
  const done = () => {
    const next = Number(written);
    if (written !== null && written !== "" && Number.isInteger(next) && next >= 0 && next < SEEDS) change(next);
    setWritten(null);
  };
  return (
    <Opened icon={<Dices aria-hidden />} label={t("seed")} said={newSeed ? t("seedNew") : t("seedKept", { seed })}>
      <div className="flex flex-col gap-4">
        <Switch
          label={t("seedKeep")}
          note={t("seedKeepHint")}
          checked={!newSeed}
          onChange={(kept) => making.setManner({ newSeed: !kept })}
        />
        {!newSeed && (
          <div className="flex items-end gap-2">
            <div className="grow">
              <TextField
                label={t("seedNumber")}
                inputMode="numeric"
                value={written ?? String(seed)}
                onChange={(event) => setWritten(event.target.value.replace(/\D/g, ""))}
                onBlur={done}
                onKeyDown={(event) => event.key === "Enter" && done()}
              />
            </div>
            <ChipButton className="mb-1" aria-label={t("seedNew")} onClick={() => change(anySeed())}>
              <Dices aria-hidden />
            </ChipButton>
          </div>
        )}
      </div>
    </Opened>
  );
}

function Takes() {
  const { t } = useTranslation("storyboard");
  const variations = useDesk(({ line }) => line.variations);
  const edit = useDesk((now) => now.edit);
  return (
    <Choose
      label={t("takesWanted")}
      value={String(variations)}
      choices={[1, 2, 3, 4].map((count) => ({ value: String(count), label: t("takesCount", { count }) }))}
      onChange={(count) =>
        edit((line) => ({ ok: true, line: { ...line, variations: Number(count) }, id: null, snapped: null }))
      }
    />
  );
}

function Model({ making }: { making: Making }) {
  const { t } = useTranslation("storyboard");
  const choices = useModelChoices();
  return (
    <Choose
      label={t("model")}
      value={making.manner.model ?? NONE}
      choices={[{ value: NONE, label: t("usualModel") }, ...choices]}
      onChange={(model) => making.setManner({ model: model === NONE ? null : model })}
    />
  );
}

interface OpenedProps {
  icon: ReactNode;
  label: string;
  said: string;
  children: ReactNode;
}

/** A round button that says what holds, and opens where it is changed. */
function Opened({ icon, label, said, children }: OpenedProps) {
  return (
    <Popover
      label={label}
      className="w-auto"
      trigger={
        <ChipButton aria-label={`${label}: ${said}`} className="[&_svg]:text-quiet">
          {icon}
          {said}
          <ChevronDown aria-hidden />
        </ChipButton>
      }
    >
      {children}
    </Popover>
  );
}
