import { CornerDownLeft, LoaderCircle } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/ui/Button.tsx";

interface CreateProps {
  pending: boolean;
  disabled: boolean;
  onClick: () => void;
}

/** The one button that makes something. */
export function Create({ pending, disabled, onClick }: CreateProps) {
  const { t } = useTranslation("composer");
  return (
    <Button
      look="moon"
      aria-disabled={disabled || pending}
      aria-busy={pending}
      onClick={onClick}
      className="rounded-lg!"
    >
      {pending ? t("creating") : t("create")}
      {pending ? <LoaderCircle aria-hidden className="animate-spin" /> : <CornerDownLeft aria-hidden />}
    </Button>
  );
}
