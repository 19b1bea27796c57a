import { useQuery } from "@tanstack/react-query";
import { ArrowRight, FilePlus2, Film, Plus, StepForward } from "lucide-react";
import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { uploadsQuery } from "@/api/queries.ts";
import { useDraft, type Given } from "@/draft/draft.ts";
import { Button } from "@/ui/Button.tsx";
import { ChipButton } from "@/ui/Chip.tsx";
import { Popover } from "@/ui/Popover.tsx";
import { Segments } from "@/ui/Segments.tsx";

import { PickClip } from "./PickClip.tsx";
import { Tile, Tiles } from "./Tiles.tsx";
import { WRONG } from "./Pick.tsx";
import { givenOf } from "./useBroughtFile.ts";

const SHOWN = 24;

/** A picture that becomes the first frame, or a clip that goes on: from a file, the uploads or the library. */
export function AddFile({ onFile, wrong }: { onFile: (file: File) => void; wrong: boolean }) {
  const { t } = useTranslation("composer");
  const [open, setOpen] = useState(false);
  const [place, setPlace] = useState<"uploads" | "clips">("uploads");
  const [clip, setClip] = useState<Given | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const change = useDraft((desk) => desk.change);
  const use = (given: Given) => {
    change({ given });
    setClip(null);
    setOpen(false);
  };
  return (
    <Popover
      label={t("add")}
      open={open}
      onOpenChange={(now) => {
        setOpen(now);
        if (!now) setClip(null);
      }}
      className="w-[26rem]"
      trigger={
        <ChipButton aria-label={t("add")} className={wrong ? `${WRONG} px-2!` : "px-2!"}>
          <Plus aria-hidden />
        </ChipButton>
      }
    >
      {clip === null ? (
        <>
          <p className="mb-3 text-sm text-quiet">{t("addHint")}</p>
          <div className="mb-3 flex items-center justify-between gap-2">
            <Segments
              label={t("add")}
              value={place}
              segments={[
                { value: "uploads", label: t("uploads") },
                { value: "clips", label: t("clips") },
              ]}
              onChange={setPlace}
            />
            <Button size="small" onClick={() => input.current?.click()}>
              <FilePlus2 aria-hidden />
              {t("fromFile")}
            </Button>
            <input
              ref={input}
              type="file"
              accept="image/*,video/*"
              className="hidden"
              aria-label={t("fromFile")}
              onChange={(event) => {
                const file = event.target.files?.[0];
                event.target.value = "";
                if (file === undefined) return;
                setOpen(false);
                onFile(file);
              }}
            />
          </div>
          {place === "uploads" ? (
            <Uploads onPick={(given) => (given.kind === "image" ? use(given) : setClip(given))} />
          ) : (
            <PickClip onPick={setClip} />
          )}
        </>
      ) : (
        <WhatOf clip={clip} onUse={use} onBack={() => setClip(null)} />
      )}
    </Popover>
  );
}

function Uploads({ onPick }: { onPick: (given: Given) => void }) {
  const { t } = useTranslation("composer");
  const { data } = useQuery(uploadsQuery());
  return (
    <Tiles empty={t("noUploads")} count={data?.length ?? null}>
      {data?.slice(0, SHOWN).map((one) => (
        <Tile key={one.id} name={one.name} onPick={() => onPick(givenOf(one))}>
          {one.kind === "image" ? (
            <img src={one.content} alt="" loading="lazy" className="size-full object-cover" />
          ) : (
            <video src={one.content} muted playsInline preload="metadata" className="size-full object-cover" />
          )}
        </Tile>
      ))}
    </Tiles>
  );
}

interface WhatOfProps {
  clip: Given;
  onUse: (given: Given) => void;
  onBack: () => void;
}

/** A clip can go on here; whatever else can become of it is on its own page. */
function WhatOf({ clip, onUse, onBack }: WhatOfProps) {
  const { t } = useTranslation("composer");
  const navigate = useNavigate();
  return (
    <div className="flex flex-col gap-2">
      <div className="mb-1 flex items-center gap-3">
        <span className="grid h-14 w-20 shrink-0 place-items-center overflow-hidden rounded-sm bg-night text-quiet">
          {clip.picture === null ? (
            <Film aria-hidden className="size-5" />
          ) : (
            <img src={clip.picture} alt="" className="size-full object-cover" />
          )}
        </span>
        <span className="min-w-0">
          <span className="block truncate">{clip.name}</span>
          <span className="text-sm text-quiet">{t("whatOfClip")}</span>
        </span>
      </div>
      <Way icon={<StepForward aria-hidden />} name={t("goOn")} note={t("goOnNote")} onClick={() => onUse(clip)} />
      {clip.id.startsWith("video_") && (
        <Way
          icon={<ArrowRight aria-hidden />}
          name={t("openPage")}
          note={t("openPageNote")}
          onClick={() => void navigate(`/clips/${clip.id}`)}
        />
      )}
      <Button size="small" look="ghost" className="self-start" onClick={onBack}>
        {t("otherFile")}
      </Button>
    </div>
  );
}

interface WayProps {
  icon: ReactNode;
  name: string;
  note: string;
  onClick: () => void;
}

function Way({ icon, name, note, onClick }: WayProps) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="flex w-full items-center gap-3 rounded-md border border-line px-3 py-2 text-left transition duration-150 hover:border-edge hover:bg-raised [&_svg]:size-4.5 [&_svg]:text-quiet"
    >
      {icon}
      <span>
        <span className="block">{name}</span>
        <span className="block text-sm text-quiet">{note}</span>
      </span>
    </button>
  );
}
