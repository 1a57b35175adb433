"""Commands about images and features: 01, 02, 03, 04, 05, 0A, 1B."""

import hashlib

from drivers.fingerprint.emulator.fingers import THRESHOLDS, Features, Quality, extract, features_of, score, template
from drivers.fingerprint.emulator.state import DONE, Reply, State

_NO_FINGER, _DIFFERENT, _NOT_FOUND, _NOT_COMBINED, _NO_IMAGE = 0x02, 0x08, 0x09, 0x0A, 0x15


def capture(state: State, _: bytes) -> Reply:
    """01: take an image of what lies on the glass as the command begins."""
    state.image = state.glass.impression
    if state.image is None:
        return Reply(_NO_FINGER, state.profile.empty_image_s)
    return Reply(DONE, state.profile.image_s)


def convert(state: State, fields: bytes) -> Reply:
    """02: image to features."""
    if state.image is None:
        return Reply(_NO_IMAGE, state.profile.other_s)
    found = extract(state.image, state.flash.security_level, state.profile.template_bytes)
    if isinstance(found, int):
        return Reply(found, state.profile.convert_s)
    state.buffers[state.buffer(fields[0])] = found
    return Reply(DONE, state.profile.convert_s)


def compare(state: State, _: bytes) -> Reply:
    """03: buffer 1 against buffer 2."""
    found = score(state.buffers.get(1, b""), state.buffers.get(2, b"?"))
    if found < THRESHOLDS[state.flash.security_level]:
        return Reply(_DIFFERENT, state.profile.compare_s, fields=bytes(2))
    return Reply(DONE, state.profile.compare_s, fields=found.to_bytes(2, "big"))


def search(state: State, fields: bytes) -> Reply:
    """04, 1B: the best match among the slots from a start, so many of them."""
    probe = state.buffers.get(state.buffer(fields[0]), b"")
    start = int.from_bytes(fields[1:3], "big")
    slots = range(start, start + int.from_bytes(fields[3:5], "big"))
    looked_at = {slot: raw for slot, raw in state.flash.templates.items() if slot in slots}
    sensor_s = state.profile.search_time_s(len(looked_at))
    wanted = features_of(probe)
    # Other fingers stay below every threshold; leaving them out keeps a full library quick to search here.
    scores = ((score(raw, probe), -slot) for slot, raw in looked_at.items() if raw == probe or _same(raw, wanted))
    best, minus_slot = max(scores, default=(0, 0))
    if best < THRESHOLDS[state.flash.security_level]:
        return Reply(_NOT_FOUND, sensor_s, fields=bytes(4))
    return Reply(DONE, sensor_s, fields=(-minus_slot).to_bytes(2, "big") + best.to_bytes(2, "big"))


def create(state: State, _: bytes) -> Reply:
    """05: both buffers to one template, left in both."""
    one, two = state.buffers.get(1), state.buffers.get(2)
    if one is None or two is None or score(one, two) < THRESHOLDS[state.flash.security_level]:
        return Reply(_NOT_COMBINED, state.profile.create_s)
    features = features_of(one)
    if features is not None:
        grain = hashlib.sha256(one + two).digest()[:8]
        quality = Quality.WRONG_SIDE if features.turned else Quality.GOOD
        one = template(features.finger, quality, grain, len(one))
    state.buffers[1] = state.buffers[2] = one
    return Reply(DONE, state.profile.create_s)


def send_image(state: State, _: bytes) -> Reply:
    """0A: the image to the host; a pattern that only its finger determines."""
    if state.image is None:
        return Reply(_NO_IMAGE, state.profile.other_s)
    pattern = hashlib.shake_256(f"image {state.image.finger}".encode()).digest(state.profile.image_bytes)
    return Reply(DONE, state.profile.other_s, data=pattern)


def _same(raw: bytes, wanted: Features | None) -> bool:
    """Return whether a template is of the wanted finger."""
    own = features_of(raw)
    return own is not None and wanted is not None and own.finger == wanted.finger
