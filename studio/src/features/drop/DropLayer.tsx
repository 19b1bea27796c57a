import { FileDown } from "lucide-react";
import { useTranslation } from "react-i18next";

/** Over the whole page while files are above it: a moon that waits for them. */
export function DropLayer() {
  const { t } = useTranslation("drop");
  return (
    <div className="pointer-events-none fixed inset-0 z-50 animate-appear bg-night/85 p-4 backdrop-blur-sm">
      <div
        role="status"
        className="grid size-full place-items-center rounded-[24px] border-2 border-dashed border-moon/70 bg-[radial-gradient(60rem_30rem_at_50%_45%,color-mix(in_srgb,var(--moon)_14%,transparent),transparent)]"
      >
        <div className="flex max-w-sm flex-col items-center gap-4 px-6 text-center">
          <span
            aria-hidden
            className="grid size-24 animate-twinkle place-items-center rounded-full bg-[radial-gradient(circle_at_36%_30%,#fff3cf,#ffd98a_55%,#e2a94a)] text-on-moon shadow-[0_0_80px_#ffd98a66]"
          >
            <FileDown className="size-9" />
          </span>
          <p className="text-xl font-semibold">{t("here")}</p>
          <p className="text-quiet">{t("hereHint")}</p>
        </div>
      </div>
    </div>
  );
}
