"""Whole journeys through the real window, with real touches."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from terminal.messages import Accepted
from terminal.model import Kind
from tests.flows.conftest import QUICK, RunningClock
from tests.flows.test_people import MORE_NAMES
from tests.rig.display import Display
from tests.rig.enrolling import enrol_all
from tests.rig.rig import TERMINAL, Rig
from tests.rig.screen import Screen
from tests.rig.walkthrough import Walkthrough

SIZE = (800, 480)


@pytest.fixture(scope="module")
def display() -> Iterator[Display]:
    running = Display(*SIZE)
    yield running
    running.stop()


@pytest.fixture
def watched(tmp_path: Path, display: Display) -> Iterator[tuple[RunningClock, Screen]]:
    """A clock with two people, and its window."""
    slow_pages = replace(QUICK, settings=QUICK.settings | {"rules": {"duplicate_s": 0.0, "accepted_s": 2.0}})
    with Rig(tmp_path, slow_pages) as rig:
        clock = RunningClock(rig, rig.listen())
        enrol_all(rig, clock.listener, {"e-1": "Alex Example", "e-2": "Sam Sample"})
        yield clock, rig.open_screen(display, SIZE)


def test_the_scripted_day_passes(tmp_path: Path, display: Display) -> None:
    rules = {"accepted_s": 2.0, "refused_s": 1.0}
    with Rig(tmp_path / "clock", replace(QUICK, settings=QUICK.settings | {"rules": rules})) as rig:
        told: list[str] = []
        day = Walkthrough(rig, rig.open_screen(display, SIZE), tmp_path / "pictures", told.append)
        day.play()
    assert len(told) == len(list((tmp_path / "pictures").glob("*.png"))) == 25


def test_a_key_touched_on_the_screen_decides_the_clocking(watched: tuple[RunningClock, Screen]) -> None:
    clock, screen = watched
    screen.touch("key:out")
    clock.listener.until_now("out is chosen", lambda s: getattr(s.face, "key", None) == "out")
    clock.rig.emulator.control.press(2)
    face = clock.listener.until_now("accepted", lambda s: isinstance(s.face, Accepted)).face
    assert isinstance(face, Accepted)
    assert face.kind is Kind.OUT
    screen.until_text("Sam Sample")
    screen.until_text("Received")


def test_killing_the_screen_loses_nothing(watched: tuple[RunningClock, Screen]) -> None:
    clock, screen = watched
    screen.program.kill()
    face = clock.touch(1).snapshot.face
    assert isinstance(face, Accepted)
    clock.until_delivered()
    held = [clocking["uuid"] for clocking in clock.rig.cloud.clockings(TERMINAL)]
    assert held == [face.clocking]
    screen.start()
    screen.until_text("Place your finger")


def test_a_core_that_dies_is_told_and_its_return_seen(watched: tuple[RunningClock, Screen]) -> None:
    clock, screen = watched
    clock.rig.core.kill()
    screen.until_text("U-101")
    clock.restart()
    screen.until_text("Place your finger")
    assert isinstance(clock.touch(1).snapshot.face, Accepted)
    screen.until_text("Alex Example")


def test_a_silent_sensor_leaves_the_screen_alive(watched: tuple[RunningClock, Screen]) -> None:
    clock, screen = watched
    clock.rig.emulator.control.fault("silence")
    screen.until_text("S-101")
    screen.touch("strip")
    screen.until_text("Fingerprint reader")
    clock.rig.emulator.control.clear()
    screen.touch("back")
    screen.until_text("Place your finger")


def test_no_name_stops_the_screen(watched: tuple[RunningClock, Screen]) -> None:
    clock, screen = watched
    for name in MORE_NAMES:
        clock.rig.cloud.put_employees({"e-1": name})
        shown = None
        while not (isinstance(shown, Accepted) and shown.name == name):
            shown = clock.touch(1).snapshot.face
        newest = clock.listener.newest
        assert newest is not None
        screen.until_revision(newest.revision)
        assert screen.program.running
    clock.rig.cloud.put_employees({"e-1": "Alex Example"})
    clock.listener.until_now("rest", lambda s: not isinstance(s.face, Accepted))
    screen.until_text("Place your finger")
