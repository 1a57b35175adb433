"""What each press cost the sensor: its own time and the wire's, so that a benchmark can subtract them.

Moments are CLOCK_MONOTONIC seconds, durations seconds as they really passed (time scale included).
"""

from collections import deque
from dataclasses import asdict, dataclass, field
from time import monotonic

from drivers.fingerprint.emulator.fingers import Impression

_IMAGE, _CONVERT, _SEARCHES = 0x01, 0x02, frozenset({0x04, 0x1B})
_NO_FINGER = 0x02
_KEPT_PRESSES = 1000
_KEPT_COMMANDS = 200  # of one press


@dataclass(slots=True)
class Cost:
    """One command: when its last byte was heard and that of its answer sent, and how long sensor and wire took."""

    command: int
    code: int
    heard_at: float
    answered_at: float
    sensor_s: float
    wire_s: float


@dataclass(slots=True)
class Press:
    """One finger, from down to up.

    `sensor_s` and `wire_s` add up what identifying needs: image, features and search, from finger down to the first
    answered search (`searched_at`), without polls that found no finger, and without the ring.
    """

    finger: int
    quality: str
    down_at: float
    lifted_at: float | None = None
    searched_at: float | None = None
    sensor_s: float = 0.0
    wire_s: float = 0.0
    commands: list[Cost] = field(default_factory=list)


class Ledger:
    """The costs of the last 1,000 presses."""

    def __init__(self) -> None:
        """Start empty."""
        self._presses: deque[Press] = deque(maxlen=_KEPT_PRESSES)

    def down(self, impression: Impression) -> float:
        """Note a finger that was laid down; return the moment."""
        press = Press(impression.finger, impression.quality.value, monotonic())
        self._presses.append(press)
        return press.down_at

    def lifted(self) -> None:
        """Note that the finger was lifted."""
        if self._presses and self._presses[-1].lifted_at is None:
            self._presses[-1].lifted_at = monotonic()

    def command(self, cost: Cost) -> None:
        """Note a command; it belongs to the last press if its wire time began after finger down."""
        if not self._presses or cost.heard_at < self._presses[-1].down_at:
            return
        press = self._presses[-1]
        if len(press.commands) < _KEPT_COMMANDS:
            press.commands.append(cost)
        needed = cost.command in {_IMAGE, _CONVERT} | _SEARCHES and (cost.command, cost.code) != (_IMAGE, _NO_FINGER)
        if press.searched_at is None and needed:
            press.sensor_s += cost.sensor_s
            press.wire_s += cost.wire_s
            if cost.command in _SEARCHES:
                press.searched_at = cost.answered_at

    def reset(self) -> None:
        """Forget all presses."""
        self._presses.clear()

    def shown(self) -> list[dict[str, object]]:
        """Return the presses as plain values, oldest first."""
        return [asdict(press) for press in self._presses]
