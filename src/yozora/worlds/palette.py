"""Colours of the world: what each place is made of, and how each time of day and weather lights it.

Colours are blue, green, red in 0..1, as the canvas wants them.
"""

from dataclasses import dataclass, replace

import numpy as np

from yozora.worlds.cast.sprites import Rgb, bgr
from yozora.worlds.vocabulary import Place, TimeOfDay, Weather


@dataclass(frozen=True, kw_only=True)
class Air:
    """Sky and light of one moment.

    `zenith`, `middle`, `skyline` colour the sky from top to horizon; `haze` what lies far away; `key` multiplies
    everything lit; `rim` glows at edges; `sun_height` is its height over the horizon as a share of the sky, negative
    below it; `shade` is the strength of shadows; `stars` of stars; `lamps` of windows and lanterns.
    """

    zenith: Rgb
    middle: Rgb
    skyline: Rgb
    haze: Rgb
    key: Rgb
    rim: Rgb
    cloud: Rgb
    cloud_shade: Rgb
    sun: Rgb
    sun_height: float
    shade: float
    stars: float = 0.0
    lamps: float = 0.0
    thickness: float = 0.0


AIRS = {
    TimeOfDay.DAWN: Air(
        zenith=bgr("6f8fd6"),
        middle=bgr("f3b6c0"),
        skyline=bgr("ffe3b8"),
        haze=bgr("f4cfc4"),
        key=bgr("fbe0d2"),
        rim=bgr("6a4630"),
        cloud=bgr("fff0e6"),
        cloud_shade=bgr("e3a3b4"),
        sun=bgr("fff1c4"),
        sun_height=0.2,
        shade=0.3,
        stars=0.08,
    ),
    TimeOfDay.DAY: Air(
        zenith=bgr("3f8fe6"),
        middle=bgr("83c2f7"),
        skyline=bgr("d9f1fd"),
        haze=bgr("cfe6f5"),
        key=bgr("fffaf2"),
        rim=bgr("2c2820"),
        cloud=bgr("ffffff"),
        cloud_shade=bgr("c3d6ee"),
        sun=bgr("fffbe0"),
        sun_height=0.74,
        shade=0.4,
    ),
    TimeOfDay.SUNSET: Air(
        zenith=bgr("4a3f83"),
        middle=bgr("e0708a"),
        skyline=bgr("ffb865"),
        haze=bgr("f29a72"),
        key=bgr("f3c3a4"),
        rim=bgr("96562a"),
        cloud=bgr("ffc9a0"),
        cloud_shade=bgr("b0568c"),
        sun=bgr("ffe08a"),
        sun_height=0.14,
        shade=0.42,
        stars=0.05,
        lamps=0.5,
    ),
    TimeOfDay.NIGHT: Air(
        zenith=bgr("0a1030"),
        middle=bgr("1a2760"),
        skyline=bgr("3c4f92"),
        haze=bgr("2b3a78"),
        key=bgr("8494d0"),
        rim=bgr("3c4c80"),
        cloud=bgr("46568f"),
        cloud_shade=bgr("232f63"),
        sun=bgr("f4f1dc"),
        sun_height=0.66,
        shade=0.34,
        stars=1.0,
        lamps=1.0,
    ),
}


def _mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    return (one * (1 - share) + other * share).astype(np.float32)


def _overcast(air: Air, grey: Rgb, share: float, dim: float, thickness: float) -> Air:
    """The air under a closed sky: greyer, dimmer, without a sharp sun."""
    light = float(air.middle.mean())
    veil = grey * (0.35 + 0.75 * light)
    return replace(
        air,
        zenith=_mixed(air.zenith, veil * 0.86, share),
        middle=_mixed(air.middle, veil, share),
        skyline=_mixed(air.skyline, veil * 1.08, share),
        haze=_mixed(air.haze, veil, share),
        key=air.key * (dim if light > 0.4 else 0.6 + 0.4 * dim),  # a night is dark enough already
        rim=air.rim * (1 - 0.8 * share),
        cloud=_mixed(air.cloud, veil * 1.06, share),
        cloud_shade=_mixed(air.cloud_shade, veil * 0.74, share),
        shade=air.shade * (1 - 0.55 * share),
        stars=air.stars * (1 - share),
        thickness=thickness,
    )


def air_of(time: TimeOfDay, weather: Weather, place: Place) -> Air:
    """The air of a scene."""
    air = AIRS[time]
    if place is Place.SEABED:
        return _under_water(air, time)
    if place is Place.MOON:
        return _airless(time)
    veils = {
        Weather.CLOUDY: (bgr("d3d9e2"), 0.55, 0.93, 0.12),
        Weather.RAIN: (bgr("aab4c4"), 0.75, 0.84, 0.25),
        Weather.STORM: (bgr("7d879c"), 0.86, 0.7, 0.3),
        Weather.SNOW: (bgr("dde4ee"), 0.68, 0.95, 0.3),
        Weather.FOG: (bgr("dde1e5"), 0.7, 0.95, 0.85),
    }
    return _overcast(air, *veils[weather]) if weather in veils else air


