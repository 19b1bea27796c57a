import {
  Bookmark,
  Clapperboard,
  Languages,
  LayoutGrid,
  Menu as MenuSign,
  Settings,
  Star,
  Trash2,
  Upload,
  type LucideIcon,
} from "lucide-react";
import { useQuery } from "@tanstack/react-query";
import { Dialog } from "radix-ui";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useMatch } from "react-router";

import { api } from "@/api/client.ts";
import { countsQuery } from "@/api/queries.ts";
import { Folders } from "@/features/library/Folders.tsx";
import { IconButton } from "@/ui/Button.tsx";
import { Tip } from "@/ui/Tip.tsx";
import { classes } from "@/ui/classes.ts";
import { count } from "@/words/facts.ts";
import { speak } from "@/words/index.ts";

import { AccountMenu } from "./AccountMenu.tsx";

const PLACES = [
  { to: "/", counted: "all", label: "allClips", Icon: LayoutGrid },
  { to: "/favourites", counted: "favourites", label: "favourites", Icon: Star },
  { to: "/bookmarks", counted: "bookmarks", label: "bookmarks", Icon: Bookmark },
  { to: "/uploads", counted: "uploads", label: "uploads", Icon: Upload },
  { to: "/trash", counted: "trash", label: "trash", Icon: Trash2 },
] as const;

/** Places of the library, at the left of every page; `compact` shows signs only. */
export function Rail({ compact }: { compact: boolean }) {
  return (
    <aside
      className={classes(
        "sticky top-0 hidden h-dvh shrink-0 flex-col border-r border-line py-4 md:flex",
        compact ? "w-16 items-center px-2" : "w-58 px-3",
      )}
    >
      <Inside compact={compact} />
    </aside>
  );
}

/** The same behind a button, where the page is narrow. */
export function Drawer() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <IconButton label={t("menu")} className="md:hidden">
          <MenuSign aria-hidden />
        </IconButton>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-appear bg-shade md:hidden" />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            event.preventDefault(); // else a button far down would have the focus, with its words beside it
            if (event.target instanceof HTMLElement) event.target.focus();
          }}
          onClick={(event) => event.target instanceof Element && event.target.closest("a") && setOpen(false)}
          className="fixed inset-y-0 left-0 z-40 flex w-72 max-w-[85vw] animate-appear flex-col border-r border-line bg-night p-4 outline-none md:hidden"
        >
          <Dialog.Title className="sr-only">{t("menu")}</Dialog.Title>
          <Inside compact={false} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Inside({ compact }: { compact: boolean }) {
  const { t, i18n } = useTranslation();
  const { data: counts } = useQuery(countsQuery);
  const other = i18n.language === "zh" ? "en" : "zh";
  const change = () => {
    void speak(other);
    void api.PUT("/api/me/language", { body: { language: other } });
  };
  return (
    <>
      <Link
        to="/"
        className={classes("mb-4 flex items-center gap-2.5 rounded-md px-2 py-1", compact && "justify-center")}
      >
        <Planet />
        <span className={compact ? "sr-only" : "text-lg font-semibold"}>{t("title")}</span>
      </Link>
      <nav aria-label={t("places")} className="flex min-h-0 grow flex-col gap-1 overflow-y-auto">
        {PLACES.map(({ to, counted, label, Icon }) => (
          <Place
            key={to}
            to={to}
            label={t(label)}
            Icon={Icon}
            compact={compact}
            note={counts !== undefined && counts[counted] > 0 ? count(counts[counted], i18n.language) : undefined}
          />
        ))}
        <Place to="/boards" label={t("boards")} Icon={Clapperboard} compact={compact} />
        {!compact && <Folders />}
      </nav>
      <div className="flex flex-col gap-1 pt-3">
        <Place to="/settings" label={t("settings")} Icon={Settings} compact={compact} />
        <InTip compact={compact} text={t("otherLanguage")}>
          <button
            type="button"
            lang={other === "zh" ? "zh-Hans" : "en"}
            onClick={change}
            className={classes(ROW, "text-quiet hover:bg-panel hover:text-ink", compact && "justify-center px-0")}
          >
            <Languages aria-hidden />
            <span className={compact ? "sr-only" : undefined}>{t("otherLanguage")}</span>
          </button>
        </InTip>
        <AccountMenu compact={compact} />
      </div>
    </>
  );
}

const ROW =
  "flex h-10 w-full items-center gap-3 rounded-md px-3 text-base transition duration-150 [&_svg]:size-4.5 [&_svg]:shrink-0";

interface PlaceProps {
  to: string;
  label: string;
  Icon: LucideIcon;
  compact: boolean;
  note?: string | undefined;
}

/** A line of the rail that leads somewhere. */
function Place({ to, label, Icon, compact, note }: PlaceProps) {
  const here = useMatch({ path: to, end: to === "/" }) !== null;
  return (
    <InTip compact={compact} text={label}>
      <Link
        to={to}
        aria-current={here ? "page" : undefined}
        className={classes(
          ROW,
          here ? "bg-raised text-ink [&_svg]:text-moon-text" : "text-quiet hover:bg-panel hover:text-ink",
          compact && "w-10! justify-center px-0",
        )}
      >
        <Icon aria-hidden />
        <span className={compact ? "sr-only" : "min-w-0 grow truncate"}>{label}</span>
        {note !== undefined && !compact && <span className="text-sm text-quiet tabular-nums">{note}</span>}
      </Link>
    </InTip>
  );
}

function InTip({ compact, text, children }: { compact: boolean; text: string; children: ReactNode }) {
  // In a box of its own: a tip gives its child classes as a text, and a link of the rail has a function there.
  return compact ? (
    <Tip text={text}>
      <div>{children}</div>
    </Tip>
  ) : (
    children
  );
}

function Planet() {
  return (
    <span
      aria-hidden
      className="size-5.5 shrink-0 rounded-full bg-[radial-gradient(circle_at_36%_30%,#fff3cf,#ffd98a_55%,#e2a94a)] shadow-[0_0_18px_#ffd98a66]"
    />
  );
}
