"""The emulated sensor without its wire: a command in, an answer out."""

from collections.abc import Callable

from drivers.fingerprint.emulator import scanning, setting, storing
from drivers.fingerprint.emulator.faults import Kind
from drivers.fingerprint.emulator.state import Reply, State

Handler = Callable[[State, bytes], Reply]
_NOT_UNDERSTOOD, _PASSWORD_NEEDED = 0x01, 0x21
_VERIFY_PASSWORD = 0x13

# Each command with the bytes that its fields take at least.
_COMMANDS: dict[int, tuple[Handler, int]] = {
    0x01: (scanning.capture, 0),
    0x02: (scanning.convert, 1),
    0x03: (scanning.compare, 0),
    0x04: (scanning.search, 5),
    0x05: (scanning.create, 0),
    0x06: (storing.store, 3),
    0x07: (storing.load, 3),
    0x08: (storing.send_template, 1),
    0x09: (storing.receive_template, 1),
    0x0A: (scanning.send_image, 0),
    0x0C: (storing.delete, 4),
    0x0D: (storing.clear, 0),
    0x0E: (setting.set_parameter, 2),
    0x0F: (setting.read_parameters, 0),
    0x12: (setting.set_password, 4),
    _VERIFY_PASSWORD: (setting.verify_password, 4),
    0x14: (setting.random, 0),
    0x15: (setting.set_address, 4),
    0x1B: (scanning.search, 5),
    0x1D: (storing.count, 0),
    0x1F: (storing.index, 1),
}
_RING_COMMANDS: dict[int, tuple[Handler, int]] = {
    0x35: (setting.ring, 4),
    0x3D: (setting.restart, 0),
    0x53: (setting.echo, 0),
}


def perform(state: State, content: bytes) -> Reply | None:
    """Carry out a command and return its answer; None where the model keeps silent."""
    command, fields = content[0], content[1:]
    known = _COMMANDS.get(command) or (_RING_COMMANDS.get(command) if state.profile.has_ring else None)
    if known is None:
        code = state.profile.unsupported_code
        return None if code is None else Reply(code, state.profile.other_s)
    handler, least_bytes = known
    if len(fields) < least_bytes:
        return not_understood(state)
    if not state.unlocked and command != _VERIFY_PASSWORD:
        return Reply(_PASSWORD_NEEDED, state.profile.other_s)
    reply = handler(state, fields)
    fault = state.faults.strike(Kind.CODE, command)
    return reply if fault is None else Reply(fault.code, reply.sensor_s)


def not_understood(state: State) -> Reply:
    """Return the answer to a command that arrived damaged."""
    return Reply(_NOT_UNDERSTOOD, state.profile.other_s)
