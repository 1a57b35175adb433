"""What a sensor keeps in its own flash besides templates: its speed and its password. Neither is ever set blindly."""

from contextlib import suppress
from dataclasses import replace

from drivers.fingerprint.api import SensorGarbled, SensorLost, SensorSilent
from drivers.fingerprint.session import BAUD_STEP, Session, facts_from

BAUDS = tuple(BAUD_STEP * step for step in range(1, 13))


def switch_baud(session: Session, baud: int) -> Session:
    """Switch sensor and port to a speed and check that they understand each other; else return to the old one.

    Raises SensorGarbled when the sensor answers only at the old speed, SensorLost when it answers at neither.
    """
    library, line, port = session.library, session.line, session.port
    old = port.baudrate
    # Whether the answer comes at the old or at the new speed is not documented: what counts is tried next.
    with suppress(SensorSilent, SensorGarbled):
        library.call(library.setBaudRate, baud)
    port.switch_baud(baud)
    try:
        facts = facts_from(line.settle())
    except SensorLost as err:
        port.switch_baud(old)
        line.settle()
        message = f"the sensor did not take up {baud} baud and stays at {old}: shorten the cable or stay there"
        raise SensorGarbled(message) from err
    return replace(session, facts=facts)


def change_password(session: Session, password: int) -> None:
    """Set the password and prove it. After a lost answer, the sensor itself says which of the two it has."""
    library, line = session.library, session.line
    old = library.password
    try:
        library.call(library.setPassword, password)
    except (SensorSilent, SensorGarbled):
        line.settle()
        library.password = password
        if not library.call(library.verifyPassword):
            library.password = old
            raise
        return
    if not library.call(library.verifyPassword):
        library.password = old
        message = "the sensor acknowledged a password that it then refused: set it again"
        raise SensorGarbled(message)
