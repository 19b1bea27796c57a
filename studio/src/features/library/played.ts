import { create } from "zustand";

/** The card that plays because somebody said so by the keyboard or the menu. */
export const usePlayed = create<{ key: string | null }>()(() => ({ key: null }));

export const togglePlayed = (key: string): void => usePlayed.setState((now) => ({ key: now.key === key ? null : key }));

export const playNothing = (): void => {
  if (usePlayed.getState().key !== null) usePlayed.setState({ key: null });
};
