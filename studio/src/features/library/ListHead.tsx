import { useTranslation } from "react-i18next";

import { COLUMNS } from "./Line.tsx";

/** What the columns of the list are. */
export function ListHead() {
  const { t } = useTranslation("library");
  return (
    <div
      aria-hidden
      className={`grid grid-cols-[7rem_minmax(0,1fr)] items-center gap-3 border-b border-line pr-11 pb-2 text-xs text-quiet max-md:hidden ${COLUMNS}`}
    >
      <span />
      <span>{t("columns.clip")}</span>
      <span>{t("columns.made")}</span>
      <span>{t("columns.length")}</span>
      <span>{t("columns.size")}</span>
      <span>{t("columns.date")}</span>
      <span />
    </div>
  );
}
