import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Job } from "@/api/client.ts";
import { ClipPicture } from "@/clips/ClipPicture.tsx";
import { nameOf } from "@/clips/facts.ts";
import * as facts from "@/words/facts.ts";

const SHOWN = 18;

/** What was finished lately. */
export function DoneList({ jobs }: { jobs: readonly Job[] }) {
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(150px,1fr))] gap-3">
      {jobs.slice(0, SHOWN).map((job) => (
        <Done key={job.clip.id} job={job} />
      ))}
    </ul>
  );
}

function Done({ job: { clip } }: { job: Job }) {
  const { i18n } = useTranslation();
  const [playing, setPlaying] = useState(false);
  return (
    <li>
      <Link
        to={`/clips/${clip.id}`}
        className="block rounded-lg"
        onPointerEnter={() => setPlaying(true)}
        onPointerLeave={() => setPlaying(false)}
      >
        <ClipPicture clip={clip} playing={playing} className="aspect-video rounded-lg" />
        <span className="mt-1.5 line-clamp-1 text-sm">{nameOf(clip)}</span>
        <span className="block text-xs text-quiet">
          {facts.ago(clip.completed_at ?? clip.created_at, i18n.language)}
        </span>
      </Link>
    </li>
  );
}
