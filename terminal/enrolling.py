"""How an enrolment moves the state: begin, advance, end. Pure."""

from dataclasses import replace

import msgspec

from terminal import causes
from terminal.effects import BeginEnrolment, EndEnrolment, ForgetFinger, KeepResident, Light, ShowLight
from terminal.events import FingerEnrolled
from terminal.faces import Step, refuse, rest
from terminal.messages import Cause, Enrolled, Enrolling, EnrolmentStep
from terminal.model import EmployeeId
from terminal.state import State


def begin(state: State, employee: EmployeeId, now: float) -> Step:
    """Start an enrolment, if the person is known and the sensor works."""
    if isinstance(state.face, Enrolling):
        return state, ()
    person = state.people.get(employee)
    if person is None:
        return refuse(state, causes.ENROL_UNKNOWN, now)
    if state.sensor is not None:
        return refuse(state, state.sensor, now)
    face = Enrolling(employee, person.name, EnrolmentStep.PLACE, now + state.policy.enrolment_s)
    effects = (BeginEnrolment(employee, frozenset(state.residents)), ShowLight(Light.READING))
    return replace(state, face=face, chosen=None, shown=None), effects


def advance(state: State, step: EnrolmentStep, now: float) -> Step:
    """Show the next act that is asked of the person."""
    if not isinstance(state.face, Enrolling):
        return state, ()
    until_at = now + state.policy.enrolment_s
    return replace(state, face=msgspec.structs.replace(state.face, step=step, until_at=until_at)), ()


def fail(state: State, cause: Cause, now: float) -> Step:
    """Show why the enrolment ended."""
    return refuse(state, cause, now) if isinstance(state.face, Enrolling) else (state, ())


def leave(state: State, now: float, *, by_person: bool) -> Step:
    """Give up an enrolment, because somebody cancelled it or nobody came."""
    then = rest(state, now) if by_person else refuse(state, causes.ENROL_TIMEOUT, now)
    return then[0], (EndEnrolment(), *then[1])


def keep(state: State, enrolled: FingerEnrolled, now: float) -> Step:
    """Keep whose finger it is; forget it if the enrolment was given up, or the person removed, meanwhile."""
    face = state.face
    if not isinstance(face, Enrolling) or face.employee != enrolled.employee:
        return state, (ForgetFinger(enrolled.slot),)
    if enrolled.employee not in state.people:
        state, effects = refuse(state, causes.EMPLOYEE_GONE, now)
        return state, (ForgetFinger(enrolled.slot), *effects)
    return state, (KeepResident(enrolled),)


def lose(state: State, enrolled: FingerEnrolled, cause: Cause, now: float) -> Step:
    """Say that the disk refused, and forget a finger of which nobody would know whose it is."""
    state, effects = fail(replace(state, disk=cause), cause, now)
    return state, (ForgetFinger(enrolled.slot), *effects)


def succeed(state: State, enrolled: FingerEnrolled, now: float) -> Step:
    """Show that the finger can be used, now that this is durable."""
    face = state.face
    residents = {**state.residents, enrolled.slot: enrolled.employee}
    fingers = sum(owner == enrolled.employee for owner in residents.values())
    state = replace(state, residents=residents)
    if not isinstance(face, Enrolling):
        return state, ()
    done = Enrolled(enrolled.employee, face.name, fingers, now + state.policy.accepted_s)
    return replace(state, face=done), (ShowLight(Light.ACCEPTED),)
