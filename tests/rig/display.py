"""A virtual display with a pointer: Xvfb for the window, xdotool for the touches, Pillow for the pictures."""

import os
import subprocess
from pathlib import Path

from PIL import Image, ImageGrab

END_S = 5.0


class Display:
    """One X server on a free number, without a window manager: windows stand where they ask to."""

    def __init__(self, width: int = 1_280, height: int = 800) -> None:
        """Start Xvfb and wait until it has chosen its number."""
        read, write = os.pipe()
        self._server = subprocess.Popen(
            ("Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"),
            pass_fds=(write,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as chosen:
            number = chosen.readline().strip()
        if not number:
            message = f"Xvfb did not start (status {self._server.wait(END_S)})"
            raise RuntimeError(message)
        self.name = f":{number}"
        self.environment = {"DISPLAY": self.name, "SDL_VIDEODRIVER": "x11", "SDL_AUDIODRIVER": "dummy"}

    def touch(self, x: int, y: int) -> None:
        """Press and release at a point of the screen."""
        self._point("mousemove", str(x), str(y), "click", "1")

    def press(self, x: int, y: int) -> None:
        """Press and hold at a point of the screen."""
        self._point("mousemove", str(x), str(y), "mousedown", "1")

    def release(self) -> None:
        """Release what is held."""
        self._point("mouseup", "1")

    def picture(self, box: tuple[int, int, int, int] | None = None) -> Image.Image:
        """Return what stands on the screen, or in a box (left, top, right, bottom) of it."""
        return ImageGrab.grab(bbox=box, xdisplay=self.name)

    def save(self, path: Path, box: tuple[int, int, int, int] | None = None) -> None:
        """Save a picture."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.picture(box).save(path)

    def stop(self) -> None:
        """End the X server."""
        self._server.terminate()
        self._server.wait(END_S)

    def _point(self, *acts: str) -> None:
        subprocess.run(("xdotool", *acts), env={**os.environ, **self.environment}, timeout=END_S, check=True)
