import { ArrowDown, ArrowDownToLine, ArrowUp, ArrowUpToLine, EllipsisVertical, GripVertical, X } from "lucide-react";
import { useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import type { Job } from "@/api/client.ts";
import { nameOf } from "@/clips/facts.ts";
import { IconButton } from "@/ui/Button.tsx";
import { Menu, MenuItem, MenuLine } from "@/ui/Menu.tsx";
import { classes } from "@/ui/classes.ts";
import * as facts from "@/words/facts.ts";

import { Facts } from "./Facts.tsx";
import { beforeOf, type Before, type Step } from "./queue.ts";
import { useCarrying } from "./useCarrying.ts";

const STEPS = [
  { step: "first", Icon: ArrowUpToLine, keys: "Home" },
  { step: "up", Icon: ArrowUp, keys: "↑" },
  { step: "down", Icon: ArrowDown, keys: "↓" },
  { step: "last", Icon: ArrowDownToLine, keys: "End" },
] as const;
const BY_KEY: Partial<Record<string, Step>> = { ArrowUp: "up", ArrowDown: "down", Home: "first", End: "last" };

interface WaitingListProps {
  jobs: readonly Job[];
  passed: number;
  onMove: (id: string, before: Before) => void;
  onCancel: (id: string) => void;
}

/** What waits, in the order it will be done: carried elsewhere by the pointer, the keyboard or a menu. */
export function WaitingList({ jobs, passed, onMove, onCancel }: WaitingListProps) {
  const { t } = useTranslation("activity");
  const ids = jobs.map((job) => job.clip.id);
  const [told, setTold] = useState("");
  const put = (job: Job, before: Before) => {
    onMove(job.clip.id, before);
    const others = ids.filter((id) => id !== job.clip.id);
    const place = before === null ? ids.length : others.indexOf(before) + 1;
    setTold(t("moved", { name: nameOf(job.clip), place, all: ids.length }));
  };
  const step = (job: Job, by: Step) => {
    const before = beforeOf(ids, job.clip.id, by);
    if (before !== undefined) put(job, before);
  };
  const list = useRef<HTMLOListElement>(null);
  const { carried, over } = useCarrying(list, ids, (id, before) => {
    const job = jobs.find((one) => one.clip.id === id);
    if (job !== undefined) put(job, before);
  });
  return (
    <>
      <ol ref={list} className="flex flex-col">
        {jobs.map((job, place) => (
          <li
            key={job.clip.id}
            draggable
            data-job={job.clip.id}
            className={classes(
              "relative mb-2 flex items-center gap-3 rounded-xl border border-line bg-panel py-2 pr-2 pl-1.5 transition duration-150 max-sm:gap-1",
              carried === job.clip.id && "opacity-45",
              over === place &&
                "before:absolute before:inset-x-0 before:-top-1.5 before:h-0.5 before:rounded-full before:bg-moon",
              over === place + 1 &&
                place === jobs.length - 1 &&
                "after:absolute after:inset-x-0 after:-bottom-1.5 after:h-0.5 after:rounded-full after:bg-moon",
            )}
          >
            <WaitingLine job={job} first={place === 0} passed={passed} onStep={(by) => step(job, by)} />
            <MoveMenu job={job} place={place} of={jobs.length} onStep={(by) => step(job, by)} onCancel={onCancel} />
            <IconButton label={t("cancelOf", { name: nameOf(job.clip) })} onClick={() => onCancel(job.clip.id)}>
              <X aria-hidden />
            </IconButton>
          </li>
        ))}
      </ol>
      <p aria-live="assertive" className="sr-only">
        {told}
      </p>
    </>
  );
}

interface WaitingLineProps {
  job: Job;
  first: boolean;
  passed: number;
  onStep: (step: Step) => void;
}

function WaitingLine({ job, first, passed, onStep }: WaitingLineProps) {
  const { t, i18n } = useTranslation("activity");
  const left = job.left_s == null ? null : Math.max(1, job.left_s - passed);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = BY_KEY[event.key];
    if (step === undefined || (!event.altKey && event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    onStep(step);
  };
  const said = [
    job.reason ?? (job.ahead == null ? (first ? t("ahead", { count: 0 }) : "") : t("ahead", { count: job.ahead })),
    left === null ? "" : t("begins", { time: facts.seconds(Math.ceil(left), i18n.language) }),
  ].filter((one) => one !== "");
  return (
    <>
      <IconButton
        label={t("drag", { name: nameOf(job.clip) })}
        size="small"
        className="cursor-grab touch-none max-sm:hidden"
        onKeyDown={onKeyDown}
      >
        <GripVertical aria-hidden />
      </IconButton>
      <div className="min-w-0 grow max-sm:pl-2">
        <p className="line-clamp-1">{nameOf(job.clip)}</p>
        <Facts job={job} />
        <p aria-hidden className="text-sm text-quiet tabular-nums sm:hidden">
          {said.join(" · ")}
        </p>
      </div>
      <p className="max-w-72 shrink-0 text-right text-sm text-quiet tabular-nums max-sm:sr-only">{said.join(" · ")}</p>
    </>
  );
}

interface MoveMenuProps {
  job: Job;
  place: number;
  of: number;
  onStep: (step: Step) => void;
  onCancel: (id: string) => void;
}

function MoveMenu({ job, place, of, onStep, onCancel }: MoveMenuProps) {
  const { t } = useTranslation("activity");
  const label = t("move", { name: nameOf(job.clip) });
  const isThere = (step: Step) => (step === "first" || step === "up" ? place === 0 : place === of - 1);
  return (
    <Menu
      label={label}
      align="end"
      trigger={
        <IconButton label={label}>
          <EllipsisVertical aria-hidden />
        </IconButton>
      }
    >
      {STEPS.map(({ step, Icon, keys }) => (
        <MenuItem
          key={step}
          icon={<Icon aria-hidden />}
          keys={step === "first" || step === "last" ? keys : `Alt ${keys}`}
          disabled={isThere(step)}
          onSelect={() => onStep(step)}
        >
          {t(step)}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem icon={<X aria-hidden />} danger onSelect={() => onCancel(job.clip.id)}>
        {t("cancel")}
      </MenuItem>
    </Menu>
  );
}
