import { useQueries, useQuery } from "@tanstack/react-query";
import { Film, RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Clip, ClipDetail } from "@/api/client.ts";
import { clipQuery, familyQuery } from "@/api/queries.ts";
import { ClipPicture } from "@/clips/ClipPicture.tsx";
import { playableOf, SideBySide, type Take } from "@/player/index.ts";
import { Button, IconButton } from "@/ui/Button.tsx";
import { classes } from "@/ui/classes.ts";
import { TextField } from "@/ui/Fields.tsx";
import { Popover } from "@/ui/Popover.tsx";
import { ago } from "@/words/facts.ts";

import { useChange, useTrash } from "../page/change.ts";
import { Failed } from "../page/Failed.tsx";
import { Growing } from "../page/Growing.tsx";
import { attemptsOf, type Attempt } from "./family.ts";

const TWO: ReadonlySet<string> = new Set(["blend", "connect"]);
const MOST_BESIDE = 3; // two clips and one take of them, or one clip and three

interface ResultsProps {
  source: ClipDetail;
  operation: string;
  /** Have the same made with another seed. */
  onAgain: (() => void) | undefined;
}

/** What a tool has made of the clip: the newest large, beside the clip itself; earlier ones below. */
export function Results({ source, operation, onAgain }: ResultsProps) {
  const { t } = useTranslation("tools");
  const { data: family = [] } = useQuery(familyQuery(source.id));
  const attempts = attemptsOf(family, source.id, operation);
  const [picked, setPicked] = useState<{ id: string; newest: string | undefined } | null>(null);
  // What was picked counts until something newer is made.
  const newest = attempts[0]?.id;
  const shown = attempts.find((one) => one.id === picked?.id && picked.newest === newest) ?? attempts[0];
  if (shown === undefined) {
    return (
      <div className="grid min-h-48 place-items-center rounded-xl border border-dashed border-line p-6 text-center text-quiet">
        <div className="flex max-w-xs flex-col items-center gap-2">
          <Film aria-hidden className="size-5" />
          <p>{t("resultsHere")}</p>
        </div>
      </div>
    );
  }
  return (
    <section aria-label={t("results")} className="flex min-w-0 flex-col gap-3">
      <Shown key={shown.id} source={source} attempt={shown} onAgain={onAgain} />
      {attempts.length > 1 && (
        <Earlier attempts={attempts} shown={shown.id} onPick={(id) => setPicked({ id, newest })} />
      )}
    </section>
  );
}

interface ShownProps {
  source: ClipDetail;
  attempt: Attempt;
  onAgain: (() => void) | undefined;
}

function Shown({ source, attempt, onAgain }: ShownProps) {
  const { t } = useTranslation("tools");
  const heard = useQueries({ queries: attempt.takes.map((take) => clipQuery(take.id)) });
  const takes = attempt.takes.map((take, place) => heard[place]?.data ?? take);
  const made = takes.filter((take) => take.video !== null);
  const others = takes.filter((take) => take.video === null);
  const named = (place: number) => (takes.length === 1 ? t("after") : t("take", { number: place + 1 }));
  const before = playableOf(source);
  const first = made[0];
  const startsAtS = first === undefined ? 0 : leadOf(first);
  const second = useSecond(source, first);
  const beside: Take[] = made.slice(0, MOST_BESIDE - second.length).flatMap((take) => {
    const clip = playableOf(take);
    return clip === null ? [] : [{ clip, label: named(takes.indexOf(take)) }];
  });
  return (
    <>
      {beside.length > 0 && before !== null && (
        <SideBySide takes={[{ clip: before, label: t("before"), startsAtS }, ...second, ...beside]} />
      )}
      {others.length > 0 && (
        <div className={classes("grid gap-3", others.length > 1 && "sm:grid-cols-2")}>
          {others.map((take) =>
            take.status === "failed" ? (
              <Failed key={take.id} clip={take} />
            ) : (
              <Growing
                key={take.id}
                clip={take}
                from={source.thumbnail}
                className="max-h-[46dvh] rounded-xl border border-line"
              />
            ),
          )}
        </div>
      )}
      <ul className="flex flex-col gap-2">
        {made.map((take) => (
          <li key={take.id} className="flex flex-wrap items-center gap-2">
            <span className="min-w-16 text-sm text-quiet">{take.title || named(takes.indexOf(take))}</span>
            <Button asChild size="small">
              <Link to={`/clips/${take.id}`}>{t("open")}</Link>
            </Button>
            <KeepAs take={take} />
            <Discard id={take.id} />
          </li>
        ))}
      </ul>
      {onAgain !== undefined && others.every((take) => take.status === "failed") && (
        <div>
          <Button size="small" look="ghost" onClick={onAgain}>
            <RotateCw aria-hidden />
            {t("again")}
          </Button>
        </div>
      )}
    </>
  );
}

