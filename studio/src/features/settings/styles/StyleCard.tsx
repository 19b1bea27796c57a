import { Copy, Ellipsis, Pencil, Share2, Trash2, Undo2, WandSparkles } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { Preset } from "@/api/client.ts";
import { pictureOf, useStyles, wordsOf } from "@/clips/styles.ts";
import { takeUp } from "@/draft/draft.ts";
import { Button, IconButton } from "@/ui/Button.tsx";
import { Menu, MenuItem, MenuLine } from "@/ui/Menu.tsx";

import { useStyleChanges } from "./changes.ts";
import { isBuiltIn } from "./looks.ts";

/** A style: what it does to one scene, its words, and what can be done with it. */
export function StyleCard({ style, onEdit }: { style: Preset; onEdit: () => void }) {
  const { t } = useTranslation("settings");
  const styles = useStyles();
  const navigate = useNavigate();
  const words = wordsOf(style.entries);
  const name = isBuiltIn(style) ? styles.called(style.name) : style.name;
  const about = (isBuiltIn(style) ? styles.about(style.name) : null) ?? words;
  const use = () => {
    takeUp({ style: style.name });
    void navigate("/");
  };
  return (
    <article
      aria-label={name}
      className="flex h-full flex-col overflow-hidden rounded-xl border border-line bg-panel transition duration-150 hover:border-edge"
    >
      <div className="relative aspect-video bg-raised">
        <img
          src={pictureOf(words)}
          alt={t("styles.picture", { name })}
          loading="lazy"
          decoding="async"
          className="absolute inset-0 size-full object-cover"
        />
        {!isBuiltIn(style) && (
          <span className="absolute top-2 left-2 rounded-full bg-black/65 px-2.5 py-0.5 text-xs text-white">
            {t(!style.own ? "styles.byOthers" : style.shared ? "styles.isShared" : "styles.isOwn")}
          </span>
        )}
      </div>
      <div className="flex grow flex-col p-3 pl-4">
        <div className="flex items-start gap-1">
          <h2 className="min-w-0 grow pt-1 font-medium wrap-anywhere">{name}</h2>
          <More style={style} name={name} onEdit={onEdit} />
        </div>
        <p className="mb-3 line-clamp-2 grow pr-2 text-sm text-quiet" title={words}>
          {about}
        </p>
        <Button size="small" className="self-start" onClick={use}>
          <WandSparkles aria-hidden />
          {t("styles.use")}
        </Button>
      </div>
    </article>
  );
}

function More({ style, name, onEdit }: { style: Preset; name: string; onEdit: () => void }) {
  const { t } = useTranslation("settings");
  const { clone, share, remove } = useStyleChanges();
  return (
    <Menu
      align="end"
      label={t("styles.moreOf", { name })}
      trigger={
        <IconButton label={t("styles.moreOf", { name })} size="small">
          <Ellipsis aria-hidden />
        </IconButton>
      }
    >
      {style.own && (
        <MenuItem icon={<Pencil aria-hidden />} onSelect={onEdit}>
          {t("styles.edit")}
        </MenuItem>
      )}
      <MenuItem icon={<Copy aria-hidden />} onSelect={() => void clone(style)}>
        {t("styles.clone")}
      </MenuItem>
      {style.own && (
        <>
          <MenuItem
            icon={style.shared ? <Undo2 aria-hidden /> : <Share2 aria-hidden />}
            onSelect={() => void share(style, !style.shared)}
          >
            {t(style.shared ? "styles.unshare" : "styles.share")}
          </MenuItem>
          <MenuLine />
          <MenuItem icon={<Trash2 aria-hidden />} danger onSelect={() => void remove(style)}>
            {t("styles.delete")}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
