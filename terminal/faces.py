"""Which face follows which: at rest, refused, accepted. Pure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec

from terminal import causes, events
from terminal.effects import Effect, Light, ShowLight
from terminal.messages import Accepted, Cause, Refused, Waiting
from terminal.model import Stamp, Stored
from terminal.state import Shown, State

# Longer than two attempts may take by the sensor port's limits (capture 1.5, conversion 1.5, search 2, all twice); then
# the face gives up waiting for them.
READING_S = 10.0

Step = tuple[State, tuple[Effect, ...]]


def rest(state: State, now: float) -> Step:
    """Wait for a finger; a choice that has not lapsed stays, everything personal goes."""
    chosen = state.chosen if state.chosen and now < state.chosen.until_at else None
    face = Waiting(
        key=chosen.key if chosen else None,
        until_at=chosen.until_at if chosen else None,
        out_of_order=state.sensor,
    )
    light = Light.READY if state.sensor is None else Light.OUT_OF_ORDER
    return replace(state, face=face, chosen=chosen, shown=None), (ShowLight(light),)


def read(state: State, now: float) -> Step:
    """Show that a finger is being read. A choice that was valid at finger down stays valid until the result."""
    state, _ = rest(state, now)
    until_at = now + READING_S
    chosen = replace(state.chosen, until_at=until_at) if state.chosen else None
    face = Waiting(key=chosen.key if chosen else None, until_at=until_at, reading=True)
    return replace(state, face=face, chosen=chosen), (ShowLight(Light.READING),)


def refuse(state: State, cause: Cause, now: float, name: str | None = None) -> Step:
    """Show why nothing was accepted. A choice holds on for the next try, unless a person was recognised by name."""
    until_at = now + state.policy.refused_s
    kept = state.chosen if name is None else None
    chosen = replace(kept, until_at=until_at + state.policy.key_s) if kept else None
    face = Refused(cause=cause, until_at=until_at, name=name)
    return replace(state, face=face, chosen=chosen, shown=None), (ShowLight(Light.REFUSED),)


def accept(state: State, shown: Shown, now: float) -> Step:
    """Show a durable clocking."""
    stored = shown.stored
    face = Accepted(
        clocking=str(stored.draft.uuid),
        number=stored.number,
        name=_name(state, stored),
        kind=stored.draft.kind,
        time=local(stored.draft.stamp).strftime("%H:%M"),
        hour=local(stored.draft.stamp).hour,
        until_at=now + state.policy.accepted_s,
    )
    return replace(state, face=face, chosen=None, shown=shown), (ShowLight(Light.ACCEPTED),)


def take_back(state: State, now: float) -> State:
    """Mark the clocking on the result page as taken back."""
    if not isinstance(state.face, Accepted):
        return state
    until_at = now + state.policy.accepted_s
    return replace(state, face=msgspec.structs.replace(state.face, voided=True, until_at=until_at))


def answer(state: State, outcomes: events.OutcomesKept) -> State:
    """Add the cloud's answer to the result page, if it is about the clocking shown there."""
    face = state.face
    if not isinstance(face, Accepted):
        return state
    time = local(outcomes.at).strftime("%H:%M:%S")
    for receipt in outcomes.receipts:
        if str(receipt.uuid) == face.clocking:
            face = msgspec.structs.replace(face, receipt=receipt.number, received_time=time)
    for rejection in outcomes.rejections:
        if str(rejection.uuid) == face.clocking:
            face = msgspec.structs.replace(face, rejection=causes.CLOCKING_REJECTED)
    return replace(state, face=face)


def local(stamp: Stamp) -> datetime:
    """Return the local wall time of a stamp, without a zone."""
    utc = datetime.fromtimestamp(stamp.utc_us // 1_000_000, UTC).replace(tzinfo=None)
    return utc + timedelta(seconds=stamp.offset_s)


def _name(state: State, stored: Stored) -> str:
    person = state.people.get(stored.draft.employee)
    return person.name if person else stored.draft.employee
