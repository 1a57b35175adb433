"""What the screens say for each snapshot."""

from dataclasses import replace as with_field
from datetime import UTC, date, datetime

import msgspec
import pytest

from terminal import causes
from terminal.messages import (
    Accepted,
    Cause,
    CloudState,
    Enrolled,
    Enrolling,
    EnrolmentStep,
    Face,
    LinkKind,
    Refused,
    RejectedClocking,
    Row,
    Snapshot,
    Strip,
    Waiting,
)
from terminal.model import ClockQuality, Key, Kind
from ui import icons, presenter, sounds, wallclock, words
from ui.views import AcceptedView, EnrolView, IdleView, RefusedView

WELL = Strip(LinkKind.ETHERNET, CloudState.REACHED, 0, 0, ClockQuality.SYNCHRONISED, 4)
CLOCKED = Accepted("u1", 10482, "Alex Example", Kind.IN, "08:57", 8, until_at=104.0)


def snapshot(face: Face, strip: Strip = WELL, **fields: object) -> Snapshot:
    made = Snapshot(1, 100.0, "Leeds · Gate 2", "CT-0007", "Europe/London", face, strip)
    return msgspec.structs.replace(made, **fields)


def idle(face: Waiting, strip: Strip = WELL) -> IdleView:
    view = presenter.face(snapshot(face, strip))
    assert isinstance(view, IdleView)
    return view


def accepted(face: Accepted, strip: Strip = WELL) -> AcceptedView:
    view = presenter.face(snapshot(face, strip))
    assert isinstance(view, AcceptedView)
    return view


def test_the_idle_face_asks_for_a_finger() -> None:
    view = idle(Waiting())
    assert view.prompt is not None
    assert (view.prompt.title, view.prompt.hint) == ("Place your finger", "or choose first")
    assert [key.word for key in view.keys] == ["In", "Out", "Break"]
    assert not any(key.chosen for key in view.keys)


def test_a_chosen_key_is_lit_and_says_what_it_waits_for() -> None:
    view = idle(Waiting(key=Key.OUT, until_at=108.0))
    assert [key.chosen for key in view.keys] == [False, True, False]
    assert view.prompt is not None
    assert view.prompt.title == "Out \N{EN DASH} place your finger"
    assert view.prompt.until_at == 108.0


def test_while_the_finger_is_read_it_shall_hold_still() -> None:
    view = idle(Waiting(key=Key.IN, until_at=108.0, reading=True))
    assert view.prompt is not None
    assert view.prompt.title == "Hold still"
    assert view.prompt.reading


def test_a_sensor_out_of_order_takes_the_place_of_the_prompt() -> None:
    view = idle(Waiting(out_of_order=causes.SENSOR_UNPLUGGED))
    assert view.prompt is None
    assert view.caution is not None
    assert view.caution.code == "S-102"
    assert not any(key.enabled for key in view.keys)


def test_the_strip_shows_signs_alone_while_all_is_well() -> None:
    marks = idle(Waiting()).strip.marks
    assert [mark.name for mark in marks] == ["link", "cloud", "clock"]
    assert all(mark.word == "" and mark.tone == "secondary" for mark in marks)


def test_the_strip_says_in_words_what_is_not_well() -> None:
    strip = Strip(LinkKind.NONE, CloudState.UNREACHED, 3, 1, ClockQuality.UNSET)
    marks = {mark.name: mark for mark in idle(Waiting(), strip).strip.marks}
    assert marks["link"].word == "No network"
    assert marks["undelivered"].word == "3 waiting"
    assert marks["clock"].word == "Clock not set"
    assert marks["rejected"].word == "1 not accepted"
    assert marks["cloud"].word == ""  # follows from the missing network
    assert marks["cloud"].tone == "caution"


def test_the_strip_says_that_the_cloud_is_not_reached_over_a_network_that_is_there() -> None:
    strip = Strip(LinkKind.WIFI, CloudState.UNREACHED, 0, 0, ClockQuality.SYNCHRONISED)
    marks = {mark.name: mark for mark in idle(Waiting(), strip).strip.marks}
    assert marks["cloud"].word == "Cloud not reached"


