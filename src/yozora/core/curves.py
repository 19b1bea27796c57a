"""Curves over time, drawn by hand as a few points: how much of a clip shows when."""

from bisect import bisect_right
from itertools import pairwise

from yozora.core.errors import InvalidRequest

Points = tuple[tuple[float, float], ...]
"""(second, share) in order of time, share 0 to 1; two points at one time are a jump."""

MOST_POINTS = 1000


def check_curve(points: Points, *, name: str) -> Points:
    """The points, unless they are no curve. Raises InvalidRequest."""
    if len(points) > MOST_POINTS:
        raise InvalidRequest(f"{name} has {len(points)} points; at most {MOST_POINTS} are read. Draw fewer.")
    for second, share in points:
        if not (0 <= second < float("inf") and 0 <= share <= 1):
            raise InvalidRequest(
                f"{name} has the point {second}:{share}; expected a second from 0 on and a share 0 to 1."
            )
    for before, after in pairwise(points):
        if after[0] < before[0]:
            raise InvalidRequest(f"{name} goes back in time, from {before[0]:g} s to {after[0]:g} s. Order its points.")
    for one, _, third in zip(points, points[1:], points[2:], strict=False):
        if one[0] == third[0]:
            raise InvalidRequest(f"{name} has three points at {one[0]:g} s; at most two (a jump). Take one out.")
    return points


def read_curve(text: str, *, name: str) -> Points:
    """Read `0:0, 1.5:0.2, 3:1`. Raises InvalidRequest."""
    try:
        pairs = [point.split(":") for point in text.split(",")]
        points = tuple((float(second), float(share)) for second, share in pairs)
    except ValueError as error:
        raise InvalidRequest(f"{name}={text!r} is no curve. Write SECOND:SHARE,..., such as 0:0,2:0.3,4:1.") from error
    return check_curve(points, name=name)


def value_at(points: Points, second: float) -> float:
    """The share at a moment: straight between points, level before the first and after the last; 1 without points."""
    if not points:
        return 1.0
    after = bisect_right(points, second, key=lambda point: point[0])
    if after == 0:
        return points[0][1]
    if after == len(points):
        return points[-1][1]
    (start, low), (end, high) = points[after - 1], points[after]
    return low + (high - low) * (second - start) / (end - start)
