import { MoonStar, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Button } from "@/ui/Button.tsx";
import { Empty } from "@/ui/States.tsx";

/** An address that leads nowhere. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Empty icon={<MoonStar />} title={t("notFound")} heading="h1">
      <p>{t("notFoundHint")}</p>
      <Button asChild>
        <Link to="/">{t("toLibrary")}</Link>
      </Button>
    </Empty>
  );
}

/** A page whose code went wrong. */
export function Broken() {
  const { t } = useTranslation();
  return (
    <main>
      <Empty icon={<TriangleAlert />} title={t("broken")} heading="h1">
        <p>{t("brokenHint")}</p>
        <Button onClick={() => location.reload()}>{t("reload")}</Button>
      </Empty>
    </main>
  );
}
