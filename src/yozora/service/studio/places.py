"""Folders and projects."""

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import Session

from yozora.library.tables import Folder, Project, new_id
from yozora.service.callers import Caller, Keeper, Reader, TheHouse
from yozora.service.refusals import Refusal
from yozora.service.studio.owned import own
from yozora.service.studio.shapes import (
    FolderShape,
    NewFolder,
    NewProject,
    ProjectShape,
    folder_shape,
    project_shape,
)

DEEPEST = 20

router = APIRouter(prefix="/api", tags=["Library"])


@router.get("/folders")
def folders(house: TheHouse, caller: Reader) -> list[FolderShape]:
    """All folders, by name."""
    with house.database.reading() as session:
        found = session.scalars(select(Folder).where(Folder.person_id == caller.person_id).order_by(Folder.name))
        return [folder_shape(folder) for folder in found]


@router.post("/folders", status_code=201)
def new_folder(house: TheHouse, caller: Keeper, said: NewFolder) -> FolderShape:
    """Make a folder."""
    with house.database.writing() as session:
        _check_parent(session, caller, None, said.parent_id)
        folder = Folder(
            id=new_id("folder"),
            person_id=caller.person_id,
            name=said.name.strip(),
            parent_id=said.parent_id,
            created_at=house.clock(),
        )
        session.add(folder)
        return folder_shape(folder)


@router.put("/folders/{folder_id}")
def change_folder(house: TheHouse, caller: Keeper, folder_id: str, said: NewFolder) -> FolderShape:
    """Give a folder another name or place."""
    with house.database.writing() as session:
        folder = own(session, Folder, folder_id, caller, what="folder")
        _check_parent(session, caller, folder_id, said.parent_id)
        folder.name, folder.parent_id = said.name.strip(), said.parent_id
        return folder_shape(folder)


@router.delete("/folders/{folder_id}", status_code=204)
def delete_folder(house: TheHouse, caller: Keeper, folder_id: str) -> None:
    """Delete a folder and those inside it; their clips are in no folder then."""
    with house.database.writing() as session:
        session.delete(own(session, Folder, folder_id, caller, what="folder"))


@router.get("/projects")
def projects(house: TheHouse, caller: Reader) -> list[ProjectShape]:
    """All projects, the newest first."""
    with house.database.reading() as session:
        found = session.scalars(
            select(Project).where(Project.person_id == caller.person_id).order_by(Project.id.desc())
        )
        return [project_shape(project) for project in found]


@router.post("/projects", status_code=201)
def new_project(house: TheHouse, caller: Keeper, said: NewProject) -> ProjectShape:
    """Make a project."""
    with house.database.writing() as session:
        project = Project(
            id=new_id("project"), person_id=caller.person_id, name=said.name.strip(), created_at=house.clock()
        )
        session.add(project)
        return project_shape(project)


@router.put("/projects/{project_id}")
def change_project(house: TheHouse, caller: Keeper, project_id: str, said: NewProject) -> ProjectShape:
    """Give a project another name."""
    with house.database.writing() as session:
        project = own(session, Project, project_id, caller, what="project")
        project.name = said.name.strip()
        return project_shape(project)


@router.post("/projects/{project_id}/trash")
def trash_project(house: TheHouse, caller: Keeper, project_id: str) -> ProjectShape:
    """Put a project into the trash. Its clips and boards stay."""
    with house.database.writing() as session:
        project = own(session, Project, project_id, caller, what="project")
        project.trashed_at = house.clock()
        return project_shape(project)


@router.post("/projects/{project_id}/restore")
def restore_project(house: TheHouse, caller: Keeper, project_id: str) -> ProjectShape:
    """Take a project out of the trash."""
    with house.database.writing() as session:
        project = own(session, Project, project_id, caller, what="project")
        project.trashed_at = None
        return project_shape(project)


def _check_parent(session: Session, caller: Caller, folder_id: str | None, parent_id: str | None) -> None:
    """Raise Refusal where a folder would lie inside itself, or too deep."""
    for _ in range(DEEPEST):
        if parent_id is None:
            return
        if parent_id == folder_id:
            raise Refusal("A folder cannot lie inside itself. Choose another place.", param="parent_id")
        parent_id = own(session, Folder, parent_id, caller, what="folder").parent_id
    raise Refusal(f"Folders lie at most {DEEPEST} deep. Choose another place.", param="parent_id")
