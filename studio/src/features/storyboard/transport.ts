import { createContext, use } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

interface Moment {
  /** Where the playhead is. */
  second: number;
  /** 1 plays, -1 plays backwards, 2 and 4 faster; 0 stands still. */
  rate: number;
}

export type Transport = ReturnType<typeof createTransport>;

const FASTEST = 4;
const LONGEST_STEP_S = 0.25;

/** The playhead of a board. While it plays, a video that shows the same may say the time. */
export function createTransport(lengthOf: () => number) {
  const store = createStore<Moment>()(() => ({ second: 0, rate: 0 }));
  let leader: (() => number | null) | null = null;
  let before = 0;
  let frame = 0;

  const clamped = (second: number) => Math.max(0, Math.min(lengthOf(), second));
  const tick = (now: number) => {
    const { second, rate } = store.getState();
    if (rate === 0) return;
    const passed = Math.min(LONGEST_STEP_S, (now - before) / 1000) * rate;
    before = now;
    const next = (rate === 1 ? leader?.() : null) ?? second + passed;
    const end = lengthOf();
    if (next >= end && rate > 0) store.setState({ second: end, rate: 0 });
    else if (next <= 0 && rate < 0) store.setState({ second: 0, rate: 0 });
    else store.setState({ second: clamped(next) });
    frame = requestAnimationFrame(tick);
  };
  const run = (rate: number) => {
    cancelAnimationFrame(frame);
    const atEnd = rate > 0 && store.getState().second >= lengthOf() - 1e-3;
    store.setState({ rate, ...(atEnd ? { second: 0 } : {}) });
    before = performance.now();
    if (rate !== 0) frame = requestAnimationFrame(tick);
  };
  return {
    store,
    seek: (second: number) => store.setState({ second: clamped(second) }),
    toggle: () => run(store.getState().rate === 0 ? 1 : 0),
    pause: () => run(0),
    /** J and L of editors: again for twice as fast. */
    shuttle: (direction: 1 | -1) => {
      const { rate } = store.getState();
      const faster = Math.sign(rate) === direction;
      run(faster ? direction * Math.min(FASTEST, 2 * Math.abs(rate)) : direction);
    },
    /** Let something say the time while it plays; null says nothing. */
    lead: (by: (() => number | null) | null) => {
      leader = by;
    },
  };
}

export const TransportPlace = createContext<Transport | null>(null);

export function useTransport(): Transport {
  const transport = use(TransportPlace);
  if (transport === null) throw new Error("There is no playhead around this.");
  return transport;
}

/** Something of the playhead, kept up to date. */
export const useMoment = <Part>(part: (moment: Moment) => Part): Part => useStore(useTransport().store, part);
