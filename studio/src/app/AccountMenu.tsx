import { useQuery } from "@tanstack/react-query";
import { ChevronsUpDown, CircleUserRound, LogOut } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { Me } from "@/api/client.ts";
import { signOut } from "@/api/leaving.ts";
import { meQuery } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { classes } from "@/ui/classes.ts";
import { Menu, MenuItem, MenuLine, MenuTitle } from "@/ui/Menu.tsx";
import { toast } from "@/ui/toasts.ts";

/** Who is signed in, at the foot of the rail; nothing where there are no accounts. */
export function AccountMenu({ compact }: { compact: boolean }) {
  const { data: me } = useQuery(meQuery);
  return me === undefined || me.alone ? null : <Signed me={me} compact={compact} />;
}

function Signed({ me, compact }: { me: Me; compact: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { name, plan } = me.person;
  const leave = () => signOut(false).catch((error: unknown) => toast(said(error), { tone: "wrong" }));
  return (
    <Menu
      label={t("account")}
      trigger={
        <button
          type="button"
          className={classes(
            "flex h-12 w-full items-center gap-3 rounded-md text-left transition duration-150 hover:bg-panel data-[state=open]:bg-panel",
            compact ? "w-10! justify-center" : "px-2",
          )}
        >
          <span
            aria-hidden
            className="grid size-7 shrink-0 place-items-center rounded-full border border-line bg-raised text-sm font-medium"
          >
            {Array.from(name)[0]?.toUpperCase()}
          </span>
          <span className="sr-only">{compact ? `${t("account")}: ${name}` : `${t("account")}:`}</span>
          {!compact && (
            <>
              <span className="min-w-0 grow">
                <span className="block truncate leading-5">{name}</span>
                <span className="block truncate text-xs text-quiet">{t("planNamed", { plan })}</span>
              </span>
              <ChevronsUpDown aria-hidden className="mr-1 size-4 shrink-0 text-quiet" />
            </>
          )}
        </button>
      }
    >
      <MenuTitle>{compact ? `${name} · ${t("planNamed", { plan })}` : t("account")}</MenuTitle>
      <MenuItem icon={<CircleUserRound aria-hidden />} onSelect={() => void navigate("/settings/account")}>
        {t("ownAccount")}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<LogOut aria-hidden />} onSelect={() => void leave()}>
        {t("signOut")}
      </MenuItem>
    </Menu>
  );
}
