"""What lies behind the stage: sky, sun and moon, stars, clouds, hills."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import skia

from yozora.core.geometry import FrameSize
from yozora.worlds.canvas import LINEAR, argb, fill, points, radial, vertical
from yozora.worlds.cast import sprites
from yozora.worlds.cast.sprites import Light, Rgb, bgr
from yozora.worlds.geometry import FOCAL, Curve, View
from yozora.worlds.palette import Air, Land
from yozora.worlds.scene import Scene
from yozora.worlds.staging import Staged
from yozora.worlds.vocabulary import SHELTERED, Place, TimeOfDay, Weather

HILL_HEIGHT = 0.25  # share of the frame height of a hill of height 1
SKY_REACH = 0.82  # the sky's gradient covers this share of a frame height above the horizon
STAR_COUNT = 260
CLOUDS = {
    Weather.CLEAR: 4,
    Weather.WIND: 6,
    Weather.CLOUDY: 11,
    Weather.SNOW: 8,
    Weather.RAIN: 11,
    Weather.STORM: 13,
    Weather.FOG: 3,
}


class Sky:
    """Sky, sun or moon, stars, clouds."""

    def __init__(self, staged: Staged, air: Air, size: FrameSize) -> None:
        scene = staged.scene
        rng = np.random.default_rng([scene.seed, 11])
        self.air, self.size, self.scene = air, size, scene
        self.span = 1.6 * staged.aspect  # clouds and stars repeat after this many frame heights
        self.sun_column = float(rng.uniform(0.16, 0.38) * rng.choice([-1, 1])) * staged.aspect
        stars = rng.random((STAR_COUNT, 3))  # all are drawn by lot, so that small pictures get the same clouds
        self.stars = stars[: int(STAR_COUNT * min(1.0, 0.25 + size.height_px / 480))]
        self.stars[:, 0] = (self.stars[:, 0] - 0.5) * self.span
        self.clouds = self._clouds(rng)
        self.moon = self._moon()
        self.clear = scene.place not in (Place.SEABED, Place.ROOM, Place.STAGE)
        self.gradient = self._gradient()
        self.glow = self._glow()

    @property
    def side(self) -> int:
        """-1 where the light comes from the left, 1 from the right."""
        return -1 if self.sun_column < 0 else 1

    def draw(self, canvas: skia.Canvas, view: View, second: float) -> None:
        """Everything above the horizon."""
        self._draw_gradient(canvas, view)
        if not self.clear:
            return
        if self.air.stars > 0.02:
            self._draw_stars(canvas, view, second)
        played = {actor.subject for actor in self.scene.actors} & {"sun", "moon", "earth"}
        if not played and (self.air.thickness < 0.2 or self.scene.weather is Weather.FOG):
            self._draw_sun(canvas, view)
        if self.scene.place is not Place.MOON:
            self._draw_clouds(canvas, view, second)

    def _gradient(self) -> skia.Image:
        """Zenith to horizon, dithered, twice as high as the frame so that the horizon may move."""
        size, air = self.size, self.air
        reach = SKY_REACH * size.height_px
        target = skia.Surface(size.width_px, 2 * size.height_px)
        stops = [(0.0, argb(air.zenith)), (0.62, argb(air.middle)), (1.0, argb(air.skyline))]
        paint = vertical(1.5 * size.height_px - reach, 1.5 * size.height_px, stops, dither=True)
        target.getCanvas().drawPaint(paint)
        return target.makeImageSnapshot()

    def _draw_gradient(self, canvas: skia.Canvas, view: View) -> None:
        canvas.drawImage(self.gradient, 0, round(self.size.height_px * (view.horizon - 1.5)))

    def _glow(self) -> skia.Image:
        """The halo of the sun or moon, small: it is all blur."""
        side, strength = 96, 0.55 if self.moon is None else 0.34
        target = skia.Surface(side, side)
        sun = self.air.sun
        stops = [(0.0, argb(sun, strength)), (0.3, argb(sun, strength * 0.36)), (1.0, argb(sun, 0.0))]
        target.getCanvas().drawPaint(radial(side / 2, side / 2, side / 2, stops))
        return target.makeImageSnapshot()

    def _at(self, view: View, column: float, row: float) -> tuple[float, float]:
        """Pixels of a point of the sky: column from the middle and row above the horizon, in frame heights."""
        height = self.size.height_px
        zoom = view.focal / FOCAL
        drift = column + view.pan * 0.9 - 0.012 * view.x
        return self.size.width_px / 2 + zoom * height * drift, height * (view.horizon - row * zoom)

    def _draw_sun(self, canvas: skia.Canvas, view: View) -> None:
        air, height = self.air, self.size.height_px
        x, y = self._at(view, self.sun_column, air.sun_height * 0.58)
        reach = (0.62 if self.moon is None else 0.4) * height
        canvas.drawImageRect(self.glow, skia.Rect.MakeLTRB(x - reach, y - reach, x + reach, y + reach), LINEAR)
        radius = 0.055 * height * view.focal / FOCAL
        if self.moon is None:
            white = air.sun * 0.4 + 0.6
            disc = radial(x, y, radius, [(0.0, argb(white)), (0.75, argb(air.sun * 0.5 + 0.5)), (1.0, argb(air.sun))])
            canvas.drawCircle(x, y, radius, disc)
        else:
            box = skia.Rect.MakeLTRB(x - radius, y - radius, x + radius, y + radius)
            canvas.drawImageRect(self.moon, box, LINEAR)

    def _moon(self) -> skia.Image | None:
        if self.scene.time is not TimeOfDay.NIGHT and self.scene.place is not Place.MOON:
            return None
        subject = "earth" if self.scene.place is Place.MOON else "moon"
        picture = sprites.loop(subject, 0.11 * self.size.height_px)[0]
        key = (1.0, 1.0, 1.0) if subject == "earth" else (1.0, 0.98, 1.0)
        pale = Light(key=key, haze=(0.9, 0.96, 1.0), haze_share=0.0 if subject == "earth" else 0.45)
        return sprites.skia_image(sprites.lit(picture, pale))

    def _draw_stars(self, canvas: skia.Canvas, view: View, second: float) -> None:
        height = self.size.height_px
        for group in range(3):
            mine = self.stars[group::3]
            columns = (mine[:, 0] + view.pan * 0.9 + self.span / 2) % self.span - self.span / 2
            rows = view.horizon - 0.04 - mine[:, 1] * (view.horizon + 0.3)
            places = np.stack([self.size.width_px / 2 + columns * height, rows * height], 1)
            twinkle = 0.62 + 0.3 * np.sin(2.2 * second + 2.1 * group)
            width = max(1.0, height * (0.0016 + 0.0011 * group))
            paint = skia.Paint(AntiAlias=True, StrokeWidth=width, StrokeCap=skia.Paint.kRound_Cap)
            paint.setColor(argb((1.0, 0.97, 0.93), min(1.0, self.air.stars) * twinkle))
            canvas.drawPoints(skia.Canvas.kPoints_PointMode, points(places), paint)

    def _clouds(self, rng: np.random.Generator) -> list[tuple[skia.Image, float, float, float]]:
        """(image, column, row, height) of each cloud, in frame heights."""
        found: list[tuple[skia.Image, float, float, float]] = []
        if self.scene.place in SHELTERED:
            return found
        count = CLOUDS[self.scene.weather]
        closed = self.air.thickness > 0.1
        kinds = [self._cloud(rng) for _ in range(min(4, count))]
        for number in range(count):
            row = rng.uniform(0.16, 0.52) if not closed else rng.uniform(0.2, 0.6)
            high = (0.07 + 0.17 * (row - 0.1)) * rng.uniform(0.8, 1.4) * (1.7 if closed else 1.0)
            column = (number + rng.uniform(0.1, 0.9)) / count * self.span - self.span / 2
            found.append((kinds[number % len(kinds)], column, row, high))
        return found

    def _cloud(self, rng: np.random.Generator) -> skia.Image:
        """A clay cloud: a row of balls with a flat foot, lit from above."""
        tall = max(12, int(self.size.height_px * 0.22))
        wide = int(tall * rng.uniform(2.2, 3.0))
        target = skia.Surface(wide, tall)
        canvas = target.getCanvas()
        balls = int(rng.integers(5, 8))
        body = skia.Path()
        circles: list[tuple[float, float, float]] = []
        for number in range(balls):
            share = (number + 0.5) / balls
            radius = tall * (0.2 + 0.22 * np.sin(np.pi * share) + rng.uniform(-0.03, 0.06))
            x = wide * (0.13 + 0.74 * share) + rng.uniform(-0.03, 0.03) * wide
            y = tall * 0.9 - radius
            circles.append((x, y, radius))
            body.addCircle(x, y, radius)
        body.addRoundRect(skia.Rect.MakeLTRB(wide * 0.1, tall * 0.62, wide * 0.9, tall * 0.9), tall * 0.14, tall * 0.14)
        light, shade = self.air.cloud, self.air.cloud_shade
        canvas.drawPath(
            body, vertical(tall * 0.1, tall * 0.92, [(0.0, argb(light)), (0.5, argb(light)), (1.0, argb(shade))])
        )
        canvas.clipPath(body, doAntiAlias=True)
        for x, y, radius in circles:
            shine = radial(
                x - 0.3 * self.side * -radius,
                y - 0.35 * radius,
                radius,
                [(0.0, argb(light * 0.5 + 0.5, 0.55)), (1.0, argb(light, 0.0))],
            )
            canvas.drawCircle(x, y, radius, shine)
        return target.makeImageSnapshot()

    def _draw_clouds(self, canvas: skia.Canvas, view: View, second: float) -> None:
        height = self.size.height_px
        wind = 0.03 if self.scene.weather in (Weather.WIND, Weather.STORM) else 0.008
        alpha = 1.0 if self.air.stars > 0.2 else 0.94  # no star shines through a cloud
        paint = skia.Paint(AntiAlias=True, Alphaf=alpha)
        for image, column, row, high in self.clouds:
            moved = (column + wind * second * (0.6 + row) + self.span / 2) % self.span - self.span / 2
            x, y = self._at(view, moved, row)
            tall = high * height * view.focal / FOCAL
            wide = tall * image.width() / image.height()
            if -wide < x - wide / 2 < self.size.width_px and y > -tall:
                canvas.drawImageRect(image, skia.Rect.MakeXYWH(x - wide / 2, y - tall, wide, tall), LINEAR, paint)


TALLEST = 1.4  # no ridge is higher than this many of its heights
WIDEST_RIDGE_PX = 12_000  # a ridge for a longer way is drawn coarser
ROUND = ("trees", "puffs")  # ridges topped with balls


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where a ridge stands and in what light: from `span[0]` to `span[1]`, in world units at its distance."""

    distance: float
    height: float
    colour: Rgb
    air: Air
    span: tuple[float, float]


