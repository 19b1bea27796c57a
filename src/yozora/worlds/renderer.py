"""Draws a staged scene, frame by frame, far to near. Every frame depends on its time alone."""

from collections.abc import Iterator, Sequence

import numpy as np
import skia

from yozora.core.geometry import FrameSize
from yozora.core.ports import Frame
from yozora.worlds import effects, figures
from yozora.worlds.backdrop import Sky, ridges
from yozora.worlds.canvas import radial, surface
from yozora.worlds.cast.sprites import Light
from yozora.worlds.continued import staged_on
from yozora.worlds.effects import Weathering
from yozora.worlds.figures import Figure, Lamp
from yozora.worlds.geometry import FOCAL, View
from yozora.worlds.ground import Ground, Walls
from yozora.worlds.palette import LANDS, air_of
from yozora.worlds.scene import Scene
from yozora.worlds.scenery import Prop, scenery
from yozora.worlds.staging import Staged, StagedActor
from yozora.worlds.styles import Material, finish, held
from yozora.worlds.vocabulary import Gait, Place, Style, TimeOfDay, Weather

SHARPNESS = 0.8  # pictures are taken from the store at no less than this share of the size they are drawn
WIND = {Weather.WIND: 3.0, Weather.STORM: 3.5}


def render(scene: Scene, *, size: FrameSize, frames: int, fps: float) -> Iterator[Frame]:
    """Draw `frames` pictures of a scene, `uint8 [H, W, 3]` RGB, from second 0 on. Raises InvalidPlan at once."""
    picture = renderer_of(scene, size=size, times_s=[number / fps for number in range(frames)])
    return (picture.frame(number) for number in range(frames))


def renderer_of(scene: Scene, *, size: FrameSize, times_s: Sequence[float]) -> "Renderer":
    """What draws the scene at these moments, in any order. Raises InvalidPlan."""
    times = np.array([held(scene.style, time_s) for time_s in times_s])
    return Renderer(staged=staged_on(scene, aspect=size.aspect, times=times), size=size)


