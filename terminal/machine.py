"""The state machine of the clock: what each fact changes and what follows from it. Pure.

`step` is the only way to a new state. Whatever waits for the disk (StoreClocking, KeepOutcomes) shows on the screen
only after the core has reported it as done.
"""

from dataclasses import replace
from typing import assert_never

from terminal import causes, enrolling, events, faces
from terminal.clocking.rules import Last, Ruling, decide
from terminal.effects import (
    AskAgain,
    DropResident,
    ForgetFinger,
    KeepEmployees,
    KeepOutcomes,
    ResumeNumbers,
    StoreClocking,
    WakeSyncing,
)
from terminal.events import Event
from terminal.faces import Step
from terminal.messages import CloudState, Enrolling, Waiting
from terminal.model import Draft, Kind, Method
from terminal.state import Chosen, Shown, State

_RULINGS = {
    Ruling.DUPLICATE: causes.ALREADY_CLOCKED,
    Ruling.NOTHING_TO_PAUSE: causes.NOT_CLOCKED_IN,
}


def step(state: State, event: Event, now: float) -> Step:  # noqa: C901, PLR0911, PLR0912 - one case for each fact
    """Take one fact at monotonic time `now` (seconds); return the new state and what must be done, in order."""
    match event:
        case events.FingerDown():
            return _finger_down(state, now)
        case events.FingerMatched():
            return _finger_matched(state, event, now)
        case events.FingerRefused(cause):
            return (state, ()) if isinstance(state.face, Enrolling) else faces.refuse(state, cause, now)
        case events.SensorReady(capacity, in_use):
            return _sensor_ready(state, f"{in_use} of {capacity} fingers", now)
        case events.SensorFailed():
            return _sensor_failed(state, event, now)
        case events.KeyChosen():
            return _key_chosen(state, event, now)
        case events.Dismissed():
            return _left(state, now, by_person=True)
        case events.DeadlineReached():
            due = state.face.until_at is not None and state.face.until_at <= now
            return _left(state, now, by_person=False) if due else (state, ())
        case events.ClockingDisowned():
            return _disowned(state, event)
        case events.EnrolmentRequested(employee):
            return enrolling.begin(state, employee, now)
        case events.EnrolmentAdvanced(enrolment_step):
            return enrolling.advance(state, enrolment_step, now)
        case events.EnrolmentFailed(cause):
            return enrolling.fail(state, cause, now)
        case events.FingerEnrolled():
            return enrolling.keep(state, event, now)
        case events.ResidentKept(enrolled):
            return enrolling.succeed(state, enrolled, now)
        case events.ResidentNotKept(enrolled, cause):
            return enrolling.lose(state, enrolled, cause, now)
        case events.FingerForgotten(slot):
            residents = {kept: owner for kept, owner in state.residents.items() if kept != slot}
            return replace(state, residents=residents, leaving=state.leaving - {slot}), (DropResident(slot),)
        case events.ClockingStored():
            return _stored(state, event, now)
        case events.ClockingNotStored(_, cause):
            return faces.refuse(replace(state, disk=cause), cause, now)
        case events.ClockingsAnswered():
            return state, (KeepOutcomes(event),)
        case events.OutcomesKept():
            return _outcomes_kept(state, event), ()
        case events.EmployeesFetched():
            return state, (KeepEmployees(event),)
        case events.EmployeesKept(fetched):
            return _employees_kept(state, fetched)
        case events.DiskRefused(cause):
            return replace(state, disk=cause), (AskAgain(),)
        case events.LightFailed(detail):
            return replace(state, light=causes.LIGHT_FAILED, light_detail=detail), ()
        case events.CloudGreeted(last_number):
            return state, (ResumeNumbers(last_number),)
        case events.CloudReached():
            return replace(state, cloud=CloudState.REACHED, cloud_cause=None, cloud_detail=""), ()
        case events.CloudUnreached(cause, detail):
            return replace(state, cloud=CloudState.UNREACHED, cloud_cause=cause, cloud_detail=detail), ()
        case events.LinkChanged(link):
            return replace(state, link=link), ()
        case events.ClockQualityChanged(quality, error_ms):
            return replace(state, quality=quality, error_ms=error_ms), ()
        case _:
            assert_never(event)


def deadline(state: State) -> float | None:
    """Return the monotonic time at which `DeadlineReached` is due, or None."""
    return state.face.until_at


