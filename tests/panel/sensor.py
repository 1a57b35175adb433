"""The emulated sensor: its fingers, faults and cable, over its control socket."""

from dataclasses import dataclass, replace
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

from drivers.fingerprint.emulator.control import Control, EmulatorRefused
from tests.panel.watching import Watching

EVERY_S: Final = 0.2
_NOTHING: Final[dict[str, Any]] = {}


class Effect(IntEnum):
    """What the ring does (command 35)."""

    BREATHING = 1
    FLASHING = 2
    ON = 3
    OFF = 4


@dataclass(frozen=True, slots=True)
class Ring:
    """The ring's state, as the sensor was last told."""

    effect: Effect = Effect.OFF
    colour: int = 0


@dataclass(frozen=True, slots=True)
class SensorSeen:
    """What the emulator said last. `refusal` is why it did not carry out the last order."""

    reached: bool = False
    plugged_in: bool = True
    finger: int | None = None
    ring: Ring = Ring()
    faults: frozenset[str] = frozenset()
    refusal: str = ""


class SensorWatching(Watching):
    """Follows one emulator, also through its restarts. A finger that is held is lifted at the end."""

    def __init__(self, path: Path) -> None:
        """Remember where it listens."""
        super().__init__("sensor", EVERY_S)
        self._path = path
        self._control: Control | None = None
        self._holding = False
        self.seen = SensorSeen()

    def press(self, finger: int, quality: str) -> None:
        """Lay a finger down until `lift`."""
        self.order(lambda: self._hold(finger, quality))

    def lift(self) -> None:
        """Take away the finger that `press` laid down."""
        self.order(self._let_go)

    def set_fault(self, kind: str, *, on: bool) -> None:
        """Switch a fault on until it is switched off."""
        self.order(lambda: self._tell("fault" if on else "clear", kind=kind))

    def set_plugged_in(self, *, on: bool) -> None:
        """Put the cable in, or pull it out."""
        self.order(lambda: self._tell("replug" if on else "unplug"))

    def look(self) -> bool:
        """Ask for the status."""
        if self._control is None:
            try:
                self._control = Control(self._path)
            except OSError:
                self._lost()
                return False
        answer = self._ask("status", _NOTHING)
        if answer is None:
            return False
        self._show(_read(answer, self.seen.refusal))
        return True

    def release(self) -> None:
        """Lift the finger and hang up."""
        if self._holding:
            self._let_go()
        self._hang_up()

    def _hold(self, finger: int, quality: str) -> None:
        self._holding = self._tell("press", finger=finger, quality=quality)

    def _let_go(self) -> None:
        if self._holding:
            self._holding = False
            # Not `_tell`: the reason of a press that was refused stays until the next press.
            self._ask("lift", _NOTHING)

    def _tell(self, do: str, **fields: object) -> bool:
        self._show(replace(self.seen, refusal=""))
        return self._ask(do, fields) is not None

    def _ask(self, do: str, fields: dict[str, Any]) -> dict[str, Any] | None:
        """Give one order; None when it was not carried out."""
        if self._control is None:
            return None
        try:
            return self._control.tell(do, **fields)
        except EmulatorRefused as err:
            self._show(replace(self.seen, refusal=str(err)))
        except (OSError, ValueError, KeyError):  # it went away, or what answers is no emulator
            self._lost()
        return None

    def _lost(self) -> None:
        self._hang_up()
        self._holding = False
        self._show(SensorSeen())

    def _hang_up(self) -> None:
        control, self._control = self._control, None
        if control is not None:
            control.close()

    def _show(self, seen: SensorSeen) -> None:
        if seen != self.seen:
            self.seen = seen
            self.changed()


def _read(status: dict[str, Any], refusal: str) -> SensorSeen:
    """Take from a status what the panel shows."""
    told = status.get("ring") or {}
    effect = told.get("effect", Effect.OFF)
    ring = Ring(Effect(effect) if effect in set(Effect) else Effect.ON, told.get("colour", 0))
    return SensorSeen(
        reached=True,
        plugged_in=bool(status.get("plugged_in")),
        finger=status.get("finger"),
        ring=ring,
        faults=frozenset(status.get("faults", ())),
        refusal=refusal,
    )
