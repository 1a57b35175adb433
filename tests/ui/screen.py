"""A real window on a real display, with real touches: started, watched through its report, and photographed."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import NamedTuple, Self

import msgspec
from PIL import Image, ImageGrab

from terminal.messages import Drawn, FromClient, Snapshot
from tests.ui.scripted_core import ScriptedCore
from ui.report_terms import PressableShown, Shown, TextShown

PROJECT = Path(__file__).parents[2]
TIMEOUT_S = 15.0


class Size(NamedTuple):
    """The size of a window, in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


SIZES = [Size(800, 480), Size(1024, 600), Size(1280, 720), Size(480, 800)]
LEFT, TOP = 40, 24  # where the window stands: not at the corner, so that a wrong position shows


def wait_until(holds: Callable[[], bool], what: str, timeout_s: float = TIMEOUT_S) -> None:
    """Look again and again until something holds."""
    until = monotonic() + timeout_s
    pause = threading.Event()
    while not holds():
        assert monotonic() < until, f"not within {timeout_s} s: {what}"
        pause.wait(0.01)


class Screen:
    """The program under test, in a window of its own."""

    def __init__(
        self,
        display: str,
        folder: Path,
        core: ScriptedCore,
        *,
        size: Size = SIZES[0],
        theme: str = "dark",
        hand: str = "right",
        more: tuple[str, ...] = (),
    ) -> None:
        self.display = display
        self.core = core
        self.size = size
        self.theme = theme
        self.hand = hand
        self.more = more
        self.returned: int | None = None
        self._report = folder / f"report-{theme}-{hand}-{size}.json"
        self._log = folder / f"log-{theme}-{hand}-{size}.txt"
        self._process: subprocess.Popen[bytes] | None = None
        self.revision = 0

    def __enter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    *("-m", "ui", "--socket", str(self.core.path), "--report", str(self._report)),
                    *("--size", str(self.size), "--position", f"{LEFT},{TOP}"),
                    *("--theme", self.theme, "--hand", self.hand, "--sounds", "off"),
                    *self.more,
                ],
                cwd=PROJECT,
                env={"PATH": "/usr/bin:/bin", "DISPLAY": self.display, "HOME": "/nonexistent", "TZ": "Europe/London"},
                stderr=log,
            )
        wait_until(self._report.exists, "the first frame")
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.terminate()
        try:
            self.returned = self._process.wait(10)
        finally:
            self._process.kill()
            self._process.wait(10)

    @property
    def pid(self) -> int:
        """Give the number of the process."""
        assert self._process is not None
        return self._process.pid

    def log(self) -> str:
        """Give what the program has logged."""
        return self._log.read_text()

    def shown(self) -> Shown:
        """Give what the last frame shows."""
        assert self._process is not None
        assert self._process.poll() is None, self.log()
        return msgspec.json.decode(self._report.read_bytes(), type=Shown)

    def show(self, snapshot: Snapshot) -> Shown:
        """Have the core send a snapshot, numbered anew, and wait until it is drawn."""
        self.revision += 1
        revision = self.revision
        sent = len(self.core.received)
        self.core.say(msgspec.structs.replace(snapshot, revision=revision, made_at=monotonic()))

        def drawn(message: FromClient) -> bool | None:
            return (isinstance(message, Drawn) and message.revision == revision) or None

        self.core.wait_for(drawn, since=sent, timeout_s=TIMEOUT_S)
        self.wait_for(lambda shown: shown.revision == revision, f"revision {revision}")
        return self.shown()

    def wait_for(self, holds: Callable[[Shown], bool], what: str) -> Shown:
        """Wait until a frame is as it should be, and give it."""
        wait_until(lambda: holds(self.shown()), what)
        return self.shown()

    def picture(self) -> Image.Image:
        """Photograph the window."""
        box = (LEFT, TOP, LEFT + self.size.width, TOP + self.size.height)
        return ImageGrab.grab(bbox=box, xdisplay=self.display)

    def surroundings(self) -> Image.Image:
        """Photograph the whole display."""
        return ImageGrab.grab(xdisplay=self.display)

    def key(self, name: str) -> PressableShown:
        """Give something that can be pressed."""
        found = [one for one in self.shown().pressables if one.name == name]
        assert found, f"{name} is not among {[one.name for one in self.shown().pressables]}"
        return found[0]

    def tap(self, name: str) -> None:
        """Press something and let it go."""
        self.point(self.key(name))
        self._pointer("click", "1")

    def point(self, at: PressableShown | tuple[int, int]) -> None:
        """Move the pointer: to the middle of something, or to a place in the window."""
        if isinstance(at, PressableShown):
            left, top, width, height = at.box
            at = left + width // 2, top + height // 2
        self._pointer("mousemove", str(LEFT + at[0]), str(TOP + at[1]))

    def press(self) -> None:
        """Put the finger down."""
        self._pointer("mousedown", "1")

    def release(self) -> None:
        """Lift the finger."""
        self._pointer("mouseup", "1")

    def _pointer(self, *arguments: str) -> None:
        subprocess.run(
            ["xdotool", *arguments], check=True, timeout=10, env={"DISPLAY": self.display, "PATH": "/usr/bin:/bin"}
        )


def texts(shown: Shown) -> list[str]:
    """Give all texts of a frame."""
    return [text.text for text in shown.texts]


def misplaced(shown: Shown, *, least_px: int) -> list[str]:
    """Name what is cut, too small, outside the window, across a button's edge, or on top of another text."""
    scrolls = shown.screen == "SupportScreen"
    faults: list[str] = []
    for text in shown.texts:
        left, top, width, height = text.box
        if not text.whole:
            faults.append(f"cut: {text}")
        if text.px < least_px:
            faults.append(f"too small: {text}")
        if left < 0 or left + width > shown.width or (not scrolls and (top < 0 or top + height > shown.height)):
            faults.append(f"outside the window: {text}")
        faults += [
            f"across the edge of {pressable.name}: {text}"
            for pressable in shown.pressables
            if _overlap(text, pressable) and not _inside(text, pressable)
        ]
    for index, one in enumerate(shown.texts):
        faults += [f"on top of each other: {one} {two}" for two in shown.texts[index + 1 :] if _collide(one, two)]
    return faults


_Boxed = TextShown | PressableShown


def _overlap(one: _Boxed, two: _Boxed, slack: int = 0) -> bool:
    (x1, y1, w1, h1), (x2, y2, w2, h2) = one.box, two.box
    return x1 + w1 - slack > x2 and x2 + w2 - slack > x1 and y1 + h1 - slack > y2 and y2 + h2 - slack > y1


def _inside(one: _Boxed, two: _Boxed) -> bool:
    (x1, y1, w1, h1), (x2, y2, w2, h2) = one.box, two.box
    return x1 >= x2 and y1 >= y2 and x1 + w1 <= x2 + w2 and y1 + h1 <= y2 + h2


def _collide(one: TextShown, two: TextShown) -> bool:
    return _overlap(one, two, slack=1)
