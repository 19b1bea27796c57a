import { useTranslation } from "react-i18next";

import type { Verdict } from "@/api/client.ts";
import { moment } from "@/words/facts.ts";

import { Fact } from "./Fact.tsx";

const PERCENT = 100;

/** What an answer is based on: manifest, mark, likeness and look, as items of a list. */
export function Evidence({ found }: { found: Verdict }) {
  const { t } = useTranslation("provenance");
  const { manifest, mark, likeness } = found;
  return (
    <>
      <Fact
        sign={manifest.state === "not_present" || manifest.state === "invalid" ? "no" : "yes"}
        title={t(`states.${manifest.state}`)}
      >
        {manifest.state !== "not_present" && <Said manifest={manifest} />}
      </Fact>
      <Fact sign={mark === null ? "no" : "yes"} title={t(mark === null ? "noMark" : "mark")}>
        {mark !== null && <code className="text-xs">{mark.number}</code>}
      </Fact>
      <Fact
        sign={likeness === null ? "no" : "yes"}
        title={likeness === null ? t("notAlike") : t("alike", { percent: Math.round(likeness.share * PERCENT) })}
      />
      <Fact
        sign={found.chance < 0.5 ? "no" : "yes"}
        title={t("look", { percent: Math.round(found.chance * PERCENT) })}
      />
    </>
  );
}

function Said({ manifest }: { manifest: Verdict["manifest"] }) {
  const { t, i18n } = useTranslation("provenance");
  const { issuer, signed_at: signed, program, engine, engine_version: version } = manifest;
  return (
    <>
      {issuer !== null && (
        <span className="block">
          {signed === null
            ? t("signedBy", { name: issuer })
            : t("signedAt", { name: issuer, when: moment(Date.parse(signed) / 1000, i18n.language) })}
        </span>
      )}
      {program !== null && (
        <span className="block">
          {engine === null ? t("drawnWith", { program }) : t("drawnBy", { program, engine, version: version ?? "" })}
        </span>
      )}
      {manifest.ingredients.map((one) => (
        <span key={one.title} className="block break-all">
          {t("ingredient", { name: one.title, state: t(`states.${one.state}`) })}
        </span>
      ))}
    </>
  );
}
