"""The search through the whole library: the fast one (1B), which pyfingerprint lacks, else the plain one (04)."""

from drivers.fingerprint.api import CharBuffer, Match, SensorGarbled
from drivers.fingerprint.codes import Code, error_for
from drivers.fingerprint.session import Session

_FAST_SEARCH = 0x1B


def fast(session: Session) -> Match | None:
    """Search for buffer ONE with the fast search. Raises CommandRefused on a sensor without it."""
    capacity = session.facts.capacity
    session.line.command(bytes([_FAST_SEARCH, CharBuffer.ONE.value, 0, 0]) + capacity.to_bytes(2, "big"))
    answer = session.line.answer()
    match answer[0]:
        case Code.DONE:
            slot = int.from_bytes(answer[1:3], "big")
            return _match(session, slot, int.from_bytes(answer[3:5], "big"))
        case Code.NOT_FOUND:
            return None
        case code:
            raise error_for(code)


def plain(session: Session) -> Match | None:
    """Search for buffer ONE with the command that every sensor has."""
    library = session.library
    slot, score = library.call(library.searchTemplate)
    return None if session.line.code == Code.NOT_FOUND else _match(session, slot, score)


def _match(session: Session, slot: int, score: int) -> Match:
    """Return a match, once its slot is known to exist."""
    if slot >= session.facts.capacity:
        message = f"the sensor found a finger in slot {slot} of {session.facts.capacity}"
        raise SensorGarbled(message)
    return Match(slot, score)
