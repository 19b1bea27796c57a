"""What everything stands on: land, water, a road, a floor; and the room around a floor."""

import numpy as np
import skia
from jaxtyping import Float

from yozora.core.geometry import FrameSize
from yozora.worlds.canvas import LINEAR, argb, fill, matrix, opaque_image, points, radial, ramp, vertical
from yozora.worlds.cast.sprites import Rgb, bgr
from yozora.worlds.geometry import FOCAL, Curve, View
from yozora.worlds.palette import Air, Land
from yozora.worlds.staging import Staged
from yozora.worlds.textures import TILE_UNITS, side_for, texture
from yozora.worlds.vocabulary import Place, TimeOfDay

FOLD_PX = 64
BACK_WALL_Z = 1.7  # distance of a room's wall behind the stage, in world units
ROAD = (-0.42, 0.3)  # from near kerb to far kerb, z


class Ground:
    """The ground plane, from the horizon to the viewer."""

    def __init__(self, staged: Staged, land: Land, air: Air, size: FrameSize) -> None:
        self.place, self.air, self.size, self.land = staged.scene.place, air, size, land
        rng = np.random.default_rng([staged.scene.seed, 13])
        self.offset = rng.uniform(0, TILE_UNITS, 2)
        self.litter = Litter(staged, land, air, size)
        self.tile = self._tile(land.ground * air.key, land.ground_shade * air.key)
        self.veils = self._veils()
        self.span = (float(staged.camera.x.min()) - 40.0, float(staged.camera.x.max()) + 40.0)

    def _tile(self, light: Rgb, shade: Rgb) -> skia.Image:
        share = texture(self.land.texture, side_for(self.size.height_px))[..., None]
        colour = light + (shade - light) * share
        pixels = np.full((*share.shape[:2], 4), 255, np.uint8)
        pixels[..., :3] = np.clip(colour * 255 + 0.5, 0, 255)
        return opaque_image(pixels)

    def draw(self, canvas: skia.Canvas, view: View, second: float) -> None:
        """The plane below the horizon."""
        size = self.size
        top = self._top_row(view)
        if top >= size.height_px:
            return
        below = skia.Rect.MakeLTRB(0, top, size.width_px, size.height_px)
        drift = 0.05 * second if self.place is Place.SEA else 0.0
        canvas.drawRect(below, self._paint(view, self.offset[0] + drift, self.offset[1] - drift, 1.0))
        if self.place is Place.SEA:
            over = self._paint(view, self.offset[1] - 1.3 * drift, self.offset[0] + 0.7 * drift, 0.62)
            over.setAlphaf(0.45)
            canvas.drawRect(below, over)
        if self.place in (Place.CITY, Place.VILLAGE):
            self._road(canvas, view, below)
        if self.place is Place.BEACH:
            self._shore(canvas, view, second)
        self.litter.draw(canvas, view, second)
        self._depth(canvas, view, top)

    def _top_row(self, view: View) -> float:
        if not self.land.ceiling:
            return view.horizon * self.size.height_px
        return view.project(0.0, 0.0, BACK_WALL_Z, self.size)[1]

    def _paint(self, view: View, x: float, z: float, scale: float) -> skia.Paint:
        unit = TILE_UNITS / self.tile.width() * scale
        to_ground = np.array([[unit, 0, x], [0, unit, z], [0, 0, 1.0]])
        local = matrix(view.ground(self.size) @ to_ground)
        shader = self.tile.makeShader(skia.TileMode.kRepeat, skia.TileMode.kRepeat, LINEAR, local)
        return skia.Paint(Shader=shader)

    def _veils(self) -> tuple[skia.Image, skia.Image]:
        """Haze from the horizon down, and darkness up from the viewer's feet."""
        haze = self.air.haze
        if self.land.ceiling:
            far = [(0.0, argb((0, 0, 0), 0.25)), (0.25, argb((0, 0, 0), 0.0)), (1.0, argb((0, 0, 0), 0.0))]
        else:
            far = [(0.0, argb(haze, 0.95)), (0.35, argb(haze, 0.45)), (1.0, argb(haze, 0.0))]
        return ramp(far), ramp([(0.0, argb((0, 0, 0), 0.0)), (1.0, argb((0.12, 0.04, 0.06), 0.3))])

    def _depth(self, canvas: skia.Canvas, view: View, top: float) -> None:
        """Haze towards the horizon, and a little darkness at the viewer's feet."""
        width, height = self.size.width_px, self.size.height_px
        reach = (0.1 + 0.42 * self.air.thickness) * height if not self.land.ceiling else height - top
        canvas.drawImageRect(self.veils[0], skia.Rect.MakeXYWH(0, top, width, reach), LINEAR)
        canvas.drawImageRect(self.veils[1], skia.Rect.MakeXYWH(0, 0.7 * height, width, 0.3 * height), LINEAR)

    def _strip(
        self, canvas: skia.Canvas, near: float, far: float, paint: skia.Paint, left: float, right: float
    ) -> None:
        canvas.drawRect(skia.Rect.MakeLTRB(left, near, right, far), paint)

    def _road(self, canvas: skia.Canvas, view: View, below: skia.Rect) -> None:
        """A street along x: kerbs and dashes in a city, trodden earth in a village."""
        key = self.air.key
        near_limit = view.z - FOCAL + 0.3
        canvas.save()
        canvas.clipRect(below)
        canvas.concat(matrix(view.ground(self.size)))
        left, right = self.span
        if self.place is Place.VILLAGE:
            self._strip(canvas, max(ROAD[0], near_limit), ROAD[1] - 0.04, fill(bgr("d8bd8c") * key, 0.85), left, right)
            canvas.restore()
            return
        self._strip(canvas, ROAD[1], 30.0, fill(bgr("b9b6b6") * key), left, right)
        self._strip(canvas, ROAD[1], ROAD[1] + 0.05, fill(bgr("dedad6") * key), left, right)
        if ROAD[0] > near_limit:
            self._strip(canvas, near_limit, ROAD[0], fill(bgr("b9b6b6") * key), left, right)
            self._strip(canvas, ROAD[0] - 0.03, ROAD[0], fill(bgr("dedad6") * key), left, right)
        middle = (ROAD[0] + ROAD[1]) / 2
        first = np.floor((view.x - 6) / 0.7) * 0.7
        for number in range(20):
            start = first + 0.7 * number
            self._strip(canvas, middle - 0.014, middle + 0.014, fill(bgr("f3ecd2") * key, 0.9), start, start + 0.34)
        canvas.restore()

    def _shore(self, canvas: skia.Canvas, view: View, second: float) -> None:
        """The sea behind a beach, with a line of foam that comes and goes."""
        size = self.size
        swell = 0.05 * np.sin(2 * np.pi * second / 4.6)
        edge = 1.35 + swell
        top = view.horizon * size.height_px
        row = view.project(0.0, 0.0, edge, size)[1]
        key = self.air.key
        deep, shallow = bgr("2a7fb4") * key, bgr("62c3cf") * key
        sky = self.air.skyline
        water = vertical(top, row, [(0.0, argb(deep * 0.7 + sky * 0.3)), (0.55, argb(deep)), (1.0, argb(shallow))])
        columns = np.linspace(0, size.width_px, 40)
        wave = 0.006 * size.height_px * np.sin(
            columns / size.height_px * 9 + second * 1.3
        ) + 0.004 * size.height_px * np.sin(columns / size.height_px * 21 - second)
        path = skia.Path()
        path.moveTo(0, top)
        for x, dy in zip(columns, wave, strict=True):
            path.lineTo(float(x), float(row + dy))
        path.lineTo(size.width_px, top)
        path.close()
        canvas.drawPath(path, water)
        line = skia.Path()
        line.moveTo(0, float(row + wave[0]))
        for x, dy in zip(columns, wave, strict=True):
            line.lineTo(float(x), float(row + dy))
        foam = fill(np.minimum(key * 1.05, 1), 0.85)
        foam.setStyle(skia.Paint.kStroke_Style)
        foam.setStrokeWidth(0.008 * size.height_px)
        canvas.drawPath(line, foam)
        foam.setAlphaf(0.35)
        foam.setStrokeWidth(0.005 * size.height_px)
        canvas.translate(0, -0.02 * size.height_px)
        canvas.drawPath(line, foam)
        canvas.translate(0, 0.02 * size.height_px)


