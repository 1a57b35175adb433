"""A client of a running emulator's control socket, for tests, the demo and benchmarks."""

import json
import socket
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_TIMEOUT_S = 5.0


class EmulatorRefused(Exception):
    """The emulator did not carry out an order; the message says why and what to do."""


class Control:
    """One connection. Each call blocks for at most 5 s and returns what the emulator answered."""

    def __init__(self, path: str | Path) -> None:
        """Connect. Raises OSError when no emulator listens there."""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(_TIMEOUT_S)
        try:
            self._socket.connect(str(path))
        except OSError:
            self._socket.close()
            raise
        self._lines = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up."""
        self.close()

    def close(self) -> None:
        """Hang up. Idempotent."""
        self._lines.close()
        self._socket.close()

    def tell(self, do: str, **fields: object) -> dict[str, Any]:
        """Give any order. Raises EmulatorRefused, OSError."""
        self._socket.sendall(json.dumps({"do": do, **fields}).encode() + b"\n")
        line = self._lines.readline()
        if not line:
            message = "the emulator hung up: is it still running?"
            raise ConnectionError(message)
        answer: dict[str, Any] = json.loads(line)
        if not answer.pop("ok"):
            raise EmulatorRefused(answer["error"])
        return answer

    def press(self, finger: int, quality: str = "good") -> float:
        """Lay a finger down until lifted; return the moment (CLOCK_MONOTONIC seconds)."""
        return float(self.tell("press", finger=finger, quality=quality)["down_at"])

    def tap(self, finger: int, hold_s: float, quality: str = "good") -> float:
        """Lay a finger down for some real seconds; return the moment at once."""
        return float(self.tell("tap", finger=finger, quality=quality, hold_s=hold_s)["down_at"])

    def lift(self) -> None:
        """Take the finger away."""
        self.tell("lift")

    def fault(self, kind: str, **fields: object) -> None:
        """Switch a fault on: `seconds`, `count`, `command`, `delay_s`, `code`, `where`, as its kind needs."""
        self.tell("fault", kind=kind, **fields)

    def clear(self) -> None:
        """Switch all faults off."""
        self.tell("clear")

    def unplug(self, seconds: float | None = None) -> None:
        """Pull the cable out, for some seconds or until replugged."""
        self.tell("unplug", seconds=seconds)

    def replug(self) -> str:
        """Plug the cable in; return the new device path."""
        return str(self.tell("replug")["device"])

    def restart(self) -> None:
        """Take the power away for a moment; the port stays."""
        self.tell("restart")

    def swap(self, library: str | Path, profile: str | None = None) -> None:
        """Put another sensor behind the same port."""
        self.tell("swap", library=str(library), **({} if profile is None else {"profile": profile}))

    def pace(self, time_scale: float) -> None:
        """Change the factor on all of the sensor's and the wire's times; 1 is real."""
        self.tell("pace", time_scale=time_scale)

    def enrol(self, finger: int, slot: int, count: int = 1) -> None:
        """Put templates of consecutive fingers straight into consecutive slots."""
        self.tell("enrol", finger=finger, slot=slot, count=count)

    def erase(self, slot: int | None = None) -> None:
        """Empty a slot, or the whole library."""
        self.tell("erase", **({} if slot is None else {"slot": slot}))

    def status(self) -> dict[str, Any]:
        """Return finger, wake-up line, ring, slots, faults, speed and so on."""
        return self.tell("status")

    def timings(self, *, reset: bool = False) -> list[dict[str, Any]]:
        """Return what each press cost, oldest first (see ledger.Press); with `reset` forget it afterwards."""
        presses: list[dict[str, Any]] = self.tell("timings", reset=reset)["presses"]
        return presses