class Ridge(ABC):
    """What stands on the horizon, drawn once."""

    def __init__(self, site: Site) -> None:
        air = site.air
        self.distance, self.span, self.air = site.distance, site.span, air
        self.high = site.height * HILL_HEIGHT * (FOCAL + site.distance) / FOCAL
        self.haze = float(np.clip(1 - np.exp(-site.distance / 26) + air.thickness * 0.8, 0, 0.94))
        lit = site.colour * air.key
        self.light = lit * (1 - self.haze * 0.75) + air.haze * self.haze * 0.75
        self.foot = lit * (1 - self.haze) * 0.92 + air.haze * (self.haze + (1 - self.haze) * 0.08)
        self.picture: skia.Image | None = None

    def draw(self, canvas: skia.Canvas, view: View, size: FrameSize) -> None:
        """Draw the ridge where the camera sees it."""
        column, _, scale = view.project(0.0, 0.0, self.distance, size)
        foot = size.height_px * view.horizon  # the ground ends at the horizon, and the ridge stands on it
        if self.picture is None:
            self.picture = self._picture(size)
        left = column + self.span[0] * scale
        wide = (self.span[1] - self.span[0]) * scale
        high = TALLEST * self.high * scale
        canvas.drawImageRect(self.picture, skia.Rect.MakeXYWH(left, foot - high, wide, high), LINEAR)

    def _picture(self, size: FrameSize) -> skia.Image:
        """The whole ridge as it looks from the camera's usual place; blitting it costs a tenth of filling its path."""
        wide = self.span[1] - self.span[0]
        scale = min(size.height_px * FOCAL / (FOCAL + self.distance), WIDEST_RIDGE_PX / wide)
        high = TALLEST * self.high
        target = skia.Surface(max(2, round(wide * scale)), max(2, round(high * scale)))
        canvas = target.getCanvas()
        canvas.scale(scale, scale)
        canvas.translate(-self.span[0], high)
        self._paint(canvas)
        return target.makeImageSnapshot()

    @abstractmethod
    def _paint(self, canvas: skia.Canvas) -> None:
        """Draw onto a canvas in world units, the foot of the ridge in row 0."""