def _finger_down(state: State, now: float) -> Step:
    if state.sensor is not None or isinstance(state.face, Enrolling):
        return state, ()
    return faces.read(state, now)


def _finger_matched(state: State, event: events.FingerMatched, now: float) -> Step:
    if isinstance(state.face, Enrolling):
        return state, ()
    owner = state.residents.get(event.slot)
    if owner is None or event.score < state.policy.min_score:
        return faces.refuse(state, causes.FINGER_UNKNOWN, now)
    if owner not in state.people:
        return faces.refuse(state, causes.EMPLOYEE_GONE, now)
    key = state.chosen.key if state.chosen and now < state.chosen.until_at else None
    kind = decide(key, state.last.get(owner), event.stamp, state.policy.bounds)
    if isinstance(kind, Ruling):
        return faces.refuse(state, _RULINGS[kind], now, name=state.people[owner].name)
    return state, (StoreClocking(Draft(event.uuid, owner, kind, Method.FINGER, event.score, event.stamp)),)


def _sensor_ready(state: State, detail: str, now: float) -> Step:
    state, effects = _sensor_changed(replace(state, sensor=None, sensor_detail=detail), now)
    return state, (*effects, *(ForgetFinger(slot) for slot in sorted(state.leaving)))


def _sensor_failed(state: State, event: events.SensorFailed, now: float) -> Step:
    state = replace(state, sensor=event.cause, sensor_detail=event.detail)
    if isinstance(state.face, Enrolling):
        return faces.refuse(state, causes.ENROL_SENSOR, now)
    return _sensor_changed(state, now)


def _sensor_changed(state: State, now: float) -> Step:
    """A result stays on the screen until its time; only the face at rest shows the sensor."""
    return faces.rest(state, now) if isinstance(state.face, Waiting) else (state, ())


def _key_chosen(state: State, event: events.KeyChosen, now: float) -> Step:
    if isinstance(state.face, Enrolling):
        return state, ()
    chosen = Chosen(event.key, now + state.policy.key_s) if event.key else None
    return faces.rest(replace(state, chosen=chosen), now)


def _left(state: State, now: float, *, by_person: bool) -> Step:
    if isinstance(state.face, Enrolling):
        return enrolling.leave(state, now, by_person=by_person)
    return faces.rest(state, now)


def _disowned(state: State, event: events.ClockingDisowned) -> Step:
    """Only the clocking still on the screen can be taken back: later nobody can tell whose it was."""
    if state.shown is None or state.shown.stored.draft.uuid != event.clocking:
        return state, ()
    original = state.shown.stored.draft
    void = replace(original, uuid=event.uuid, kind=Kind.VOID, stamp=event.stamp, voids=original.uuid)
    return state, (StoreClocking(void),)


def _stored(state: State, event: events.ClockingStored, now: float) -> Step:
    draft = event.stored.draft
    state = replace(state, undelivered=state.undelivered + 1, disk=None)
    before = state.last.get(draft.employee)
    if draft.kind is Kind.VOID:
        standing = state.shown.before if state.shown else None
        last = {owner: kept for owner, kept in state.last.items() if owner != draft.employee}
        last |= {draft.employee: standing} if standing else {}
        return faces.take_back(replace(state, last=last, shown=None), now), (WakeSyncing(),)
    state = replace(state, last={**state.last, draft.employee: Last(draft.kind, draft.stamp)})
    state, effects = faces.accept(state, Shown(event.stored, before), now)
    return state, (*effects, WakeSyncing())


def _outcomes_kept(state: State, event: events.OutcomesKept) -> State:
    state = replace(
        state,
        undelivered=state.undelivered - event.kept,
        rejected=event.rejected,
        rejected_count=event.rejected_count,
    )
    return faces.answer(state, event)


def _employees_kept(state: State, event: events.EmployeesFetched) -> Step:
    gone = frozenset(event.deleted)
    known = {} if event.whole else {owner: kept for owner, kept in state.people.items() if owner not in gone}
    people = {**known, **{employee.id: employee for employee in event.upserts}}
    leaving = frozenset(slot for slot, owner in state.residents.items() if owner in gone)
    state = replace(state, people=people, leaving=state.leaving | leaving, disk=None)
    return state, tuple(ForgetFinger(slot) for slot in sorted(leaving))
