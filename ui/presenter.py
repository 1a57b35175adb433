"""What each screen shows for a snapshot: pure, and without Kivy."""

from math import ceil
from typing import Final, assert_never

from terminal.messages import (
    Accepted,
    Cause,
    ClockQuality,
    CloudState,
    Enrolled,
    Enrolling,
    EnrolmentStep,
    Key,
    LinkKind,
    Refused,
    RejectedClocking,
    Row,
    Snapshot,
    Strip,
    Waiting,
)
from ui import icons, words
from ui.views import (
    AcceptedView,
    CauseView,
    CoreLostView,
    EnrolView,
    IdleView,
    KeyView,
    Mark,
    PromptView,
    RefusedView,
    StripView,
    SupportRow,
    SupportView,
    View,
)
from ui.writing import clean

LONGEST_COUNTDOWN_S: Final = 999.0  # no page stays this long; more would only widen the number

_KEY_LOOKS: Final[dict[Key, tuple[str, str]]] = {
    Key.IN: ("in", "good"),
    Key.OUT: ("out", "accent"),
    Key.BREAK: ("break", "caution"),
}


def face(snapshot: Snapshot) -> View:
    """Say what the snapshot's face shows."""
    match snapshot.face:
        case Waiting():
            return idle(snapshot, snapshot.face)
        case Accepted():
            return accepted(snapshot.face, snapshot.strip)
        case Refused():
            return refused(snapshot.face)
        case Enrolling():
            return enrolling(snapshot.face)
        case Enrolled():
            return enrolled(snapshot.face)
        case _ as unreachable:
            assert_never(unreachable)


def idle(snapshot: Snapshot, waiting: Waiting) -> IdleView:
    """Say what the idle face shows."""
    out_of_order = waiting.out_of_order
    if out_of_order is not None:
        prompt = None
    elif waiting.reading:
        prompt = PromptView(words.HOLD_STILL, words.READING, reading=True)
    elif waiting.key is not None:
        prompt = PromptView(words.chosen(waiting.key), "", until_at=waiting.until_at)
    else:
        prompt = PromptView(words.PLACE_FINGER, words.OR_CHOOSE)
    return IdleView(
        strip=strip(snapshot.site, snapshot.strip),
        zone=snapshot.zone,
        keys=_keys(waiting.key, enabled=out_of_order is None),
        prompt=prompt,
        caution=None if out_of_order is None else cause(out_of_order),
    )


def starting() -> IdleView:
    """Say what the idle face shows before the core has said anything."""
    return IdleView(
        strip=StripView(""),
        zone="",
        keys=_keys(None, enabled=False),
        prompt=PromptView(words.ONE_MOMENT, words.STARTING, quiet=True),
    )


def _keys(chosen: Key | None, *, enabled: bool) -> tuple[KeyView, ...]:
    return tuple(
        KeyView(key, words.KEYS[key], icon, tone, chosen=key is chosen, enabled=enabled)
        for key, (icon, tone) in _KEY_LOOKS.items()
    )


def strip(site: str, state: Strip) -> StripView:
    """Say what the status strip shows: signs alone while all is well, words where it is not."""
    marks: list[Mark] = []
    if state.rejected:
        text = words.not_accepted(state.rejected)
        marks.append(Mark("rejected", "rejected", "caution", text, words.grouped(state.rejected), rank=2))
    if state.undelivered:
        text = words.waiting(state.undelivered)
        marks.append(Mark("undelivered", "waiting", "text", text, words.grouped(state.undelivered), rank=1))
    marks.append(_link(state.link))
    if state.cloud is not CloudState.ABSENT:
        marks.append(_cloud(state))
    marks.append(_quality(state.quality))
    return StripView(clean(site), tuple(marks))


def _link(link: LinkKind) -> Mark:
    match link:
        case LinkKind.ETHERNET:
            return Mark("link", "ethernet")
        case LinkKind.WIFI:
            return Mark("link", "wifi")
        case LinkKind.OTHER:
            return Mark("link", "link_other")
        case LinkKind.NONE:
            return Mark("link", "link_none", "caution", words.NO_NETWORK, rank=4)
        case _ as unreachable:
            assert_never(unreachable)


def _cloud(state: Strip) -> Mark:
    match state.cloud:
        case CloudState.REACHED:
            return Mark("cloud", "cloud_reached")
        case CloudState.UNREACHED:
            # Without a network it follows that the cloud is not reached: one word says it.
            word = "" if state.link is LinkKind.NONE else words.CLOUD_UNREACHED
            return Mark("cloud", "cloud_off", "caution", word, rank=3)
        case CloudState.UNKNOWN | CloudState.ABSENT:
            return Mark("cloud", "cloud_unknown")
        case _ as unreachable:
            assert_never(unreachable)


def _quality(quality: ClockQuality) -> Mark:
    match quality:
        case ClockQuality.SYNCHRONISED:
            return Mark("clock", "clock_synchronised")
        case ClockQuality.HOLDOVER:
            return Mark("clock", "clock_holdover", "text", words.CLOCK_HOLDOVER, rank=0)
        case ClockQuality.UNSET:
            return Mark("clock", "clock_unset", "caution", words.CLOCK_UNSET, rank=5)
        case _ as unreachable:
            assert_never(unreachable)


def cause(of: Cause) -> CauseView:
    """Say a cause."""
    return CauseView(clean(of.title), clean(of.remedy), clean(of.code), icons.known(of.icon))