class Hills(Ridge):
    """One outline, drawn with a gradient that melts into the haze."""

    def __init__(self, kind: str, site: Site, rng: np.random.Generator) -> None:
        super().__init__(site)
        span = site.span
        self.step = self.high / 14 if kind in ROUND else max(self.high, 0.6) / 10
        count = int((span[1] - span[0]) / self.step) + 2
        self.x = span[0] + np.arange(count) * self.step
        self.span = (span[0], float(self.x[-1]))
        self.top = OUTLINES[kind](self.x / self.high, rng) * self.high
        self.kind = kind
        self.crowns = skia.Path()
        self.path = self._path()
        self.windows = self._windows(rng) if kind == "towers" and self.air.lamps > 0 else None

    def _path(self) -> skia.Path:
        path = skia.Path()
        path.moveTo(float(self.x[0]), 0.3)
        if self.kind == "towers":
            for left, right, top in zip(self.x, self.x[1:], self.top, strict=False):
                path.lineTo(float(left), -float(top))
                path.lineTo(float(right), -float(top))
        else:
            if self.kind in ROUND:
                for x, top in zip(self.x[::2], self.top[::2], strict=False):
                    self.crowns.addCircle(float(x), -float(top), 1.75 * self.step)
            for x, top in zip(self.x, self.top, strict=True):
                path.lineTo(float(x), -float(top))
        path.lineTo(float(self.x[-1]), 0.3)
        path.close()
        return path

    def _windows(self, rng: np.random.Generator) -> list[skia.Point]:
        found: list[skia.Point] = []
        for left, right, top in zip(self.x, self.x[1:], self.top, strict=False):
            columns = np.linspace(left, right, 5)[1:-1]
            rows = np.arange(0.08 * self.high, top * 0.94, 0.075 * self.high)
            found += [skia.Point(float(x), -float(y)) for x in columns for y in rows if rng.random() < 0.42]
        return found

    def _paint(self, canvas: skia.Canvas) -> None:
        paint = vertical(-self.high, 0.0, [(0.0, argb(self.light)), (1.0, argb(self.foot))])
        canvas.drawPath(self.path, paint)
        canvas.drawPath(self.crowns, paint)
        if self.windows:
            glow = skia.Paint(StrokeWidth=0.034 * self.high, StrokeCap=skia.Paint.kSquare_Cap)
            glow.setColor(argb((0.45, 0.82, 1.0), 0.75 * self.air.lamps))
            canvas.drawPoints(skia.Canvas.kPoints_PointMode, self.windows, glow)