class Renderer:
    """Everything that is worked out once per clip, and the drawing of one frame."""

    def __init__(self, staged: Staged, size: FrameSize) -> None:
        scene = staged.scene
        self.staged, self.size, self.scene = staged, size, scene
        self.land = LANDS[scene.place]
        self.air = air_of(scene.time, scene.weather, scene.place)
        self.sky = Sky(staged, self.air, size)
        self.ridges = ridges(scene, self.land, self.air, staged, side=self.sky.side)
        self.walls = Walls(staged, self.air, size) if self.land.ceiling else None
        self.ground = Ground(staged, self.land, self.air, size)
        self.weather = Weathering(staged, self.air, size)
        self.props = scenery(staged, self.land)
        self.lamp = Lamp(shade=self.air.shade, height=self.air.sun_height, side=self.sky.side)
        self.material = Material(style=scene.style)
        self.zoom = float((staged.camera.focal / FOCAL).max()) * 1.25
        self.figures: dict[str, Figure] = {}
        self.prop_figures = {prop: self._figure_of(prop) for prop in self.props}
        self.actor_figures = {entry.actor.id: self._actor_figure(entry) for entry in staged.actors}
        self.vignette = self._vignette()
        self.surface, self.pixels = surface(size)

    def frame(self, number: int) -> Frame:
        """One picture, `uint8 [H, W, 3]` RGB."""
        canvas = self.surface.getCanvas()
        view = self.staged.camera.at(number)
        second = float(self.staged.times[number])
        self._behind(canvas, view, number, second)
        self._stage(canvas, view, number, second)
        self.weather.draw(canvas, view, second)
        canvas.drawImage(self.vignette, 0, 0)
        return finish(self.scene.style, np.take(self.pixels, (2, 1, 0), axis=2), second=second, seed=self.scene.seed)

    def _behind(self, canvas: skia.Canvas, view: View, number: int, second: float) -> None:
        self.sky.draw(canvas, view, second)
        if self.walls is not None:
            self.walls.draw(canvas, view, second)
        for ridge in self.ridges:
            ridge.draw(canvas, view, self.size)
        for entry in self.staged.actors:
            if entry.member.gait is Gait.SKY:
                self._draw_actor(canvas, entry, view, number)
        self.ground.draw(canvas, view, second)
        if self.walls is not None:
            self.walls.draw_light(canvas, view, second)

    def _stage(self, canvas: skia.Canvas, view: View, number: int, second: float) -> None:
        wind = WIND.get(self.scene.weather, 1.0)
        queue: list[tuple[float, StagedActor | Prop]] = [
            (prop.z, prop) for prop in self.props if self._visible(prop, view)
        ]
        queue += [(float(e.track.z[number]), e) for e in self.staged.actors if e.member.gait is not Gait.SKY]
        queue.sort(key=lambda item: -item[0])
        for _, thing in queue:
            if isinstance(thing, Prop):
                self._draw_prop_shadow(canvas, thing, view)
            elif figures.casts_shadow(thing):
                self._draw_actor_shadow(canvas, thing, view, number)
        for _, thing in queue:
            if isinstance(thing, Prop):
                figure = self.prop_figures[thing]
                pose = figures.pose_of_prop(thing, figure, second, wind)
                figures.draw(canvas, figure, pose, wide=pose.turn, view=view, size=self.size)
            else:
                effects.dust(canvas, thing, self.staged, number, view, self.air, self.size)
                self._draw_actor(canvas, thing, view, number)

    def _visible(self, prop: Prop, view: View) -> bool:
        if view.distance(prop.z) < 0.5:
            return False
        column, _, scale = view.project(prop.x, 0.0, prop.z, self.size)
        reach = 1.2 * prop.height * scale
        return -reach < column < self.size.width_px + reach

    def _draw_actor(self, canvas: skia.Canvas, entry: StagedActor, view: View, number: int) -> None:
        figure = self.actor_figures[entry.actor.id]
        pose = figures.pose_of(entry, figure, number)
        wide = figures.mirrored(entry, pose.turn)
        if entry.draught:
            figures.draw_afloat(
                canvas, figure, pose, wide=wide, view=view, size=self.size, draught=entry.draught, air=self.air
            )
        else:
            figures.draw(canvas, figure, pose, wide=wide, view=view, size=self.size)
        if entry.track.burst[number] >= 0:
            effects.burst(canvas, entry, number, view, figure.colours(), self.size)
        effects.sleeping(canvas, entry, float(self.staged.times[number]), number, view, self.size)

    def _draw_actor_shadow(self, canvas: skia.Canvas, entry: StagedActor, view: View, number: int) -> None:
        if self.scene.place is Place.SEA:
            return
        figure = self.actor_figures[entry.actor.id]
        pose = figures.pose_of(entry, figure, number)
        wide = figures.mirrored(entry, pose.turn)
        figures.draw_shadow(canvas, figure, pose, wide=wide, view=view, size=self.size, lamp=self.lamp)

    def _draw_prop_shadow(self, canvas: skia.Canvas, prop: Prop, view: View) -> None:
        figure = self.prop_figures[prop]
        pose = figures.pose_of_prop(prop, figure, 0.0, 0.0)
        figures.draw_shadow(canvas, figure, pose, wide=pose.turn, view=view, size=self.size, lamp=self.lamp)

    def _actor_figure(self, entry: StagedActor) -> Figure:
        nearest = float(np.min(FOCAL + entry.track.z - self.staged.camera.z))
        height_px = entry.height * self.size.height_px * FOCAL / max(nearest, 0.4) * float(entry.track.scale.max())
        haze = 0.0 if entry.member.gait is Gait.SKY else self._haze(float(entry.track.z.mean()))
        return Figure(
            entry.actor.subject,
            colour=entry.actor.colour,
            height_px=min(height_px, self.size.height_px) * SHARPNESS,
            light=self._light(haze),
            material=Material(style=Style.STORYBOOK) if entry.member.gait is Gait.SKY else self.material,
        )

    def _figure_of(self, prop: Prop) -> Figure:
        """Props of one subject at about one distance share their pictures."""
        shelf = round(4 * self._haze(prop.z))
        height_px = prop.height * self.size.height_px * FOCAL / (FOCAL + prop.z) * self.zoom
        level = int(np.clip(np.ceil(np.log2(max(height_px, 8.0))), 3, 10))
        name = f"{prop.subject}/{shelf}/{level}"
        if name not in self.figures:
            colour = None
            self.figures[name] = Figure(
                prop.subject,
                colour=colour,
                height_px=min(height_px, self.size.height_px) * SHARPNESS,
                light=self._light(shelf / 4),
                material=self.material,
                lamps=0.0 if self.scene.style is Style.SILHOUETTE else self.air.lamps * (1 - shelf / 4),
            )
        return self.figures[name]

    def _haze(self, z: float) -> float:
        distance = max(z, 0.0)
        return float(np.clip(1 - np.exp(-distance * (0.055 + 0.42 * self.air.thickness)), 0.0, 0.9))

    def _light(self, haze: float) -> Light:
        air = self.air
        key = self.walls.light if self.walls is not None and self.scene.time is TimeOfDay.NIGHT else air.key
        rim = air.rim * (0.3 if self.walls is not None else 1.0)
        return Light(
            key=tuple(float(v) for v in key),  # pyright: ignore[reportArgumentType]
            haze=tuple(float(v) for v in air.haze),  # pyright: ignore[reportArgumentType]
            haze_share=haze,
            rim=tuple(float(v) for v in rim),  # pyright: ignore[reportArgumentType]
            side=self.sky.side,
        )

    def _vignette(self) -> skia.Image:
        """Darker corners, and on a stage darkness around the spotlight."""
        target = skia.Surface(self.size.width_px, self.size.height_px)
        width, height = self.size.width_px, self.size.height_px
        deep = 0.6 if self.scene.place is Place.STAGE else 0.5 if self.scene.style is Style.NOIR else 0.26
        inner = 0.45 if self.scene.place is Place.STAGE else 0.55
        dark = int(255 * deep)
        paint = radial(0, 0, 1.0, [(0.0, 0), (inner, 0), (1.0, skia.ColorSetARGB(dark, 10, 6, 18))])
        canvas = target.getCanvas()
        canvas.translate(width / 2, height * 0.54)
        canvas.scale(width * 0.74, height * 0.8)
        canvas.drawRect(skia.Rect.MakeLTRB(-1, -1, 1, 1), paint)
        return target.makeImageSnapshot()
