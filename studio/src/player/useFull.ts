import { useCallback, useEffect, useState } from "react";

function leaveFullscreen(): void {
  if (document.fullscreenElement !== null) void document.exitFullscreen();
}

/** Whether something fills the screen. The whole page is made full and the thing laid over it, so that menus and tips,
 * which lie beside it in the page, are still seen; where pages cannot be made full, it fills the window. */
export function useFull(): readonly [boolean, () => void] {
  const [full, setFull] = useState(false);
  useEffect(() => {
    if (!full) return;
    const left = () => document.fullscreenElement === null && setFull(false);
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      setFull(false);
      leaveFullscreen();
    };
    document.addEventListener("fullscreenchange", left);
    window.addEventListener("keydown", escape);
    return () => {
      document.removeEventListener("fullscreenchange", left);
      window.removeEventListener("keydown", escape);
    };
  }, [full]);
  const toggle = useCallback(() => {
    setFull(!full);
    if (full) leaveFullscreen();
    else if (document.fullscreenEnabled) document.documentElement.requestFullscreen().catch(() => undefined);
  }, [full]);
  return [full, toggle];
}
