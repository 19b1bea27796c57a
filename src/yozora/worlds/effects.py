"""What is in the air and around the actors: rain, snow, fog, leaves, bubbles, dust, foam, sparks, sleep.

Every particle is a function of time alone, so any frame can be drawn on its own.
"""

import numpy as np
import skia
from jaxtyping import Float

from yozora.core.geometry import FrameSize
from yozora.worlds.canvas import LINEAR, argb, fill, mask_image, points, vertical
from yozora.worlds.cast.sprites import Rgb, bgr
from yozora.worlds.geometry import View
from yozora.worlds.palette import Air
from yozora.worlds.staging import Staged, StagedActor
from yozora.worlds.textures import noise
from yozora.worlds.vocabulary import Action, Gait, Place, TimeOfDay, Weather

SMALL_PX = 200  # in a lower picture every drop is a pixel wide, so there are fewer of them
LAYERS = ((0.45, 0.5), (0.7, 0.75), (1.0, 1.0))  # size and nearness of far, middle and near particles


class Weathering:
    """Rain, snow, fog, storm and wind over the whole frame; bubbles and light under water; fireflies at night."""

    def __init__(self, staged: Staged, air: Air, size: FrameSize) -> None:
        scene = staged.scene
        self.weather, self.place, self.air, self.size = scene.weather, scene.place, air, size
        rng = np.random.default_rng([scene.seed, 21])
        self.seeds = rng.random((90, 4))
        self.fog = self._fog_image(scene.seed) if scene.weather is Weather.FOG else None
        green = (Place.MEADOW, Place.FOREST, Place.GARDEN, Place.JUNGLE, Place.VILLAGE)
        self.fireflies = scene.time is TimeOfDay.NIGHT and scene.place in green and scene.weather is Weather.CLEAR
        self.bursts = 1 if size.height_px < SMALL_PX else 3
        self.flashes = rng.uniform(0.1, 0.9, 2)

    def draw(self, canvas: skia.Canvas, view: View, second: float) -> None:
        """Everything between the stage and the viewer."""
        if self.place is Place.SEABED:
            self._beams(canvas, second)
            self._motes(canvas, view, second, rise=0.16, colour=bgr("e6fbff"), alpha=0.5, hollow=True)
            return
        if self.place in (Place.ROOM, Place.STAGE, Place.MOON):
            return
        if self.weather in (Weather.RAIN, Weather.STORM):
            self._rain(canvas, view, second)
        elif self.weather is Weather.SNOW:
            self._snow(canvas, view, second)
        elif self.weather is Weather.WIND:
            self._leaves(canvas, view, second)
        elif self.fog is not None:
            self._fog(canvas, view, second)
        if self.weather is Weather.STORM:
            self._lightning(canvas, second)
        if self.fireflies:
            self._motes(canvas, view, second, rise=0.02, colour=bgr("ffe27a"), alpha=0.9, hollow=False)

    def _scatter(self, layer: int, view: View, second: float, fall: float, drift: float) -> Float[np.ndarray, "n 2"]:
        """Places [n, 2] in pixels of the particles of a layer, falling `fall` and drifting `drift` heights a second."""
        size = self.size
        mine = self.seeds[layer::3]
        near = LAYERS[layer][1]
        aspect = size.width_px / size.height_px + 0.3
        x = (mine[:, 0] * aspect + drift * near * second - view.x * near + view.pan) % aspect - 0.15
        y = (mine[:, 1] * 1.3 + fall * near * second * (0.85 + 0.3 * mine[:, 2]) + view.horizon * 0.3) % 1.3 - 0.15
        return np.stack([x, y], 1) * size.height_px

    def _rain(self, canvas: skia.Canvas, view: View, second: float) -> None:
        slant = 0.34 if self.weather is Weather.STORM else 0.12
        for layer, (large, near) in enumerate(LAYERS):
            for burst in (0.0, 0.37, 0.71)[: self.bursts]:
                start = self._scatter(layer, view, second + burst * 1.7, 1.9, slant * 1.9)
                end = start + np.array([slant, 1.0]) * 0.05 * large * self.size.height_px
                paint = skia.Paint(StrokeWidth=max(1.0, 0.0022 * large * self.size.height_px))
                paint.setColor(argb(bgr("dfe9f7") * (0.55 + 0.45 * self.air.key), 0.34 * near))
                pairs = np.stack([start, end], 1).reshape(-1, 2)
                canvas.drawPoints(skia.Canvas.kLines_PointMode, points(pairs), paint)

    def _snow(self, canvas: skia.Canvas, view: View, second: float) -> None:
        for layer, (large, near) in enumerate(LAYERS):
            for burst in (0.0, 3.1, 7.7)[: self.bursts]:
                flakes = self._scatter(layer, view, second + burst, 0.16, 0.03)
                flakes[:, 0] += 0.012 * self.size.height_px * np.sin(1.3 * second + burst + 9 * self.seeds[layer::3, 3])
                paint = skia.Paint(AntiAlias=True, StrokeCap=skia.Paint.kRound_Cap)
                paint.setStrokeWidth(max(1.2, 0.0105 * large * self.size.height_px))
                paint.setColor(argb(np.minimum(self.air.key * 0.35 + 0.68, 1.0), 0.85 * near))
                canvas.drawPoints(skia.Canvas.kPoints_PointMode, points(flakes), paint)

    def _leaves(self, canvas: skia.Canvas, view: View, second: float) -> None:
        colours = [bgr(code) * self.air.key for code in ("d9a03f", "8fb048", "c96a3a")]
        for layer, (large, near) in enumerate(LAYERS):
            places = self._scatter(layer, view, second, 0.12, 0.62)[:14]
            for (x, y), seed in zip(places, self.seeds[layer::3], strict=False):
                canvas.save()
                canvas.translate(float(x), float(y + 0.03 * self.size.height_px * np.sin(3 * second + 9 * seed[3])))
                canvas.rotate(float(360 * (seed[2] + second * (0.5 + seed[3]))))
                reach = 0.012 * large * self.size.height_px
                leaf = skia.Rect.MakeLTRB(-reach, -0.45 * reach, reach, 0.45 * reach)
                canvas.drawOval(leaf, fill(colours[int(seed[0] * 3)], near))
                canvas.restore()

    def _fog_image(self, seed: int) -> skia.Image:
        field = np.clip(0.55 + 0.3 * noise(128, 2.0, seed % 7, 2.0), 0, 1)
        rows = np.sin(np.pi * np.linspace(0, 1, 128))[:, None] ** 1.5
        return mask_image((255 * field * rows).astype(np.uint8))

    def _fog(self, canvas: skia.Canvas, view: View, second: float) -> None:
        assert self.fog is not None
        height, width = self.size.height_px, self.size.width_px
        for number, (row, alpha) in enumerate(((0.42, 0.5), (0.62, 0.42), (0.84, 0.3))):
            drift = ((0.02 + 0.02 * number) * second + 0.3 * number - view.x * 0.3) * height
            wide, tall = 3.2 * height, 0.42 * height
            first = drift % wide - wide
            paint = fill(self.air.haze, alpha)
            for start in np.arange(first, width, wide):
                box = skia.Rect.MakeXYWH(float(start), row * height - tall / 2, wide, tall)
                canvas.drawImageRect(self.fog, box, LINEAR, paint)

    def _lightning(self, canvas: skia.Canvas, second: float) -> None:
        for flash in self.flashes:
            since = (second - 3.2 * flash) % 3.7
            strength = np.exp(-since / 0.09) + 0.7 * np.exp(-(((since - 0.22) / 0.05) ** 2))
            if strength > 0.03:
                canvas.drawColor(argb((1.0, 0.95, 0.9), 0.55 * float(min(strength, 1.0))), skia.BlendMode.kSrcOver)

    def _motes(
        self, canvas: skia.Canvas, view: View, second: float, *, rise: float, colour: Rgb, alpha: float, hollow: bool
    ) -> None:
        for layer, (large, near) in enumerate(LAYERS):
            places = self._scatter(layer, view, second, -rise, 0.01)[:12]
            places[:, 0] += 0.02 * self.size.height_px * np.sin(0.9 * second + 7 * self.seeds[layer::3, 3][:12])
            if not hollow:
                places = places[places[:, 1] > 0.35 * self.size.height_px]
            glow = alpha * near * (1.0 if hollow else 0.55 + 0.45 * np.sin(2.4 * second + 2 * layer))
            paint = fill(colour, glow)
            reach = 0.008 * large * self.size.height_px
            if hollow:
                paint.setStyle(skia.Paint.kStroke_Style)
                paint.setStrokeWidth(max(1.0, 0.25 * reach))
            for (x, y), seed in zip(places, self.seeds[layer::3], strict=False):
                canvas.drawCircle(float(x), float(y), float(reach * (0.6 + 0.8 * seed[2])), paint)
                if not hollow:
                    canvas.drawCircle(float(x), float(y), float(3.2 * reach), fill(colour, 0.16 * glow))

    def _beams(self, canvas: skia.Canvas, second: float) -> None:
        height, width = self.size.height_px, self.size.width_px
        for number in range(5):
            x = (0.1 + 0.22 * number + 0.04 * np.sin(0.5 * second + 2 * number)) * width
            strength = 0.1 + 0.05 * np.sin(0.8 * second + 1.7 * number)
            paint = vertical(
                0, 0.85 * height, [(0.0, argb((1.0, 1.0, 0.92), float(strength))), (1.0, argb((1, 1, 1), 0.0))]
            )
            beam = skia.Path()
            beam.moveTo(float(x), 0)
            beam.lineTo(float(x + 0.1 * height), 0)
            beam.lineTo(float(x - 0.12 * height), 0.85 * height)
            beam.lineTo(float(x - 0.34 * height), 0.85 * height)
            beam.close()
            canvas.drawPath(beam, paint)


