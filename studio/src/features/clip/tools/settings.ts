import { useState } from "react";

import type { Clip } from "@/api/client.ts";

const SEEDS = 2 ** 32;

/** What every tool lets one choose. */
interface Settings {
  /** Null for the model that suits. */
  model: string | null;
  takes: number;
  /** The seed of the clip is kept, so that what can stay the same does. */
  keepSeed: boolean;
}

export interface Chosen {
  settings: Settings;
  change: (change: Partial<Settings>) => void;
  /** The entries of a request. `fresh` draws another seed, also where it is kept otherwise. */
  entries: (fresh?: boolean) => { model?: string; n: number; seed: number };
}

export function useSettings(clip: Pick<Clip, "seed">, { keepSeed = true } = {}): Chosen {
  const [settings, setSettings] = useState<Settings>({ model: null, takes: 1, keepSeed });
  // An estimate with another seed would be another estimate each time: one is drawn for all of them.
  const [drawn] = useState(randomSeed);
  return {
    settings,
    change: (change) => setSettings((now) => ({ ...now, ...change })),
    entries: (fresh = false) => ({
      ...(settings.model === null ? {} : { model: settings.model }),
      n: settings.takes,
      seed: fresh ? randomSeed() : settings.keepSeed ? clip.seed : drawn,
    }),
  };
}

function randomSeed(): number {
  return Math.floor(Math.random() * (SEEDS - 4));
}
