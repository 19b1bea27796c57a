import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, Copy, Link2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api, body, type Share as Shared } from "@/api/client.ts";
import { keys } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import { Button, IconButton } from "@/ui/Button.tsx";
import { Popover } from "@/ui/Popover.tsx";
import { Problem, Skeleton } from "@/ui/States.tsx";
import { ago } from "@/words/facts.ts";

import { copied } from "../copied.ts";

/** Links that show the clip to whoever has them. */
export function Share({ id }: { id: string }) {
  const { t } = useTranslation("clip");
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label={t("share")}
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="small">
          <Link2 aria-hidden />
          {t("share")}
        </Button>
      }
      className="w-96"
    >
      <Links id={id} />
    </Popover>
  );
}

function Links({ id }: { id: string }) {
  const { t } = useTranslation("clip");
  const client = useQueryClient();
  const key = [...keys.clip(id), "shares"];
  const path = { params: { path: { clip_id: id } } };
  const shares = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => body(api.GET("/api/clips/{clip_id}/shares", { ...path, signal })),
  });
  const onSettled = () => void client.invalidateQueries({ queryKey: key });
  const make = useMutation({
    mutationFn: () => body(api.POST("/api/clips/{clip_id}/shares", path)),
    onSuccess: (made) => copied(addressOf(made), t("linkCopied")),
    onSettled,
  });
  const revoke = useMutation({
    mutationFn: (token: string) => body(api.DELETE("/api/shares/{token}", { params: { path: { token } } })),
    onSettled,
  });
  const living = (shares.data ?? []).filter((one) => one.revoked_at === null);
  const wrong = shares.error ?? make.error ?? revoke.error;
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm text-quiet">{t("shareNote")}</p>
      {shares.isPending && <Skeleton className="h-10" />}
      {living.length > 0 && (
        <ul className="flex flex-col gap-2">
          {living.map((one) => (
            <OneLink
              key={one.token}
              share={one}
              onRevoke={() => revoke.mutate(one.token)}
              busy={revoke.isPending && revoke.variables === one.token}
            />
          ))}
        </ul>
      )}
      {wrong !== null && <Problem title={t("linkWrong")}>{said(wrong)}</Problem>}
      <Button size="small" disabled={make.isPending} onClick={() => make.mutate()}>
        <Link2 aria-hidden />
        {t(living.length === 0 ? "makeLink" : "anotherLink")}
      </Button>
    </div>
  );
}

const addressOf = (share: Pick<Shared, "token">): string => `${location.origin}/shared/${share.token}`;

function OneLink({ share, onRevoke, busy }: { share: Shared; onRevoke: () => void; busy: boolean }) {
  const { t, i18n } = useTranslation("clip");
  const [done, setDone] = useState(false);
  const address = addressOf(share);
  return (
    <li className="flex items-center gap-1 rounded-md border border-line bg-night py-1 pr-1 pl-3">
      <span className="min-w-0 grow">
        <span className="block truncate text-sm">{address.replace(/^https?:\/\//, "")}</span>
        <span className="block text-xs text-quiet">{ago(share.created_at, i18n.language)}</span>
      </span>
      <IconButton
        label={t("copyLink")}
        size="small"
        onClick={() => {
          setDone(true);
          copied(address, t("linkCopied"));
        }}
      >
        {done ? <Check aria-hidden /> : <Copy aria-hidden />}
      </IconButton>
      <Button size="small" look="ghost" disabled={busy} onClick={onRevoke}>
        {t("revoke")}
      </Button>
    </li>
  );
}
