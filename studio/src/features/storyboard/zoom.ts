import { create } from "zustand";

/** 1 shows all of the board; more shows less of it, larger. */
export const useZoom = create<{ zoom: number }>()(() => ({ zoom: 1 }));

const MOST = 60;

/** So many times closer; 0 shows all of it. */
export function zoomBy(factor: number): void {
  useZoom.setState(({ zoom }) => ({ zoom: factor === 0 ? 1 : Math.max(1, Math.min(MOST, zoom * factor)) }));
}
