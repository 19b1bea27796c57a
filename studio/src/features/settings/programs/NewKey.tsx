import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";

import { api, body, type Me } from "@/api/client.ts";
import { said } from "@/api/said.ts";
import type { components } from "@/api/schema.ts";
import { Button } from "@/ui/Button.tsx";
import { Copy } from "@/ui/Copy.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { TextField } from "@/ui/Fields.tsx";
import { Problem } from "@/ui/States.tsx";

import { Example } from "./Example.tsx";
import { keysQuery } from "./queries.ts";

type Scope = NonNullable<components["schemas"]["NewKey"]["scopes"]>[number];
type Shown = components["schemas"]["ShownKey"];

const SCOPES: readonly Scope[] = ["read", "create", "library", "account", "admin"];
/** What a program that makes clips needs, and no more. */
const USUAL: readonly Scope[] = ["read", "create", "library"];

interface NewKeyProps {
  open: boolean;
  me: Me;
  onClose: () => void;
}

/** A key to be made; then its secret, which is shown this once. */
export function NewKey({ open, me, onClose }: NewKeyProps) {
  const { t } = useTranslation("settings");
  const [made, setMade] = useState<Shown>();
  const close = () => {
    onClose();
    setMade(undefined);
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={made === undefined ? t("keys.new") : t("keys.made", { name: made.name })}
      {...(made === undefined ? {} : { about: t("keys.madeHint") })}
      close={t("close")}
      width={made === undefined ? "narrow" : "wide"}
    >
      {open && made === undefined && <Ask me={me} onMade={setMade} onClose={close} />}
      {made !== undefined && (
        <div className="flex flex-col gap-4">
          <Copy label={t("keys.secret")} text={made.secret} copy={t("copy")} copied={t("copied")} />
          <Example secret={made.secret} />
          <Button className="self-end" onClick={close}>
            {t("done")}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

interface AskProps {
  me: Me;
  onMade: (key: Shown) => void;
  onClose: () => void;
}

function Ask({ me, onMade, onClose }: AskProps) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const allowed = SCOPES.filter((scope) => me.scopes.includes(scope));
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(USUAL.filter((scope) => allowed.includes(scope)));
  const [tried, setTried] = useState(false);
  const make = useMutation({
    mutationFn: () => body(api.POST("/api/keys", { body: { name: name.trim(), scopes: [...scopes] } })),
    onSuccess: (key) => {
      void client.invalidateQueries({ queryKey: keysQuery.queryKey });
      onMade(key);
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "" && scopes.length > 0 && !make.isPending) make.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      <TextField
        label={t("keys.name")}
        note={t("keys.nameHint")}
        maxLength={60}
        value={name}
        wrong={tried && name.trim() === "" ? t("keys.nameMissing") : undefined}
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset>
        <legend className="mb-1.5 text-sm text-quiet">{t("keys.scopes")}</legend>
        {allowed.map((scope) => (
          <label key={scope} className="flex min-h-9 cursor-pointer items-center gap-3 rounded-sm">
            <input
              type="checkbox"
              className="size-4 accent-moon-deep"
              checked={scopes.includes(scope)}
              onChange={(event) =>
                setScopes((now) => (event.target.checked ? [...now, scope] : now.filter((one) => one !== scope)))
              }
            />
            {t(`keys.scope.${scope}`)}
          </label>
        ))}
        {tried && scopes.length === 0 && <p className="text-sm text-unknown">{t("keys.scopesMissing")}</p>}
      </fieldset>
      {make.isError && <Problem title={t("keys.notMade")}>{said(make.error)}</Problem>}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button type="submit" aria-disabled={make.isPending}>
          {t("keys.make")}
        </Button>
      </div>
    </form>
  );
}
