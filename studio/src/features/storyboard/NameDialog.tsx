import { useState } from "react";
import { useTranslation } from "react-i18next";

import { said } from "@/api/said.ts";
import { Button } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { TextField } from "@/ui/Fields.tsx";

interface NameDialogProps {
  title: string;
  label: string;
  name: string;
  onClose: () => void;
  onDone: (name: string) => Promise<void>;
}

/** Asks for a name. What the server refuses is said below it. */
export function NameDialog({ title, label, name, onClose, onDone }: NameDialogProps) {
  const { t } = useTranslation();
  const [written, setWritten] = useState(name);
  const [wrong, setWrong] = useState<string>();
  const done = () => {
    if (written.trim() === "") return;
    onDone(written.trim()).then(onClose, (error: unknown) => setWrong(said(error)));
  };
  return (
    <Dialog open onClose={onClose} title={title} close={t("close")}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          done();
        }}
      >
        <TextField
          label={label}
          value={written}
          maxLength={120}
          wrong={wrong}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setWritten(event.target.value)}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" aria-disabled={written.trim() === ""}>
            {t("save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
