import { useCallback, useEffect, useMemo, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { Board } from "@/api/client.ts";
import { said } from "@/api/said.ts";
import { secondsOf } from "@/timeline/timeline.ts";
import { Button } from "@/ui/Button.tsx";
import { Problem } from "@/ui/States.tsx";
import { toast } from "@/ui/toasts.ts";

import { Blocked } from "./Blocked.tsx";
import { useChoose } from "./choose.ts";
import { useDesk, useDeskStore } from "./desk.ts";
import { Head } from "./Head.tsx";
import { Inspector } from "./Inspector.tsx";
import { useActions } from "./actions.ts";
import { useKeys, write, writeAgain } from "./keys.ts";
import { useMaking } from "./making.ts";
import { Picker, type Shelf } from "./Picker.tsx";
import { PlanLine } from "./PlanLine.tsx";
import { useSaving } from "./saving.ts";
import { SettingsRow } from "./SettingsRow.tsx";
import { useSources } from "./sources.ts";
import { Stage } from "./Stage.tsx";
import { TimePanel } from "./TimePanel.tsx";
import { useTold } from "./told.ts";
import { useTransport } from "./transport.ts";
import { cardSaying } from "./wish.ts";

interface WorkbenchProps {
  begun: Board;
  newest: Board;
  clashes: boolean;
  onReload: () => void;
}

/** The player, the card that is worked on, and the line of time. */
export function Workbench({ begun, newest, clashes, onReload }: WorkbenchProps) {
  const { t } = useTranslation("storyboard");
  const desk = useDeskStore();
  const navigate = useNavigate();
  const line = useDesk((now) => now.line);
  const name = useDesk((now) => now.name);
  const sources = useSources(line);
  const saving = useSaving(begun, desk, clashes);
  const making = useMaking(begun.id, saving.revision, sources);
  const [shelf, setShelf] = useState<Shelf | null>(null);
  const actions = useActions(sources);
  const addText = useCallback(() => {
    const isThere = flushSync(() => {
      setShelf(null); // its place is where the words are written
      return actions.addText().ok;
    });
    if (isThere) write(); // at once: what is typed next are its words
  }, [actions]);
  const edit = (words: readonly string[]) => {
    const id = cardSaying(words, line);
    flushSync(() => {
      setShelf(null);
      if (id !== null) choose(id);
    });
    writeAgain(words, id !== null);
  };
  useKeys(actions, making.make, addText);
  const told = useTold();
  const transport = useTransport();
  const choose = useChoose();

  useEffect(() => {
    document.title = `${name} · Yozora`;
  }, [name]);

  // What is left of a board after an edit or an undo may end before the playhead.
  useEffect(() => {
    const { second } = transport.store.getState();
    if (second > secondsOf(line)) transport.seek(second);
  }, [transport, line]);

  // Somebody else saved it, and nothing here would be lost: show theirs.
  const isBehind = newest.revision > saving.revision && saving.state === "saved";
  useEffect(() => {
    if (!isBehind) return undefined;
    const timer = setTimeout(onReload, 400);
    return () => clearTimeout(timer);
  }, [isBehind, onReload]);

  const trouble = useMemo(() => {
    if (saving.state === "failed") return { title: t("notSaved"), hint: said(saving.error) };
    return saving.state === "offline" ? { title: t("offline"), hint: t("offlineHint") } : null;
  }, [saving.state, saving.error, t]);

  return (
    <div className="flex min-h-0 grow flex-col gap-3 has-data-[rows=two]:[--rows:2.75rem]">
      <Head saving={saving} actions={actions} making={making} />
      {saving.state === "clash" && (
        <Problem
          title={t("clash")}
          actions={
            <>
              <Button size="small" onClick={() => void saving.takeTheirs().then(onReload)}>
                {t("takeTheirs")}
              </Button>
              <Button
                size="small"
                onClick={() =>
                  void saving.copyMine().then(
                    (copy) => void navigate(`/boards/${copy.id}`),
                    (error: unknown) => toast(said(error), { tone: "wrong" }),
                  )
                }
              >
                {t("keepMine")}
              </Button>
            </>
          }
        >
          {t("clashHint")}
        </Problem>
      )}
      {trouble !== null && <Problem title={trouble.title}>{trouble.hint}</Problem>}
      <Blocked making={making} actions={actions} onEdit={edit} />
      <SettingsRow making={making} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <Stage board={begun.id} revision={saving.revision} sources={sources} making={making} />
        <div className="contents max-lg:*:order-3">
          {shelf === null ? (
            <Inspector sources={sources} actions={actions} />
          ) : (
            <Picker shelf={shelf} onShelf={setShelf} actions={actions} />
          )}
        </div>
        <div
          className="min-w-0 lg:col-span-2"
          onPointerDown={(event) => {
            // Who takes a card wants to see it, and no longer what could be added.
            if (event.target instanceof Element && event.target.closest("[data-card]") !== null) setShelf(null);
          }}
        >
          <TimePanel sources={sources} actions={actions} onText={addText} onShelf={setShelf}>
            <PlanLine making={making} />
          </TimePanel>
        </div>
      </div>
      <p role="status" aria-live="polite" className="sr-only">
        {told}
      </p>
    </div>
  );
}
