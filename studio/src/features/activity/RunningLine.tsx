import { MoonStar, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Job } from "@/api/client.ts";
import { usePreview, useProgress } from "@/api/live.ts";
import { ClipPicture } from "@/clips/ClipPicture.tsx";
import { nameOf } from "@/clips/facts.ts";
import { IconButton } from "@/ui/Button.tsx";
import { Meter } from "@/ui/States.tsx";
import * as facts from "@/words/facts.ts";

import { Facts } from "./Facts.tsx";

interface RunningLineProps {
  job: Job;
  /** Seconds since the seconds left were told. */
  passed: number;
  onCancel: () => void;
}

const PICTURE =
  "relative grid h-22 w-39 shrink-0 place-items-center overflow-hidden rounded-lg bg-night max-sm:h-16 max-sm:w-24";

/** Work that is done now, with the picture it has come to. */
export function RunningLine({ job, passed, onCancel }: RunningLineProps) {
  const { t, i18n } = useTranslation("activity");
  const { clip } = job;
  const part = useProgress(clip);
  const preview = usePreview(clip.id);
  const now = Math.min(clip.frames, Math.round(part * clip.frames));
  const left = job.left_s == null ? null : Math.max(0, job.left_s - passed);
  const said = [
    part === 0 ? t("starting") : t("frame", { now, all: clip.frames }),
    left === null || left < 1 ? "" : t("left", { time: facts.seconds(Math.ceil(left), i18n.language) }),
    job.attempts > 1 ? t("again", { number: job.attempts }) : "",
  ].filter((one) => one !== "");
  return (
    <li className="flex items-center gap-4 rounded-xl border border-line bg-panel p-2.5 pr-3">
      <Link to={`/clips/${clip.id}`} tabIndex={-1} aria-hidden className={PICTURE}>
        <MoonStar className="absolute size-5 animate-twinkle text-edge" />
        {preview !== null && <ClipPicture clip={clip} className="absolute! inset-0 animate-appear" />}
        {preview === null && part > 0 && <Newest id={clip.id} />}
      </Link>
      <div className="min-w-0 grow">
        <Link to={`/clips/${clip.id}`} className="line-clamp-1 hover:underline">
          {nameOf(clip)}
        </Link>
        <Facts job={job} />
        <Meter label={nameOf(clip)} value={part} className="mt-2.5 mb-1.5" />
        <p className="text-sm text-quiet tabular-nums">{said.join(" · ")}</p>
      </div>
      <IconButton label={t("cancelOf", { name: nameOf(clip) })} onClick={onCancel}>
        <X aria-hidden />
      </IconButton>
    </li>
  );
}

/** The newest picture there is, until the next one is heard of: after the page was loaded again. */
function Newest({ id }: { id: string }) {
  const [there, setThere] = useState(true);
  if (!there) return null;
  const address = `/api/clips/${id}/preview`;
  return (
    <img src={address} alt="" onError={() => setThere(false)} className="absolute inset-0 size-full object-cover" />
  );
}
