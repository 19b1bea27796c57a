import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";

import type { Job } from "@/api/client.ts";
import { activityQuery } from "@/api/queries.ts";
import { nameOf } from "@/clips/facts.ts";
import { toast } from "@/ui/toasts.ts";

import { tell } from "./tell.ts";

const LONGEST_NAME = 48;
const isActive = (job: Job) => job.state === "queued" || job.state === "running";

/** Says on every page what has become ready, and in the title how much is in progress. */
export function Announcer() {
  const { t } = useTranslation(["activity", "shell"]);
  const { data } = useQuery(activityQuery);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const active = useRef<ReadonlySet<string>>(new Set());
  const place = useRef(pathname);
  useEffect(() => {
    place.current = pathname;
  }, [pathname]);
  useEffect(() => {
    if (data === undefined) return;
    const over = data.jobs.filter((job) => active.current.has(job.clip.id) && !isActive(job));
    active.current = new Set(data.jobs.filter(isActive).map((job) => job.clip.id));
    const elsewhere = over.filter((job) => place.current !== `/clips/${job.clip.id}`);
    const [ready, wrong] = [
      elsewhere.filter((job) => job.state === "done"),
      elsewhere.filter((job) => job.state === "failed"),
    ];
    const say = (text: string, label: string, to: string, tone: "plain" | "wrong" = "plain") => {
      const open = () => void navigate(to);
      toast(text, { tone, action: { label, run: open } });
      tell(text, open);
    };
    const [first] = ready;
    if (first !== undefined && ready.length === 1) {
      say(t("ready", { name: short(first) }), t("shell:open"), `/clips/${first.clip.id}`);
    } else if (ready.length > 1) {
      say(t("readyMany", { count: ready.length }), t("look"), "/");
    }
    for (const job of wrong) say(t("failedOne", { name: short(job) }), t("look"), "/activity", "wrong");
  }, [data, navigate, t]);
  useCounted(data?.jobs.filter(isActive).length ?? 0);
  return null;
}

function short({ clip }: Job): string {
  const name = nameOf(clip);
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}

/** The number before the title of whatever page is shown. */
function useCounted(count: number) {
  useEffect(() => {
    const plain = () => document.title.replace(/^\(\d+\) /u, "");
    const write = () => {
      const wanted = count > 0 ? `(${count}) ${plain()}` : plain();
      if (document.title !== wanted) document.title = wanted;
    };
    write();
    const watch = new MutationObserver(write);
    watch.observe(document.head, { subtree: true, childList: true, characterData: true });
    return () => watch.disconnect();
  }, [count]);
}
