import { useQuery } from "@tanstack/react-query";
import { Scale } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Segments } from "@/ui/Segments.tsx";
import { Empty, Skeleton } from "@/ui/States.tsx";

import { Asked, Section } from "../parts.tsx";
import { AppealCard } from "./AppealCard.tsx";
import { appealsQuery } from "./queries.ts";

type Which = "waiting" | "answered";

/** What people say to refusals, and what is answered. */
export function Appeals() {
  const { t } = useTranslation("settings");
  const [which, setWhich] = useState<Which>("waiting");
  const asked = useQuery(appealsQuery(which));
  const list = useRef<HTMLDivElement>(null);
  return (
    <Section
      title={t("sections.appeals")}
      hint={t("appeals.hint")}
      wide
      actions={
        <Segments
          label={t("appeals.which")}
          value={which}
          segments={(["waiting", "answered"] as const).map((value) => ({ value, label: t(`appeals.${value}`) }))}
          onChange={setWhich}
        />
      }
    >
      {/* What is answered leaves the list: whoever uses keys goes on from here. */}
      <div ref={list} tabIndex={-1} className="outline-none">
        <Asked asked={asked} waiting={<Skeleton className="h-72 rounded-xl!" />}>
          {(appeals) =>
            appeals.length === 0 ? (
              <Empty icon={<Scale />} title={t(which === "waiting" ? "appeals.noneWaiting" : "appeals.noneAnswered")} />
            ) : (
              <ul className="flex flex-col gap-4">
                {appeals.map((one) => (
                  <li key={one.id}>
                    <AppealCard appeal={one} onAnswered={() => list.current?.focus()} />
                  </li>
                ))}
              </ul>
            )
          }
        </Asked>
      </div>
    </Section>
  );
}

/** How many appeals wait, beside the name of the section. */
export function Waiting() {
  const { t } = useTranslation("settings");
  const count = useQuery(appealsQuery("waiting")).data?.length ?? 0;
  if (count === 0) return null;
  return (
    <span className="ml-auto grid h-5 min-w-5 place-items-center rounded-full bg-sky px-1.5 text-xs font-semibold text-night tabular-nums">
      <span aria-hidden>{count}</span>
      <span className="sr-only">{t("appeals.count", { count })}</span>
    </span>
  );
}
