import { useTranslation } from "react-i18next";

import { classes } from "./classes.ts";
import { PasswordField } from "./PasswordField.tsx";
import { FEWEST_CHARACTERS, lengthOf, strengthOf, type Strength } from "./strength.ts";

interface NewPasswordProps {
  label: string;
  value: string;
  wrong?: string | undefined;
  onChange: (value: string) => void;
}

const BARS: Record<Strength, number> = { short: 0, long: 0, simple: 1, fine: 2, strong: 3 };

/** A password that is being chosen, and how hard it is to guess. */
export function NewPassword({ label, value, wrong, onChange }: NewPasswordProps) {
  const { t } = useTranslation("account");
  const strength = strengthOf(value);
  const told = {
    short: t("more", { count: FEWEST_CHARACTERS - lengthOf(value) }),
    long: t("tooLong"),
    simple: t("simple"),
    fine: t("fine"),
    strong: t("strong"),
  }[strength];
  return (
    <div>
      <PasswordField
        label={label}
        name="new-password"
        autoComplete="new-password"
        show={t("showPassword")}
        hide={t("hidePassword")}
        value={value}
        wrong={wrong}
        onChange={(event) => onChange(event.target.value)}
      />
      <div aria-hidden className="mt-2 flex gap-1">
        {[1, 2, 3].map((bar) => (
          <span
            key={bar}
            className={classes(
              "h-1 grow rounded-full transition duration-150",
              bar > BARS[strength] ? "bg-line" : strength === "simple" ? "bg-edge" : "bg-known",
            )}
          />
        ))}
      </div>
      <p role="status" className="mt-1.5 text-sm text-quiet">
        <span className="sr-only">{t("strength")}: </span>
        {told}
      </p>
    </div>
  );
}