def test_a_clock_without_a_cloud_shows_no_cloud() -> None:
    strip = Strip(LinkKind.ETHERNET, CloudState.ABSENT, 0, 0, ClockQuality.SYNCHRONISED)
    assert "cloud" not in [mark.name for mark in idle(Waiting(), strip).strip.marks]
    assert accepted(CLOCKED, strip).delivery == ""


@pytest.mark.parametrize("link", LinkKind)
@pytest.mark.parametrize("cloud", CloudState)
@pytest.mark.parametrize("quality", ClockQuality)
def test_every_state_of_the_strip_has_a_sign(link: LinkKind, cloud: CloudState, quality: ClockQuality) -> None:
    for mark in presenter.strip("", Strip(link, cloud, 1, 1, quality)).marks:
        assert mark.icon in icons.GLYPHS


def test_an_accepted_clocking_names_person_kind_time_and_number() -> None:
    view = accepted(CLOCKED)
    assert (view.greeting, view.name, view.result) == ("Good morning", "Alex Example", "In · 08:57")
    assert view.stored == "Stored on this clock · no.\u00a010\u00a0482"
    assert view.delivery == "Sending …"


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (Kind.IN, "In"),
        (Kind.OUT, "Out"),
        (Kind.BREAK_START, "Break"),
        (Kind.BREAK_END, "Back from break"),
    ],
)
def test_each_kind_has_its_word(kind: Kind, word: str) -> None:
    assert accepted(msgspec.structs.replace(CLOCKED, kind=kind)).result == f"{word} · 08:57"


def test_the_receipt_is_shown_when_it_comes() -> None:
    view = accepted(msgspec.structs.replace(CLOCKED, receipt="R-00000012", received_time="08:57:04"))
    assert view.delivery == "Received\u00a008:57:04 · R-00000012"
    assert view.delivery_icon == "received"


def test_without_a_network_the_clocking_is_said_to_be_sent_later() -> None:
    strip = Strip(LinkKind.NONE, CloudState.UNREACHED, 1, 0, ClockQuality.SYNCHRONISED)
    assert accepted(CLOCKED, strip).delivery == "Sent when the network is back"


def test_a_rejection_is_shown_with_its_code_and_what_to_do() -> None:
    view = accepted(msgspec.structs.replace(CLOCKED, rejection=causes.CLOCKING_REJECTED))
    assert view.delivery.endswith("C-120")
    assert view.delivery_tone == "caution"
    assert "supervisor" in view.note


def test_a_clocking_taken_back_says_so_and_keeps_what_was_stored() -> None:
    view = accepted(msgspec.structs.replace(CLOCKED, voided=True))
    assert view.voided
    assert view.name == "Taken back"
    assert "10\u00a0482" in view.stored


def test_a_refusal_says_whether_anything_was_recorded() -> None:
    nothing = presenter.face(snapshot(Refused(causes.FINGER_MESSY, 105.0)))
    something = presenter.face(snapshot(Refused(causes.ALREADY_CLOCKED, 105.0, name="Sam Sample")))
    assert isinstance(nothing, RefusedView)
    assert isinstance(something, RefusedView)
    assert nothing.recorded == "Nothing was recorded"
    assert something.recorded == "Your earlier clocking is recorded"
    assert (nothing.calm, something.calm) == (False, True)
    assert something.name == "Sam Sample"


def test_every_cause_of_the_core_has_an_icon_of_its_own() -> None:
    known = [value for value in vars(causes).values() if isinstance(value, Cause)]
    assert known
    for cause in known:
        assert cause.icon in icons.GLYPHS, cause


def test_an_unknown_icon_becomes_the_general_warning() -> None:
    assert presenter.cause(Cause("X-1", "Title", "Remedy", icon="invented later")).icon == "alert"


@pytest.mark.parametrize("step", EnrolmentStep)
def test_every_step_of_an_enrolment_says_what_to_do(step: EnrolmentStep) -> None:
    view = presenter.face(snapshot(Enrolling("e1", "Sam Sample", step, 120.0)))
    assert isinstance(view, EnrolView)
    assert view.title
    assert view.hint
    assert view.expects_finger is (step in {EnrolmentStep.PLACE, EnrolmentStep.PLACE_AGAIN})


