import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";

import type { ClipDetail } from "@/api/client.ts";
import { TabPanel, Tabs } from "@/ui/Tabs.tsx";

import { Blend } from "./Blend.tsx";
import { Connect } from "./Connect.tsx";
import { Extend } from "./Extend.tsx";
import { History } from "./History.tsx";
import { LoopTool } from "./LoopTool.tsx";
import { Provenance } from "./Provenance.tsx";
import { RecipePanel } from "./RecipePanel.tsx";
import { Recut } from "./Recut.tsx";
import { Remix } from "./Remix.tsx";
import { Restyle } from "./Restyle.tsx";
import { Upscale } from "./Upscale.tsx";

const MAKING = ["remix", "restyle", "recut", "extend", "loop", "blend", "connect", "upscale"] as const;
const KNOWING = ["recipe", "history", "provenance"] as const;
type Tool = (typeof MAKING)[number] | (typeof KNOWING)[number];

interface ToolsProps {
  clip: ClipDetail;
  /** Show a frame of the clip in the player above. */
  onLook: (frame: number) => void;
}

/** What can be done with the clip and known of it; the address says which is open. */
export function Tools({ clip, onLook }: ToolsProps) {
  const { t } = useTranslation("tools");
  const [params, setParams] = useSearchParams();
  const possible: readonly Tool[] = clip.video === null || clip.trashed_at !== null ? KNOWING : [...MAKING, ...KNOWING];
  const [usual] = useState(possible[0]); // also when the clip is finished, and more is possible
  const tool = possible.find((one) => one === params.get("tool")) ?? possible.find((one) => one === usual) ?? "recipe";
  const [visited, setVisited] = useState<readonly Tool[]>([]);
  if (!visited.includes(tool)) setVisited([...visited, tool]);
  const open = (next: Tool) => setParams({ tool: next }, { replace: true, preventScrollReset: true });
  const panels: Readonly<Record<Tool, () => ReactNode>> = {
    remix: () => <Remix clip={clip} />,
    restyle: () => <Restyle clip={clip} />,
    recut: () => <Recut clip={clip} onLook={onLook} />,
    extend: () => <Extend clip={clip} />,
    loop: () => <LoopTool clip={clip} />,
    blend: () => <Blend clip={clip} />,
    connect: () => <Connect clip={clip} />,
    upscale: () => <Upscale clip={clip} />,
    recipe: () => <RecipePanel clip={clip} />,
    history: () => <History clip={clip} />,
    provenance: () => <Provenance clip={clip} />,
  };
  return (
    <Tabs
      label={t("tools")}
      value={tool}
      onChange={open}
      tabs={possible.map((one) => ({ value: one, label: t(`tabs.${one}`) }))}
    >
      {possible
        .filter((one) => visited.includes(one))
        .map((one) => (
          <TabPanel key={one} value={one} keep>
            {panels[one]()}
          </TabPanel>
        ))}
    </Tabs>
  );
}
