import { Upload } from "lucide-react";
import { useEffect, useMemo, useState, type DragEvent } from "react";
import { useTranslation } from "react-i18next";

import { classes } from "@/ui/classes.ts";

interface FilePickerProps {
  chosen: File | undefined;
  onChoose: (file: File) => void;
}

/** A picture or a clip of this machine. */
export function FilePicker({ chosen, onChoose }: FilePickerProps) {
  const { t } = useTranslation("settings");
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation(); // the page takes files as well
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file !== undefined) onChoose(file);
  };
  return (
    <label
      className={classes(
        "relative flex min-h-44 cursor-pointer flex-col items-center justify-center gap-2 rounded-lg border border-dashed p-4 text-center transition duration-150 has-focus-visible:outline-2 has-focus-visible:outline-sky",
        over ? "border-moon bg-raised" : "border-edge hover:bg-raised/60",
      )}
    >
      <input
        type="file"
        accept="image/png,image/jpeg,image/webp,video/mp4,video/quicktime,video/webm"
        className="absolute inset-0 m-0 size-full cursor-pointer opacity-0"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) onChoose(file);
        }}
        onDragOver={(event) => {
          event.preventDefault();
          event.stopPropagation();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      />
      {chosen === undefined ? <Upload aria-hidden className="size-5 text-quiet" /> : <Seen file={chosen} />}
      <span>
        {chosen === undefined ? t("characters.chooseFile") : t("characters.chosenFile", { name: chosen.name })}
      </span>
      {chosen === undefined && <span className="text-sm text-quiet">{t("characters.dropFile")}</span>}
    </label>
  );
}

function Seen({ file }: { file: File }) {
  const address = useMemo(() => URL.createObjectURL(file), [file]);
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  const shape = "max-h-32 rounded-md";
  return file.type.startsWith("image/") ? (
    <img src={address} alt="" className={shape} />
  ) : (
    <video src={address} muted playsInline autoPlay loop className={shape} />
  );
}
