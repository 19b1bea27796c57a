import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";

import type { Activity, Job } from "@/api/client.ts";
import { activityQuery } from "@/api/queries.ts";

const ASK_MS = 4000;
const TICK_MS = 1000;

interface Known {
  job: Job | undefined;
  paused: boolean;
}

/** The work for a clip that waits or runs, with the seconds that are left as of now. */
export function useJob(clipId: string): Known & { leftS: number | null } {
  const select = useCallback(
    ({ jobs, paused }: Activity): Known => ({ job: jobs.find((one) => one.clip.id === clipId), paused }),
    [clipId],
  );
  const { data, dataUpdatedAt } = useQuery({ ...activityQuery, select, refetchInterval: ASK_MS });
  const [now, setNow] = useState(dataUpdatedAt);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const left = data?.job?.left_s ?? null;
  const leftS = left === null ? null : Math.max(1, Math.round(left - Math.max(0, now - dataUpdatedAt) / 1000));
  return { job: data?.job, paused: data?.paused ?? false, leftS };
}
