"""The time that the face shows, in the zone of the terminal. Pure: the caller brings the moment."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOOK_AGAIN_S: Final = 10.0  # the wall clock may be set at any moment; looking is cheap, drawing happens on change only


@lru_cache(maxsize=4)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None  # the machine's own zone then; the core has checked the name before it sent it


def local(now: datetime, zone: str) -> datetime:
    """Give an aware moment in a zone; in the machine's own where the name is empty or unknown."""
    return now.astimezone(_zone(zone))


def shown(moment: datetime) -> str:
    """Write the time of day as the face shows it."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def wait_s(now: datetime) -> float:
    """Give the seconds until the face should look again: at the full minute, or sooner."""
    left = timedelta(minutes=1) - timedelta(seconds=now.second, microseconds=now.microsecond)
    return min(LOOK_AGAIN_S, left.total_seconds() + 0.005)
