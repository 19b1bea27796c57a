import { create } from "zustand";

interface Toast {
  id: number;
  text: string;
  tone: "plain" | "wrong";
  /** A button in it: undo, or open. */
  action?: { label: string; run: () => void };
}

interface Toasts {
  toasts: readonly Toast[];
  drop: (id: number) => void;
}

let last = 0;

/** What is said at the edge of the page for a moment. */
export const useToasts = create<Toasts>()((set) => ({
  toasts: [],
  drop: (id) => set((now) => ({ toasts: now.toasts.filter((one) => one.id !== id) })),
}));

/** Say something for a moment. What went wrong belongs beside what it concerns, if that is in sight. */
export function toast(text: string, more: Partial<Pick<Toast, "tone" | "action">> = {}): void {
  last += 1;
  const one: Toast = { id: last, text, tone: "plain", ...more };
  useToasts.setState((now) => ({ toasts: [...now.toasts.slice(-2), one] }));
}
