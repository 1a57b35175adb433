"""An emulated sensor as a process, in a folder of its own."""

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from drivers.fingerprint.emulator.control import Control
from tests.rig.program import Program


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
        self._ready_file = folder / "sensor-ready.json"
        arguments = (
            *("--profile", profile, "--time-scale", str(time_scale), "--library", str(self.library)),
            *("--link", str(self.link), "--control", str(self.socket), "--wake-file", str(self.wake_file)),
            *("--ready-file", str(self._ready_file)),
            *(() if baud is None else ("--baud", str(baud))),
        )
        self.program = Program("drivers.fingerprint.emulator", arguments, folder / "emulator.log")
        self._running = ExitStack()
        self._control: Control | None = None

    @property
    def control(self) -> Control:
        """The connection to its control socket."""
        assert self._control is not None, "the emulator is not running: use it in a with statement"
        return self._control

    def __enter__(self) -> Self:
        """Start it and wait until the sensor can be opened."""
        self._running.callback(self.program.stop)
        self.program.start().until_ready(self._ready_file)
        self._control = self._running.enter_context(Control(self.socket))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up and end it."""
        self._running.close()
