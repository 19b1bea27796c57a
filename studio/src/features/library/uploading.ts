import { create } from "zustand";

import { Unreachable } from "@/api/errors.ts";
import { upload } from "@/api/sending.ts";

/** A file on its way to the server. */
export interface Sending {
  id: number;
  file: File;
  /** 0 to 1 of its bytes; at 1 the server looks into it. */
  sent: number;
  error: Error | null;
}

const AT_ONCE = 3;
let last = 0;

/** Files on their way, over all pages; what has arrived is gone from here. */
export const useSending = create<{ files: readonly Sending[] }>()(() => ({ files: [] }));

const running = new Set<number>();

/** Send files, a few at a time. `arrived` is told of each. */
export function send(files: Iterable<File>, arrived: () => void): void {
  const more = [...files].map((file): Sending => ({ id: (last += 1), file, sent: 0, error: null }));
  useSending.setState((now) => ({ files: [...now.files, ...more] }));
  next(arrived);
}

export function sendAgain(id: number, arrived: () => void): void {
  change(id, { error: null, sent: 0 });
  next(arrived);
}

export const forget = (id: number): void =>
  useSending.setState((now) => ({ files: now.files.filter((one) => one.id !== id) }));

function next(arrived: () => void): void {
  const waiting = useSending.getState().files.filter((one) => one.error === null && !running.has(one.id));
  for (const one of waiting.slice(0, Math.max(0, AT_ONCE - running.size))) {
    running.add(one.id);
    void upload(one.file, (sent) => change(one.id, { sent }))
      .then(
        () => {
          forget(one.id);
          arrived();
        },
        (error: unknown) => change(one.id, { error: error instanceof Error ? error : new Unreachable() }),
      )
      .finally(() => {
        running.delete(one.id);
        next(arrived);
      });
  }
}

const change = (id: number, now: Partial<Sending>): void =>
  useSending.setState(({ files }) => ({ files: files.map((one) => (one.id === id ? { ...one, ...now } : one)) }));
