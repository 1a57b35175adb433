"""A clock that runs, with two people enrolled."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from terminal.messages import Accepted, ChooseKey, Refused, Snapshot
from terminal.model import Key
from tests.rig.enrolling import enrol_all, ready
from tests.rig.listener import Listener, Seen
from tests.rig.rig import Rig, Shape

# The sensor's own work is sped up; what the clock does itself runs as it is.
QUICK = Shape(
    time_scale=0.05,
    settings={
        "rules": {"duplicate_s": 0.0, "accepted_s": 0.5, "refused_s": 0.5},
        "cloud": {"poll_s": 0.3, "retry_first_s": 0.1, "retry_cap_s": 0.4, "answer_timeout_s": 2.0},
    },
)


@dataclass
class RunningClock:
    """A rig with a client that listens."""

    rig: Rig
    listener: Listener

    def touch(self, finger: int = 1, quality: str = "good", key: Key | None = None) -> Seen:
        """Choose, put a finger down, and return the first result; the finger is lifted again."""
        self.listener.until_now("the clock is ready", ready)
        if key is not None:
            self.listener.send(ChooseKey(key))
            self.listener.until_now("the key is chosen", lambda s: getattr(s.face, "key", None) is key)
        down = self.rig.emulator.control.press(finger, quality)
        seen = self.listener.until("a result", lambda s: isinstance(s.face, Accepted | Refused), since=down)
        self.rig.emulator.control.lift()
        self.rig.until_glass_seen_empty()
        return seen

    def until_ready(self, limit_s: float = 15.0) -> Snapshot:
        """Wait until a finger can be read."""
        return self.listener.until_now("the clock is ready", ready, limit_s)

    def until_delivered(self, limit_s: float = 20.0) -> Snapshot:
        """Wait until nothing waits for the cloud."""
        return self.listener.until_now("everything is delivered", lambda s: s.strip.undelivered == 0, limit_s)

    def restart(self) -> None:
        """Start the core, after it was stopped or killed, and listen again."""
        self.listener.close()
        self.rig.start_core()
        self.listener = self.rig.listen()


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[RunningClock]:
    """A clock of the test's own."""
    with Rig(tmp_path, QUICK) as rig:
        running = RunningClock(rig, rig.listen())
        enrol_all(rig, running.listener, {"e-1": "Alex Example", "e-2": "Sam Sample"})
        yield running


@pytest.fixture(scope="module")
def shared_clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningClock]:
    """One clock for a module whose tests leave it as they found it."""
    with Rig(tmp_path_factory.mktemp("clock"), QUICK) as rig:
        running = RunningClock(rig, rig.listen())
        enrol_all(rig, running.listener, {"e-1": "Alex Example", "e-2": "Sam Sample"})
        yield running
