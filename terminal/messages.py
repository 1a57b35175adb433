"""What core and UI say to each other over the Unix socket: one JSON object a line, at most 64 KiB.

The core sends `Welcome` once and then a whole `Snapshot` after every change; a client keeps only the newest. The
client sends `Hello` first, then commands. Unknown fields are ignored by both sides, so that each can be updated alone
within one PROTOCOL number. Moments named `*_at` are seconds of CLOCK_MONOTONIC, which all processes share.
"""

from enum import StrEnum

import msgspec

from terminal.model import ClockQuality as ClockQuality  # noqa: PLC0414 - the screens take the terms from here
from terminal.model import Key as Key  # noqa: PLC0414 - the screens take the terms from here
from terminal.model import Kind as Kind  # noqa: PLC0414 - the screens take the terms from here

PROTOCOL = 1
MAX_LINE_BYTES = 65_536


class Cause(msgspec.Struct, frozen=True):
    """Why something does not work: a code for support, then what happened and what to do, in plain words."""

    code: str
    title: str
    remedy: str
    recorded: bool = False  # whether something was recorded all the same
    icon: str = "alert"


class Waiting(msgspec.Struct, frozen=True, tag="waiting"):
    """The clock waits for a finger.

    `key` is what was chosen first, `until_at` when that choice lapses; `reading` is true from finger down to the
    result; `out_of_order` says why no finger can be read.
    """

    key: Key | None = None
    until_at: float | None = None
    reading: bool = False
    out_of_order: Cause | None = None


class Accepted(msgspec.Struct, frozen=True, tag="accepted"):
    """A clocking is durable. `receipt` is set once the cloud has it, `rejection` when the cloud refused it for good."""

    clocking: str  # its UUID
    number: int
    name: str
    kind: Kind
    time: str  # local, HH:MM
    hour: int  # local, 0 to 23, for the greeting
    until_at: float
    receipt: str | None = None
    received_time: str | None = None  # local, HH:MM:SS
    rejection: Cause | None = None
    voided: bool = False  # the person said "not me", and that is durable too


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """Nothing was accepted; the cause says why and what to do."""

    cause: Cause
    until_at: float
    name: str | None = None


class EnrolmentStep(StrEnum):
    """Where an enrolment stands."""

    PLACE = "place"
    LIFT = "lift"
    PLACE_AGAIN = "place_again"
    STORING = "storing"


class Enrolling(msgspec.Struct, frozen=True, tag="enrolling"):
    """A finger is being enrolled."""

    employee: str
    name: str
    step: EnrolmentStep
    until_at: float


class Enrolled(msgspec.Struct, frozen=True, tag="enrolled"):
    """The finger can be used from now on."""

    employee: str
    name: str
    fingers: int  # how many fingers this person now has here
    until_at: float


Face = Waiting | Accepted | Refused | Enrolling | Enrolled


class LinkKind(StrEnum):
    """What the default route runs over."""

    ETHERNET = "ethernet"
    WIFI = "wifi"
    OTHER = "other"
    NONE = "none"


class CloudState(StrEnum):
    """Whether the cloud answered last time."""

    UNKNOWN = "unknown"
    REACHED = "reached"
    UNREACHED = "unreached"
    ABSENT = "absent"  # none is configured


class Strip(msgspec.Struct, frozen=True):
    """The status strip."""

    link: LinkKind
    cloud: CloudState
    undelivered: int
    rejected: int
    quality: ClockQuality
    error_ms: int | None = None


class Row(msgspec.Struct, frozen=True):
    """One line of the support page: a subject, its value, and a cause where it is not well."""

    subject: str
    value: str
    cause: Cause | None = None


class RejectedClocking(msgspec.Struct, frozen=True):
    """A clocking that the cloud refused for good. Without a name: the support page is open to everybody."""

    number: int
    kind: Kind
    time: str  # local, YYYY-MM-DD HH:MM
    code: str
    reason: str


class Snapshot(msgspec.Struct, frozen=True, tag="snapshot"):
    """All that a screen can show, whole. `revision` grows with every change."""

    revision: int
    made_at: float
    site: str
    terminal: str
    zone: str  # IANA name, for the clock face
    face: Face
    strip: Strip
    support: tuple[Row, ...] = ()
    rejected: tuple[RejectedClocking, ...] = ()  # the newest few


class Welcome(msgspec.Struct, frozen=True, tag="welcome"):
    """The core's first line."""

    protocol: int
    version: str


class CommandRefused(msgspec.Struct, frozen=True, tag="command_refused"):
    """A command was not carried out; nothing changed."""

    reason: str


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """The client's first line."""

    protocol: int
    client: str


class ChooseKey(msgspec.Struct, frozen=True, tag="choose_key"):
    """Choose what the next finger means; None takes the choice back."""

    key: Key | None


class Dismiss(msgspec.Struct, frozen=True, tag="dismiss"):
    """Leave a result page or an enrolment now."""


class NotMe(msgspec.Struct, frozen=True, tag="not_me"):
    """Take back the clocking on the screen: it was not this person."""

    clocking: str


class Enrol(msgspec.Struct, frozen=True, tag="enrol"):
    """Enrol a finger of an employee whom the cloud has named."""

    employee: str


class Drawn(msgspec.Struct, frozen=True, tag="drawn"):
    """The frame that shows a snapshot was handed to the display at `drawn_at`."""

    revision: int
    drawn_at: float


FromCore = Welcome | Snapshot | CommandRefused
FromClient = Hello | ChooseKey | Dismiss | NotMe | Enrol | Drawn
