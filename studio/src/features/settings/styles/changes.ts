import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { api, body, type Preset } from "@/api/client.ts";
import { keys, presetsQuery } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { toast } from "@/ui/toasts.ts";

interface Changes {
  clone: (style: Preset) => Promise<void>;
  share: (style: Preset, shared: boolean) => Promise<void>;
  remove: (style: Preset) => Promise<void>;
}

/** What can be done with a style: seen at once, and taken back where the server refuses. */
export function useStyleChanges(): Changes {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: keys.presets });
  const seen = (change: (now: readonly Preset[]) => Preset[]) =>
    client.setQueryData(presetsQuery.queryKey, (now) => (now === undefined ? now : change(now)));
  const tried = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      toast(said(error), { tone: "wrong" });
    }
    await again();
  };
  const back = ({ name, entries, shared }: Preset) =>
    tried(() => api.POST("/api/presets", { body: { name, entries, shared } }));
  return {
    clone: (style) =>
      tried(async () => {
        const path = { preset_id: style.id };
        const made = await body(api.POST("/api/presets/{preset_id}/clone", { params: { path } }));
        toast(t("styles.cloned", { name: made.name }));
      }),
    share: (style, shared) =>
      tried(async () => {
        const { id, name, entries } = style;
        seen((now) => now.map((one) => (one.id === id ? { ...one, shared } : one)));
        await api.PUT("/api/presets/{preset_id}", {
          params: { path: { preset_id: id } },
          body: { name, entries, shared },
        });
        toast(t(shared ? "styles.shownAll" : "styles.shownOwn", { name }));
      }),
    remove: (style) =>
      tried(async () => {
        seen((now) => now.filter((one) => one.id !== style.id));
        await api.DELETE("/api/presets/{preset_id}", { params: { path: { preset_id: style.id } } });
        const action = { label: t("undo"), run: () => void back(style) };
        toast(t("styles.deleted", { name: style.name }), { action });
      }),
  };
}
