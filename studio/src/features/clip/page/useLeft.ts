import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { activityQuery } from "@/api/queries.ts";

interface Left {
  /** Seconds until it is made; null where nobody knows. */
  seconds: number | null;
  /** How many others are likely to begin before it. */
  ahead: number | null;
}

const TICK_MS = 1000;

/** How long a clip that is being made will take from now. */
export function useLeft(id: string): Left {
  const { data, dataUpdatedAt } = useQuery(activityQuery);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const job = data?.jobs.find((one) => one.clip.id === id);
  const passed = Math.max(0, (now - dataUpdatedAt) / 1000);
  const left = job?.left_s ?? null;
  return {
    seconds: left === null ? null : Math.max(1, Math.round(left - passed)),
    ahead: job?.state === "queued" ? (job.ahead ?? null) : null,
  };
}
