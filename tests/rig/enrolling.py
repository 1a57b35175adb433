"""Enrols people as a supervisor would, by the socket and the glass, without looking at the screen."""

from collections.abc import Callable, Mapping

from terminal.messages import Dismiss, Enrol, Enrolled, Enrolling, EnrolmentStep, Refused, Snapshot, Waiting
from tests.rig.listener import Listener
from tests.rig.rig import Rig


def ready(snapshot: Snapshot) -> bool:
    """Tell whether the clock waits for a finger and can read one."""
    return isinstance(snapshot.face, Waiting) and not snapshot.face.reading and snapshot.face.out_of_order is None


def enrol_all(rig: Rig, listener: Listener, people: Mapping[str, str]) -> None:
    """Let the cloud name people and enrol a finger of each: 1 for the first, 2 for the second, and so on."""
    rig.cloud.put_employees(people)
    listener.until_now(
        "the people are listed", lambda s: any(row.value.startswith(f"{len(people)} listed") for row in s.support)
    )
    listener.until_now("the sensor is ready", ready)
    for finger, employee in enumerate(people, 1):
        enrol(rig, listener, employee, finger)


def enrol(rig: Rig, listener: Listener, employee: str, finger: int) -> None:
    """Enrol one finger by doing what the screen asks for, as a person does."""
    listener.send(Enrol(employee))
    done = None
    while not isinstance(done, Enrolled):
        face = listener.until_now(f"{employee} after {done}", _asks_other_than(done)).face
        done = face.step if isinstance(face, Enrolling) else face
        match done:
            case EnrolmentStep.PLACE | EnrolmentStep.PLACE_AGAIN:
                rig.emulator.control.press(finger)
            case EnrolmentStep.LIFT:
                rig.emulator.control.lift()
            case Refused(cause):
                message = f"{employee} cannot be enrolled: {cause}"
                raise AssertionError(message)
            case _:
                pass
    rig.emulator.control.lift()
    listener.send(Dismiss())
    rig.until_glass_seen_empty()


def _asks_other_than(done: object) -> Callable[[Snapshot], bool]:
    """Tell whether the screen asks for another act than the one done."""

    def asks(snapshot: Snapshot) -> bool:
        face = snapshot.face
        return isinstance(face, Enrolled | Refused) or (isinstance(face, Enrolling) and face.step is not done)

    return asks


def at(snapshot: Snapshot, step: EnrolmentStep) -> bool:
    """Tell whether an enrolment stands at a step."""
    return isinstance(snapshot.face, Enrolling) and snapshot.face.step is step
