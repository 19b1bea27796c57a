import { Columns2, SplitSquareHorizontal } from "lucide-react";
import { useMemo, useRef, useState, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";

import { aspectOf } from "@/clips/facts.ts";
import { classes } from "@/ui/classes.ts";
import { Segments } from "@/ui/Segments.tsx";

import { Controls } from "./Controls.tsx";
import { usePlayerKeys, type Reach } from "./keys.ts";
import type { Playback } from "./playback.ts";
import { Screen, type Playable } from "./Screen.tsx";
import { secondsOf } from "./time.ts";
import { useFull } from "./useFull.ts";
import { usePlayback } from "./usePlayback.ts";

export interface Take {
  clip: Playable;
  /** What stands on the picture: before, after, take 2. */
  label: string;
  /** Seconds after the longest at which this one begins; 0 for all that begin together. */
  startsAtS?: number;
}

interface SideBySideProps {
  /** Two to four; the longest leads. */
  takes: readonly Take[];
  autoPlay?: boolean;
  keys?: Reach;
  className?: string;
}

/** Clips that play in step, under one set of controls; two of one ratio can lie over each other with a line between. */
export function SideBySide(props: SideBySideProps) {
  const all = props.takes.map(({ clip, startsAtS }) => `${clip.video} ${startsAtS ?? 0}`).join(" ");
  return props.takes.length === 0 ? null : <Beside key={all} {...props} />;
}

function Beside({ takes, autoPlay = false, keys = "inside", className }: SideBySideProps) {
  const { t } = useTranslation("player");
  const around = useRef<HTMLElement>(null);
  const leader = takes.reduce((one, other) => (secondsOf(other.clip) > secondsOf(one.clip) ? other : one));
  const playback = usePlayback(leader.clip, { loop: true, autoPlay });
  const [full, toggleFull] = useFull();
  const [shown, setShown] = useState<"beside" | "wipe">("beside");
  usePlayerKeys(
    playback,
    keys,
    around,
    useMemo(() => ({ f: toggleFull }), [toggleFull]),
  );
  const [one, other] = takes;
  const canWipe =
    takes.length === 2 &&
    one !== undefined &&
    other !== undefined &&
    Math.abs(aspectOf(one.clip.size) / aspectOf(other.clip.size) - 1) < 0.02;
  return (
    <section
      ref={around}
      data-player
      aria-label={t("sideBySide")}
      className={classes(
        "flex flex-col overflow-clip bg-panel",
        full ? "fixed inset-0 z-40" : "rounded-xl border border-line",
        className,
      )}
    >
      {canWipe && shown === "wipe" ? (
        <Wipe under={one} over={other} leader={leader} playback={playback} full={full} />
      ) : (
        <div className={classes("grid gap-px bg-line", full && "min-h-0 grow auto-rows-fr", COLUMNS[takes.length])}>
          {takes.map((take) => (
            <div
              key={take.clip.video}
              className="relative max-h-[52dvh] w-full bg-black"
              style={full ? { maxHeight: "none" } : { aspectRatio: aspectOf(take.clip.size) }}
            >
              <Screen clip={take.clip} playback={playback} leads={take === leader} startsAtS={take.startsAtS} />
              <Label>{take.label}</Label>
            </div>
          ))}
        </div>
      )}
      <Controls playback={playback} clip={leader.clip} full={full} onFull={toggleFull}>
        {canWipe && (
          <Segments
            label={t("shownAs")}
            value={shown}
            onChange={setShown}
            segments={[
              { value: "beside", label: t("sideBySide"), icon: <Columns2 aria-hidden /> },
              { value: "wipe", label: t("wipe"), icon: <SplitSquareHorizontal aria-hidden /> },
            ]}
          />
        )}
      </Controls>
    </section>
  );
}

const COLUMNS: Readonly<Record<number, string>> = {
  1: "grid-cols-1",
  2: "sm:grid-cols-2",
  3: "sm:grid-cols-3",
  4: "grid-cols-2",
};

function Label({ children, right = false }: { children: string; right?: boolean }) {
  return (
    <span
      className={classes(
        "pointer-events-none absolute top-2.5 rounded-full bg-black/60 px-2.5 py-0.5 text-xs text-white backdrop-blur-sm",
        right ? "right-2.5" : "left-2.5",
      )}
    >
      {children}
    </span>
  );
}

interface WipeProps {
  under: Take;
  over: Take;
  leader: Take;
  playback: Playback;
  full: boolean;
}

const STEP = 0.02;

/** One picture over the other, with a line that is dragged between them. */
function Wipe({ under, over, leader, playback, full }: WipeProps) {
  const { t } = useTranslation("player");
  const [at, setAt] = useState(0.5);
  const box = useRef<HTMLDivElement>(null);
  const move = (event: PointerEvent) => {
    const place = box.current?.getBoundingClientRect();
    if (place === undefined || event.buttons === 0) return;
    setAt(Math.min(1, Math.max(0, (event.clientX - place.left) / place.width)));
  };
  const aspect = aspectOf(under.clip.size);
  return (
    <div
      className={classes(
        "[container-type:size] relative grid place-items-center bg-black",
        full ? "min-h-0 grow" : "max-h-[52dvh] w-full",
      )}
      style={full ? undefined : { aspectRatio: aspect }}
    >
      <div
        ref={box}
        className="relative cursor-ew-resize touch-none select-none"
        style={{ aspectRatio: aspect, width: `min(100cqw, calc(100cqh * ${aspect}))` }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          move(event);
        }}
        onPointerMove={move}
      >
        {[under, over].map((take, place) => (
          <div key={take.clip.video} className="absolute inset-0">
            <Screen
              clip={take.clip}
              playback={playback}
              leads={take === leader}
              startsAtS={take.startsAtS}
              cutAt={place === 0 ? undefined : at}
            />
          </div>
        ))}
        <div
          role="slider"
          tabIndex={0}
          aria-label={t("wipeLine")}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(100 * at)}
          onKeyDown={(event) => {
            const by = event.key === "ArrowLeft" ? -STEP : event.key === "ArrowRight" ? STEP : 0;
            if (by === 0) return;
            event.preventDefault();
            setAt((now) => Math.min(1, Math.max(0, now + by)));
          }}
          className="absolute inset-y-0 w-0.5 -translate-x-1/2 bg-white shadow-[0_0_8px_rgb(0_0_0/0.7)]"
          style={{ left: `${100 * at}%` }}
        >
          <span
            aria-hidden
            className="absolute top-1/2 left-1/2 grid h-9 w-5 -translate-1/2 place-items-center rounded-full bg-white text-xs text-black shadow-lift"
          >
            ⋮
          </span>
        </div>
        <Label>{under.label}</Label>
        <Label right>{over.label}</Label>
      </div>
    </div>
  );
}
