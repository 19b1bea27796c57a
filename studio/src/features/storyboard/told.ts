import { create } from "zustand";

/** What is read aloud about the last edit. A sign without width makes the same words new. */
const useStore = create<{ words: string }>()(() => ({ words: "" }));

export const useTold = (): string => useStore((now) => now.words);

export function tell(words: string): void {
  useStore.setState((now) => ({ words: now.words === words ? `${words}\u200b` : words }));
}