/** The other clip that went into it, where there is one, from the second on at which it is seen there. */
function useSecond(source: ClipDetail, made: Clip | undefined): Take[] {
  const { t } = useTranslation("tools");
  const detail = useQuery({ ...clipQuery(made?.id ?? ""), enabled: made !== undefined }).data;
  const id = TWO.has(detail?.operation ?? "") ? detail?.parents.find((one) => one !== source.id) : undefined;
  const other = useQuery({ ...clipQuery(id ?? ""), enabled: id !== undefined }).data;
  const clip = other === undefined ? null : playableOf(other);
  if (detail === undefined || other === undefined || clip === null) return [];
  const together = detail.operation === "blend" && detail.asked["blend"] !== "transition";
  return [{ clip, label: t("second"), startsAtS: together ? 0 : Math.max(0, detail.seconds - other.seconds) }];
}

/** Seconds that were added before the clip, so that the two play in step. */
function leadOf(made: ClipDetail): number {
  const { before, seconds } = made.asked;
  return made.operation === "extend" && before === true && typeof seconds === "number" ? seconds : 0;
}

function KeepAs({ take }: { take: ClipDetail }) {
  const { t } = useTranslation("tools");
  const change = useChange(take.id);
  const [open, setOpen] = useState(false);
  const [title, setTitle] = useState(take.title);
  return (
    <Popover
      label={t("keepAs")}
      open={open}
      onOpenChange={setOpen}
      trigger={<Button size="small">{t("keepAs")}</Button>}
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ title: title.trim(), favourite: true });
          setOpen(false);
        }}
      >
        <TextField
          label={t("name")}
          note={t("keepNote")}
          value={title}
          maxLength={200}
          onChange={(event) => setTitle(event.target.value)}
        />
        <Button type="submit" size="small" disabled={title.trim() === ""}>
          {t("keep")}
        </Button>
      </form>
    </Popover>
  );
}

function Discard({ id }: { id: string }) {
  const { t } = useTranslation("tools");
  const { trash } = useTrash();
  return (
    <IconButton label={t("discard")} size="small" onClick={() => trash(id)}>
      <Trash2 aria-hidden />
    </IconButton>
  );
}

interface EarlierProps {
  attempts: readonly Attempt[];
  shown: string;
  onPick: (id: string) => void;
}

function Earlier({ attempts, shown, onPick }: EarlierProps) {
  const { t, i18n } = useTranslation("tools");
  return (
    <div role="group" aria-label={t("attempts")} className="flex gap-2 overflow-x-auto p-1">
      {attempts.map((attempt, place) => {
        const first = attempt.takes[0];
        if (first === undefined) return null;
        const when = ago(first.created_at, i18n.language);
        return (
          <button
            key={attempt.id}
            type="button"
            aria-pressed={attempt.id === shown}
            aria-label={t("attempt", { number: attempts.length - place, when })}
            title={when}
            onClick={() => onPick(attempt.id)}
            className={classes(
              "relative h-14 shrink-0 overflow-clip rounded-md border-2 transition duration-150",
              attempt.id === shown ? "border-moon" : "border-transparent opacity-70 hover:opacity-100",
            )}
          >
            <ClipPicture clip={first} className="aspect-video h-full" />
          </button>
        );
      })}
    </div>
  );
}
