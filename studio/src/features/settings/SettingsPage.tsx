import { useSuspenseQuery } from "@tanstack/react-query";
import { ArrowLeft, CircleSlash } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, NavLink, useParams } from "react-router";

import { meQuery } from "@/api/queries.ts";
import { Empty } from "@/ui/States.tsx";
import { Top } from "@/ui/Top.tsx";
import { Button } from "@/ui/Button.tsx";
import { classes } from "@/ui/classes.ts";

import { GROUPS, sectionsOf } from "./sections.ts";

/** Sections at the left and one of them beside; where the page is narrow, one after the other. */
export function SettingsPage() {
  const { t } = useTranslation("settings");
  const { section } = useParams();
  const { data: me } = useSuspenseQuery(meQuery);
  const sections = sectionsOf(me);
  const shown = section === undefined ? sections[0] : sections.find((one) => one.name === section);
  return (
    <div className="mx-auto flex w-full max-w-6xl grow gap-10">
      <title>{`${shown === undefined ? t("title") : t(`sections.${shown.name}`)} · Yozora`}</title>
      <Top>
        {section === undefined ? (
          <span className="font-medium">{t("title")}</span>
        ) : (
          <>
            <Button asChild look="ghost" className="-ml-2 md:hidden">
              <Link to="/settings">
                <ArrowLeft aria-hidden />
                {t("title")}
              </Link>
            </Button>
            <span className="font-medium max-md:hidden">{t("title")}</span>
          </>
        )}
      </Top>
      <nav
        aria-label={t("title")}
        className={classes(
          "w-full shrink-0 pt-2 md:sticky md:top-16 md:block md:w-52 md:self-start",
          section !== undefined && "hidden",
        )}
      >
        {section === undefined && <h1 className="sr-only md:hidden">{t("title")}</h1>}
        {GROUPS.map((group) => {
          const inside = sections.filter((one) => one.group === group);
          return inside.length === 0 ? null : (
            <div key={group} className="mb-4">
              <p className="px-3 pb-1 text-xs text-quiet">{t(`groups.${group}`)}</p>
              {inside.map(({ name, Icon, Count }) => (
                <NavLink
                  key={name}
                  to={`/settings/${name}`}
                  className={({ isActive }) =>
                    classes(
                      "flex h-10 items-center gap-3 rounded-md px-3 transition duration-150 md:h-9 [&_svg]:size-4 [&_svg]:shrink-0",
                      isActive
                        ? "bg-raised text-ink [&_svg]:text-moon-text"
                        : "text-quiet hover:bg-panel hover:text-ink",
                      section === undefined &&
                        name === shown?.name &&
                        "md:bg-raised md:text-ink md:[&_svg]:text-moon-text",
                    )
                  }
                >
                  <Icon aria-hidden />
                  {t(`sections.${name}`)}
                  {Count !== undefined && <Count />}
                </NavLink>
              ))}
            </div>
          );
        })}
      </nav>
      <div className={classes("min-w-0 grow pt-2 pb-16", section === undefined && "max-md:hidden")}>
        {shown === undefined ? (
          <Empty icon={<CircleSlash />} title={t("noSection")} heading="h1">
            <p>{t("noSectionHint")}</p>
          </Empty>
        ) : (
          <shown.Page me={me} />
        )}
      </div>
    </div>
  );
}
