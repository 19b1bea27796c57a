import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, Outlet, useLocation, useNavigate } from "react-router";

import { Refused } from "@/api/errors.ts";
import { listen } from "@/api/live.ts";
import { meQuery } from "@/api/queries.ts";
import { takeWayBack } from "@/api/wayBack.ts";
import { RetryProblem } from "@/ui/States.tsx";
import { toast } from "@/ui/toasts.ts";

import { Waking } from "./Waking.tsx";

/** Pages behind it are for whoever is signed in; others are sent to sign in and come back. */
export function Session() {
  const { t, i18n } = useTranslation();
  const { pathname, search } = useLocation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const me = useQuery(meQuery);
  const here = me.isSuccess;
  useEffect(() => {
    if (!here) return undefined;
    return listen(client, (granted) => {
      const look = { label: i18n.t("safety:look"), run: () => void navigate("/settings/safety") };
      toast(i18n.t(granted ? "safety:grantedNamed" : "safety:denied"), { action: look });
    });
  }, [here, client, navigate, i18n]);
  useEffect(() => {
    const wanted = here ? takeWayBack() : null;
    if (wanted !== null) void navigate(wanted, { replace: true });
  }, [here, navigate]);
  if (me.isPending) return <Waking />;
  if (me.error instanceof Refused && me.error.status === 401) {
    return <Navigate to={`/sign-in?to=${encodeURIComponent(pathname + search)}`} replace />;
  }
  if (me.isError) {
    return (
      <main className="mx-auto max-w-md px-4 py-24">
        <RetryProblem title={t("away")} onRetry={() => void me.refetch()}>
          {t("awayHint")}
        </RetryProblem>
      </main>
    );
  }
  return <Outlet />;
}