def dust(
    canvas: skia.Canvas, entry: StagedActor, staged: Staged, frame: int, view: View, air: Air, size: FrameSize
) -> None:
    """Puffs behind what runs or drives over the ground."""
    if entry.member.gait in (Gait.FLY, Gait.HOVER, Gait.SWIM, Gait.SAIL, Gait.SKY) or entry.draught:
        return
    if staged.scene.place in (Place.ROOM, Place.STAGE, Place.SEA, Place.CITY):
        return
    second = staged.times[frame]
    for age in (0.08, 0.2, 0.32, 0.46, 0.6):
        then = int(np.searchsorted(staged.times, second - age))
        if then >= frame or staged.times[frame] < age or then + 1 >= len(staged.times):
            continue
        step = float(staged.times[then + 1] - staged.times[then])
        if step <= 0:  # a style that holds its pictures
            continue
        speed = (
            float(
                np.hypot(entry.track.x[then + 1] - entry.track.x[then], entry.track.z[then + 1] - entry.track.z[then])
            )
            / step
        )
        if speed < 1.0 * entry.height or entry.track.y[then] > 0.06 * entry.height:
            continue
        heading = np.sign(entry.track.x[then + 1] - entry.track.x[then])
        x = float(entry.track.x[then] - heading * 0.4 * entry.width)
        column, row, scale = view.project(
            x, 0.03 * entry.height + 0.12 * age * entry.height, float(entry.track.z[then]), size
        )
        reach = entry.height * (0.05 + 0.2 * age) * scale
        canvas.drawCircle(column, row, reach, fill(air.haze * 0.5 + np.float32(0.5) * air.key, 0.2 * (1 - age / 0.7)))


