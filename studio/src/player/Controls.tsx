import { ChevronLeft, ChevronRight, Maximize, Minimize, Pause, Play, Repeat } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { IconButton } from "@/ui/Button.tsx";
import { classes } from "@/ui/classes.ts";
import { Menu, MenuChoices, MenuTitle } from "@/ui/Menu.tsx";

import { SPEEDS, type Playback } from "./playback.ts";
import type { Playable } from "./Screen.tsx";
import { Scrubber } from "./Scrubber.tsx";
import { stamp } from "./time.ts";
import { usePlayed } from "./usePlayback.ts";

interface ControlsProps {
  playback: Playback;
  clip: Playable;
  full: boolean;
  onFull: () => void;
  /** More buttons at the right. */
  children?: ReactNode;
  className?: string;
}

/** Everything that plays, below the picture. */
export function Controls({ playback, clip, full, onFull, children, className }: ControlsProps) {
  const { t } = useTranslation("player");
  const playing = usePlayed(playback, (played) => played.playing);
  const loop = usePlayed(playback, (played) => played.loop);
  const moves = playback.pace.frames > 1;
  return (
    <div className={classes("flex flex-col gap-0.5 px-3 pt-1.5 pb-2", className)}>
      {moves && <Scrubber playback={playback} clip={clip} />}
      <div className="flex flex-wrap items-center gap-1">
        {moves && (
          <>
            <IconButton
              label={t(playing ? "pause" : "play")}
              keys={t("space")}
              size="small"
              className="text-ink"
              onClick={() => playback.toggle()}
            >
              {playing ? <Pause aria-hidden fill="currentColor" /> : <Play aria-hidden fill="currentColor" />}
            </IconButton>
            <IconButton label={t("back")} keys="," size="small" onClick={() => playback.step(-1)}>
              <ChevronLeft aria-hidden />
            </IconButton>
            <IconButton label={t("on")} keys="." size="small" onClick={() => playback.step(1)}>
              <ChevronRight aria-hidden />
            </IconButton>
            <Clock playback={playback} />
          </>
        )}
        <div className="ml-auto flex items-center gap-1">
          {children}
          {moves && (
            <>
              <Speed playback={playback} />
              <IconButton label={t("loop")} size="small" pressed={loop} onClick={() => playback.setLoop(!loop)}>
                <Repeat aria-hidden />
              </IconButton>
            </>
          )}
          <IconButton label={t(full ? "small" : "full")} keys="F" size="small" onClick={onFull}>
            {full ? <Minimize aria-hidden /> : <Maximize aria-hidden />}
          </IconButton>
        </div>
      </div>
    </div>
  );
}

function Clock({ playback }: { playback: Playback }) {
  const { t } = useTranslation("player");
  const frame = usePlayed(playback, (played) => played.frame);
  const { fps, frames } = playback.pace;
  return (
    <p className="ml-1.5 flex items-baseline gap-2 text-sm whitespace-nowrap tabular-nums">
      <span data-testid="stamp">{stamp(frame, fps)}</span>
      <span className="text-xs text-quiet max-sm:hidden">{t("frame", { frame: frame + 1, frames })}</span>
    </p>
  );
}

function Speed({ playback }: { playback: Playback }) {
  const { t } = useTranslation("player");
  const speed = usePlayed(playback, (played) => played.speed);
  const rate = usePlayed(playback, (played) => played.speed * played.shuttle);
  return (
    <Menu
      label={t("speed")}
      align="end"
      trigger={
        <button
          type="button"
          aria-label={`${t("speed")}: ${t("times", { rate })}`}
          className={classes(
            "h-8 min-w-11 rounded-md px-2 text-sm tabular-nums transition duration-150 hover:bg-raised hover:text-ink",
            rate === 1 ? "text-quiet" : "text-moon-text",
          )}
        >
          {t("times", { rate: rate < 0 ? `−${-rate}` : rate })}
        </button>
      }
    >
      <MenuTitle>{t("speed")}</MenuTitle>
      <MenuChoices
        value={String(speed)}
        choices={SPEEDS.map((one) => ({ value: String(one), label: t("times", { rate: one }) }))}
        onChange={(chosen) => playback.setSpeed(Number(chosen))}
      />
    </Menu>
  );
}
