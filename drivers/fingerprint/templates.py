"""Templates on their way between the sensor's slots and the host. Biometric data: nothing here logs or names a byte."""

from drivers.fingerprint.api import CharBuffer, SensorGarbled, SensorLost
from drivers.fingerprint.codes import Code
from drivers.fingerprint.packets import frame_bytes
from drivers.fingerprint.patience import wire_s
from drivers.fingerprint.session import Session

TEMPLATE_SIZES = (512, 1536)  # R307 and R503
_SMALLEST_PACKET_BYTES = 32


def transfer_s(session: Session) -> float:
    """Return how long the largest template may take on the wire."""
    packets = TEMPLATE_SIZES[-1] // _SMALLEST_PACKET_BYTES
    return wire_s(packets * frame_bytes(_SMALLEST_PACKET_BYTES), session.port.baudrate)


def read(session: Session, slot: int) -> bytes:
    """Read a slot's template by way of buffer TWO, so that buffer ONE keeps what it holds."""
    library = session.library
    library.call(library.loadTemplate, slot, CharBuffer.TWO.value)
    template = bytes(library.call(library.downloadCharacteristics, CharBuffer.TWO.value))
    if len(template) not in TEMPLATE_SIZES:
        message = f"a template came with {len(template)} bytes: part of it was lost"
        raise SensorGarbled(message)
    return template


def upload(session: Session, template: bytes) -> None:
    """Put a template into buffer ONE and read it back. Raises SensorGarbled when it came back different."""
    library = session.library
    if not library.call(library.uploadCharacteristics, CharBuffer.ONE.value, list(template)):
        message = "the template was damaged on its way to the sensor"
        raise SensorGarbled(message)


def store(session: Session, slot: int) -> None:
    """Write buffer ONE to a slot. A lost answer is not answered by storing again, but by looking what happened."""
    library, line = session.library, session.line
    try:
        library.call(library.storeTemplate, slot, CharBuffer.ONE.value)
    except SensorLost:
        line.settle()
        if slot not in in_use(session) or not _holds_buffer_one(session, slot):
            raise


def in_use(session: Session) -> frozenset[int]:
    """Return the slots that hold a template."""
    library, capacity = session.library, session.facts.capacity
    occupied: set[int] = set()
    for page in range((capacity + 255) // 256):
        bits = library.call(library.getTemplateIndex, page)
        occupied.update(256 * page + at for at, used in enumerate(bits) if used)
    return frozenset(slot for slot in occupied if slot < capacity)


def _holds_buffer_one(session: Session, slot: int) -> bool:
    """Return whether a slot's template matches buffer ONE."""
    library = session.library
    library.call(library.loadTemplate, slot, CharBuffer.TWO.value)
    library.call(library.compareCharacteristics)
    return session.line.code == Code.DONE
