"""The R503's ring of light (command 35).

A sensor without a ring answers an error or nothing. Modules with the AS608 chip take 35 for a handshake and answer
that all is well: they pass for a sensor with a ring, which does no harm.
"""

from drivers.fingerprint.api import RingColour, RingEffect, SensorGarbled, SensorSilent
from drivers.fingerprint.codes import Code
from drivers.fingerprint.line import Line

_AURA = 0x35
_TRIES = 2


def light(line: Line, effect: RingEffect, colour: RingColour, *, speed: int, times: int) -> bool:
    """Light the ring and return whether the sensor said it did. A lost answer is let go once the sensor listens again.

    Raises SensorLost when it does not, ValueError unless speed and times are 0 to 255.
    """
    payload = bytes([_AURA, effect.value, speed, colour.value, times])
    for _ in range(_TRIES):
        try:
            line.command(payload)
            return line.answer()[0] == Code.DONE
        except SensorGarbled:
            line.settle()
        except SensorSilent:
            line.settle()
            break
    return False


def is_there(line: Line) -> bool:
    """Return whether the sensor has a ring, by switching it off."""
    return light(line, RingEffect.OFF, RingColour.BLUE, speed=0, times=0)
