"""How a sensor is found and greeted: the speed, the password, the facts, the ring."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import repeat

from drivers.fingerprint import ring
from drivers.fingerprint.api import SensorGarbled, SensorLocked, SensorLost, SensorSilent
from drivers.fingerprint.codes import Code
from drivers.fingerprint.library import Library
from drivers.fingerprint.line import Line
from drivers.fingerprint.patience import Patience
from drivers.fingerprint.port import SensorPort
from drivers.fingerprint.session import Session, facts_from

_TRIES_AT_EXPECTED_BAUD = 4
_COMMON_BAUDS = (57_600, 115_200, 9_600)


def connect(path: str, baud: int, address: int, password: int, patience: Patience) -> Session:
    """Open the port and greet the sensor, within `patience.open_s`. Raises SensorLost, SensorLocked."""
    port = SensorPort(path, baud)
    with ExitStack() as undo:
        port.open()
        undo.callback(port.hang_up)
        line = Line(port, address, patience)
        library = Library(line, address, password)
        line.begin(patience.open_s)
        parameters = _find(port, line, baud, patience)
        _show_password(line, library)
        facts = facts_from(line.settle() if parameters is None else parameters)
        has_ring = ring.is_there(line)
        undo.pop_all()
    return Session(port, line, library, facts, has_ring)


def _find(port: SensorPort, line: Line, baud: int, patience: Patience) -> bytes | None:
    """Return the sensor's parameters and leave the port at its speed; None when it wants the password first."""
    errors: list[SensorLost] = []
    for rate in _rates(baud):
        port.switch_baud(rate)
        try:
            return line.settle(patience.try_s)
        except (SensorSilent, SensorGarbled) as err:
            errors.append(err)
        except SensorLost:
            if line.code != Code.PASSWORD_NEEDED:
                raise
            return None
    raise errors[0]  # what happened at the expected speed


def _rates(baud: int) -> Iterator[int]:
    """Yield the speeds to try: the expected one several times, for a sensor hears nothing while it powers up."""
    yield from repeat(baud, _TRIES_AT_EXPECTED_BAUD)
    yield from (rate for rate in _COMMON_BAUDS if rate != baud)


def _show_password(line: Line, library: Library) -> None:
    """Verify the password; once more when the answer was lost. Raises SensorLocked."""
    try:
        accepted = library.call(library.verifyPassword)
    except (SensorSilent, SensorGarbled):
        _settle_locked(line)
        accepted = library.call(library.verifyPassword)
    if not accepted:
        message = "the sensor refuses this terminal's password: was it swapped? Pair it anew"
        raise SensorLocked(message)


def _settle_locked(line: Line) -> None:
    """Settle a sensor that may still want its password."""
    try:
        line.settle()
    except SensorLost:
        if line.code != Code.PASSWORD_NEEDED:
            raise