def burst(canvas: skia.Canvas, entry: StagedActor, frame: int, view: View, colours: list[Rgb], size: FrameSize) -> None:
    """Clay bits of an actor that has flown to pieces."""
    since = float(entry.track.burst[frame])
    if not 0 <= since < 1.7:
        return
    rng = np.random.default_rng([9, *entry.actor.id.encode()])
    x, y, z = float(entry.track.x[frame]), float(entry.track.y[frame]), float(entry.track.z[frame])
    if since < 0.22:
        column, row, scale = view.project(x, y + 0.5 * entry.height, z, size)
        canvas.drawCircle(
            column, row, entry.height * scale * (0.5 + 2.2 * since), fill((0.8, 0.95, 1.0), 0.75 * (1 - since / 0.22))
        )
    for number in range(46):
        side = float(rng.uniform(-0.16, 0.16))
        angle, speed, large = rng.uniform(0, 2 * np.pi), rng.uniform(0.5, 2.4) * entry.height, rng.uniform(0.03, 0.09)
        px = x + speed * np.cos(angle) * since * 1.5
        py = max(y + 0.5 * entry.height + (speed * np.sin(angle) * 1.5 + 0.5) * since - 2.1 * since * since, 0.01)
        column, row, scale = view.project(float(px), float(py), z + side * min(3 * since, 1.0), size)
        fade = float(np.clip((1.7 - since) / 0.6, 0, 1))
        canvas.drawCircle(column, row, large * entry.height * scale, fill(colours[number % len(colours)], fade))


def sleeping(canvas: skia.Canvas, entry: StagedActor, second: float, frame: int, view: View, size: FrameSize) -> None:
    """Three letters z that rise from a sleeper."""
    asleep = any(
        b.action is Action.SLEEP and b.start_s <= second and (b.end_s is None or second < b.end_s)
        for b in entry.actor.beats
    )
    if not asleep:
        return
    x, y, z = (float(curve[frame]) for curve in (entry.track.x, entry.track.y, entry.track.z))
    for number in range(3):
        age = (second / 2.4 + number / 3) % 1.0
        lying = abs(float(entry.track.lean[frame])) > 1
        over = entry.width if lying else entry.height
        side = entry.height * 0.75 if lying else 0.2 * entry.width
        column, row, scale = view.project(x + side + 0.15 * age * over, y + over * (0.75 + 0.6 * age), z, size)
        reach = entry.height * scale * (0.05 + 0.05 * age)
        letter = skia.Path()
        letter.moveTo(column - reach, row - reach)
        letter.lineTo(column + reach, row - reach)
        letter.lineTo(column - reach, row + reach)
        letter.lineTo(column + reach, row + reach)
        paint = fill((1.0, 0.98, 0.96), 0.9 * float(np.sin(np.pi * age)))
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(0.42 * reach)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
        canvas.drawPath(letter, paint)
