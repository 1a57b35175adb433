"""The real window of the clock: what stands on it, touches on its keys, pictures of it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.rig.display import Display
from tests.rig.program import Program
from tests.rig.waiting import until


class Screen:
    """`python -m ui` on a display. Coordinates are those of the window."""

    def __init__(
        self,
        socket: Path,
        folder: Path,
        display: Display,
        *,
        size: tuple[int, int] = (800, 480),
        position: tuple[int, int] = (0, 0),
        options: tuple[str, ...] = (),
    ) -> None:
        """Prepare; `start` opens the window."""
        self._display = display
        self._size = size
        self._position = position
        self._report = folder / f"screen-{position[0]}-{position[1]}.json"
        arguments = (
            *("--socket", str(socket), "--sounds", "off", "--report", str(self._report)),
            *("--size", f"{size[0]}x{size[1]}", "--position", f"{position[0]},{position[1]}"),
            *options,
        )
        self.program = Program("ui", arguments, folder / "ui.log", display.environment)

    def start(self) -> "Screen":
        """Open the window and wait for its first frame."""
        self._report.unlink(missing_ok=True)
        self.program.start()
        self.until("the first frame", lambda shown: shown["first_useful_at"] is not None)
        return self

    def stop(self) -> None:
        """Close the window."""
        self.program.stop()

    def shown(self) -> dict[str, Any]:
        """Return what is on the screen, empty before the first frame: see ui/report.py."""
        try:
            facts: dict[str, Any] = json.loads(self._report.read_text())
        except FileNotFoundError:
            return {}
        return facts

    def texts(self) -> list[str]:
        """Return every text on the screen."""
        return [text["text"] for text in self.shown().get("texts", ())]

    def until(self, what: str, wanted: Callable[[dict[str, Any]], bool], limit_s: float = 20.0) -> dict[str, Any]:
        """Wait until the screen is as wanted."""

        def found() -> dict[str, Any] | None:
            shown = self.shown()
            return shown if shown and wanted(shown) else None

        try:
            return until(what, found, limit_s)
        except AssertionError as err:
            message = f"{err}; the screen shows {self.texts()}; {self.program.last_words()}"
            raise AssertionError(message) from err

    def until_text(self, part: str, limit_s: float = 20.0) -> dict[str, Any]:
        """Wait until a text on the screen contains `part`."""
        return self.until(part, lambda shown: any(part in text["text"] for text in shown["texts"]), limit_s)

    def until_revision(self, revision: int) -> None:
        """Wait until the screen shows a snapshot, or a newer one."""
        self.until(f"revision {revision}", lambda shown: (shown["revision"] or 0) >= revision)

    def touch(self, name: str) -> None:
        """Touch the middle of a key or button."""

        def ready(shown: dict[str, Any]) -> bool:
            return any(key["name"] == name and key["enabled"] for key in shown["pressables"])

        shown = self.until(f"the key {name}", ready)
        key = next(key for key in shown["pressables"] if key["name"] == name)
        left, top, width, height = key["box"]
        self._display.touch(self._position[0] + left + width // 2, self._position[1] + top + height // 2)

    def save(self, path: Path) -> None:
        """Save a picture of the window."""
        left, top = self._position
        self._display.save(path, (left, top, left + self._size[0], top + self._size[1]))
