import { useState } from "react";

import type { Clip } from "@/api/client.ts";
import { usePreview } from "@/api/live.ts";
import { classes } from "@/ui/classes.ts";

interface ClipPictureProps {
  clip: Pick<Clip, "id" | "status" | "video" | "thumbnail" | "size"> & Partial<Pick<Clip, "frames">>;
  /** Play it, without sound and again and again. */
  playing?: boolean;
  className?: string;
}

/** A clip as a picture that fills its place: the thumbnail, which plays; while it is made, the newest preview frame. */
export function ClipPicture({ clip, playing = false, className }: ClipPictureProps) {
  const preview = usePreview(clip.id);
  const picture = clip.thumbnail ?? preview;
  return (
    <div className={classes("relative overflow-hidden bg-panel", className)}>
      {picture !== null && (
        <img
          src={picture}
          alt=""
          draggable={false}
          decoding="async"
          className={classes("absolute inset-0 size-full object-cover", clip.thumbnail === null && "blur-[1px]")}
        />
      )}
      {playing && clip.video !== null && clip.frames !== 1 && <Moving video={clip.video} />}
    </div>
  );
}

/** Shown once it plays, so that the thumbnail stays until then. */
function Moving({ video }: { video: string }) {
  const [ready, setReady] = useState(false);
  return (
    <video
      src={video}
      autoPlay
      loop
      muted
      playsInline
      disablePictureInPicture
      onPlaying={() => setReady(true)}
      className={classes("absolute inset-0 size-full object-cover", ready ? "opacity-100" : "opacity-0")}
    />
  );
}
