import { useTranslation } from "react-i18next";

import { Skeleton } from "@/ui/States.tsx";

/** The page before it knows who is there: its own shape, without words. */
export function Waking() {
  const { t } = useTranslation();
  return (
    <main aria-busy aria-label={t("opening")} className="flex min-h-dvh">
      <div className="hidden w-58 shrink-0 border-r border-line md:block" />
      <div className="grid grow auto-rows-min grid-cols-[repeat(auto-fill,minmax(min(280px,100%),1fr))] gap-3.5 p-6 pt-16">
        {Array.from({ length: 8 }, (_, place) => (
          <Skeleton key={place} className="aspect-video" />
        ))}
      </div>
    </main>
  );
}
