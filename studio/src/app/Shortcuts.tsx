import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "@/ui/Dialog.tsx";
import { ShortcutList } from "@/ui/ShortcutList.tsx";

const WRITING = "input, textarea, select, [contenteditable=''], [contenteditable='true']";

/** The sheet of all shortcuts, which `?` opens on every page. */
export function Shortcuts() {
  const { t } = useTranslation(["shortcuts", "shell"]);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const writes = event.target instanceof Element && event.target.closest(WRITING) !== null;
      if (event.key !== "?" || writes || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      setOpen((now) => !now);
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
  return (
    <Dialog
      open={open}
      onClose={() => setOpen(false)}
      title={t("title")}
      about={t("hint")}
      close={t("shell:close")}
      width="wide"
    >
      <ShortcutList heading="h3" />
    </Dialog>
  );
}
