import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Clip } from "@/api/client.ts";
import { playableOf, SideBySide } from "@/player/index.ts";
import { Choose } from "@/ui/Choose.tsx";
import { Dialog } from "@/ui/Dialog.tsx";

interface CompareProps {
  takes: readonly Clip[];
  shown: string | null;
  numberOf: (clip: Clip) => number;
  onClose: () => void;
}

/** Two takes that play in step. */
export function Compare({ takes, shown, numberOf, onClose }: CompareProps) {
  const { t } = useTranslation(["storyboard", "shell"]);
  const [left, setLeft] = useState((takes.find((one) => one.id !== shown) ?? takes[0])?.id ?? "");
  const [right, setRight] = useState((takes.find((one) => one.id === shown) ?? takes[0])?.id ?? "");
  const choices = takes.map((one) => ({ value: one.id, label: t("take", { number: numberOf(one) }) }));
  const both = [left, right].flatMap((id) => {
    const clip = takes.find((one) => one.id === id);
    const playable = clip === undefined ? null : playableOf(clip);
    return clip === undefined || playable === null
      ? []
      : [{ clip: playable, label: t("take", { number: numberOf(clip) }) }];
  });
  return (
    <Dialog open onClose={onClose} title={t("compareTitle")} close={t("shell:close")} width="wide">
      <div className="mb-3 flex justify-between gap-3">
        <Choose label={t("left")} value={left} choices={choices} onChange={setLeft} />
        <Choose label={t("right")} value={right} choices={choices} onChange={setRight} />
      </div>
      <SideBySide takes={both} autoPlay />
    </Dialog>
  );
}