def test_an_enrolled_finger_is_confirmed() -> None:
    view = presenter.face(snapshot(Enrolled("e1", "Sam Sample", 2, 105.0)))
    assert isinstance(view, EnrolView)
    assert view.done
    assert view.footer == "2 fingers on this clock"


def test_without_the_core_nothing_personal_is_shown() -> None:
    for view in (presenter.core_lost(snapshot(CLOCKED)), presenter.misfit(snapshot(CLOCKED))):
        assert "Alex" not in repr(view)
        assert view.strip.site == "Leeds · Gate 2"
        assert view.cause.code.startswith("U-")
    assert presenter.core_lost(None).zone == ""


def test_the_support_page_lists_rows_causes_and_rejected_clockings() -> None:
    rows = (Row("Clock", "Within 4 ms"), Row("Cloud", "", causes.CLOUD_UNREACHED))
    refused = RejectedClocking(10399, Kind.OUT, "2026-11-19 17:02", "E-12", "Employee left")
    view = presenter.support(snapshot(Waiting(), support=rows, rejected=(refused,)))
    assert [row.subject for row in view.rows] == ["Clock", "Cloud", "Not accepted by payroll", "no.\u00a010\u00a0399"]
    assert view.rows[1].code == "C-101"
    assert view.rows[1].value == causes.CLOUD_UNREACHED.title
    assert (view.rows[3].code, view.rows[3].remedy) == ("E-12", "Employee left")


def test_names_are_made_safe_to_draw() -> None:
    assert accepted(msgspec.structs.replace(CLOCKED, name="Al\x00ex\u202e Example")).name == "Alex Example"


def test_a_countdown_shrinks_from_one_to_nothing() -> None:
    assert presenter.remaining(104.0, 100.0, 100.0) == (1.0, 4)
    assert presenter.remaining(104.0, 100.0, 102.5) == (0.375, 2)
    assert presenter.remaining(104.0, 100.0, 110.0) == (0.0, 0)
    assert presenter.remaining(100.0, 100.0, 100.0) == (0.0, 0)
    assert presenter.remaining(1e300, 100.0, 100.0)[1] <= 999


@pytest.mark.parametrize(
    ("hour", "greeting"),
    [(5, "Good morning"), (11, "Good morning"), (12, "Good afternoon"), (18, "Good evening"), (3, "Good night")],
)
def test_the_greeting_follows_the_hour(hour: int, greeting: str) -> None:
    assert words.greeting(hour) == greeting


def test_the_face_shows_the_time_of_the_terminals_zone() -> None:
    moment = datetime(2026, 7, 1, 7, 57, 12, tzinfo=UTC)
    assert wallclock.shown(wallclock.local(moment, "Europe/London")) == "08:57"
    assert wallclock.shown(wallclock.local(moment, "Asia/Kathmandu")) == "13:42"
    assert words.day(date(2026, 11, 20)) == "Friday 20 November"


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../etc/passwd", "\x00"])
def test_an_unknown_zone_falls_back_to_the_machines_own(zone: str) -> None:
    moment = datetime(2026, 7, 1, 7, 57, tzinfo=UTC)
    assert wallclock.local(moment, zone) == moment


def test_the_face_looks_again_at_the_full_minute() -> None:
    assert wallclock.wait_s(datetime(2026, 1, 1, 8, 57, 59, 500_000, tzinfo=UTC)) == pytest.approx(0.505)
    assert wallclock.wait_s(datetime(2026, 1, 1, 8, 57, 0, tzinfo=UTC)) == wallclock.LOOK_AGAIN_S


def test_a_result_sounds_once_also_when_its_receipt_comes() -> None:
    first = accepted(CLOCKED)
    later = accepted(msgspec.structs.replace(CLOCKED, receipt="R-1"))
    assert sounds.wanted(None, first) == sounds.ACCEPTED
    assert sounds.wanted(first, later) is None
    assert sounds.wanted(first, with_field(first, clocking="u2")) == sounds.ACCEPTED
    assert sounds.wanted(first, with_field(first, voided=True)) is None


def test_a_refusal_sounds_once() -> None:
    view = presenter.refused(Refused(causes.FINGER_MESSY, 105.0))
    assert sounds.wanted(None, view) == sounds.REFUSED
    assert sounds.wanted(view, view) is None
    assert sounds.wanted(view, idle(Waiting())) is None