class Peaks(Ridge):
    """Mountains side by side, the lower before the higher: a lit and a shaded flank, snow unless they are bare."""

    APART = 0.8  # from summit to summit, in heights of the ridge

    def __init__(self, site: Site, rng: np.random.Generator, *, side: int, snow: bool) -> None:
        super().__init__(site)
        span, air = site.span, site.air
        self.side = side
        self.snow = bgr("f6faff") * air.key * (1 - 0.5 * self.haze) + air.haze * 0.5 * self.haze if snow else None
        apart = self.APART * self.high
        count = int((span[1] - span[0]) / apart) + 3
        x = span[0] + (np.arange(count) - 1 + rng.uniform(-0.28, 0.28, count)) * apart
        tall = np.where(np.arange(count) % 2 == 0, rng.uniform(0.78, 1.0, count), rng.uniform(0.4, 0.72, count))
        jags = rng.uniform(-1, 1, (count, 3, 4))
        order = np.argsort(-tall)
        self.summits = [(float(x[n]), float(tall[n]) * self.high, jags[n]) for n in order]

    def _paint(self, canvas: skia.Canvas) -> None:
        for x, high, jags in self.summits:
            self._mountain(canvas, x, high, jags)

    def _mountain(self, canvas: skia.Canvas, x: float, high: float, jags: np.ndarray) -> None:
        """A summit at column `x`; `jags`, [left flank, right flank, crest] by 4 and in -1..1, bend its lines."""
        levels = np.array([1.0, 0.74, 0.5, 0.24, -0.05])
        drops = (1 - levels) * high
        bends = np.pad(0.07 * high * jags, ((0, 0), (1, 0))) * np.array([1, 1, 1, 1, 0])
        rows = -high * levels
        left, right = x - 0.78 * drops + bends[0], x + 0.78 * drops + bends[1]
        crest = x - self.side * (0.1 * drops + 2 * bends[2])
        body = _outline([*zip(left[::-1], rows[::-1], strict=True), *zip(right[1:], rows[1:], strict=True)])
        canvas.save()
        canvas.clipPath(body, doAntiAlias=True)
        canvas.drawPath(body, vertical(-high, 0.0, [(0.0, argb(self.light)), (1.0, argb(self.foot))]))
        if self.snow is not None:
            wide = 0.36 * high
            teeth = np.linspace(x - wide, x + wide, 9)
            line = -high * (0.62 + 0.09 * np.where(np.arange(9) % 2, 1, -1) + 0.03 * jags[2].repeat(3)[:9])
            cap = _outline([(x - wide, -1.1 * high), (x + wide, -1.1 * high), *zip(teeth[::-1], line, strict=True)])
            canvas.drawPath(cap, fill(self.snow))
        outer = x - self.side * 1.2 * high
        shade = _outline([*zip(crest, rows, strict=True), (outer, rows[-1]), (outer, rows[0])])
        deep = fill(self.light * 0.45)
        deep.setAlphaf(0.42 * (1 - self.haze * 0.5))
        canvas.drawPath(shade, deep)
        canvas.restore()


