import { create } from "zustand";
import { persist } from "zustand/middleware";

interface Telling {
  /** Somebody asked to be notified, and the browser let it. */
  wanted: boolean;
}

/** Whether the browser notifies of clips that are ready. Only asked for where somebody switches it on. */
export const useTelling = create<Telling>()(persist((): Telling => ({ wanted: false }), { name: "yozora.tell" }));

export const canTell = (): boolean => "Notification" in window;

/** Ask the browser; answers whether it lets this page notify. */
export async function askToTell(): Promise<boolean> {
  const wanted = canTell() && (await Notification.requestPermission()) === "granted";
  useTelling.setState({ wanted });
  return wanted;
}

/** Notify, where that is wanted and the page is not seen. */
export function tell(title: string, open: () => void): void {
  if (!useTelling.getState().wanted || !document.hidden || !canTell() || Notification.permission !== "granted") return;
  const told = new Notification(title, { icon: "/favicon.svg" });
  told.onclick = () => {
    window.focus();
    told.close();
    open();
  };
}
