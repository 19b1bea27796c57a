import { useEffect, useState, type RefObject } from "react";

const FLOATING = "[data-radix-popper-content-wrapper], [role=dialog], [data-radix-focus-guard]";
const FAR_PX = 24;

/** Whether all of it is shown where the page is narrow: from the first touch until the page is touched or scrolled. */
export function useOpen(inside: RefObject<HTMLElement | null>) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const card = inside.current;
    const focused = () => setOpen(true);
    card?.addEventListener("focusin", focused);
    return () => card?.removeEventListener("focusin", focused);
  }, [inside]);
  useEffect(() => {
    if (!open) return undefined;
    let begun: number | null = null;
    const isOutside = (target: EventTarget | null) =>
      target instanceof Element && inside.current?.contains(target) === false && target.closest(FLOATING) === null;
    const pressed = (event: Event) => {
      if (isOutside(event.target)) setOpen(false);
    };
    const scrolled = () => {
      begun ??= scrollY;
      const writes = inside.current?.contains(document.activeElement) === true;
      if (!writes && Math.abs(scrollY - begun) > FAR_PX) setOpen(false);
    };
    document.addEventListener("pointerdown", pressed);
    window.addEventListener("scroll", scrolled, { passive: true });
    return () => {
      document.removeEventListener("pointerdown", pressed);
      window.removeEventListener("scroll", scrolled);
    };
  }, [open, inside]);
  return { open, setOpen };
}
