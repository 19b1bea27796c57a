"""Cut-outs lie where the actors are, in their colours, and look where they look."""

from dataclasses import replace

import numpy as np
import pytest

from yozora.core.geometry import FrameSize
from yozora.worlds.cutouts import cutouts
from yozora.worlds.renderer import render
from yozora.worlds.scene import Actor, Beat, Camera, Scene
from yozora.worlds.staging import stage
from yozora.worlds.truth import outline, truth, waterline
from yozora.worlds.vocabulary import Action, Colour, Direction, Move, Place, TimeOfDay

SIZE = FrameSize(width_px=192, height_px=112)
TIMES = (0.0, 1.0, 2.0)


def scene(subject: str = "dog", *, facing: Direction = Direction.RIGHT, colour: Colour | None = None) -> Scene:
    action = Action.DRIVE if subject == "taxi" else Action.STAND
    actor = Actor(
        id="a",
        subject=subject,
        x=0.2,
        facing=facing,
        colour=colour,
        beats=(Beat(action=action, direction=Direction.STAY),),
    )
    return Scene(
        seconds=3.0,
        seed=3,
        place=Place.MEADOW,
        time=TimeOfDay.DAY,
        camera=Camera(move=Move.ZOOM_IN),
        actors=(actor,),
    )


@pytest.mark.parametrize("subject", ["dog", "giraffe", "taxi", "woman"])
def test_they_fill_the_boxes_of_the_actors_and_nothing_else(subject: str) -> None:
    shot = scene(subject)
    found = cutouts(shot, size=SIZE, times_s=TIMES)
    boxes = truth(stage(shot, aspect=SIZE.aspect, times=np.array(TIMES)), SIZE).boxes[:, 0]
    for laid, (left, top, right, bottom) in zip(found, boxes, strict=True):
        left, top, right, bottom = np.clip((left, top, right, bottom), 0, np.tile((SIZE.width_px, SIZE.height_px), 2))
        rows, columns = np.nonzero(laid[..., 3] > 8)
        assert left - 1.5 < columns.min() < left + 0.15 * (right - left)
        assert right - 0.15 * (right - left) < columns.max() + 1 < right + 1.5
        assert top - 1.5 < rows.min() < top + 0.15 * (bottom - top)
        assert bottom - 0.15 * (bottom - top) < rows.max() + 1 < bottom + 1.5
        assert not laid[laid[..., 3] == 0].any()


def test_who_looks_the_other_way_is_mirrored() -> None:
    sides = (Direction.RIGHT, Direction.LEFT)
    right, left = (cutouts(scene(facing=side), size=SIZE, times_s=(0.0,))[0].astype(int) for side in sides)
    shot = stage(scene(), aspect=SIZE.aspect, times=np.zeros(1))
    begin, _, end, _ = truth(shot, SIZE).boxes[0, 0].round().astype(int)
    right, left = right[:, begin:end], left[:, begin:end]
    assert np.abs(right - left[:, ::-1]).mean() < 0.4 * np.abs(right - left).mean()


def test_they_have_the_colour_that_is_asked_for() -> None:
    red, blue = (cutouts(scene(colour=one), size=SIZE, times_s=(0.0,))[0] for one in (Colour.RED, Colour.BLUE))
    assert red[..., 0].sum() > 1.5 * red[..., 2].sum()
    assert blue[..., 2].sum() > 1.2 * blue[..., 0].sum()


def test_a_clip_resembles_its_cut_outs_where_they_are() -> None:
    """By day and without weather, what is drawn has about the colours of the pictures it is drawn with."""
    shot = replace(scene(), camera=Camera(move=Move.STATIC))
    laid = cutouts(shot, size=SIZE, times_s=(0.0,))[0]
    drawn = next(iter(render(shot, size=SIZE, frames=2, fps=8)))
    inside = laid[..., 3] > 250
    apart = np.abs(drawn[inside].astype(int) - laid[inside][:, :3].astype(int)).mean()
    elsewhere = np.abs(drawn[inside].astype(int) - 127).mean()
    assert apart < 0.6 * elsewhere


def test_who_is_not_there_yet_is_not_laid() -> None:
    arriving = Beat(action=Action.APPEAR, direction=Direction.STAY, start_s=1.5)
    shot = replace(scene(), actors=(replace(scene().actors[0], beats=(arriving,)),))
    before, after = cutouts(shot, size=SIZE, times_s=(0.5, 2.9))[..., 3]
    assert not before.any() and after.max() > 250


def test_of_who_floats_what_is_under_water_is_cut_away() -> None:
    duck = replace(scene("duck"), place=Place.SEA, camera=Camera())
    staged = stage(duck, aspect=SIZE.aspect, times=np.zeros(1))
    view, entry = staged.camera.at(0), staged.actors[0]
    corners, line = outline(entry, 0, view, SIZE), waterline(entry, 0, view, SIZE)
    assert corners[:, 1].max() > line + 1
    rows, columns = np.nonzero(cutouts(duck, size=SIZE, times_s=(0.0,))[0, ..., 3] > 8)
    assert rows.max() <= line + 1
    whole, across = np.ptp(corners[:, 0]), np.ptp(columns) + 1
    assert across > 0.6 * whole and np.ptp(rows) < corners[:, 1].max() - corners[:, 1].min()


def test_what_hangs_in_the_sky_lies_behind_everybody() -> None:
    dog = scene("dog").actors[0]
    moon = replace(dog, id="moon", subject="moon", beats=(Beat(action=Action.STAND, direction=Direction.STAY),))
    shot = replace(scene("dog"), actors=(dog, moon))
    staged = stage(shot, aspect=SIZE.aspect, times=np.zeros(1))
    assert [entry.order(0) for entry in staged.actors] == [pytest.approx(staged.actors[0].track.z[0]), np.inf]
