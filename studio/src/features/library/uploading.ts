import { create } from "zustand";

import { Refused, Unreachable } from "@/api/errors.ts";

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
    void post(one)
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

/** The browser's older way to ask, since the newer one does not say how much has been sent. */
function post({ id, file }: Sending): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/uploads");
    request.upload.onprogress = (event) => change(id, { sent: event.total === 0 ? 0 : event.loaded / event.total });
    request.onerror = () => reject(new Unreachable());
    request.onload = () => {
      if (request.status === 201) {
        resolve();
        return;
      }
      const { status, statusText } = request;
      const body = status === 0 ? "" : request.responseText;
      void Refused.from(new Response(body, { status: status === 0 ? 502 : status, statusText })).then(reject);
    };
    const form = new FormData();
    form.append("file", file);
    request.send(form);
  });
}
