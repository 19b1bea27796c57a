import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Switch } from "@/ui/Switch.tsx";

import { askToTell, canTell, useTelling } from "./tell.ts";

/** Switches notifications on; the browser is asked then, and never before. */
export function Tell() {
  const { t } = useTranslation("activity");
  const wanted = useTelling((telling) => telling.wanted);
  const [denied, setDenied] = useState(false);
  if (!canTell()) return null;
  const turn = async (on: boolean) => {
    if (!on) useTelling.setState({ wanted: false });
    else setDenied(!(await askToTell()));
  };
  return (
    <div className="mb-8 rounded-xl border border-line px-4 py-3">
      <Switch label={t("tell")} note={t("tellHint")} checked={wanted} onChange={(on) => void turn(on)} />
      {denied && (
        <p role="alert" className="mt-2 text-sm text-unknown">
          {t("tellDenied")}
        </p>
      )}
    </div>
  );
}
