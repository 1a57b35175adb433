"""Short sounds for results, played by a program of their own: at idle nothing holds the audio device."""

import logging
import shutil
import subprocess
from pathlib import Path
from typing import Final

from ui.views import AcceptedView, EnrolView, RefusedView, View

log = logging.getLogger(__name__)

_SOUNDS: Final = Path(__file__).with_name("assets") / "sounds"
ACCEPTED: Final = "accepted"
REFUSED: Final = "refused"
KILLED_S: Final = 1.0  # how long a killed player may take to go; it takes milliseconds


def wanted(before: View | None, after: View) -> str | None:
    """Say which sound belongs to a change of the screen; none when the same result is only shown with more detail."""
    match after:
        case AcceptedView():
            same = isinstance(before, AcceptedView) and before.clocking == after.clocking
            return None if same or after.voided else ACCEPTED
        case RefusedView():
            same = isinstance(before, RefusedView) and before.until_at == after.until_at
            return None if same else REFUSED
        case EnrolView(done=True):
            return None if isinstance(before, EnrolView) and before.done else ACCEPTED
        case _:
            return None


class Sounds:
    """Plays sounds through `aplay`. Never blocks; where it cannot play it says so once in the log, and stays silent."""

    def __init__(self, *, enabled: bool) -> None:
        self._player = shutil.which("aplay") if enabled else None
        self._playing: subprocess.Popen[bytes] | None = None
        if enabled and self._player is None:
            log.warning("no sounds: the program aplay is not installed (package alsa-utils)")

    def wait(self, timeout_s: float) -> None:
        """Wait until the present sound has ended, up to `timeout_s`."""
        if self._playing is not None:
            self._playing.wait(timeout_s)

    def close(self) -> None:
        """Cut the present sound off."""
        if self._playing is not None and self._playing.poll() is None:
            self._playing.kill()
            self._playing.wait(KILLED_S)

    def follow(self, before: View | None, after: View) -> None:
        """Play what belongs to a change of the screen."""
        name = wanted(before, after)
        if name is not None:
            self.play(name)

    def play(self, name: str) -> None:
        """Start a sound; one that still plays is cut off."""
        if self._player is None:
            return
        last = self._playing
        if last is not None:
            code = last.poll()
            if code is None:
                self.close()
            elif code != 0:
                log.warning("no sounds: aplay ended with %d; is there an audio device?", code)
                self._player = None
                return
        try:
            self._playing = subprocess.Popen(  # noqa: S603 -- a fixed program with fixed arguments
                [self._player, "--quiet", str(_SOUNDS / f"{name}.wav")],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except OSError as err:
            log.warning("no sounds: aplay does not start: %s", err)
            self._player = None
