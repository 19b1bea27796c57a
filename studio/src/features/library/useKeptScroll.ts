import { useLayoutEffect, useMemo, useRef } from "react";
import { NavigationType, useLocation, useNavigationType } from "react-router";

const PATIENCE_MS = 2000;
const INPUT = ["wheel", "touchstart", "keydown", "pointerdown"] as const;

const kept = new Map<string, number>();

// The browser would do it while the page that is left is still there, or the clips are not there yet.
history.scrollRestoration = "manual";

/** Whoever comes back to a page finds it where it was left; a new page begins at its top. */
export function useKeptScroll(ready: boolean): void {
  const { key } = useLocation();
  const back = useNavigationType() === NavigationType.Pop;
  const wanted = useMemo(() => (back ? (kept.get(key) ?? 0) : 0), [key, back]);
  const placed = useRef(false);
  useLayoutEffect(() => {
    if (!ready) return undefined;
    const until = performance.now() + PATIENCE_MS;
    let frame = 0;
    const done = () => {
      placed.current = true;
      cancelAnimationFrame(frame);
      for (const kind of INPUT) removeEventListener(kind, done);
    };
    // The page may be hidden, and so have no height, while a part of it is on its way.
    const place = () => {
      window.scrollTo({ top: wanted, behavior: "instant" });
      if (Math.abs(window.scrollY - wanted) < 2 || performance.now() > until) done();
      else frame = requestAnimationFrame(place);
    };
    placed.current = false;
    for (const kind of INPUT) addEventListener(kind, done, { passive: true });
    place();
    return () => {
      done();
      placed.current = false;
    };
  }, [ready, key, wanted]);
  // Before the next page is there, which may be shorter and move the window.
  useLayoutEffect(() => {
    const keep = () => {
      if (placed.current) kept.set(key, window.scrollY);
    };
    addEventListener("scroll", keep, { passive: true });
    return () => removeEventListener("scroll", keep);
  }, [key]);
}
