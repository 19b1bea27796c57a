import { useEffect, useState } from "react";

const QUIET_MS = 220;

/** Files dropped anywhere on the page; parts that take files themselves stop the event. Answers whether some are above
 * the page now. */
export function useDropped(onFiles: (files: readonly File[]) => void): boolean {
  const [above, setAbove] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = () => {
      clearTimeout(timer);
      setAbove(false);
    };
    const brings = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    const over = (event: DragEvent) => {
      if (!brings(event) || event.defaultPrevented) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = "copy";
      setAbove(true);
      clearTimeout(timer);
      // The event comes again and again; where it stops, the files left the page or are above a part that takes them.
      timer = setTimeout(leave, QUIET_MS);
    };
    const drop = (event: DragEvent) => {
      leave();
      if (!brings(event) || event.defaultPrevented) return;
      event.preventDefault();
      onFiles([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener("dragenter", over);
    window.addEventListener("dragover", over);
    window.addEventListener("drop", drop);
    return () => {
      leave();
      window.removeEventListener("dragenter", over);
      window.removeEventListener("dragover", over);
      window.removeEventListener("drop", drop);
    };
  }, [onFiles]);
  return above;
}
