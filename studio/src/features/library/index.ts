export { ComparePage } from "./ComparePage.tsx";
export { readAll } from "./shelf.ts";
export { AllPage, BookmarksPage, FavouritesPage, FolderPage, TrashPage } from "./places.tsx";
export { UploadsPage } from "./UploadsPage.tsx";
