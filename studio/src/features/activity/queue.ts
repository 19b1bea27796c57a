import type { Activity, Job } from "@/api/client.ts";

/** Where something that waits goes: before another one, or last (null). */
export type Before = string | null;

export const running = (jobs: readonly Job[]): readonly Job[] => jobs.filter((job) => job.state === "running");
export const waiting = (jobs: readonly Job[]): readonly Job[] => jobs.filter((job) => job.state === "queued");
export const failed = (jobs: readonly Job[]): readonly Job[] =>
  jobs.filter((job) => job.state === "failed" || job.state === "cancelled");
export const done = (jobs: readonly Job[]): readonly Job[] => jobs.filter((job) => job.state === "done");

/** The list with one that waits put before another, or last. */
export function moved({ jobs, ...rest }: Activity, id: string, before: Before): Activity {
  const job = jobs.find((one) => one.clip.id === id && one.state === "queued");
  if (job === undefined || id === before) return { jobs, ...rest };
  const others = jobs.filter((one) => one !== job);
  const found = before === null ? -1 : others.findIndex((one) => one.clip.id === before);
  const at = found === -1 ? others.findLastIndex((one) => one.state === "queued") + 1 : found;
  return { ...rest, jobs: [...others.slice(0, Math.max(at, 0)), job, ...others.slice(Math.max(at, 0))] };
}

/** The list with one in another state. */
export function withState({ jobs, ...rest }: Activity, id: string, state: Job["state"]): Activity {
  return { ...rest, jobs: jobs.map((job) => (job.clip.id === id ? { ...job, state } : job)) };
}

export type Step = "first" | "up" | "down" | "last";

/** Before which one something goes by a step; undefined where it is there already. */
export function beforeOf(ids: readonly string[], id: string, step: Step): Before | undefined {
  const at = ids.indexOf(id);
  if (at === -1) return undefined;
  if (step === "first" || step === "up") return at === 0 ? undefined : (ids[step === "first" ? 0 : at - 1] ?? null);
  return at === ids.length - 1 ? undefined : step === "last" ? null : (ids[at + 2] ?? null);
}