LITTER = {  # what lies about: (kind, colours, how many in a frame)
    "grass": ("blades", ("7fb749", "a4d065", "5d9440"), 150),
    "path": ("blades", ("7fa548", "a9c76a", "6a8f3f"), 120),
    "sand": ("pebbles", ("d9ad72", "f4dcae", "b98a58"), 60),
    "snow": ("mounds", ("ffffff", "e4edf8", "d5e2f2"), 60),
    "craters": ("pebbles", ("9a9ba8", "cfd0d8", "6f7080"), 60),
}
SMALLEST_LITTERED_PX = 160  # in a smaller picture litter is dust
NEAREST_LITTER, FARTHEST_LITTER = -0.95, 1.5  # z


class Litter:
    """Blades of grass, pebbles and little mounds, so that ground near the viewer is not bare."""

    def __init__(self, staged: Staged, land: Land, air: Air, size: FrameSize) -> None:
        self.size, self.seed, self.aspect = size, staged.scene.seed, staged.aspect
        self.kind, colours, self.count = LITTER.get(land.texture, ("", (), 0))
        self.paints = [bgr(code) * air.key for code in colours]
        self.village = staged.scene.place is Place.VILLAGE
        self.density = self.count / 40 * min(1.0, size.height_px / 360)  # in a small picture they would be dust
        self._found: dict[tuple[int, int], list[tuple[float, float, float, float]]] = {}

    def draw(self, canvas: skia.Canvas, view: View, second: float) -> None:
        """Everything that lies on the ground, the same stones wherever the camera has been."""
        if not self.kind or self.size.height_px < SMALLEST_LITTERED_PX:
            return
        cell = 0.5
        for band in range(5):
            share = (band + 0.5) / 5
            z = FARTHEST_LITTER + (NEAREST_LITTER - FARTHEST_LITTER) * share**0.6
            if view.distance(z) < 0.35:
                continue
            reach = 0.6 * self.aspect * view.distance(z) / FOCAL + cell
            first, last = (int(np.floor((view.x + side * reach) / cell)) for side in (-1, 1))
            for slot in range(first, last + 1):
                if (slot, band) not in self._found:
                    self._found[slot, band] = self._spots(slot, band, z, cell)
            spots = [spot for slot in range(first, last + 1) for spot in self._found[slot, band]]
            if spots:
                self._scatter(canvas, view, np.array(spots), second)

    def _spots(self, slot: int, band: int, z: float, cell: float) -> list[tuple[float, float, float, float]]:
        """(x, z, size, tint) of what lies in one cell of one band."""
        rng = np.random.default_rng([self.seed, 17, band, slot & 0xFFFFFFFF])
        count = rng.poisson(self.density)
        spots = [
            ((slot + float(a)) * cell, z + 0.25 * float(b) - 0.12, float(c), float(d))
            for a, b, c, d in rng.random((count, 4))
        ]
        return [spot for spot in spots if not (self.village and ROAD[0] - 0.05 < spot[1] < ROAD[1])]

    def _scatter(self, canvas: skia.Canvas, view: View, spots: Float[np.ndarray, "n 4"], second: float) -> None:
        height = self.size.height_px
        scale = height * view.focal / np.maximum(FOCAL + spots[:, 1] - view.z, 0.3)
        column = self.size.width_px / 2 + height * view.pan + scale * (spots[:, 0] - view.x)
        row = height * view.horizon + scale * view.y
        tint = (spots[:, 3] * 3).astype(int)
        for which, colour in enumerate(self.paints):
            mine = tint == which
            if not mine.any():
                continue
            if self.kind == "blades":
                self._blades(canvas, column[mine], row[mine], scale[mine], spots[mine], colour, second)
                continue
            flat, large = (0.3, 0.035) if self.kind == "mounds" else (0.55, 0.011)
            for x, y, unit, size in zip(column[mine], row[mine], scale[mine], spots[mine, 2], strict=True):
                half = float(unit * large * (0.4 + size))
                canvas.drawOval(skia.Rect.MakeLTRB(x - half, y - 2 * flat * half, x + half, y), fill(colour, 0.8))

    def _blades(
        self,
        canvas: skia.Canvas,
        column: Curve,
        row: Curve,
        scale: Curve,
        spots: Float[np.ndarray, "n 4"],
        colour: Rgb,
        second: float,
    ) -> None:
        wind = 0.35 * np.sin(1.9 * second + 4 * spots[:, 0])
        pairs: list[Curve] = []
        for lean in (-0.55, -0.05, 0.5):
            tall = scale * (0.016 + 0.02 * spots[:, 2]) * (1.15 - abs(lean) * 0.5)
            foot = np.stack([column + 0.1 * lean * scale * 0.03, row], 1)
            tip = np.stack([column + (lean + wind * 0.4) * tall * 0.6, row - tall], 1)
            pairs.append(np.stack([foot, tip], 1).reshape(-1, 2))
        paint = fill(colour, 0.85)
        paint.setStrokeWidth(max(1.0, float(scale.mean()) * 0.0055))
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        canvas.drawPoints(skia.Canvas.kLines_PointMode, points(np.concatenate(pairs)), paint)


