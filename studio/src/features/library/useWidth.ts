import { useLayoutEffect, useState, type RefObject } from "react";

interface Measured {
  width: number;
  /** From the top of the whole page. */
  top: number;
}

/** How wide an element is and where it begins; `again` says that what is above it may have changed. */
export function useMeasured(element: RefObject<HTMLElement | null>, again: unknown): Measured {
  const [measured, setMeasured] = useState<Measured>({ width: 0, top: 0 });
  useLayoutEffect(() => {
    const node = element.current;
    if (node === null) return undefined;
    const measure = () => {
      const box = node.getBoundingClientRect();
      const now = { width: Math.floor(box.width), top: Math.round(box.top + window.scrollY) };
      setMeasured((before) => (before.width === now.width && before.top === now.top ? before : now));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    return () => observer.disconnect();
  }, [element, again]);
  return measured;
}
