import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Copy } from "@/ui/Copy.tsx";
import { Segments } from "@/ui/Segments.tsx";

type Way = "python" | "shell";

/** How a program makes a clip here: what the usual clients need, ready to be copied. */
export function Example({ secret }: { secret: string }) {
  const { t } = useTranslation("settings");
  const [way, setWay] = useState<Way>("python");
  const base = `${location.origin}/v1`;
  return (
    <div className="flex flex-col gap-4">
      <Copy label={t("keys.baseUrl")} text={base} copy={t("copy")} copied={t("copied")} />
      <div>
        <Segments
          label={t("keys.example")}
          value={way}
          segments={[
            { value: "python", label: "Python" },
            { value: "shell", label: "curl" },
          ]}
          onChange={setWay}
        />
      </div>
      <Copy
        key={way}
        label={t(way === "python" ? "keys.inPython" : "keys.inShell")}
        text={way === "python" ? python(base, secret) : shell(base, secret)}
        copy={t("copy")}
        copied={t("copied")}
        code
      />
    </div>
  );
}

const python = (base: string, secret: string) => `from openai import OpenAI

client = OpenAI(
    base_url="${base}",
    api_key="${secret}",
)
video = client.videos.create_and_poll(
    prompt="a fox runs through the snow", seconds="4", size="1280x720"
)
client.videos.download_content(video.id).write_to_file("fox.mp4")`;

const shell = (base: string, secret: string) => `curl ${base}/videos \\
  -H "Authorization: Bearer ${secret}" \\
  -H "Content-Type: application/json" \\
  -d '{"prompt": "a fox runs through the snow", "seconds": "4", "size": "1280x720"}'`;
