"""The port to the board's network links, reading only."""

from enum import Enum
from typing import Protocol


class Medium(Enum):
    """What carries the default route."""

    ETHERNET = "ethernet"
    WIFI = "wifi"
    OTHER = "other"


class Links(Protocol):
    """Reads the links. Calls do not block on the network."""

    def default_medium(self) -> Medium | None:
        """Return what the default route runs over; None when there is no default route."""
