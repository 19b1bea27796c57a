import { createBrowserRouter } from "react-router";

import { meQuery } from "@/api/queries.ts";
import {
  AllPage,
  BookmarksPage,
  ComparePage,
  FavouritesPage,
  FolderPage,
  readAll,
  TrashPage,
  UploadsPage,
} from "@/features/library/index.ts";

import { Broken, NotFound } from "./Trouble.tsx";
import { remembered } from "./remembered.ts";
import { Session } from "./Session.tsx";
import { Shell } from "./Shell.tsx";
import { Waking } from "./Waking.tsx";

/** Pages of their own have no shape yet that could be shown. */
const Nothing = () => null;

/** Reading begins while the page is still being put together: a function that a route runs before it is shown. */
const ahead = (read: () => Promise<unknown>) => ({
  loader: () => {
    read().catch(() => undefined); // the page asks again, and says what is wrong
    return null;
  },
  shouldRevalidate: () => false,
});

/** Pages by their addresses; but for the library, each is loaded when it is first gone to. */
export const router = createBrowserRouter([
  {
    ErrorBoundary: Broken,
    HydrateFallback: Waking,
    children: [
      {
        path: "sign-in",
        HydrateFallback: Nothing,
        lazy: async () => ({ Component: (await import("@/features/account/index.ts")).SignInPage }),
      },
      {
        path: "welcome",
        HydrateFallback: Nothing,
        lazy: async () => ({ Component: (await import("@/features/account/index.ts")).WelcomePage }),
      },
      {
        path: "verify",
        HydrateFallback: Nothing,
        lazy: async () => ({ Component: (await import("@/features/account/index.ts")).VerifyPage }),
      },
      {
        path: "shared/:token",
        HydrateFallback: Nothing,
        lazy: async () => ({ Component: (await import("@/features/account/index.ts")).SharedPage }),
      },
      {
        element: <Session />,
        ...ahead(() => remembered.query(meQuery)),
        children: [
          {
            element: <Shell />,
            children: [
              {
                path: "clips/:id",
                handle: { wide: true },
                lazy: async () => ({ Component: (await import("@/features/clip/index.ts")).ClipPage }),
              },
              {
                index: true,
                element: <AllPage />,
                ...ahead(() => readAll(remembered)),
              },
              {
                path: "favourites",
                element: <FavouritesPage />,
              },
              {
                path: "bookmarks",
                element: <BookmarksPage />,
              },
              {
                path: "folders/:id",
                element: <FolderPage />,
              },
              {
                path: "uploads",
                element: <UploadsPage />,
              },
              {
                path: "trash",
                element: <TrashPage />,
              },
              {
                path: "compare",
                handle: { wide: true },
                element: <ComparePage />,
              },
              {
                path: "boards",
                lazy: async () => ({ Component: (await import("@/features/storyboard/index.ts")).BoardsPage }),
              },
              {
                path: "boards/:id",
                handle: { wide: true },
                lazy: async () => ({ Component: (await import("@/features/storyboard/index.ts")).BoardPage }),
              },
              {
                path: "activity",
                lazy: async () => ({ Component: (await import("@/features/activity/index.ts")).ActivityPage }),
              },
              {
                path: "settings/:section?",
                lazy: async () => ({ Component: (await import("@/features/settings/index.ts")).SettingsPage }),
              },
              { path: "*", element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
]);
