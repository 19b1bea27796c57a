"""Where things are and where they appear.

World units: 1 is the height of the frame at the line the camera looks at. `x` grows to the right, `y` upwards from the
ground, `z` away from the camera; that line has z = 0. Angles in radians, clockwise as the viewer sees them.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from yozora.core.geometry import FrameSize

FOCAL = 1.5  # distance of the camera from z = 0, and its focal length, in frame heights: a mild telephoto
NEAREST = 0.25  # nothing closer than this to the camera is drawn

Curve = Float[np.ndarray, "T"]
"""One number per moment; curves of one call are equally long."""


@dataclass(frozen=True, kw_only=True)
class View:
    """The camera at one moment. `horizon` is its row as a share of the frame height, `pan` a shift in frame heights."""

    x: float
    y: float
    z: float
    horizon: float
    pan: float
    focal: float

    def distance(self, z: float) -> float:
        """How far in front of the camera the plane at `z` is."""
        return FOCAL + z - self.z

    def project(self, x: float, y: float, z: float, size: FrameSize) -> tuple[float, float, float]:
        """Column and row in pixels and pixels per unit at a point in front of the camera."""
        scale = size.height_px * self.focal / self.distance(z)
        column = size.width_px / 2 + size.height_px * self.pan + scale * (x - self.x)
        row = size.height_px * self.horizon + scale * (self.y - y)
        return column, row, scale

    def ground(self, size: FrameSize) -> Float[np.ndarray, "3 3"]:
        """The 3x3 matrix from ground (x, z, 1) to homogeneous pixels."""
        height = size.height_px
        middle = size.width_px / 2 + height * self.pan
        depth = FOCAL - self.z
        row = height * self.horizon
        return np.array(
            [
                [height * self.focal, middle, middle * depth - height * self.focal * self.x],
                [0.0, row, row * depth + height * self.focal * self.y],
                [0.0, 1.0, depth],
            ]
        )


@dataclass(frozen=True, kw_only=True)
class CameraTrack:
    """The camera over time, one value a frame."""

    x: Curve
    y: Curve
    z: Curve
    horizon: Curve
    pan: Curve
    focal: Curve

    def at(self, frame: int) -> View:
        """The camera at a frame."""
        return View(
            x=float(self.x[frame]),
            y=float(self.y[frame]),
            z=float(self.z[frame]),
            horizon=float(self.horizon[frame]),
            pan=float(self.pan[frame]),
            focal=float(self.focal[frame]),
        )


@dataclass(frozen=True, kw_only=True)
class Track:
    """One actor over time, one value a frame.

    `turn` is 1 as drawn and -1 mirrored, passing 0 when it turns; `lean` turns about the foot, `spin` about the middle;
    `stretch` is height over usual height at equal area; `phase` is the place in its loop, in loops; `scale` is size
    over usual size; `opacity` 0 is not there. `burst` is seconds since it flew to pieces, negative before.
    """

    x: Curve
    y: Curve
    z: Curve
    turn: Curve
    lean: Curve
    spin: Curve
    stretch: Curve
    phase: Curve
    scale: Curve
    opacity: Curve
    burst: Curve


def smooth(value: Curve | float) -> Curve:
    """The smoothstep of a number clipped to 0..1."""
    share = np.clip(value, 0.0, 1.0)
    return share * share * (3 - 2 * share)
