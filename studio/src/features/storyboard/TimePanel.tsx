import { Film, Image as ImageSign, Magnet, Redo2, Type, Undo2, ZoomIn, ZoomOut } from "lucide-react";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { secondAt, secondsOf } from "@/timeline/timeline.ts";
import { Button, IconButton } from "@/ui/Button.tsx";
import { classes } from "@/ui/classes.ts";

import type { Actions } from "./actions.ts";
import { useDesk } from "./desk.ts";
import { useDrop } from "./drop.ts";
import { Keyed } from "./Head.tsx";
import { Lane } from "./Lane.tsx";
import type { Shelf } from "./Picker.tsx";
import { Playhead } from "./Playhead.tsx";
import { Ruler } from "./Ruler.tsx";
import type { Sources } from "./sources.ts";
import { useTransport } from "./transport.ts";
import { useUploads } from "./useUploads.ts";
import { useZoom, zoomBy } from "./zoom.ts";

interface TimePanelProps {
  sources: Sources;
  actions: Actions;
  onText: () => void;
  onShelf: (shelf: Shelf) => void;
  children: ReactNode;
}

const MOST_FRAME_PX = 28;
/** Beside the line, so that the playhead is seen whole at both ends. */
const BESIDE_PX = 10;

/** The line of time: where cards stand, and where they are moved, trimmed and dropped. */
export function TimePanel({ sources, actions, onText, onShelf, children }: TimePanelProps) {
  const { t } = useTranslation("storyboard");
  const line = useDesk((now) => now.line);
  const ripple = useDesk((now) => now.ripple);
  const transport = useTransport();
  const zoom = useZoom((now) => now.zoom);
  const scroller = useRef<HTMLDivElement>(null);
  const guide = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ left: 0, width: 0 });
  const seconds = secondsOf(line);
  const width = Math.max(1, Math.min(view.width * zoom, Math.max(view.width, line.frames * MOST_FRAME_PX)));
  const framePx = width / line.frames;
  const uploading = useUploads((now) => now.name);

  const measure = useCallback(() => {
    const place = scroller.current;
    if (place !== null) setView({ left: place.scrollLeft, width: place.clientWidth - 2 * BESIDE_PX });
  }, []);
  useLayoutEffect(() => {
    const place = scroller.current;
    if (place === null) return undefined;
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(place);
    return () => watch.disconnect();
  }, [measure]);

  // Closer around the pointer: what is below it stays there.
  const anchor = useRef<{ share: number; x: number } | null>(null);
  useEffect(() => {
    const place = scroller.current;
    if (place === null) return undefined;
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const x = event.clientX - place.getBoundingClientRect().left;
      anchor.current = { share: (place.scrollLeft + x - BESIDE_PX) / (place.scrollWidth - 2 * BESIDE_PX), x };
      zoomBy(Math.exp(-event.deltaY / 300));
    };
    place.addEventListener("wheel", wheel, { passive: false });
    return () => place.removeEventListener("wheel", wheel);
  }, []);
  useLayoutEffect(() => {
    const place = scroller.current;
    if (place === null) return;
    const at = anchor.current ?? { share: transport.store.getState().second / seconds, x: place.clientWidth / 2 };
    anchor.current = null;
    place.scrollLeft = at.share * width - at.x;
  }, [zoom, width, seconds, transport]);

  const showGuide = useCallback(
    (frame: number | null) => {
      const shown = guide.current;
      if (shown === null) return;
      shown.style.opacity = frame === null ? "0" : "1";
      if (frame !== null) shown.style.transform = `translateX(${frame * framePx}px)`;
    },
    [framePx],
  );
  const frameUnder = useCallback(
    (clientX: number) => {
      const place = scroller.current;
      if (place === null) return 0;
      const x = clientX - place.getBoundingClientRect().left + place.scrollLeft - BESIDE_PX;
      return Math.max(0, Math.min(line.frames, Math.round(x / framePx)));
    },
    [line.frames, framePx],
  );
  const geometry = useMemo(() => ({ framePx, showGuide, frameUnder }), [framePx, showGuide, frameUnder]);

  const isOver = useDrop(scroller, geometry, actions);
  return (
    <section aria-label={t("time")} className="rounded-xl border border-line bg-panel p-3 sm:p-4">
      <div
        ref={scroller}
        onScroll={measure}
        className={classes(
          "relative overflow-x-auto overflow-y-hidden rounded-md pb-1",
          isOver && "ring-2 ring-moon/70 ring-inset",
        )}
      >
        <div className="relative" style={{ width, marginInline: BESIDE_PX }}>
          <Ruler
            line={line}
            framePx={framePx}
            view={view}
            onSeek={(x) => transport.seek(secondAt(line, frameUnder(x)))}
          />
          <Lane geometry={geometry} sources={sources} actions={actions} view={view} />
          <div
            ref={guide}
            aria-hidden
            className="pointer-events-none absolute inset-y-0 left-0 z-20 w-px bg-sky opacity-0 shadow-[0_0_8px_var(--sky)]"
          />
          <Playhead line={line} framePx={framePx} frameUnder={frameUnder} scroller={scroller} />
        </div>
      </div>
      <div className="mt-2.5 flex flex-wrap items-center gap-2">
        <Button size="small" className="rounded-full" onClick={onText}>
          <Type aria-hidden />
          <Keyed keys="T">{t("addText")}</Keyed>
        </Button>
        <Button size="small" className="rounded-full" onClick={() => onShelf("uploads")}>
          <ImageSign aria-hidden />
          {t("addImage")}
        </Button>
        <Button size="small" className="rounded-full" onClick={() => onShelf("clips")}>
          <Film aria-hidden />
          {t("addClip")}
        </Button>
        <span className="mx-1 h-5 w-px bg-line max-sm:hidden" />
        <IconButton label={t("ripple")} keys="R" size="small" pressed={ripple} onClick={actions.toggleRipple}>
          <Magnet aria-hidden />
        </IconButton>
        <IconButton label={t("undo")} size="small" className="sm:hidden" onClick={actions.undo}>
          <Undo2 aria-hidden />
        </IconButton>
        <IconButton label={t("redo")} size="small" className="sm:hidden" onClick={actions.redo}>
          <Redo2 aria-hidden />
        </IconButton>
        <IconButton label={t("zoomOut")} keys="-" size="small" disabled={zoom <= 1} onClick={() => zoomBy(1 / 1.5)}>
          <ZoomOut aria-hidden />
        </IconButton>
        <IconButton label={t("zoomIn")} keys="+" size="small" onClick={() => zoomBy(1.5)}>
          <ZoomIn aria-hidden />
        </IconButton>
        <div className="grow" />
        {uploading === null ? (
          children
        ) : (
          <span className="text-sm text-quiet">{t("sending", { name: uploading })}</span>
        )}
      </div>
      <p className="mt-2 text-sm text-quiet max-sm:hidden">{t("timeHint")}</p>
    </section>
  );
}
