import { useSyncExternalStore } from "react";
import { create } from "zustand";
import { persist } from "zustand/middleware";

export const MOTIONS = ["system", "reduced", "full"] as const;
type Motion = (typeof MOTIONS)[number];

interface Chosen {
  motion: Motion;
  choose: (motion: Motion) => void;
}

/** How much may move; `system` is as the machine has it. */
export const useMotion = create<Chosen>()(
  persist((set) => ({ motion: "system", choose: (motion) => set({ motion }) }), { name: "yozora.motion" }),
);

const REDUCED = matchMedia("(prefers-reduced-motion: reduce)");

/** Whether only what somebody starts may move. */
export function isMotionReduced(): boolean {
  const { motion } = useMotion.getState();
  return motion === "system" ? REDUCED.matches : motion === "reduced";
}

function listen(changed: () => void): () => void {
  const stop = useMotion.subscribe(changed);
  REDUCED.addEventListener("change", changed);
  return () => {
    stop();
    REDUCED.removeEventListener("change", changed);
  };
}

/** The same, for what is drawn. */
export const useReducedMotion = (): boolean => useSyncExternalStore(listen, isMotionReduced);

/** Let the page move as is chosen, now and whenever it changes: `theme.css` goes by it. */
export function applyMotion(): void {
  const apply = () => {
    document.documentElement.dataset.motion = isMotionReduced() ? "reduced" : "full";
  };
  apply();
  listen(apply);
}