def _under_water(air: Air, time: TimeOfDay) -> Air:
    light = {TimeOfDay.NIGHT: 0.42, TimeOfDay.SUNSET: 0.78, TimeOfDay.DAWN: 0.85}.get(time, 1.0)
    return replace(
        air,
        zenith=bgr("7fe0f0") * light,
        middle=bgr("2c9fd0") * light,
        skyline=bgr("156a9e") * light,
        haze=bgr("1a78a8") * light,
        key=bgr("b4e2f2") * (0.5 + 0.5 * light),
        rim=bgr("1c4c58") * light,
        shade=0.22,
        stars=0.0,
        lamps=0.0,
        thickness=0.5,
    )


def _airless(time: TimeOfDay) -> Air:
    bright = time is not TimeOfDay.NIGHT
    return replace(
        AIRS[TimeOfDay.NIGHT],
        zenith=bgr("03040c"),
        middle=bgr("080a1c"),
        skyline=bgr("151934"),
        haze=bgr("20243c"),
        key=bgr("e8ebfa") if bright else bgr("9aa5d4"),
        rim=bgr("54587c"),
        shade=0.55,
        stars=1.3,
    )


@dataclass(frozen=True, kw_only=True)
class Land:
    """What a place is made of: ground colours, its texture, hills from far to near, and what stands about.

    `hills` are (kind, distance, height, colour), the height of a `canopy` being that of its lower edge; `props` are
    (subject, weight, nearest depth, farthest depth), depths in distances of the camera as in a scene; `crowd` is how
    many props stand in a frame's width.
    """

    ground: Rgb
    ground_shade: Rgb
    texture: str
    hills: tuple[tuple[str, float, float, str], ...] = ()
    props: tuple[tuple[str, float, float, float], ...] = ()
    crowd: float = 0.0
    row: tuple[str, ...] = ()
    ceiling: bool = False


