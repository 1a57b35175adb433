"""Enrolling from a shell, as support does with a real sensor."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from terminal import causes
from terminal.ipc import line
from terminal.messages import (
    PROTOCOL,
    Accepted,
    Enrolled,
    Enrolling,
    EnrolmentStep,
    Face,
    Refused,
    Waiting,
    Welcome,
)
from terminal.state import State
from terminal.view import snapshot
from tests.flows.conftest import RunningClock
from tests.rig.program import ROOT
from tests.unit.core.samples import POLICY


def lines_of(path: Path, employee: str) -> Iterator[str]:
    command = (sys.executable, "-u", "-m", "terminal.enrol", "--socket", str(path), employee)
    with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        yield from process.stdout
        process.wait(10)
    yield str(process.returncode)


def test_support_enrols_a_finger_from_a_shell(shared_clock: RunningClock) -> None:
    clock, control = shared_clock, shared_clock.rig.emulator.control
    clock.until_ready()
    said = []
    for text in lines_of(clock.rig.socket, "e-2"):
        said.append(text.strip())
        if "Place" in text:
            control.press(6)
        elif "Lift" in text:
            control.lift()
    control.lift()
    assert said[-2:] == ["Sam Sample: enrolled, 2 on this clock.", "0"]
    clock.rig.until_glass_seen_empty()
    clock.until_ready()
    face = clock.touch(6).snapshot.face
    assert isinstance(face, Accepted)
    assert face.name == "Sam Sample"


def test_an_unknown_employee_is_refused_in_words(shared_clock: RunningClock) -> None:
    shared_clock.until_ready()
    said = list(lines_of(shared_clock.rig.socket, "nobody"))
    assert said[-2].startswith("E-108 ")
    assert said[-1] == "1"


class ScriptedCore:
    """Serves one client: after its command, the given faces, each made `made_s` after that (before, if negative)."""

    def __init__(self, path: Path, faces: list[tuple[float, Face]]) -> None:
        self._faces = faces
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.settimeout(20)
        self._listener.bind(str(path))
        self._listener.listen(1)
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        connection, _ = self._listener.accept()
        with connection, self._listener, connection.makefile("rb") as lines:
            connection.settimeout(20)
            connection.sendall(line(Welcome(PROTOCOL, "1.0")))
            while json.loads(lines.readline())["type"] != "enrol":
                pass
            now = time.monotonic()
            for revision, (made_s, face) in enumerate(self._faces, 1):
                state = State(policy=POLICY, face=face)
                made = snapshot(state, revision, now + made_s, site="S", terminal="T", zone="UTC")
                connection.sendall(line(made))

    def join(self) -> None:
        self._thread.join(20)


LONG_AGO = -30.0
PLACE = Enrolling("e-2", "Sam Sample", EnrolmentStep.PLACE, 0.0)
DONE = Enrolled("e-2", "Sam Sample", 1, 0.0)
ANOTHER = Enrolled("e-1", "Alex Example", 3, 0.0)
REFUSED = Refused(causes.FINGER_UNKNOWN, 0.0)

JOURNEYS: dict[str, tuple[list[tuple[float, Face]], str, str]] = {
    "another person was enrolled just before": (
        [(LONG_AGO, ANOTHER), (0.0, ANOTHER), (0.1, PLACE), (0.2, DONE)],
        "Sam Sample: enrolled, 1 on this clock.",
        "0",
    ),
    "this person was enrolled just before": (
        [(LONG_AGO, DONE), (0.1, PLACE), (0.2, Refused(causes.ENROL_TIMEOUT, 0.0))],
        causes.ENROL_TIMEOUT.code,
        "1",
    ),
    "somebody was refused just before": (
        [(LONG_AGO, REFUSED), (0.0, Waiting()), (0.1, PLACE), (0.2, DONE)],
        "Sam Sample: enrolled, 1 on this clock.",
        "0",
    ),
    "an older enrolment is left first": (
        [(LONG_AGO, PLACE), (0.0, Waiting()), (0.1, PLACE), (0.2, DONE)],
        "Sam Sample: enrolled, 1 on this clock.",
        "0",
    ),
    "it is cancelled at the clock": (
        [(0.0, Waiting()), (0.1, PLACE), (0.2, Waiting())],
        "The enrolment was cancelled at the clock.",
        "1",
    ),
}


@pytest.mark.parametrize("journey", JOURNEYS)
def test_only_what_follows_the_command_and_names_the_person_counts(tmp_path: Path, journey: str) -> None:
    faces, last_word, status = JOURNEYS[journey]
    core = ScriptedCore(tmp_path / "core.sock", faces)
    said = list(lines_of(tmp_path / "core.sock", "e-2"))
    core.join()
    assert said[-1] == status
    assert said[-2].startswith(last_word)
