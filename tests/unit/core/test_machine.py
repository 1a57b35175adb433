"""The state machine: one journey each, then properties over random journeys."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from terminal import causes
from terminal.effects import (
    BeginEnrolment,
    DropResident,
    Effect,
    EndEnrolment,
    ForgetFinger,
    KeepEmployees,
    KeepOutcomes,
    KeepResident,
    Light,
    ShowLight,
    StoreClocking,
    WakeSyncing,
)
from terminal.events import (
    ClockingDisowned,
    ClockingNotStored,
    ClockingsAnswered,
    ClockingStored,
    DeadlineReached,
    DiskRefused,
    Dismissed,
    EmployeesFetched,
    EmployeesKept,
    EnrolmentAdvanced,
    EnrolmentFailed,
    EnrolmentRequested,
    Event,
    FingerDown,
    FingerEnrolled,
    FingerForgotten,
    FingerRefused,
    KeyChosen,
    OutcomesKept,
    ResidentKept,
    ResidentNotKept,
    SensorFailed,
    SensorReady,
)
from terminal.machine import deadline, step
from terminal.messages import Accepted, Enrolled, Enrolling, EnrolmentStep, Refused, Waiting
from terminal.model import Employee, Key, Kind, Receipt, Rejection, Stored
from terminal.state import State
from tests.unit.core.samples import ALEX, SAM, matched, ready_state, stamp, uuid


def effect_of(effects: tuple[Effect, ...], kind: type[Effect]) -> Effect | None:
    return next((effect for effect in effects if isinstance(effect, kind)), None)


def clocked(state: State, slot: int = 1, number: int = 1, at: float = 1.0) -> State:
    """Let a finger clock and the disk confirm."""
    state, effects = step(state, matched(slot, number, 1_000 + at), at)
    store = effect_of(effects, StoreClocking)
    assert isinstance(store, StoreClocking)
    return step(state, ClockingStored(Stored(number, store.draft)), at)[0]


def test_green_light_waits_for_commit() -> None:
    state, effects = step(ready_state(), matched(1, 1), 1.0)
    assert effects == (StoreClocking(effects[0].draft),)  # type: ignore[union-attr]
    assert not isinstance(state.face, Accepted)
    state, effects = step(state, ClockingStored(Stored(1, effects[0].draft)), 1.1)
    assert isinstance(state.face, Accepted)
    assert effects == (ShowLight(Light.ACCEPTED), WakeSyncing())


def test_a_full_disk_shows_that_nothing_was_recorded() -> None:
    state, effects = step(ready_state(), matched(1, 1), 1.0)
    draft = effects[0].draft  # type: ignore[union-attr]
    state, effects = step(state, ClockingNotStored(draft, causes.DISK_FULL), 1.1)
    assert isinstance(state.face, Refused)
    assert not state.face.cause.recorded
    assert effects == (ShowLight(Light.REFUSED),)
    assert state.last == {}


def test_an_unknown_slot_and_a_low_score_are_not_recognised() -> None:
    for event in (matched(9, 1), matched(1, 1, score=49)):
        state, effects = step(ready_state(), event, 1.0)
        assert isinstance(state.face, Refused)
        assert state.face.cause == causes.FINGER_UNKNOWN
        assert effect_of(effects, StoreClocking) is None


def test_an_employee_deleted_while_the_finger_is_read_is_refused_with_the_reason() -> None:
    state, _ = step(ready_state(), FingerDown(), 1.0)
    fetched = EmployeesFetched((), (ALEX.id,), "c")
    state, effects = step(state, fetched, 1.1)
    assert effects == (KeepEmployees(fetched),)
    assert ALEX.id in state.people  # nothing follows before it is durable
    state, effects = step(state, EmployeesKept(fetched), 1.1)
    assert effects == (ForgetFinger(1),)
    state, effects = step(state, matched(1, 1), 1.2)
    assert isinstance(state.face, Refused)
    assert state.face.cause == causes.EMPLOYEE_GONE


def test_an_employee_deleted_between_match_and_commit_keeps_the_clocking() -> None:
    state, effects = step(ready_state(), matched(1, 1), 1.0)
    state, _ = step(state, EmployeesKept(EmployeesFetched((), (ALEX.id,), "c")), 1.0)
    state, _ = step(state, ClockingStored(Stored(1, effects[0].draft)), 1.0)  # type: ignore[union-attr]
    assert isinstance(state.face, Accepted)
    assert state.face.name == ALEX.id


def test_a_key_decides_the_kind_and_lapses() -> None:
    state, _ = step(ready_state(), KeyChosen(Key.OUT), 1.0)
    assert isinstance(state.face, Waiting)
    assert state.face.key is Key.OUT
    assert deadline(state) == 11.0
    lapsed, _ = step(state, DeadlineReached(), 11.0)
    assert isinstance(lapsed.face, Waiting)
    assert lapsed.face.key is None
    state = clocked(state)
    assert state.face.kind is Kind.OUT  # type: ignore[union-attr]


def test_a_key_pressed_before_an_unreadable_finger_counts_for_the_next_try() -> None:
    state, _ = step(ready_state(), KeyChosen(Key.OUT), 1.0)
    state, _ = step(state, FingerDown(), 10.9)
    state, _ = step(state, FingerRefused(causes.FINGER_MESSY), 12.0)
    state, _ = step(state, DeadlineReached(), 17.0)
    state, effects = step(state, matched(1, 1), 18.0)
    assert effects[0].draft.kind is Kind.OUT  # type: ignore[union-attr]


def test_not_me_takes_back_what_is_shown_and_only_that() -> None:
    state = clocked(ready_state())
    state, effects = step(state, ClockingDisowned(uuid(1), uuid(2), stamp(1_003)), 2.0)
    void = effect_of(effects, StoreClocking)
    assert isinstance(void, StoreClocking)
    assert (void.draft.kind, void.draft.voids) == (Kind.VOID, uuid(1))
    state, _ = step(state, ClockingStored(Stored(2, void.draft)), 2.1)
    assert isinstance(state.face, Accepted)
    assert state.face.voided
    assert ALEX.id not in state.last
    state, effects = step(state, ClockingDisowned(uuid(1), uuid(3), stamp(1_004)), 2.2)
    assert effects == ()


def test_the_receipt_turns_up_on_the_page_of_its_clocking_only() -> None:
    state = clocked(ready_state())
    kept = OutcomesKept((Receipt(uuid(1), "R-1"),), (), stamp(), 1, (), 0)
    shown, _ = step(state, kept, 2.0)
    assert shown.face.receipt == "R-1"  # type: ignore[union-attr]
    other, _ = step(state, replace(kept, receipts=(Receipt(uuid(7), "R-7"),)), 2.0)
    assert other.face.receipt is None  # type: ignore[union-attr]
    refused, _ = step(state, replace(kept, receipts=(), rejections=(Rejection(uuid(1), "x", "y"),)), 2.0)
    assert refused.face.rejection == causes.CLOCKING_REJECTED  # type: ignore[union-attr]


def test_answers_are_kept_before_they_are_shown() -> None:
    answered = ClockingsAnswered((Receipt(uuid(1), "R-1"),), (), {uuid(1): 1}, stamp())
    state = clocked(ready_state())
    after, effects = step(state, answered, 2.0)
    assert after == state
    assert effects == (KeepOutcomes(answered),)


def test_nothing_personal_stays_when_the_next_finger_comes() -> None:
    state, _ = step(clocked(ready_state()), FingerDown(), 2.0)
    assert isinstance(state.face, Waiting)
    assert state.face.reading
    assert state.shown is None


def test_a_lost_sensor_shows_its_cause_at_rest_and_leaves_a_result_alone() -> None:
    failed = SensorFailed(causes.SENSOR_SILENT, "no answer")
    state, effects = step(ready_state(), failed, 1.0)
    assert state.face.out_of_order == causes.SENSOR_SILENT  # type: ignore[union-attr]
    assert effects == (ShowLight(Light.OUT_OF_ORDER),)
    state, effects = step(clocked(ready_state()), failed, 1.5)
    assert isinstance(state.face, Accepted)
    state, _ = step(state, DeadlineReached(), 10.0)
    assert state.face.out_of_order == causes.SENSOR_SILENT  # type: ignore[union-attr]
    state, _ = step(state, SensorReady(200, 2), 11.0)
    assert state.face == Waiting()


def test_a_finger_read_without_a_result_does_not_hold_the_screen() -> None:
    state, _ = step(ready_state(), FingerDown(), 1.0)
    at = deadline(state)
    assert at is not None
    state, _ = step(state, DeadlineReached(), at)
    assert state.face == Waiting()


def test_an_enrolment_ends_with_a_resident() -> None:
    state, effects = step(ready_state(), EnrolmentRequested(ALEX.id), 1.0)
    assert effect_of(effects, BeginEnrolment) == BeginEnrolment(ALEX.id, frozenset({1, 2}))
    state, _ = step(state, EnrolmentAdvanced(EnrolmentStep.LIFT), 2.0)
    assert isinstance(state.face, Enrolling)
    assert state.face.step is EnrolmentStep.LIFT
    enrolled = FingerEnrolled(ALEX.id, 3, b"h")
    state, effects = step(state, enrolled, 3.0)
    assert effects == (KeepResident(enrolled),)
    assert isinstance(state.face, Enrolling)
    state, effects = step(state, ResidentKept(enrolled), 3.0)
    assert effects == (ShowLight(Light.ACCEPTED),)
    assert isinstance(state.face, Enrolled)
    assert state.face.fingers == 2
    assert state.residents[3] == ALEX.id


def test_an_enrolment_that_the_disk_refuses_is_no_enrolment() -> None:
    state, _ = step(ready_state(), EnrolmentRequested(ALEX.id), 1.0)
    state, effects = step(state, ResidentNotKept(FingerEnrolled(ALEX.id, 3, b"h"), causes.DISK_FULL), 3.0)
    assert effects == (ForgetFinger(3), ShowLight(Light.REFUSED))
    assert isinstance(state.face, Refused)
    assert 3 not in state.residents


def test_an_enrolment_given_up_forgets_a_template_that_came_too_late() -> None:
    state, _ = step(ready_state(), EnrolmentRequested(ALEX.id), 1.0)
    state, effects = step(state, Dismissed(), 2.0)
    assert effects[0] == EndEnrolment()
    state, effects = step(state, FingerEnrolled(ALEX.id, 3, b"h"), 3.0)
    assert effects == (ForgetFinger(3),)
    assert 3 not in state.residents


def test_an_enrolment_that_nobody_answers_says_so() -> None:
    state, _ = step(ready_state(), EnrolmentRequested(ALEX.id), 1.0)
    at = deadline(state)
    assert at is not None
    state, effects = step(state, DeadlineReached(), at)
    assert effects[0] == EndEnrolment()
    assert state.face.cause == causes.ENROL_TIMEOUT  # type: ignore[union-attr]


def test_enrolling_needs_a_known_person_and_a_working_sensor() -> None:
    state, effects = step(ready_state(), EnrolmentRequested("nobody"), 1.0)
    assert isinstance(state.face, Refused)
    assert effect_of(effects, BeginEnrolment) is None
    lost, _ = step(ready_state(), SensorFailed(causes.SENSOR_SILENT, ""), 1.0)
    state, effects = step(lost, EnrolmentRequested(ALEX.id), 1.0)
    assert state.face.cause == causes.SENSOR_SILENT  # type: ignore[union-attr]


def test_a_finger_deleted_on_the_sensor_belongs_to_nobody() -> None:
    state, effects = step(ready_state(), FingerForgotten(1), 1.0)
    assert effects == (DropResident(1),)
    assert state.residents == {2: SAM.id}


def test_a_finger_that_must_go_is_deleted_when_the_sensor_is_back() -> None:
    state, _ = step(ready_state(), SensorFailed(causes.SENSOR_UNPLUGGED, ""), 1.0)
    state, _ = step(state, EmployeesKept(EmployeesFetched((), (SAM.id,), "c")), 2.0)
    state, effects = step(state, SensorReady(200, 2), 3.0)
    assert ForgetFinger(2) in effects


def test_a_whole_list_replaces_people_but_deletes_no_finger() -> None:
    state, effects = step(ready_state(), EmployeesKept(EmployeesFetched((SAM,), (), "c", whole=True)), 1.0)
    assert set(state.people) == {SAM.id}
    assert effect_of(effects, ForgetFinger) is None


_EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.just(FingerDown()),
    st.builds(matched, st.integers(0, 3), st.integers(1, 50), st.floats(1_000, 9_000), st.integers(0, 200)),
    st.sampled_from([FingerRefused(causes.FINGER_MESSY), FingerRefused(causes.FINGER_UNKNOWN)]),
    st.builds(KeyChosen, st.sampled_from([None, *Key])),
    st.just(Dismissed()),
    st.just(DeadlineReached()),
    st.builds(SensorFailed, st.sampled_from([causes.SENSOR_SILENT, causes.SENSOR_UNPLUGGED]), st.just("")),
    st.just(SensorReady(200, 2)),
    st.builds(
        ClockingDisowned, st.builds(uuid, st.integers(1, 50)), st.builds(uuid, st.integers(51, 99)), st.just(stamp())
    ),
    st.builds(EnrolmentRequested, st.sampled_from(["e-1", "e-2", "e-3"])),
    st.builds(EnrolmentAdvanced, st.sampled_from(list(EnrolmentStep))),
    st.just(EnrolmentFailed(causes.ENROL_FINGERS_DIFFER)),
    st.builds(FingerEnrolled, st.sampled_from(["e-1", "e-2"]), st.integers(0, 5), st.just(b"h")),
    st.builds(FingerForgotten, st.integers(0, 5)),
    st.builds(
        lambda upserts, deleted, whole: EmployeesFetched(tuple(upserts), tuple(deleted), "c", whole=whole),
        st.lists(st.sampled_from([ALEX, SAM, Employee("e-3", "Third\u202e Person")]), max_size=3),
        st.lists(st.sampled_from(["e-1", "e-2"]), max_size=2),
        st.booleans(),
    ),
)


@settings(max_examples=300)
@given(journey=st.lists(st.tuples(_EVENTS, st.floats(0, 8), st.booleans()), max_size=60))
def test_whatever_happens_green_follows_a_commit_and_every_passing_face_ends(  # noqa: C901, PLR0912 - one journey, whole
    journey: list[tuple[Event, float, bool]],
) -> None:
    state, now, number = ready_state(), 1.0, 0
    committed: set[str] = set()
    for event, pause, disk_works in journey:
        now += pause
        due: list[Event] = [event]
        while due:
            state, effects = step(state, due.pop(0), now)
            for effect in effects:
                if isinstance(effect, StoreClocking):
                    if disk_works:
                        number += 1
                        committed.add(str(effect.draft.uuid))
                        due.append(ClockingStored(Stored(number, effect.draft)))
                    else:
                        due.append(ClockingNotStored(effect.draft, causes.DISK_FULL))
                if isinstance(effect, KeepEmployees):
                    due.append(EmployeesKept(effect.fetched) if disk_works else DiskRefused(causes.DISK_FULL))
                if isinstance(effect, KeepResident):
                    kept = ResidentKept(effect.enrolled)
                    due.append(kept if disk_works else ResidentNotKept(effect.enrolled, causes.DISK_FULL))
                if effect == ShowLight(Light.ACCEPTED):
                    assert isinstance(state.face, Accepted | Enrolled)
        if isinstance(state.face, Accepted):
            assert state.face.clocking in committed
        if not isinstance(state.face, Waiting) or state.face.reading or state.face.key:
            assert deadline(state) is not None
    for _ in range(3):
        at = deadline(state)
        if at is None:
            break
        state, _ = step(state, DeadlineReached(), at)
    assert isinstance(state.face, Waiting)
    assert state.undelivered == number


def test_a_person_removed_during_the_enrolment_is_not_enrolled() -> None:
    state, _ = step(ready_state(), EnrolmentRequested(SAM.id), 1.0)
    state, _ = step(state, EmployeesKept(EmployeesFetched((), (SAM.id,), "c")), 2.0)
    state, _ = step(state, EnrolmentAdvanced(EnrolmentStep.STORING), 3.0)
    state, effects = step(state, FingerEnrolled(SAM.id, 7, b"h"), 4.0)
    assert effects == (ForgetFinger(7), ShowLight(Light.REFUSED))
    assert isinstance(state.face, Refused)
    assert state.face.cause == causes.EMPLOYEE_GONE
    assert state.face.until_at > 4.0


def test_a_choice_outlives_a_refusal_only_while_nobody_was_recognised() -> None:
    state, _ = step(ready_state(), KeyChosen(Key.OUT), 1.0)
    state, _ = step(state, FingerRefused(causes.FINGER_UNKNOWN), 2.0)
    assert state.chosen is not None
    state = clocked(ready_state())
    state, _ = step(state, KeyChosen(Key.OUT), 2.0)
    state = clocked(state, number=2, at=3.0)
    state, _ = step(state, KeyChosen(Key.OUT), 4.0)
    state, _ = step(state, matched(1, 3, 1_004.0), 4.0)
    assert isinstance(state.face, Refused)
    assert state.face.name == ALEX.name
    assert state.chosen is None


def test_reading_lasts_as_long_as_two_attempts_may_take() -> None:
    state, _ = step(ready_state(), FingerDown(), 1.0)
    at = deadline(state)
    assert at is not None
    assert at >= 1.0 + 2 * (1.5 + 1.5 + 2.0)  # the limits of the sensor's port: capture, conversion, search
