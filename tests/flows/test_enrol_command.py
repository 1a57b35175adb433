"""Enrolling from a shell, as support does with a real sensor."""

import subprocess
import sys
from collections.abc import Iterator

from terminal.messages import Accepted
from tests.flows.conftest import RunningClock
from tests.rig.program import ROOT


def lines_of(clock: RunningClock, employee: str) -> Iterator[str]:
    command = (sys.executable, "-u", "-m", "terminal.enrol", "--socket", str(clock.rig.socket), employee)
    with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        yield from process.stdout
        process.wait(10)
    yield str(process.returncode)


def test_support_enrols_a_finger_from_a_shell(shared_clock: RunningClock) -> None:
    clock, control = shared_clock, shared_clock.rig.emulator.control
    clock.until_ready()
    said = []
    for line in lines_of(clock, "e-2"):
        said.append(line.strip())
        if "Place" in line:
            control.press(6)
        elif "Lift" in line:
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
    said = list(lines_of(shared_clock, "nobody"))
    assert said[-2].startswith("F-105 ")
    assert said[-1] == "1"
