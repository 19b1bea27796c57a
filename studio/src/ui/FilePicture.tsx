import { useCallback } from "react";

import { classes } from "./classes.ts";

/** A file of this machine, shown from here. */
export function FilePicture({ file, className }: { file: File; className?: string }) {
  const shown = useCallback(
    (node: HTMLImageElement | HTMLVideoElement | null) => {
      if (node === null) return undefined;
      const address = URL.createObjectURL(file);
      node.src = address;
      return () => URL.revokeObjectURL(address);
    },
    [file],
  );
  const look = classes("bg-night object-contain", className);
  return file.type.startsWith("video/") ? (
    <video ref={shown} autoPlay loop muted playsInline className={look} />
  ) : (
    <img ref={shown} alt="" className={look} />
  );
}
