import { create } from "zustand";

import type { Refusal } from "@/api/refusal.ts";

interface Appealing {
  /** What is being appealed; null while nothing is. */
  refusal: Refusal | null;
  begin: (refusal: Refusal) => void;
  end: () => void;
}

/** The appeal that is being written: over all pages, so that a card can be scrolled away meanwhile. */
export const useAppealing = create<Appealing>()((set) => ({
  refusal: null,
  begin: (refusal) => set({ refusal }),
  end: () => set({ refusal: null }),
}));