class Canopy(Ridge):
    """Leaves and lianas that hang into the picture from above; `height` is how far over the horizon they end."""

    SOLID = 1.15  # heights over the horizon from which on all is leaves
    LIANA = 0.62  # the longest liana, in heights

    def __init__(self, site: Site, rng: np.random.Generator) -> None:
        super().__init__(site)
        span = site.span
        apart = 0.13 * self.high
        count = int((span[1] - span[0]) / apart) + 2
        x = span[0] + (np.arange(count) + rng.uniform(-0.3, 0.3, count)) * apart
        low = self.high * (1 + 0.1 * np.sin(x / self.high * 2.1 + rng.uniform(0, 7)) + rng.uniform(-0.05, 0.05, count))
        size = self.high * rng.uniform(0.1, 0.16, count)
        self.leaves = np.stack([x, low + size, size], 1)
        some = rng.random(count) < 0.4
        reach = self.high * rng.uniform(0.25, self.LIANA, count)
        self.lianas = np.stack([x, low, reach, rng.uniform(-0.06, 0.06, count) * self.high], 1)[some]

    def draw(self, canvas: skia.Canvas, view: View, size: FrameSize) -> None:
        """Draw the leaves where the camera sees them, and nothing but leaves above."""
        _, _, scale = view.project(0.0, 0.0, self.distance, size)
        solid = size.height_px * view.horizon - self.SOLID * self.high * scale
        if solid > 0:
            canvas.drawRect(skia.Rect.MakeLTRB(0, 0, size.width_px, solid), fill(self.foot))
        super().draw(canvas, view, size)

    def _paint(self, canvas: skia.Canvas) -> None:
        stem = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=0.02 * self.high)
        stem.setColor(argb(self.foot * 0.8))
        for x, low, reach, bend in self.lianas:
            path = skia.Path()
            path.moveTo(float(x), -float(low) * 1.05)
            path.quadTo(float(x + 2 * bend), -float(low - 0.5 * reach), float(x + bend), -float(low - reach))
            canvas.drawPath(path, stem)
            for share in (0.45, 0.72, 1.0):
                at = float(x + bend * (4 * share * (1 - share) + share * share))
                canvas.drawCircle(at, -float(low - share * reach), 0.036 * self.high, fill(self.light))
        for x, low, radius in self.leaves:
            ball = vertical(-(low + radius), -(low - radius), [(0.0, argb(self.foot)), (1.0, argb(self.light))])
            canvas.drawCircle(float(x), -float(low), float(radius), ball)


