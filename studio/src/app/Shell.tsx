import { WifiOff } from "lucide-react";
import { Suspense, lazy, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation, useMatches } from "react-router";

import { useLive } from "@/api/live.ts";
import { DropAnywhere } from "@/features/drop/index.ts";
import { AppealDialog } from "@/safety/AppealDialog.tsx";
import { TopPlace } from "@/ui/Top.tsx";
import { classes } from "@/ui/classes.ts";

import { Always } from "./Always.tsx";
import { Drawer, Rail } from "./Rail.tsx";
import { Shortcuts } from "./Shortcuts.tsx";

const Composer = lazy(async () => ({ default: (await import("@/features/composer/index.ts")).Composer }));
const Announcer = lazy(async () => ({ default: (await import("@/features/activity/index.ts")).Announcer }));

/** Pages of the library, where new clips are written. */
const LIBRARY = /^\/(?:favourites|bookmarks|uploads|folders\/[^/]+)?$/u;

/** What a route says of itself. */
interface Handle {
  /** The page needs the width: the rail shows signs only. */
  wide?: boolean;
}

/** What is around every page: the rail, the top, and what is said at the edge. */
export function Shell() {
  const { t } = useTranslation();
  const [top, setTop] = useState<HTMLElement | null>(null);
  const foot = useToldToToasts();
  const { pathname } = useLocation();
  const wide = useMatches().some((match) => (match.handle as Handle | undefined)?.wide === true);
  return (
    <div className="flex min-h-dvh">
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-moon px-3 py-2 text-on-moon focus:translate-y-0"
      >
        {t("skip")}
      </a>
      <Rail compact={wide} />
      <Shortcuts />
      <div className="flex min-w-0 grow flex-col">
        <Lost />
        <header
          className={classes(
            "sticky top-0 z-20 flex items-center gap-2 px-4 py-2.5 md:px-6",
            "bg-linear-to-b from-night from-60% to-transparent",
          )}
        >
          <Drawer />
          <div ref={setTop} className="flex min-w-0 grow items-center gap-2" />
          <Always />
        </header>
        <main id="content" tabIndex={-1} className="flex min-h-0 grow flex-col px-4 pb-4 outline-none md:px-6">
          <TopPlace value={top}>
            <Suspense fallback={null}>
              <Outlet />
            </Suspense>
          </TopPlace>
        </main>
        <div ref={foot} className="pointer-events-none sticky bottom-0 z-10">
          <Suspense fallback={null}>{LIBRARY.test(pathname) && <Composer />}</Suspense>
        </div>
        <Suspense fallback={null}>
          <Announcer />
        </Suspense>
        <DropAnywhere />
        <AppealDialog />
      </div>
    </div>
  );
}

/** How high the foot of the page is and how wide what is beside it, for toasts, which stand outside of the pages. */
function useToldToToasts() {
  const foot = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const node = foot.current;
    if (node === null) return undefined;
    const { style } = document.documentElement;
    const watch = new ResizeObserver(() => {
      const { left, height } = node.getBoundingClientRect();
      style.setProperty("--side", `${left}px`);
      style.setProperty("--foot", `${height}px`);
    });
    watch.observe(node);
    return () => {
      watch.disconnect();
      style.removeProperty("--side");
      style.removeProperty("--foot");
    };
  }, []);
  return foot;
}

function Lost() {
  const { t } = useTranslation();
  const lost = useLive((live) => live.connection === "lost");
  return (
    <div role="status">
      {lost && (
        <p className="flex items-center justify-center gap-2 bg-raised px-4 py-1.5 text-sm">
          <WifiOff aria-hidden className="size-4 text-unknown" />
          {t("lost")}
        </p>
      )}
    </div>
  );
}
