import { create } from "zustand";
import { persist } from "zustand/middleware";

type Theme = "dark" | "light" | "system";

interface Chosen {
  theme: Theme;
  choose: (theme: Theme) => void;
}

/** The theme that was chosen; `system` is as the machine has it. */
export const useTheme = create<Chosen>()(
  persist((set) => ({ theme: "dark", choose: (theme) => set({ theme }) }), { name: "yozora.theme" }),
);

const LIGHT = matchMedia("(prefers-color-scheme: light)");

function shown(theme: Theme): "dark" | "light" {
  if (theme !== "system") return theme;
  return LIGHT.matches ? "light" : "dark";
}

/** Show the page in the chosen theme, now and whenever it changes. */
export function applyTheme(): void {
  const page = document.documentElement;
  const apply = () => {
    page.dataset.still = ""; // all colours change at once; each would else fade for itself
    page.dataset.theme = shown(useTheme.getState().theme);
    page.getBoundingClientRect(); // styles are worked out now
    requestAnimationFrame(() => delete page.dataset.still);
  };
  apply();
  useTheme.subscribe(apply);
  LIGHT.addEventListener("change", apply);
}

/** Which of the two is seen now. */
export const useShownTheme = (): "dark" | "light" => useTheme((chosen) => shown(chosen.theme));
