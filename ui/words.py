"""Every word that the screens say themselves. Causes bring their own words from the core."""

from datetime import date
from math import inf
from typing import Final

from terminal.messages import Key, Kind

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

KEYS: Final[dict[Key, str]] = {Key.IN: "In", Key.OUT: "Out", Key.BREAK: "Break"}
KINDS: Final[dict[Kind, str]] = {
    Kind.IN: "In",
    Kind.OUT: "Out",
    Kind.BREAK_START: "Break",
    Kind.BREAK_END: "Back from break",
    Kind.VOID: "Taken back",
}

# idle
PLACE_FINGER: Final = "Place your finger"
OR_CHOOSE: Final = "or choose first"
HOLD_STILL: Final = "Hold still"
READING: Final = "Reading your finger"
ONE_MOMENT: Final = "One moment"
STARTING: Final = "The clock is starting"

# strip
NO_NETWORK: Final = "No network"
CLOUD_UNREACHED: Final = "Cloud not reached"
CLOCK_UNSET: Final = "Clock not set"
CLOCK_HOLDOVER: Final = "Time not checked"

# results
NOT_ME: Final = "Not me"
DONE: Final = "Done"
TRY_AGAIN: Final = "Try again"
OK: Final = "OK"
CANCEL: Final = "Cancel"
BACK: Final = "Back"
SENDING: Final = "Sending …"
SENT_LATER: Final = "Sent when the network is back"
SENT_WHEN_REACHED: Final = "Sent when the cloud is reached"
TAKEN_BACK: Final = "Taken back"
TAKEN_BACK_REMEDY: Final = "It does not count for anyone. To clock for yourself, place your own finger."
NOTHING_RECORDED: Final = "Nothing was recorded"
CLOCKING_RECORDED: Final = "Your earlier clocking is recorded"

# enrolment
ENROL_PLACE: Final = "Place a finger"
ENROL_PLACE_HINT: Final = "Flat, on the middle of the glass"
ENROL_LIFT: Final = "Lift the finger"
ENROL_LIFT_HINT: Final = "The first scan is good"
ENROL_AGAIN: Final = "Place the same finger again"
ENROL_AGAIN_HINT: Final = "In the same way as before"
ENROL_STORING: Final = "Storing the finger"
ENROL_STORING_HINT: Final = "One moment"
NOT_YET_ENROLLED: Final = "Nothing is stored yet"
ENROLLED: Final = "Finger enrolled"
CAN_CLOCK: Final = "You can clock with it from now on"

# the core is away
CORE_LOST: Final = "The clock is restarting"
CORE_LOST_REMEDY: Final = "Wait a moment; clocking is paused until then. If this stays, tell your supervisor."
CORE_LOST_SAFE: Final = "What was recorded is safe"
CORE_LOST_CODE: Final = "U-101"
MISFIT: Final = "Screen and clock do not fit together"
MISFIT_REMEDY: Final = (
    "Tell your supervisor. Support: update this clock, then restart it; its two programs differ in version."
)
MISFIT_CODE: Final = "U-102"

# support
SUPPORT: Final = "Support"
REFUSED_CLOCKINGS: Final = "Not accepted by payroll"
NOTHING_TO_REPORT: Final = "Nothing to report yet"


_GREETINGS: Final = (  # each up to an hour of the day
    (5, "Good night"),
    (12, "Good morning"),
    (18, "Good afternoon"),
    (23, "Good evening"),
    (inf, "Good night"),
)


def day(moment: date) -> str:
    """Say a date as the idle face does."""
    return f"{DAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]}"


def greeting(hour: int) -> str:
    """Greet by the local hour, 0 to 23."""
    return next(words for until, words in _GREETINGS if hour < until)


def chosen(key: Key) -> str:
    """Ask for the finger that the chosen key waits for."""
    return f"{KEYS[key]} \N{EN DASH} place your finger"


def lapses(seconds: int) -> str:
    """Say how long a chosen key still waits."""
    return joined(f"{seconds} s left", "touch again to undo")


def joined(first: str, second: str) -> str:
    """Set two parts beside each other; a line may end between them, after the dot."""
    return f"{first} · {second}"


def seconds_left(seconds: int) -> str:
    """Say when a page leaves by itself."""
    return f"{seconds} s"


def waiting(count: int) -> str:
    """Count the clockings that are not delivered yet."""
    return f"{grouped(count)} waiting"


def not_accepted(count: int) -> str:
    """Count the clockings that the cloud refused for good."""
    return f"{grouped(count)} not accepted"


def grouped(number: int) -> str:
    """Write a number in groups of three, with spaces that do not break the line."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def stored(number: int) -> str:
    """Say that a clocking is durable here."""
    return joined("Stored on this clock", f"no.\N{NO-BREAK SPACE}{grouped(number)}")


def received(time: str | None, receipt: str) -> str:
    """Say that the cloud has a clocking."""
    return joined(f"Received\N{NO-BREAK SPACE}{time}" if time else "Received", receipt)


def with_code(sentence: str, code: str) -> str:
    """Add the code that support asks for."""
    return joined(sentence, code)


def code(value: str) -> str:
    """Name the code that support asks for."""
    return f"Code {value}"


def result(kind: Kind, time: str) -> str:
    """Say what a clocking means and when it was."""
    return joined(KINDS[kind], time)


def refused_clocking(kind: Kind, time: str) -> str:
    """Describe a clocking on the support page."""
    return f"{KINDS[kind]} · {time}"


def scans(done: int) -> str:
    """Count the good scans of an enrolment."""
    return f"{done} of 2 scans done"


def fingers(count: int) -> str:
    """Count the fingers that a person has here."""
    return "1 finger on this clock" if count == 1 else f"{count} fingers on this clock"
