"""Starts an emulator of its own, in a folder of its own, and ends it: for tests, the rig and benchmarks."""

import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Self

from drivers.fingerprint.emulator.control import Control

_START_S = 10.0
_STOP_S = 5.0
_LOOK_S = 0.01


class EmulatorProcess:
    """A running emulator as a context: `link` is the serial port, `control` gives it orders, `wake_file` its line."""

    def __init__(
        self, folder: Path, profile: str = "r503", *, time_scale: float = 1.0, baud: int | None = None
    ) -> None:
        """Choose where its files lie; the library there is kept from run to run."""
        self.link = folder / "sensor"
        self.library = folder / f"{profile}.json"
        self.socket = folder / "control.sock"
        self.wake_file = folder / "wake"
        self._ready_file = folder / "ready"
        self._arguments = ["--profile", profile, "--time-scale", str(time_scale)]
        if baud is not None:
            self._arguments += ["--baud", str(baud)]
        self._process: subprocess.Popen[bytes] | None = None
        self._control: Control | None = None

    @property
    def control(self) -> Control:
        """The connection to its control socket."""
        if self._control is None:
            message = "the emulator is not running: use it in a with statement"
            raise RuntimeError(message)
        return self._control

    @property
    def pid(self) -> int:
        """Its process id."""
        if self._process is None:
            message = "the emulator is not running: use it in a with statement"
            raise RuntimeError(message)
        return self._process.pid

    def __enter__(self) -> Self:
        """Start it and wait until the sensor can be opened, at most 10 s. Raises RuntimeError, TimeoutError."""
        self._ready_file.unlink(missing_ok=True)
        self._process = subprocess.Popen(  # noqa: S603  our own module, no shell
            [
                *(sys.executable, "-m", "drivers.fingerprint.emulator", *self._arguments),
                *("--library", str(self.library), "--link", str(self.link), "--control", str(self.socket)),
                *("--wake-file", str(self.wake_file), "--ready-file", str(self._ready_file)),
            ],
            cwd=Path(__file__).parents[3],
        )
        try:
            self._await_ready(self._process)
            self._control = Control(self.socket)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it, at most 5 s until it is killed."""
        self._stop()

    def _await_ready(self, process: subprocess.Popen[bytes]) -> None:
        """Wait for the ready file."""
        give_up_at = monotonic() + _START_S
        while not self._ready_file.exists():
            if process.poll() is not None:
                message = f"the emulator ended with {process.returncode}: see its error output"
                raise RuntimeError(message)
            if monotonic() > give_up_at:
                message = f"the emulator was not ready within {_START_S} s"
                raise TimeoutError(message)
            sleep(_LOOK_S)

    def _stop(self) -> None:
        """Hang up and end the process."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
