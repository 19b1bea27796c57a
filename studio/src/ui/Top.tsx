import { createContext, use, type ReactNode } from "react";
import { createPortal } from "react-dom";

/** The element at the top of the page that a page puts its own tools into. */
export const TopPlace = createContext<HTMLElement | null>(null);

/** A page's own tools, shown at the top beside those of all pages. */
export function Top({ children }: { children: ReactNode }) {
  const place = use(TopPlace);
  return place === null ? null : createPortal(children, place);
}
