"""Programs with a window, for the figures about the screen: a display to stand on, and their first frames."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.clock import MeasuredRig, moments
from tests.rig.display import Display
from tests.rig.program import Program
from tests.rig.waiting import until

_FIRST_FRAME = re.compile(r"first frame at (\d+\.\d+)")
START_S = 30.0


@contextmanager
def display() -> Iterator[Display]:
    """Give a virtual display."""
    shown = Display()
    try:
        yield shown
    finally:
        shown.stop()


def open_screen(rig: MeasuredRig, shown: Display) -> Program:
    """Start the clock's screen as on a clock, without the reports that tests read; it is ended with the rig."""
    arguments = ("--socket", str(rig.socket), "--size", "800x480", "--sounds", "off")
    screen = Program("ui", arguments, rig.folder / "ui.log", shown.environment)
    rig.ended_with(screen.stop)
    return screen.start()


def until_drawn(core_log: Path, revision: int = 0, *, after: int = 0) -> float:
    """Wait until the core has logged, after a byte of its log, a frame of this revision or a later one.

    Return the moment at which the screen had handed that frame to the display.
    """

    def found() -> float | None:
        drawn = moments(core_log, after).drawn
        return min((at for shown, at in drawn.items() if shown >= revision), default=None)

    return until("the screen has drawn", found, START_S)


def one_label(shown: Display, home: Path) -> Program:
    """Prepare the program with one label; Kivy keeps its default settings in `home`."""
    home.mkdir(parents=True, exist_ok=True)
    environment = {**shown.environment, "KIVY_HOME": str(home)}
    return Program("tests.bench.one_label", (), home / "one_label.log", environment)


def until_first_frame(program: Program) -> float:
    """Wait for the first frame of the program with one label; its log must be a new one."""

    def found() -> float | None:
        told = _FIRST_FRAME.search(program.log.read_text(errors="replace"))
        return float(told[1]) if told else None

    return until("the label is drawn", found, START_S)