class Walls:
    """The wall, window and skirting of a room, or the curtain and spotlight of a stage."""

    def __init__(self, staged: Staged, air: Air, size: FrameSize) -> None:
        scene = staged.scene
        rng = np.random.default_rng([scene.seed, 14])
        self.stage_lit = scene.place is Place.STAGE
        self.size, self.air, self.aspect = size, air, staged.aspect
        walls = ("e9cfae", "cfe0d2", "d6d3ea", "f0c8bd", "c8dbe8")
        night = scene.time is TimeOfDay.NIGHT
        self.light = bgr("ffe2b8") * 0.78 if night else air.key
        self.wall = bgr("7c2434") if self.stage_lit else bgr(str(rng.choice(walls))) * self.light
        self.fold = self._fold()
        self.pool = self._pool()
        self.paper = ramp([(0.0, argb(self.wall * 0.78)), (0.7, argb(self.wall)), (1.0, argb(self.wall * 0.9))])
        self.gloom = ramp([(0.0, argb((0, 0, 0), 0.5)), (1.0, argb((0, 0, 0), 0.05))])
        self.window_x = float(rng.choice([-0.55, 0.5])) * staged.aspect * 1.05

    def _fold(self) -> skia.Image:
        """One fold of the curtain, a row of pixels."""
        target = skia.Surface(FOLD_PX, 2)
        tones = [argb(self.wall * 0.45), argb(self.wall * 1.15), argb(self.wall * 0.45)]
        ends = [skia.Point(0, 0), skia.Point(FOLD_PX, 0)]
        target.getCanvas().drawPaint(skia.Paint(Shader=skia.GradientShader.MakeLinear(ends, tones)))
        return target.makeImageSnapshot()

    def _pool(self) -> skia.Image:
        """Light on the floor of a stage."""
        side = 96
        target = skia.Surface(side, side)
        stops = [(0.0, argb(bgr("fff2cf"), 0.5)), (0.6, argb(bgr("ffe2a8"), 0.22)), (1.0, 0)]
        target.getCanvas().drawPaint(radial(side / 2, side / 2, side / 2, stops))
        return target.makeImageSnapshot()

    def draw(self, canvas: skia.Canvas, view: View, second: float) -> None:
        """Everything behind the floor."""
        foot_x, foot, scale = view.project(0.0, 0.0, BACK_WALL_Z, self.size)
        high, width = 2.6 * scale, self.size.width_px
        if self.stage_lit:
            self._curtain(canvas, foot_x, foot, scale)
            return
        canvas.drawImageRect(self.paper, skia.Rect.MakeXYWH(0, foot - high, width, high + 1), LINEAR)
        if foot > high:
            canvas.drawRect(skia.Rect.MakeLTRB(0, -2, width, foot - high + 1), fill(self.wall * 0.78))
        stripe = fill(self.wall * 1.05, 0.5)
        for number in range(-12, 13):
            x = foot_x + number * 0.42 * scale
            canvas.drawRect(skia.Rect.MakeLTRB(x, foot - high, x + 0.2 * scale, foot), stripe)
        self._window(canvas, foot_x + self.window_x * scale, foot, scale)
        board = vertical(foot - 0.1 * scale, foot, [(0.0, argb(self.light * 0.98)), (1.0, argb(self.light * 0.78))])
        canvas.drawRect(skia.Rect.MakeLTRB(0, foot - 0.09 * scale, width, foot + 1), board)

    def _window(self, canvas: skia.Canvas, x: float, foot: float, scale: float) -> None:
        left, right, top, bottom = x - 0.34 * scale, x + 0.34 * scale, foot - 1.35 * scale, foot - 0.5 * scale
        frame = skia.Rect.MakeLTRB(left - 0.05 * scale, top - 0.05 * scale, right + 0.05 * scale, bottom + 0.05 * scale)
        canvas.drawRoundRect(frame, 0.04 * scale, 0.04 * scale, fill(self.light * 0.95))
        sky = [(0.0, argb(self.air.zenith)), (0.6, argb(self.air.middle)), (1.0, argb(self.air.skyline))]
        canvas.drawRect(skia.Rect.MakeLTRB(left, top, right, bottom), vertical(top, bottom, sky))
        hill = fill(bgr("7bb457") * self.air.key)
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(left, top, right, bottom))
        canvas.drawCircle(x - 0.2 * scale, bottom + 0.32 * scale, 0.5 * scale, hill)
        canvas.drawCircle(x + 0.3 * scale, bottom + 0.4 * scale, 0.54 * scale, fill(bgr("93c46a") * self.air.key))
        canvas.restore()
        bar = fill(self.light * 0.92)
        canvas.drawRect(skia.Rect.MakeLTRB(x - 0.018 * scale, top, x + 0.018 * scale, bottom), bar)
        middle = (top + bottom) / 2
        canvas.drawRect(skia.Rect.MakeLTRB(left, middle - 0.018 * scale, right, middle + 0.018 * scale), bar)

    def _curtain(self, canvas: skia.Canvas, x: float, foot: float, scale: float) -> None:
        wide = 0.2 * scale
        first = int(np.floor(-x / wide))
        for number in range(first, first + int(self.size.width_px / wide) + 2):
            fold = skia.Rect.MakeXYWH(x + number * wide, -2, wide, foot + 3)
            canvas.drawImageRect(self.fold, fold, LINEAR)
        canvas.drawImageRect(self.gloom, skia.Rect.MakeXYWH(0, 0, self.size.width_px, foot + 1), LINEAR)

    def draw_light(self, canvas: skia.Canvas, view: View, second: float) -> None:
        """On a stage: coloured beams that wander, and a pool of light on the floor."""
        if not self.stage_lit:
            return
        x, y, scale = view.project(0.0, 0.0, 0.1, self.size)
        wide, deep = 0.95 * scale, 0.19 * scale
        canvas.drawImageRect(self.pool, skia.Rect.MakeLTRB(x - wide, y - deep, x + wide, y + deep), LINEAR)
        for number, code in enumerate(("ff9ec4", "ffe9a8", "9ec9ff")):
            top = x + (number - 1) * 0.75 * scale
            swing = 0.22 * scale * float(np.sin(0.9 * second + 2.1 * number))
            beam = skia.Path()
            beam.moveTo(top - 0.03 * scale, -0.05 * scale)
            beam.lineTo(top + 0.03 * scale, -0.05 * scale)
            beam.lineTo(x + swing + 0.42 * scale, y)
            beam.lineTo(x + swing - 0.42 * scale, y)
            beam.close()
            canvas.drawPath(beam, vertical(0, y, [(0.0, argb(bgr(code), 0.34)), (1.0, argb(bgr(code), 0.07))]))
