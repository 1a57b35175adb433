"""Whatever comes over the wire, a call returns or raises a SensorError, in bounded time."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from drivers.fingerprint.api import CharBuffer, RingColour, RingEffect, SensorError, SensorLost, SensorUnplugged
from drivers.fingerprint.emulator.codec import ACKNOWLEDGE, DATA, END_OF_DATA, frame
from drivers.fingerprint.patience import Patience
from drivers.fingerprint.zfm import ZfmSensor

from .peer import Peer
from .timing import within

CASES = 400
_PACES = Patience().scaled(0.02)
_ADDRESS = 0xFFFFFFFF
_PARAMETERS = bytes.fromhex("00 0000 0009 00c8 0003 ffffffff 0002 0006")
_CALLS: dict[str, Callable[[ZfmSensor], object]] = {
    "open": ZfmSensor.open,
    "capture": ZfmSensor.capture,
    "convert": lambda sensor: sensor.convert(CharBuffer.ONE),
    "identify": ZfmSensor.identify,
    "compare": ZfmSensor.compare,
    "create": ZfmSensor.create,
    "store": lambda sensor: sensor.store(3),
    "delete": lambda sensor: sensor.delete(3),
    "free_slot": ZfmSensor.free_slot,
    "count": ZfmSensor.count,
    "slots": ZfmSensor.slots,
    "template_up": lambda sensor: sensor.template_up(3),
    "template_down": lambda sensor: sensor.template_down(bytes(512), 3),
    "set_security_level": lambda sensor: sensor.set_security_level(2),
    "set_baud": lambda sensor: sensor.set_baud(57_600),
    "set_password": lambda sensor: sensor.set_password(1),
    "pairing": lambda sensor: sensor.pairing(frozenset({3})),
    "ring": lambda sensor: sensor.ring(RingEffect.ON, RingColour.RED),
}


def sane(heard: bytes) -> bytes:
    """Answer as a sensor without fault would, as far as opening goes."""
    return frame(ACKNOWLEDGE, _PARAMETERS if heard[9:10] == b"\x0f" else b"\x00", _ADDRESS)


def garbage(dice: random.Random) -> bytes:  # noqa: PLR0911  one line a kind of garbage
    """Return one piece of what no sensor should send."""
    content = dice.randbytes(dice.choice([1, 2, 3, 5, 17, 33, 256]))
    kind = dice.choice([ACKNOWLEDGE, DATA, END_OF_DATA, 0x01, dice.randrange(256)])
    address = dice.choice([_ADDRESS, _ADDRESS, dice.getrandbits(32)])
    whole = frame(kind, content, address)
    match dice.randrange(10):
        case 0:
            return dice.randbytes(dice.randrange(1, 600))
        case 1:
            return whole[: dice.randrange(len(whole))]
        case 2:
            at = dice.randrange(len(whole))
            return whole[:at] + bytes([whole[at] ^ (1 << dice.randrange(8))]) + whole[at + 1 :]
        case 3:
            return whole[:7] + dice.randbytes(2) + whole[9:]
        case 4:
            return b"\xef" * dice.randrange(1, 3000)
        case 5:
            return b"\xef\x01" * dice.randrange(1, 1500)
        case 6:
            return frame(ACKNOWLEDGE, b"", _ADDRESS)
        case 7:
            return b""
        case 8:
            return b"".join(frame(DATA, dice.randbytes(dice.choice([1, 32, 256])), _ADDRESS) for _ in range(20))
        case _:
            return whole


@pytest.fixture
def peer() -> Iterator[Peer]:
    """Return the other end of the sensor's port."""
    with Peer(sane) as running:
        yield running


@pytest.mark.parametrize("name", _CALLS)
def test_garbage_becomes_a_sensor_error_in_bounded_time(peer: Peer, name: str) -> None:
    dice = random.Random(name)
    sensor = ZfmSensor(peer.port, patience=_PACES)
    for _ in range(CASES // len(_CALLS)):
        peer.respond = sane
        with suppress(SensorLost):  # what the last case left on the wire
            sensor.open()
        pieces = [garbage(dice) for _ in range(dice.randrange(1, 4))]
        # Some commands are answered well, so that garbage also strikes later steps of a call.
        well = dice.random()
        peer.respond = lambda heard, well=well, pieces=pieces: (  # type: ignore[misc]
            sane(heard) if dice.random() < well else b"".join(pieces)
        )
        with within(1.0), suppress(SensorError):
            _CALLS[name](sensor)
    peer.respond = sane
    with suppress(SensorLost):
        sensor.open()
    sensor.open()
    assert sensor.capture() is True
    sensor.close()


@pytest.mark.parametrize("name", ["capture", "template_up"])
def test_an_endless_stream_does_not_hang_the_driver(peer: Peer, name: str) -> None:
    sensor = ZfmSensor(peer.port, patience=_PACES)
    sensor.open()
    endless = frame(DATA, b"x", _ADDRESS) * 300
    answers = [frame(ACKNOWLEDGE, b"\x00", _ADDRESS)] * 2
    peer.respond = lambda heard: (sane(heard) if heard[9:10] == b"\x0f" else answers[0]) + endless
    with within(1.0), suppress(SensorError):
        _CALLS[name](sensor)
    sensor.close()


@pytest.mark.parametrize(
    "parameters",
    [
        "00 0000 0009 0000 0003 ffffffff 0002 0006",  # no slots
        "00 0000 0009 ffff 0003 ffffffff 0002 0006",  # too many
        "00 0000 0009 00c8 0000 ffffffff 0002 0006",  # no such level
        "00 0000 0009 00c8 0003 ffffffff 0009 0006",  # no such packet size
        "00 0000 0009 00c8 0003 ffffffff 0002 0000",  # no such speed
    ],
)
def test_parameters_that_cannot_be_are_refused(peer: Peer, parameters: str) -> None:
    absurd = frame(ACKNOWLEDGE, bytes.fromhex(parameters), _ADDRESS)
    peer.respond = lambda heard: absurd if heard[9:10] == b"\x0f" else sane(heard)
    with pytest.raises(ConnectionError, match="cannot be"):
        ZfmSensor(peer.port, patience=_PACES).open()


def test_a_missing_port_says_what_to_check() -> None:
    with pytest.raises(SensorUnplugged, match="check the cable"):
        ZfmSensor("/dev/no-such-sensor").open()