def accepted(of: Accepted, state: Strip) -> AcceptedView:
    """Say what an accepted clocking shows; green only, because only a durable one gets here."""
    name = clean(of.name)
    if of.voided:
        return AcceptedView(
            clocking=of.clocking,
            greeting=name,
            name=words.TAKEN_BACK,
            result=words.result(of.kind, clean(of.time)),
            note=words.TAKEN_BACK_REMEDY,
            stored=words.stored(of.number),
            delivery="",
            delivery_icon="stored",
            delivery_tone="good",
            until_at=of.until_at,
            voided=True,
        )
    delivery, icon, tone, note = "", "stored", "good", ""
    if of.rejection is not None:
        refusal = cause(of.rejection)
        delivery, icon, tone = words.with_code(refusal.title, refusal.code), "rejected", "caution"
        note = refusal.remedy
    elif of.receipt is not None:
        delivery, icon = words.received(of.received_time, clean(of.receipt)), "received"
    elif state.cloud is not CloudState.ABSENT:
        if state.link is LinkKind.NONE:
            delivery = words.SENT_LATER
        else:
            delivery = words.SENT_WHEN_REACHED if state.cloud is CloudState.UNREACHED else words.SENDING
    return AcceptedView(
        clocking=of.clocking,
        greeting=words.greeting(of.hour),
        name=name,
        result=words.result(of.kind, clean(of.time)),
        note=note,
        stored=words.stored(of.number),
        delivery=delivery,
        delivery_icon=icon,
        delivery_tone=tone,
        until_at=of.until_at,
    )


def refused(of: Refused) -> RefusedView:
    """Say why nothing was accepted."""
    recorded = words.CLOCKING_RECORDED if of.cause.recorded else words.NOTHING_RECORDED
    return RefusedView(clean(of.name or ""), cause(of.cause), recorded, of.until_at, calm=of.cause.recorded)


def enrolling(of: Enrolling) -> EnrolView:
    """Say what an enrolment asks for."""
    match of.step:
        case EnrolmentStep.PLACE:
            title, hint, scans, expects = words.ENROL_PLACE, words.ENROL_PLACE_HINT, 0, True
        case EnrolmentStep.LIFT:
            title, hint, scans, expects = words.ENROL_LIFT, words.ENROL_LIFT_HINT, 1, False
        case EnrolmentStep.PLACE_AGAIN:
            title, hint, scans, expects = words.ENROL_AGAIN, words.ENROL_AGAIN_HINT, 1, True
        case EnrolmentStep.STORING:
            title, hint, scans, expects = words.ENROL_STORING, words.ENROL_STORING_HINT, 2, False
        case _ as unreachable:
            assert_never(unreachable)
    return EnrolView(clean(of.name), title, hint, words.NOT_YET_ENROLLED, scans, of.until_at, expects_finger=expects)


def enrolled(of: Enrolled) -> EnrolView:
    """Say that a finger is enrolled."""
    footer = words.fingers(of.fingers)
    return EnrolView(clean(of.name), words.ENROLLED, words.CAN_CLOCK, footer, 2, of.until_at, done=True)


def core_lost(last: Snapshot | None) -> CoreLostView:
    """Say that the core is away. Shows nothing of the last snapshot but where the clock hangs."""
    what = CauseView(words.CORE_LOST, words.CORE_LOST_REMEDY, words.CORE_LOST_CODE, "core_lost")
    return _without_core(last, what)


def misfit(last: Snapshot | None) -> CoreLostView:
    """Say that core and screen are of versions that do not fit."""
    return _without_core(last, CauseView(words.MISFIT, words.MISFIT_REMEDY, words.MISFIT_CODE, "misfit"))


def _without_core(last: Snapshot | None, what: CauseView) -> CoreLostView:
    site, zone = ("", "") if last is None else (clean(last.site), last.zone)
    return CoreLostView(StripView(site), zone, what, words.CORE_LOST_SAFE)


def support(snapshot: Snapshot) -> SupportView:
    """Say what the support page shows."""
    rows = [_row(row) for row in snapshot.support]
    if snapshot.rejected:
        rows.append(SupportRow(words.REFUSED_CLOCKINGS, "", "", "text"))
        rows += [_rejected(one) for one in snapshot.rejected]
    if not rows:
        rows.append(SupportRow(words.NOTHING_TO_REPORT, "", "", "text"))
    return SupportView(words.SUPPORT, clean(snapshot.terminal), tuple(rows))


def _row(row: Row) -> SupportRow:
    subject, value = clean(row.subject), clean(row.value)
    if row.cause is None:
        return SupportRow(subject, value, "well", "good")
    why = cause(row.cause)
    remedy = f"{why.title}. {why.remedy}" if value else why.remedy
    return SupportRow(subject, value or why.title, why.icon, "caution", remedy, why.code)


def _rejected(one: RejectedClocking) -> SupportRow:
    subject = f"no.\N{NO-BREAK SPACE}{words.grouped(one.number)}"
    value = words.refused_clocking(one.kind, clean(one.time))
    return SupportRow(subject, value, "rejected", "caution", clean(one.reason), clean(one.code))


def remaining(until_at: float, begun_at: float, now: float) -> tuple[float, int]:
    """Give how much of a countdown is left: as a fraction (1 to 0), and in whole seconds, begun ones counted."""
    left_s = min(max(0.0, until_at - now), LONGEST_COUNTDOWN_S)
    total_s = until_at - begun_at
    return (min(1.0, left_s / total_s) if total_s > 0 else 0.0), ceil(left_s)
