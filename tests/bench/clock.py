"""The clock that figures are measured on: the whole rig, with a core that logs its moments."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from terminal.messages import Accepted, CloudState, Snapshot
from tests.rig import enrolling
from tests.rig.listener import Listener, Seen
from tests.rig.program import Program
from tests.rig.rig import Rig, Shape

EMPLOYEE, FINGER = "e-1", 1
SETTLE_LIMIT_S = 30.0
_DURABLE = re.compile(r"clocking (\d+) durable at (\d+\.\d+)")
_DRAWN = re.compile(r"revision (\d+) drawn at (\d+\.\d+)")


class MeasuredRig(Rig):
    """A rig with one employee, whose core logs at debug level: one more line a clocking, after its commit."""

    def __init__(self, folder: Path, shape: Shape) -> None:
        """Prepare; nothing runs yet."""
        super().__init__(folder, shape)
        arguments = ("--config", str(self.config_file), "--verbose")
        self.core = Program("terminal", arguments, folder / "core.log")

    def start_core(self) -> None:
        """Let the cloud know the employee before the core first asks, then start."""
        self.cloud.put_employees({EMPLOYEE: "Alex Example"})
        super().start_core()

    def ended_with(self, stop: Callable[[], object]) -> None:
        """Call `stop` when the rig ends."""
        self._running.callback(stop)

    def listen_when_settled(self) -> Listener:
        """Connect, and wait until fingers can be read and the employees are known."""
        listener = self.listen()
        listener.until_now("sensor and cloud are there", _settled, SETTLE_LIMIT_S)
        return listener

    def enrol(self, listener: Listener) -> None:
        """Enrol the employee's finger, and wait for the face at rest."""
        enrolling.enrol(self, listener, EMPLOYEE, FINGER)
        until_at_rest(listener)


@dataclass(frozen=True, slots=True)
class Moments:
    """What the core logged, in seconds of CLOCK_MONOTONIC: commits by number, frames on the display by revision."""

    durable: dict[int, float]
    drawn: dict[int, float]


def moments(log: Path, after: int = 0) -> Moments:
    """Read a core's log, from a byte on."""
    text = log.read_bytes()[after:].decode(errors="replace")
    return Moments(
        {int(number): float(at) for number, at in _DURABLE.findall(text)},
        {int(revision): float(at) for revision, at in _DRAWN.findall(text)},
    )


def until_at_rest(listener: Listener) -> None:
    """Wait until the clock shows its idle face, reads no finger, and can."""
    listener.until_now("the clock is at rest", enrolling.ready)


def until_accepted(listener: Listener, since: float) -> tuple[int, Seen]:
    """Wait for the first snapshot after a finger that shows its clocking as accepted; return its number, too."""
    seen = listener.until("a clocking is accepted", lambda snapshot: isinstance(snapshot.face, Accepted), since=since)
    face = seen.snapshot.face
    assert isinstance(face, Accepted)
    return face.number, seen


def _settled(snapshot: Snapshot) -> bool:
    """Syncing says that the cloud was reached only after it has fetched the employees."""
    return enrolling.ready(snapshot) and snapshot.strip.cloud is CloudState.REACHED
