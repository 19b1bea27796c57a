import { useEffect, useState } from "react";

const SECOND_MS = 1000;

/** Now, each second anew while something is counted. */
export function useTicks(counting: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!counting) return undefined;
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, [counting]);
  return now;
}
