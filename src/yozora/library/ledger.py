"""How work is booked, for the queue and the service alike: its lane, whether it is still to be done, and its month."""

from datetime import UTC, datetime

PRIORITY, RELAXED = 0, 1
"""The lanes of a job and of a charge."""

ACTIVE = ("queued", "running")
"""The states of a job that is not over."""


def month_of(now: float) -> str:
    """The calendar month of a time, in UTC, such as 2026-11: that in which a finished job is charged."""
    return datetime.fromtimestamp(now, UTC).strftime("%Y-%m")


def next_month(now: float) -> float:
    """When the month after this one begins, in seconds since 1970."""
    today = datetime.fromtimestamp(now, UTC)
    year, month = (today.year + 1, 1) if today.month == 12 else (today.year, today.month + 1)
    return datetime(year, month, 1, tzinfo=UTC).timestamp()
