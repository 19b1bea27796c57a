import { useQuery } from "@tanstack/react-query";
import { FolderX } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";

import { foldersQuery } from "@/api/queries.ts";
import { Button } from "@/ui/Button.tsx";
import { Empty } from "@/ui/States.tsx";

import { PlacePage } from "./PlacePage.tsx";

const ALL = {};
const FAVOURITES = { favourite: true };
const BOOKMARKS = { bookmarked: true };
const TRASH = { trashed: true };

export function AllPage() {
  const { t } = useTranslation();
  return <PlacePage key="all" place="all" title={t("allClips")} where={ALL} />;
}

export function FavouritesPage() {
  const { t } = useTranslation();
  return <PlacePage key="favourites" place="favourites" title={t("favourites")} where={FAVOURITES} />;
}

export function BookmarksPage() {
  const { t } = useTranslation();
  return <PlacePage key="bookmarks" place="bookmarks" title={t("bookmarks")} where={BOOKMARKS} />;
}

export function TrashPage() {
  const { t } = useTranslation();
  return <PlacePage key="trash" place="trash" title={t("trash")} where={TRASH} />;
}

export function FolderPage() {
  const { t } = useTranslation("library");
  const shell = useTranslation().t;
  const { id = "" } = useParams();
  const { data: folders } = useQuery(foldersQuery);
  const where = useMemo(() => ({ folder: id }), [id]);
  const folder = folders?.find((one) => one.id === id);
  if (folders !== undefined && folder === undefined) {
    return (
      <Empty icon={<FolderX />} title={t("folderGone")} heading="h1">
        <p>{t("folderGoneHint")}</p>
        <Button asChild>
          <Link to="/">{shell("toLibrary")}</Link>
        </Button>
      </Empty>
    );
  }
  return <PlacePage key={id} place="folder" title={folder?.name ?? t("folder")} where={where} />;
}
