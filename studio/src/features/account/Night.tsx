import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Look, Name } from "./Outside.tsx";
import { Sky } from "./Sky.tsx";

/** A page of its own under the night sky. */
export function Night({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="relative flex min-h-dvh flex-col">
      <title>{`${title} · ${t("title")}`}</title>
      <Sky />
      <header className="relative flex items-center justify-between px-4 py-3 md:px-6">
        <Link to="/" className="rounded-md">
          <Name />
        </Link>
        <Look />
      </header>
      <main className="relative grid grow place-items-center px-4 pt-4 pb-[14vh]">{children}</main>
    </div>
  );
}
