import { useEffect, useState } from "react";

const STILL_MS = 2500;

/** Whether nobody has moved the pointer or pressed a key for a while; false where it does not matter. */
export function useStill(matters: boolean): boolean {
  const [still, setStill] = useState(false);
  useEffect(() => {
    if (!matters) return undefined;
    let timer = 0;
    const stir = () => {
      setStill(false);
      clearTimeout(timer);
      timer = window.setTimeout(() => setStill(true), STILL_MS);
    };
    stir();
    const kinds = ["pointermove", "pointerdown", "keydown", "focusin"] as const;
    for (const kind of kinds) addEventListener(kind, stir, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const kind of kinds) removeEventListener(kind, stir);
    };
  }, [matters]);
  return matters && still;
}