LANDS = {
    Place.MEADOW: Land(
        ground=bgr("8cc152"),
        ground_shade=bgr("5f9a3c"),
        texture="grass",
        hills=(("soft", 30, 0.9, "8fb8c9"), ("soft", 18, 0.45, "8cbf7a"), ("soft", 10, 0.2, "7bb457")),
        props=(
            ("tree", 3, 0.9, 3.2),
            ("flower", 4, 0.15, 1.2),
            ("sunflower", 1.5, 0.3, 1.2),
            ("pine_tree", 0.7, 1.5, 3.5),
            ("rock", 0.8, 0.2, 1.5),
            ("tulip", 2, 0.15, 1.0),
        ),
        crowd=3.4,
    ),
    Place.FOREST: Land(
        ground=bgr("6f9a4c"),
        ground_shade=bgr("436b38"),
        texture="grass",
        hills=(("soft", 26, 1.0, "7fa3a0"), ("trees", 13, 1.5, "5f8c66"), ("trees", 7, 1.1, "4c7a50")),
        props=(
            ("pine_tree", 6, 0.7, 3.0),
            ("tree", 4, 0.7, 3.0),
            ("mushroom", 2, 0.12, 0.9),
            ("log", 0.8, 0.2, 1.0),
            ("rock", 0.8, 0.2, 1.4),
        ),
        crowd=8.0,
    ),
    Place.JUNGLE: Land(
        ground=bgr("5f9a45"),
        ground_shade=bgr("2f6636"),
        texture="grass",
        hills=(("trees", 14, 1.7, "3f8a5c"), ("trees", 8, 1.1, "2f7648"), ("canopy", 4, 1.45, "46a850")),
        props=(
            ("palm_tree", 6, 0.9, 2.8),
            ("hibiscus", 2.5, 0.12, 0.9),
            ("tree", 1, 1.6, 2.8),
        ),
        crowd=6.5,
    ),
    Place.GARDEN: Land(
        ground=bgr("9acb62"),
        ground_shade=bgr("6ba446"),
        texture="grass",
        hills=(("soft", 26, 0.7, "9cc3c4"), ("trees", 9, 0.9, "6fa860")),
        props=(
            ("rose", 3, 0.12, 0.9),
            ("tulip", 3, 0.12, 0.9),
            ("hyacinth", 2, 0.12, 0.9),
            ("sunflower", 2, 0.3, 1.2),
            ("hibiscus", 2, 0.12, 0.9),
            ("tree", 2.5, 0.9, 2.6),
            ("fountain", 0.4, 0.9, 1.6),
            ("garden_house", 0.5, 1.6, 2.6),
        ),
        crowd=8.0,
    ),
    Place.DESERT: Land(
        ground=bgr("ecc98a"),
        ground_shade=bgr("cf9f60"),
        texture="sand",
        hills=(("mesa", 34, 0.9, "c99a86"), ("dune", 20, 0.42, "ddb277"), ("dune", 10, 0.2, "e6c184")),
        props=(("cactus", 5, 0.4, 2.6), ("rock", 2, 0.2, 1.8), ("palm_tree", 0.7, 1.0, 2.6)),
        crowd=2.4,
    ),
    Place.SNOWFIELD: Land(
        ground=bgr("f3f7fc"),
        ground_shade=bgr("c6d6ea"),
        texture="snow",
        hills=(("peak", 36, 1.5, "a9bcd6"), ("soft", 18, 0.4, "d5e1f0"), ("soft", 9, 0.18, "e6eef8")),
        props=(("pine_tree", 5, 0.7, 3.2), ("rock", 0.7, 0.3, 1.6), ("snowman", 0.35, 0.8, 1.8)),
        crowd=3.6,
    ),
    Place.MOUNTAINS: Land(
        ground=bgr("a4b173"),
        ground_shade=bgr("75874f"),
        texture="grass",
        hills=(("peak", 26, 2.2, "5a74a8"), ("peak", 16, 1.3, "5c7590"), ("soft", 10, 0.25, "8aa468")),
        props=(("pine_tree", 3, 2.0, 3.4), ("rock", 4, 0.25, 2.0), ("flower", 1, 0.15, 0.9)),
        crowd=3.4,
    ),
    Place.BEACH: Land(
        ground=bgr("f2dcae"),
        ground_shade=bgr("dcbb85"),
        texture="sand",
        hills=(("soft", 30, 0.3, "7fa79a"),),
        props=(("palm_tree", 3, 0.5, 1.3), ("shell", 2, 0.1, 0.8), ("rock", 1, 0.3, 1.3)),
        crowd=2.2,
    ),
    Place.SEA: Land(
        ground=bgr("2f86b8"),
        ground_shade=bgr("1b5a8e"),
        texture="water",
        hills=(("soft", 40, 0.28, "86a8b8"),),
    ),
    Place.SEABED: Land(
        ground=bgr("d8cfa2"),
        ground_shade=bgr("9fa888"),
        texture="sand",
        hills=(("soft", 16, 0.8, "2b86a8"), ("soft", 9, 0.45, "3a94a6")),
        props=(("coral", 6, 0.2, 1.8), ("rock", 2.5, 0.3, 1.8), ("shell", 1.5, 0.1, 0.9)),
        crowd=5.0,
    ),
    Place.CITY: Land(
        ground=bgr("868a98"),
        ground_shade=bgr("5f6474"),
        texture="road",
        hills=(("towers", 26, 2.4, "9fb0cc"), ("towers", 16, 1.7, "8798bb")),
        props=(("traffic_light", 1.5, 0.34, 0.42), ("tree", 3, 0.5, 0.62), ("mailbox", 0.8, 0.36, 0.42)),
        crowd=2.4,
        row=("office", "shop", "department_store", "hotel", "bank", "office", "hospital", "school", "shop"),
    ),
    Place.VILLAGE: Land(
        ground=bgr("a9c06a"),
        ground_shade=bgr("7c9a4c"),
        texture="path",
        hills=(("soft", 28, 0.9, "93b3bd"), ("soft", 14, 0.4, "8cb474")),
        props=(("tree", 3, 0.8, 2.4), ("flower", 3, 0.34, 0.8), ("mailbox", 0.6, 0.4, 0.6), ("sunflower", 1, 0.4, 0.8)),
        crowd=3.4,
        row=("house", "garden_house", "tree", "house", "church", "house", "hut", "tree", "garden_house"),
    ),
    Place.ROOM: Land(
        ground=bgr("c79a6b"),
        ground_shade=bgr("9c7247"),
        texture="planks",
        ceiling=True,
    ),
    Place.STAGE: Land(
        ground=bgr("8a5a3e"),
        ground_shade=bgr("5a3a30"),
        texture="planks",
        ceiling=True,
    ),
    Place.SKY: Land(
        ground=bgr("f6f9ff"),
        ground_shade=bgr("c9d9f2"),
        texture="cloud",
        hills=(("puffs", 20, 0.5, "dbe7f8"), ("puffs", 9, 0.28, "eef4fd")),
    ),
    Place.MOON: Land(
        ground=bgr("b4b5be"),
        ground_shade=bgr("7d7e8c"),
        texture="craters",
        hills=(("peak_bare", 26, 0.5, "6f7080"), ("soft", 12, 0.22, "8c8d9a")),
        props=(("rock", 5, 0.3, 2.2),),
        crowd=2.0,
    ),
}
