"""A scripted day at the clock: every step is waited for, measured and photographed; one that fails ends the run."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from terminal.messages import (
    Accepted,
    CloudState,
    Enrol,
    Enrolled,
    Enrolling,
    EnrolmentStep,
    Refused,
    Snapshot,
    Waiting,
)
from terminal.model import Kind
from tests.rig.listener import Listener, Seen
from tests.rig.rig import TERMINAL, Rig
from tests.rig.screen import Screen

ALEX, SAM = ("e-1", "Alex Example"), ("e-2", "Sam Sample")
ALEX_FINGER, SAM_FINGER, STRANGER = 1, 2, 9
FRAME_S = 0.3  # from a snapshot to a picture of its last frame


@dataclass(frozen=True, slots=True)
class Passed:
    """One step that happened."""

    name: str
    took_s: float
    told: str


class Walkthrough:
    """Plays the day on a running rig with its window open."""

    def __init__(self, rig: Rig, screen: Screen, pictures: Path, say: Callable[[str], None]) -> None:
        """Take the rig; pictures are numbered in the order of the steps."""
        self._rig = rig
        self._screen = screen
        self._pictures = pictures
        self._say = say
        self._listener: Listener = rig.listen()
        self.passed: list[Passed] = []

    def play(self) -> None:
        """Play all steps. Raises AssertionError at the first that does not happen."""
        self._first_boot()
        self._enrol(ALEX, ALEX_FINGER)
        self._enrol(SAM, SAM_FINGER)
        self._clock("alex-in", ALEX_FINGER, None, Kind.IN)
        self._clock("sam-in", SAM_FINGER, "in", Kind.IN)
        self._clock("sam-break", SAM_FINGER, "break", Kind.BREAK_START)
        self._refuse("again-too-soon", SAM_FINGER, "good", "F-106")
        self._refuse("unknown-finger", STRANGER, "good", "F-101")
        self._refuse("dry-finger", ALEX_FINGER, "dry", "F-102")
        self._clock("sam-back", SAM_FINGER, "break", Kind.BREAK_END)
        self._outage()
        self._sensor_unplugged()
        self._clock("sam-out", SAM_FINGER, "out", Kind.OUT)
        self._not_me()
        self._audit()

    def _first_boot(self) -> None:
        with self._step("first-boot") as tell:
            self._now("the sensor is ready", _ready)
            self._rig.cloud.put_employees(dict((ALEX, SAM)))
            self._now("the cloud is reached", lambda s: s.strip.cloud is CloudState.REACHED)
            self._now("two people are listed", lambda s: any(row.value.startswith("2 listed") for row in s.support))
            tell("sensor ready, cloud reached, two people listed, nobody enrolled")

    def _enrol(self, person: tuple[str, str], finger: int) -> None:
        employee, name = person
        slug = name.split()[0].lower()
        control = self._rig.emulator.control
        with self._step(f"enrol-{slug}-place") as tell:
            self._listener.send(Enrol(employee))
            self._now("the enrolment begins", lambda s: _enrolling(s, EnrolmentStep.PLACE))
            tell(f"{name}: place your finger")
        with self._step(f"enrol-{slug}-lift") as tell:
            control.press(finger)
            self._now("lift", lambda s: _enrolling(s, EnrolmentStep.LIFT))
            tell("first scan taken")
        with self._step(f"enrol-{slug}-again") as tell:
            control.lift()
            self._now("place again", lambda s: _enrolling(s, EnrolmentStep.PLACE_AGAIN))
            tell("lifted")
        with self._step(f"enrol-{slug}-done") as tell:
            control.press(finger)
            self._now("enrolled", lambda s: isinstance(s.face, Enrolled))
            tell("template stored")
        control.lift()
        self._rest()

    def _clock(self, name: str, finger: int, key: str | None, kind: Kind) -> None:
        with self._step(name) as tell:
            if key is not None:
                self._choose(key)
            down = self._rig.emulator.control.press(finger)
            accepted = self._since(down, "accepted", lambda s: isinstance(s.face, Accepted))
            received = self._since(down, "received", lambda s: isinstance(s.face, Accepted) and bool(s.face.receipt))
            face = received.snapshot.face
            assert isinstance(face, Accepted)
            assert face.kind is kind, f"{face.kind} instead of {kind}"
            self._screen.until_text("Received")
            tell(
                f"no. {face.number} {face.name} {kind.value}: stored {_ms(accepted.at - down)} after the finger, "
                f"received {_ms(received.at - down)}"
            )
        self._lift()

    def _choose(self, key: str) -> None:
        self._screen.touch(f"key:{key}")
        self._now(f"{key} is chosen", lambda s: isinstance(s.face, Waiting) and s.face.key == key)

    def _refuse(self, name: str, finger: int, quality: str, code: str) -> None:
        with self._step(name) as tell:
            down = self._rig.emulator.control.press(finger, quality)
            seen = self._since(down, "refused", lambda s: isinstance(s.face, Refused))
            face = seen.snapshot.face
            assert isinstance(face, Refused)
            assert face.cause.code == code, f"{face.cause} instead of {code}"
            tell(f"{code} {face.cause.title}, {_ms(seen.at - down)} after the finger")
        self._lift()

    def _outage(self) -> None:
        with self._step("outage-begins") as tell:
            self._rig.cloud.switch("outage")
            self._now("unreached", lambda s: s.strip.cloud is CloudState.UNREACHED)
            tell("the cloud refuses connections")
        with self._step("outage-clocking") as tell:
            down = self._rig.emulator.control.press(ALEX_FINGER)
            seen = self._since(down, "no duplicate", lambda s: isinstance(s.face, Accepted | Refused))
            if isinstance(seen.snapshot.face, Refused):  # within the minute: choose, as the screen says
                self._lift()
                self._choose("out")
                down = self._rig.emulator.control.press(ALEX_FINGER)
            seen = self._since(down, "stored", lambda s: isinstance(s.face, Accepted))
            assert isinstance(seen.snapshot.face, Accepted)
            assert seen.snapshot.face.receipt is None
            waiting = seen.snapshot.strip.undelivered
            tell(f"stored {_ms(seen.at - down)} after the finger, {waiting} waiting for the cloud")
        self._lift()
        with self._step("outage-waiting") as tell:
            self._rest()
            tell("the strip says so")
        with self._step("outage-over") as tell:
            self._rig.cloud.clear("outage")
            began = time.monotonic()
            seen = self._since(began, "delivered", lambda s: s.strip.undelivered == 0, 30.0)
            self._now("reached", lambda s: s.strip.cloud is CloudState.REACHED)
            tell(f"delivered {_ms(seen.at - began)} after the cloud came back")

    def _sensor_unplugged(self) -> None:
        with self._step("sensor-unplugged") as tell:
            began = time.monotonic()
            self._rig.emulator.control.unplug()
            seen = self._since(
                began, "sensor lost", lambda s: isinstance(s.face, Waiting) and bool(s.face.out_of_order)
            )
            assert isinstance(seen.snapshot.face, Waiting)
            assert seen.snapshot.face.out_of_order is not None
            tell(f"{seen.snapshot.face.out_of_order.code} after {_ms(seen.at - began)}")
        with self._step("sensor-back") as tell:
            path = self._rig.emulator.control.replug()
            began = time.monotonic()
            seen = self._since(began, "sensor ready", _ready)
            tell(f"back as {path}, ready after {_ms(seen.at - began)}")

    def _not_me(self) -> None:
        with self._step("not-me") as tell:
            self._choose("in")
            down = self._rig.emulator.control.press(SAM_FINGER)
            self._since(down, "accepted", lambda s: isinstance(s.face, Accepted))
            self._screen.touch("not_me")
            self._now("taken back", lambda s: isinstance(s.face, Accepted) and s.face.voided)
            tell("taken back by a record of its own")
        self._lift()

    def _audit(self) -> None:
        with self._step("end-of-day") as tell:
            self._now("delivered", lambda s: s.strip.undelivered == 0)
            self._rest()
            audit = self._rig.cloud.audit(TERMINAL)
            violations = self._rig.cloud.violations()
            assert audit["proven"], audit
            assert not violations, violations
            tell(f"{audit['received']} clockings in the cloud, each once, the chain proven")

    def _lift(self) -> None:
        self._rig.emulator.control.lift()
        self._rest()

    def _rest(self) -> None:
        self._now("at rest", lambda s: isinstance(s.face, Waiting) and not s.face.reading and s.face.key is None)
        self._rig.until_glass_seen_empty()

    def _now(self, what: str, wanted: Callable[[Snapshot], bool], limit_s: float = 20.0) -> Snapshot:
        return self._listener.until_now(what, wanted, limit_s)

    def _since(self, since: float, what: str, wanted: Callable[[Snapshot], bool], limit_s: float = 20.0) -> Seen:
        return self._listener.until(what, wanted, limit_s, since)

    @contextmanager
    def _step(self, name: str) -> Iterator[Callable[[str], None]]:
        began = time.monotonic()
        told: list[str] = []
        yield told.append
        took_s = time.monotonic() - began
        newest = self._listener.newest
        assert newest is not None
        self._screen.until_revision(newest.revision)
        self._screen.save(self._pictures / f"{len(self.passed) + 1:02}-{name}.png")
        self.passed.append(Passed(name, took_s, told[-1]))
        self._say(f"{len(self.passed):3}  {name:22} {took_s * 1000:8.0f} ms  {told[-1]}")
        self._listener.forget()


def _ready(snapshot: Snapshot) -> bool:
    return isinstance(snapshot.face, Waiting) and snapshot.face.out_of_order is None


def _enrolling(snapshot: Snapshot, step: EnrolmentStep) -> bool:
    return isinstance(snapshot.face, Enrolling) and snapshot.face.step is step


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
