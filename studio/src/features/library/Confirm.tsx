import { useTranslation } from "react-i18next";

import { Button } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";

interface ConfirmProps {
  open: boolean;
  title: string;
  about: string;
  action: string;
  onDo: () => void;
  onClose: () => void;
}

/** Asks before something is gone. */
export function Confirm({ open, title, about, action, onDo, onClose }: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <Dialog open={open} onClose={onClose} title={title} about={about} close={t("close")}>
      <div className="flex justify-end gap-2 pt-2">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button
          look="danger"
          onClick={() => {
            onClose();
            onDo();
          }}
        >
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