def _outline(corners: Iterable[tuple[float, float]]) -> skia.Path:
    path = skia.Path()
    path.addPoly([skia.Point(float(x), float(y)) for x, y in corners], True)
    return path


def _waves(x: Curve, rng: np.random.Generator, lengths: tuple[float, ...]) -> Curve:
    """A sum of sines of random phase, roughly in -1..1."""
    total = sum(
        np.sin(2 * np.pi * x / (length * rng.uniform(0.85, 1.2)) + rng.uniform(0, 7)) / (n + 1)
        for n, length in enumerate(lengths)
    )
    return np.asarray(total) / sum(1 / (n + 1) for n in range(len(lengths)))


def _soft(x: Curve, rng: np.random.Generator) -> Curve:
    return 0.58 + 0.42 * _waves(x, rng, (7.0, 3.1, 1.7))


def _dune(x: Curve, rng: np.random.Generator) -> Curve:
    swell = _waves(x, rng, (9.0, 4.4))
    return 0.6 + 0.4 * (swell + 0.25 * np.sin(2 * np.pi * x / 6 + 1.1 * swell))


def _mesa(x: Curve, rng: np.random.Generator) -> Curve:
    return 0.22 + 0.6 / (1 + np.exp(-14 * (_waves(x, rng, (6.5, 2.9)) - 0.12))) + 0.04 * _waves(x, rng, (1.3, 0.7))


def _trees(x: Curve, rng: np.random.Generator) -> Curve:
    return 0.6 + 0.16 * _waves(x, rng, (4.0, 1.6)) + rng.uniform(-0.12, 0.12, len(x))


def _towers(x: Curve, rng: np.random.Generator) -> Curve:
    cell = np.floor(x * 3.4).astype(int)
    heights = rng.uniform(0.3, 1.0, int(cell.max() - cell.min()) + 1) ** 1.3
    return heights[cell - cell.min()]


def _puffs(x: Curve, rng: np.random.Generator) -> Curve:
    return 0.45 + 0.3 * _waves(x, rng, (5.0, 2.0)) + rng.uniform(-0.1, 0.1, len(x))


OUTLINES = {
    "soft": _soft,
    "dune": _dune,
    "mesa": _mesa,
    "trees": _trees,
    "towers": _towers,
    "puffs": _puffs,
}


def ridges(scene: Scene, land: Land, air: Air, staged: Staged, *, side: int) -> list[Ridge]:
    """What stands behind a place, far to near, wide enough for every place the camera goes to; lit from `side`."""
    rng = np.random.default_rng([scene.seed, 12])
    found: list[Ridge] = []
    for kind, distance, height, code in land.hills:
        reach = staged.aspect * 0.75 * (FOCAL + distance) / FOCAL
        swing = float(np.abs(staged.camera.pan).max()) * (FOCAL + distance)
        left = float(staged.camera.x.min()) - reach - swing
        right = float(staged.camera.x.max()) + reach + swing
        site = Site(distance=distance, height=height, colour=bgr(code), air=air, span=(left, right))
        if kind in ("peak", "peak_bare"):
            found.append(Peaks(site, rng, side=side, snow=kind == "peak"))
        elif kind == "canopy":
            found.append(Canopy(site, rng))
        else:
            found.append(Hills(kind, site, rng))
    return found
