"""Snapshots of every face, as a core would send them."""

from time import monotonic

import msgspec

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

WELL = Strip(LinkKind.ETHERNET, CloudState.REACHED, 0, 0, ClockQuality.SYNCHRONISED, 4)
UNWELL = Strip(LinkKind.NONE, CloudState.UNREACHED, 3, 1, ClockQuality.UNSET)
ROWS = (
    Row("Reader", "R503, 12 of 200 fingers"),
    Row("Network", "Ethernet, 192.168.1.41 from DHCP"),
    Row("Cloud", "", causes.CLOUD_UNREACHED),
    Row("Clock", "Synchronised, within 4 ms"),
    Row("Disk", "11.2 GB free"),
    Row("Waiting", "3 clockings, the oldest from 08:41"),
    Row("Version", "0.1.0"),
)
REJECTED = (RejectedClocking(10399, Kind.OUT, "2026-11-19 17:02", "E-12", "The employee left on 18 November"),)
LONG_CAUSE = Cause(
    "S-109",
    "Fingerabdrucklesegerät wurde ausgetauscht oder nicht angeschlossen",
    "Bitte Vorgesetzte benachrichtigen. Support: Fingerabdruckspeicherinhaltsverzeichnis prüfen.",
    icon="sensor_lost",
)

HARD_NAMES = {
    "sixty": "Maximiliane Alexandra von Hohenstein-Musterhausen-Beispielxx",
    "one-word": "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenwx",
    "wide": "W" * 60,
    "hebrew": "אלכס לדוגמה כהן",
    "arabic": "أليكس مثال الطويل",
    "mixed": "Alex אלכס Example",
    "emoji": "Alex 😀 Example 👩‍🚀🏳️‍🌈",
    "control": "Al\x00ex\r\n\tEx\u202eample\x07",
    "marks": "A" + "\u0301" * 40 + "lex " + "E" + "\u0316" * 20 + "xample",
    "unknown": "\U00016d43\U00016d44 山田",
    "nothing": "",
}


def snapshot(face: Face, strip: Strip = WELL, **fields: object) -> Snapshot:
    """Make a snapshot around a face; the screen's test numbers it."""
    made = Snapshot(0, monotonic(), "Leeds · Gate 2", "CT-0007", "Europe/London", face, strip)
    return msgspec.structs.replace(made, **fields)


def accepted(**fields: object) -> Accepted:
    """Make an accepted clocking."""
    made = Accepted("019a-1", 10482, "Alex Example", Kind.IN, "08:57", 8, until_at=monotonic() + 30)
    return msgspec.structs.replace(made, **fields)


def all_faces() -> dict[str, tuple[str, Snapshot]]:
    """Give every face by the name of its picture, with the screen that shows it."""
    soon = monotonic() + 30
    received = accepted(receipt="R-00000012", received_time="08:57:04")
    faces: dict[str, tuple[str, Snapshot]] = {
        "idle": ("IdleScreen", snapshot(Waiting())),
        "idle-unwell": ("IdleScreen", snapshot(Waiting(), UNWELL)),
        "chosen": ("IdleScreen", snapshot(Waiting(key=Key.OUT, until_at=monotonic() + 8))),
        "reading": ("IdleScreen", snapshot(Waiting(key=Key.IN, until_at=soon, reading=True))),
        "out-of-order": ("IdleScreen", snapshot(Waiting(out_of_order=causes.SENSOR_UNPLUGGED), UNWELL)),
        "accepted": ("AcceptedScreen", snapshot(accepted())),
        "accepted-received": ("AcceptedScreen", snapshot(received)),
        "accepted-offline": ("AcceptedScreen", snapshot(accepted(kind=Kind.BREAK_END), UNWELL)),
        "accepted-rejected": ("AcceptedScreen", snapshot(accepted(rejection=causes.CLOCKING_REJECTED))),
        "taken-back": ("AcceptedScreen", snapshot(accepted(voided=True))),
        "refused": ("RefusedScreen", snapshot(Refused(causes.FINGER_MESSY, soon))),
        "refused-recorded": ("RefusedScreen", snapshot(Refused(causes.ALREADY_CLOCKED, soon, name="Sam Sample"))),
        "enrolled": ("EnrolScreen", snapshot(Enrolled("e1", "Sam Sample", 2, soon))),
    }
    for step in EnrolmentStep:
        faces[f"enrol-{step.value}"] = ("EnrolScreen", snapshot(Enrolling("e1", "Sam Sample", step, soon)))
    return faces
