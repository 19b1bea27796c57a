import { createBrowserRouter } from "react-router";

import { Broken, NotFound } from "./Trouble.tsx";
import { Session } from "./Session.tsx";
import { Shell } from "./Shell.tsx";
import { Waking } from "./Waking.tsx";

/** Pages of their own have no shape yet that could be shown. */
const Nothing = () => null;

/** Pages by their addresses; each is loaded when it is first gone to. */
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
        path: "shared/:token",
        HydrateFallback: Nothing,
        lazy: async () => ({ Component: (await import("@/features/account/index.ts")).SharedPage }),
      },
      {
        element: <Session />,
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
                lazy: async () => ({ Component: (await import("@/features/library/index.ts")).AllPage }),
              },
              {
                path: "favourites",
                lazy: async () => ({ Component: (await import("@/features/library/index.ts")).FavouritesPage }),
              },
              {
                path: "bookmarks",
                lazy: async () => ({ Component: (await import("@/features/library/index.ts")).BookmarksPage }),
              },
              {
                path: "folders/:id",
                lazy: async () => ({ Component: (await import("@/features/library/index.ts")).FolderPage }),
              },
              {
                path: "uploads",
                lazy: async () => ({ Component: (await import("@/features/library/index.ts")).UploadsPage }),
              },
              {
                path: "trash",
                lazy: async () => ({ Component: (await import("@/features/library/index.ts")).TrashPage }),
              },
              {
                path: "compare",
                handle: { wide: true },
                lazy: async () => ({ Component: (await import("@/features/library/index.ts")).ComparePage }),
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
