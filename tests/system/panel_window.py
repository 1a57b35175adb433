"""The panel's real window under test: what stands on it, and touches on its keys."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tests.rig.display import Display
from tests.rig.program import Program
from tests.rig.rig import Rig
from tests.rig.waiting import until
from ui.report_terms import PressableShown, Shown

AT = (24, 16)  # not the corner, so that a wrong position shows


class PanelWindow:
    """`python -m tests.panel` on a display, for a rig that may not run yet."""

    def __init__(self, rig: Rig, display: Display, size: str = "420x480", options: tuple[str, ...] = ()) -> None:
        """Prepare; `start` opens the window."""
        self._display = display
        self._report = rig.folder / "panel.json"
        arguments = (
            *("--emulator", str(rig.emulator.socket), "--lights", str(rig.light_trace), "--core", str(rig.socket)),
            *("--size", size, "--position", f"{AT[0]},{AT[1]}", "--report", str(self._report)),
            *options,
        )
        self.program = Program("tests.panel", arguments, rig.folder / "panel.log", display.environment)

    def start(self) -> "PanelWindow":
        """Open the window and wait for its first frame."""
        self._report.unlink(missing_ok=True)
        self.program.start()
        until("the panel's first frame", self.shown)
        return self

    def shown(self) -> Shown | None:
        """Return what is on the panel, None before the first frame."""
        try:
            return msgspec.json.decode(self._report.read_bytes(), type=Shown)
        except FileNotFoundError:
            assert self.program.running, self.program.last_words()
            return None

    def texts(self) -> list[str]:
        """Return every text on the panel."""
        shown = self.shown()
        return [text.text for text in shown.texts] if shown is not None else []

    def until_text(self, part: str, limit_s: float = 15.0) -> None:
        """Wait until a text contains `part`."""
        try:
            until(part, lambda: any(part in text for text in self.texts()), limit_s)
        except AssertionError as err:
            message = f"{err}; the panel shows {self.texts()}; {self.program.last_words()}"
            raise AssertionError(message) from err

    def key(self, name: str, wanted: Callable[[PressableShown], bool] = lambda key: key.enabled) -> PressableShown:
        """Return a key, once it is as wanted; of itself, once it can be pressed."""

        def found() -> PressableShown | None:
            shown = self.shown()
            keys = shown.pressables if shown is not None else []
            return next((key for key in keys if key.name == name and wanted(key)), None)

        return until(f"the key {name}", found)

    def touch(self, name: str) -> None:
        """Touch the middle of a key."""
        self._display.touch(*self._middle(name))

    @contextmanager
    def holding(self, name: str) -> Iterator[None]:
        """Hold a key."""
        self._display.press(*self._middle(name))
        try:
            yield
        finally:
            self._display.release()

    def enter(self, text: str) -> None:
        """Type a text and the Enter key."""
        self._display._point("type", text)
        self._display._point("key", "Return")

    def lamp(self) -> tuple[int, int, int]:
        """Return the colour in the middle of the status light."""
        left, top = AT[0] + 44, AT[1] + 44
        return self._display.picture((left, top, left + 1, top + 1)).convert("RGB").getpixel((0, 0))  # type: ignore[return-value]

    def save(self, path: Path) -> None:
        """Save a picture of the window."""
        shown = self.shown()
        assert shown is not None
        self._display.save(path, (AT[0], AT[1], AT[0] + shown.width, AT[1] + shown.height))

    def _middle(self, name: str) -> tuple[int, int]:
        left, top, width, height = self.key(name).box
        return AT[0] + left + width // 2, AT[1] + top + height // 2
