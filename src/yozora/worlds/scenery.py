"""What stands about in a place that nobody asked for: trees, flowers, cacti, houses along a street."""

from dataclasses import dataclass

import numpy as np

from yozora.worlds.cast import sprites
from yozora.worlds.cast.roster import member
from yozora.worlds.geometry import FOCAL
from yozora.worlds.palette import Land
from yozora.worlds.staging import Staged
from yozora.worlds.vocabulary import Place

ROW_DEPTH = {Place.CITY: 0.75, Place.VILLAGE: 1.15}
SMALLEST = 0.05  # world units; what would be smaller is left out
CLEARING = 0.3  # props this near to the line of the actors stay low


@dataclass(frozen=True, kw_only=True)
class Prop:
    """One thing of the scenery; `height` in world units, `sway` in radians, `phase` where its loop starts."""

    subject: str
    x: float
    z: float
    height: float
    mirrored: bool
    sway: float
    phase: float


SWAYING = {"tree": 0.012, "palm_tree": 0.03, "pine_tree": 0.012, "bamboo": 0.03, "coral": 0.05}
FLOWERS = {"flower", "tulip", "rose", "sunflower", "hyacinth", "hibiscus"}


def scenery(staged: Staged, land: Land) -> list[Prop]:
    """Props over everything the camera will see, the same for the same seed however long the clip is."""
    seed = staged.scene.seed
    taken = {entry.actor.subject for entry in staged.actors}
    found = _row(staged, land, seed) if land.row else []
    if land.crowd:
        found += _crowd(staged, land, seed, taken)
    return found


def _span(staged: Staged, z: float) -> tuple[float, float]:
    reach = 0.62 * staged.aspect * (FOCAL + z) / FOCAL + 0.6
    swing = float(np.abs(staged.camera.pan).max()) * (FOCAL + z) / FOCAL
    nearest = float(staged.camera.z.min())
    reach *= max(1.0, (FOCAL + z - nearest) / (FOCAL + z))
    return float(staged.camera.x.min()) - reach - swing, float(staged.camera.x.max()) + reach + swing


def _size(subject: str, metre: float, rng: np.random.Generator) -> float:
    """Height in world units: true to the actors, but squeezed so that scenery neither towers nor vanishes."""
    true = member(subject).height_m * metre
    wanted = {"building": (0.75, 1.9), "plant": (0.07, 1.15), "nature": (0.05, 0.3), "object": (0.05, 0.34)}.get(
        str(member(subject).kind), (0.05, 0.6)
    )
    if subject in FLOWERS:
        wanted = (0.09, 0.22)
    low, high = wanted
    squeezed = true if true <= high else high * (true / high) ** 0.35
    return float(max(low, squeezed) * rng.uniform(0.82, 1.2))


def _crowd(staged: Staged, land: Land, seed: int, taken: set[str]) -> list[Prop]:
    kinds = [entry for entry in land.props if entry[1] > 0 and entry[0] not in taken]
    if not kinds:
        return []
    weights = np.array([weight for _, weight, _, _ in kinds])
    cell = staged.aspect / land.crowd
    left, right = _span(staged, 2.8 * FOCAL)
    found: list[Prop] = []
    for slot in range(int(np.floor(left / cell)), int(np.ceil(right / cell)) + 1):
        rng = np.random.default_rng([seed, 15, slot & 0xFFFFFFFF])
        subject, _, near, far = kinds[int(rng.choice(len(kinds), p=weights / weights.sum()))]
        z = FOCAL * float(near + (far - near) * rng.random() ** 1.25)
        height = _size(subject, staged.metre, rng)
        x = (slot + float(rng.uniform(0.1, 0.9))) * cell
        if z < CLEARING * FOCAL:
            height = min(height, 0.2)
        low, high = _span(staged, z)
        if not low <= x <= high or height < SMALLEST:
            continue
        sway = SWAYING.get(subject, 0.04 if subject in FLOWERS else 0.0)
        found.append(
            Prop(
                subject=subject,
                x=x,
                z=z,
                height=height,
                mirrored=bool(rng.random() < 0.5),
                sway=sway,
                phase=float(rng.random()),
            )
        )
    return found


def _row(staged: Staged, land: Land, seed: int) -> list[Prop]:
    """Buildings side by side along the street, a second row behind their gaps."""
    found: list[Prop] = []
    for number, lift in ((0, 1.0), (1, 1.45)) if staged.scene.place is Place.CITY else ((0, 1.0),):
        z = FOCAL * (ROW_DEPTH[staged.scene.place] + 0.55 * number)
        left, right = _span(staged, z)
        x, slot = float(np.floor(left / 8) * 8) - 4.0, 0
        while x < right + 1:
            rng = np.random.default_rng([seed, 16 + number, slot, int(np.floor(left / 8)) & 0xFFFF])
            subject = land.row[int(rng.integers(len(land.row)))]
            height = _size(subject, staged.metre, rng) * lift
            if subject == "tree":
                height *= 0.8
            width = height * sprites.aspect(subject)
            gap = 0.02 if staged.scene.place is Place.CITY else float(rng.uniform(0.1, 0.5))
            found.append(
                Prop(
                    subject=subject,
                    x=x + width / 2,
                    z=z + 0.02 * slot % 0.05,
                    height=height,
                    mirrored=False,
                    sway=0.0,
                    phase=0.0,
                )
            )
            x += width * 0.94 + gap
            slot += 1
    return found
