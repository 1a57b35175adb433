"""Commands about the library and the templates on their way: 06, 07, 08, 09, 0C, 0D, 1D, 1F."""

from drivers.fingerprint.emulator.faults import Kind
from drivers.fingerprint.emulator.state import DONE, Reply, State, Then

_OUTSIDE, _UNREADABLE, _SEND_FAILED, _DELETE_FAILED, _CLEAR_FAILED, _FLASH = 0x0B, 0x0C, 0x0D, 0x10, 0x11, 0x18
_STORE, _DELETE, _CLEAR, _COUNT, _INDEX = 0x06, 0x0C, 0x0D, 0x1D, 0x1F
_PAGE_BYTES = 32


def store(state: State, fields: bytes) -> Reply:
    """06: buffer to slot."""
    slot, held = int.from_bytes(fields[1:3], "big"), state.buffers.get(state.buffer(fields[0]))
    if slot >= state.profile.capacity:
        return Reply(_OUTSIDE, state.profile.other_s)
    if state.faults.strike(Kind.FULL_LIBRARY, _STORE):
        return Reply(state.profile.store_failed_code, state.profile.other_s)
    # An empty buffer has nothing to write: assumed to be told as a flash error.
    if held is None or state.faults.strike(Kind.FLASH_ERROR, _STORE):
        return Reply(_FLASH, state.profile.store_s)
    state.flash.templates[slot] = held
    state.flash.save()
    return Reply(DONE, state.profile.store_s)


def load(state: State, fields: bytes) -> Reply:
    """07: slot to buffer."""
    slot = int.from_bytes(fields[1:3], "big")
    if slot >= state.profile.capacity:
        return Reply(_OUTSIDE, state.profile.other_s)
    if slot not in state.flash.templates:
        return Reply(_UNREADABLE, state.profile.other_s)
    state.buffers[state.buffer(fields[0])] = state.flash.templates[slot]
    return Reply(DONE, state.profile.other_s)


def send_template(state: State, fields: bytes) -> Reply:
    """08: buffer to host."""
    held = state.buffers.get(state.buffer(fields[0]))
    if held is None:
        return Reply(_SEND_FAILED, state.profile.other_s)
    return Reply(DONE, state.profile.other_s, data=held)


def receive_template(state: State, fields: bytes) -> Reply:
    """09: the data that follow go to a buffer."""
    state.upload_buffer = state.buffer(fields[0])
    state.upload.clear()
    return Reply(DONE, state.profile.other_s, then=Then.RECEIVE)


def take_data(state: State, content: bytes, *, last: bool) -> None:
    """Take in data after 09. What is not of a template's size is dropped, as is what nobody asked for."""
    if state.upload_buffer is None or len(state.upload) > state.profile.template_bytes:
        return
    state.upload += content
    if last:
        if len(state.upload) == state.profile.template_bytes:
            state.buffers[state.upload_buffer] = bytes(state.upload)
        state.upload_buffer = None


def delete(state: State, fields: bytes) -> Reply:
    """0C: so many slots from one on; that one was empty is no error."""
    start, count = int.from_bytes(fields[0:2], "big"), int.from_bytes(fields[2:4], "big")
    if start + count > state.profile.capacity:
        return Reply(_OUTSIDE, state.profile.other_s)
    if state.faults.strike(Kind.FLASH_ERROR, _DELETE):
        return Reply(_DELETE_FAILED, state.profile.delete_s)
    for slot in range(start, start + count):
        state.flash.templates.pop(slot, None)
    state.flash.save()
    return Reply(DONE, state.profile.delete_s)


def clear(state: State, _: bytes) -> Reply:
    """0D: all slots."""
    if state.faults.strike(Kind.FLASH_ERROR, _CLEAR):
        return Reply(_CLEAR_FAILED, state.profile.clear_s)
    state.flash.templates.clear()
    state.flash.save()
    return Reply(DONE, state.profile.clear_s)


def count(state: State, _: bytes) -> Reply:
    """1D: how many slots hold a template."""
    full = state.faults.strike(Kind.FULL_LIBRARY, _COUNT)
    found = state.profile.capacity if full else len(state.flash.templates)
    return Reply(DONE, state.profile.other_s, fields=found.to_bytes(2, "big"))


def index(state: State, fields: bytes) -> Reply:
    """1F: a page of 256 bits, slot 0 in the lowest bit of the first byte."""
    first = fields[0] * _PAGE_BYTES * 8
    bits = bytearray(_PAGE_BYTES)
    full = state.faults.strike(Kind.FULL_LIBRARY, _INDEX)
    for slot in range(state.profile.capacity) if full else state.flash.templates:
        if first <= slot < first + _PAGE_BYTES * 8:
            bits[(slot - first) // 8] |= 1 << (slot - first) % 8
    return Reply(DONE, state.profile.other_s, fields=bytes(bits))
