import { useQuery } from "@tanstack/react-query";
import { Moon, Sun } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { activityQuery } from "@/api/queries.ts";
import { IconButton } from "@/ui/Button.tsx";
import { useShownTheme, useTheme } from "@/ui/theme.ts";

/** What stands at the right of every page's top: work in progress, and the theme. */
export function Always() {
  const { t } = useTranslation();
  const shown = useShownTheme();
  const choose = useTheme((theme) => theme.choose);
  return (
    <div className="flex shrink-0 items-center gap-2">
      <Working />
      <IconButton
        label={t(shown === "dark" ? "lightTheme" : "darkTheme")}
        onClick={() => choose(shown === "dark" ? "light" : "dark")}
      >
        {shown === "dark" ? <Sun aria-hidden /> : <Moon aria-hidden />}
      </IconButton>
    </div>
  );
}

function Working() {
  const { t } = useTranslation();
  const { data } = useQuery(activityQuery);
  const count = data?.jobs.filter((job) => job.state === "queued" || job.state === "running").length ?? 0;
  return (
    <Link
      to="/activity"
      className="flex h-10 items-center gap-2 rounded-full border border-line bg-panel px-3 text-sm whitespace-nowrap text-ink transition duration-150 hover:border-edge"
    >
      <span
        aria-hidden
        className={count > 0 ? "size-2 animate-twinkle rounded-full bg-moon" : "size-2 rounded-full bg-edge"}
      />
      <span className="max-sm:sr-only">{count > 0 ? t("inProgress", { count }) : t("quiet")}</span>
      {count > 0 && (
        <span aria-hidden className="tabular-nums sm:hidden">
          {count}
        </span>
      )}
    </Link>
  );
}
