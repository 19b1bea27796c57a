import { useQuery } from "@tanstack/react-query";
import { Palette, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Preset } from "@/api/client.ts";
import { presetsQuery } from "@/api/queries.ts";
import { Button } from "@/ui/Button.tsx";
import { Segments } from "@/ui/Segments.tsx";
import { Empty, Skeleton } from "@/ui/States.tsx";

import { Asked, Section } from "../parts.tsx";
import { StyleCard } from "./StyleCard.tsx";
import { StyleEditor } from "./StyleEditor.tsx";
import { isBuiltIn } from "./looks.ts";

type Which = "all" | "own" | "shared" | "builtIn";

const IS: Record<Which, (style: Preset) => boolean> = {
  all: () => true,
  own: (style) => style.own,
  shared: (style) => style.shared && !isBuiltIn(style),
  builtIn: isBuiltIn,
};
const GRID = "grid grid-cols-[repeat(auto-fill,minmax(min(15rem,100%),1fr))] gap-4";

/** Looks by their names: one's own first, then those of others, then those that come with the program. */
export function Styles() {
  const { t } = useTranslation("settings");
  const asked = useQuery(presetsQuery);
  const [which, setWhich] = useState<Which>("all");
  const [open, setOpen] = useState<Preset | "new">();
  return (
    <Section
      title={t("sections.styles")}
      hint={t("styles.hint")}
      wide
      actions={
        <Button onClick={() => setOpen("new")}>
          <Plus aria-hidden />
          {t("styles.create")}
        </Button>
      }
    >
      <div>
        <Segments
          label={t("styles.which")}
          value={which}
          segments={(["all", "own", "shared", "builtIn"] as const).map((value) => ({
            value,
            label: t(`styles.${value}`),
          }))}
          onChange={setWhich}
        />
      </div>
      <Asked asked={asked} waiting={<Waiting />}>
        {(styles) => <Cards styles={styles.filter(IS[which])} which={which} onOpen={setOpen} />}
      </Asked>
      <StyleEditor open={open} onClose={() => setOpen(undefined)} />
    </Section>
  );
}

interface CardsProps {
  styles: readonly Preset[];
  which: Which;
  onOpen: (style: Preset) => void;
}

function Cards({ styles, which, onOpen }: CardsProps) {
  const { t } = useTranslation("settings");
  if (styles.length === 0) {
    const shared = which === "shared";
    return (
      <Empty icon={<Palette />} title={t(shared ? "styles.emptyShared" : "styles.emptyOwn")}>
        <p>{t(shared ? "styles.emptySharedHint" : "styles.emptyOwnHint")}</p>
      </Empty>
    );
  }
  const rank = (style: Preset) => (style.own ? 0 : isBuiltIn(style) ? 2 : 1);
  return (
    <ul className={GRID}>
      {[...styles]
        .sort((one, other) => rank(one) - rank(other))
        .map((style) => (
          <li key={style.id}>
            <StyleCard style={style} onEdit={() => onOpen(style)} />
          </li>
        ))}
    </ul>
  );
}

function Waiting() {
  return (
    <div className={GRID}>
      {Array.from({ length: 6 }, (_, place) => (
        <Skeleton key={place} className="aspect-[4/3.4] rounded-xl!" />
      ))}
    </div>
  );
}
