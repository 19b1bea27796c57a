import { Fragment } from "react";
import { useTranslation } from "react-i18next";

import type { shortcuts } from "@/words/en/shortcuts.ts";
import { SHORTCUTS } from "@/words/shortcuts.ts";

import { Kbd } from "./Kbd.tsx";

type Named = keyof typeof shortcuts.keys;

const IS_MAC = /Mac OS/.test(navigator.userAgent);
const SIGNS: Readonly<Record<string, string>> = {
  left: "←",
  right: "→",
  up: "↑",
  down: "↓",
  ...(IS_MAC ? { mod: "⌘", shift: "⇧", alt: "⌥", enter: "↩" } : {}),
};

/** All shortcuts, by where they work. */
export function ShortcutList({ heading: Heading }: { heading: "h2" | "h3" }) {
  const { t } = useTranslation("shortcuts");
  return (
    <div className="gap-x-10 sm:columns-2">
      {SHORTCUTS.map(({ area, shortcuts: lines }) => (
        <section key={area} className="mb-6 break-inside-avoid">
          <Heading className="mb-1.5 text-sm font-medium text-quiet">{t(`areas.${area}`)}</Heading>
          <dl>
            {lines.map(({ does, keys }) => (
              <div
                key={does}
                className="flex min-h-9 items-center justify-between gap-4 border-b border-line/60 py-1 last:border-0"
              >
                <dt>{t(`does.${does}`)}</dt>
                <dd className="flex shrink-0 flex-wrap items-center justify-end gap-1.5">
                  {keys.map((chord, place) => (
                    <Fragment key={chord.join()}>
                      {place > 0 && <span className="sr-only">{t("or")}</span>}
                      <span className="flex gap-0.5">
                        {chord.map((key) => (
                          <Key key={key} name={key} />
                        ))}
                      </span>
                    </Fragment>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

function Key({ name }: { name: string }) {
  const { t, i18n } = useTranslation("shortcuts");
  const words = i18n.exists(`shortcuts:keys.${name}`) ? t(`keys.${name as Named}`) : name;
  const sign = SIGNS[name];
  if (sign === undefined) return <Kbd listed>{words}</Kbd>;
  return (
    <>
      <span aria-hidden className="contents">
        <Kbd listed>{sign}</Kbd>
      </span>
      <span className="sr-only">{words}</span>
    </>
  );
}
