"""Commands about the sensor itself: 0E, 0F, 12, 13, 14, 15, and on models with a ring 35, 3D, 53."""

import secrets

from drivers.fingerprint.emulator.faults import Kind
from drivers.fingerprint.emulator.state import DONE, Reply, State, Then

_WRONG_PASSWORD, _FLASH, _NO_SUCH_PARAMETER, _BAD_VALUE, _ECHO = 0x13, 0x18, 0x1A, 0x1B, 0x55
_SET_PARAMETER, _VERIFY_PASSWORD, _SET_PASSWORD = 0x0E, 0x13, 0x12
_BAUD, _LEVEL, _PACKET = 4, 5, 6
_PACKET_BYTES = (32, 64, 128, 256)
BAUD_STEP = 9600


def set_parameter(state: State, fields: bytes) -> Reply:
    """0E: speed, security level or packet size."""
    if state.faults.strike(Kind.FLASH_ERROR, _SET_PARAMETER):
        return Reply(_FLASH, state.profile.setting_s)
    then = Then.NOTHING
    match fields[0], fields[1]:
        case (parameter, step) if parameter == _BAUD and 1 <= step <= 12:  # noqa: PLR2004
            state.flash.baud = step * BAUD_STEP
            then = Then.SWITCH_BAUD
        case (parameter, level) if parameter == _LEVEL and 1 <= level <= 5:  # noqa: PLR2004
            state.flash.security_level = level
        case (parameter, code) if parameter == _PACKET and code < len(_PACKET_BYTES):
            state.flash.packet_bytes = _PACKET_BYTES[code]
        case (parameter, _):
            known = parameter in {_BAUD, _LEVEL, _PACKET}
            return Reply(_BAD_VALUE if known else _NO_SUCH_PARAMETER, state.profile.other_s)
    state.flash.save()
    return Reply(DONE, state.profile.setting_s, then=then)


def read_parameters(state: State, _: bytes) -> Reply:
    """0F: status, system, capacity, level, address, packet size, speed."""
    flash = state.flash
    words = (
        (0, 2),
        (9, 2),  # the system identifier that these sensors show
        (state.profile.capacity, 2),
        (flash.security_level, 2),
        (flash.address, 4),
        (_PACKET_BYTES.index(flash.packet_bytes), 2),
        (flash.baud // BAUD_STEP, 2),
    )
    fields = b"".join(value.to_bytes(size, "big") for value, size in words)
    return Reply(DONE, state.profile.other_s, fields=fields)


def set_password(state: State, fields: bytes) -> Reply:
    """12: a new password, for as long as the flash lasts."""
    if state.faults.strike(Kind.FLASH_ERROR, _SET_PASSWORD):
        return Reply(_FLASH, state.profile.setting_s)
    state.flash.password = int.from_bytes(fields[:4], "big")
    state.flash.save()
    return Reply(DONE, state.profile.setting_s)


def verify_password(state: State, fields: bytes) -> Reply:
    """13: unlock the sensor until it loses power."""
    if state.faults.strike(Kind.WRONG_PASSWORD, _VERIFY_PASSWORD) or (
        int.from_bytes(fields[:4], "big") != state.flash.password
    ):
        return Reply(_WRONG_PASSWORD, state.profile.other_s)
    state.unlocked = True
    return Reply(DONE, state.profile.other_s)


def random(state: State, _: bytes) -> Reply:
    """14: a random number."""
    return Reply(DONE, state.profile.other_s, fields=secrets.token_bytes(4))


def set_address(state: State, fields: bytes) -> Reply:
    """15: a new address, from this answer on."""
    state.flash.address = int.from_bytes(fields[:4], "big")
    state.flash.save()
    return Reply(DONE, state.profile.setting_s)


def ring(state: State, fields: bytes) -> Reply:
    """35: light the ring."""
    state.ring = dict(zip(("effect", "speed", "colour", "times"), fields, strict=False))
    return Reply(DONE, state.profile.other_s)


def restart(state: State, _: bytes) -> Reply:
    """3D: soft reset."""
    return Reply(DONE, state.profile.other_s, then=Then.RESTART)


def echo(state: State, _: bytes) -> Reply:
    """53: handshake, answered with 55."""
    return Reply(_ECHO, state.profile.other_s)
