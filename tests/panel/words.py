"""What the panel says. No Kivy in here."""

from dataclasses import dataclass
from typing import Final, assert_never

from terminal.messages import Accepted, Enrolled, Enrolling, EnrolmentStep, Face, Refused, Waiting
from tests.panel.cloud import CloudSeen
from tests.panel.light import LightSeen
from tests.panel.sensor import Effect, SensorSeen
from ui.client import Line, Reading
from ui.words import KEYS, KINDS

QUALITIES: Final = {
    "good": "Good",
    "dry": "Dry",
    "wet": "Wet",
    "partial": "Partial",
    "wrong_side": "Wrong side",
}
FAULTS: Final = {"noise": ("Noise", "End noise"), "silence": ("Silence", "End silence")}  # switch on, switch off
CABLE: Final = ("Unplug", "Plug in")
OUTAGE: Final = ("Cloud out", "Cloud back")
LIGHT: Final = "Status light"
RING: Final = "Sensor ring"
ENROL: Final = "Enrol"
EMPLOYEE: Final = "Employee id"
STEPS: Final = {
    "previous": "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
    "next": "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
}

_COLOURS: Final = {"OFF": "Dark", "RED": "Red", "GREEN": "Green", "BLUE": "Blue", "AMBER": "Amber", "WHITE": "White"}
_RING_COLOURS: Final = {1: "Red", 2: "Blue", 3: "Purple"}
_STEPS: Final = {
    EnrolmentStep.PLACE: "hold a finger",
    EnrolmentStep.LIFT: "let it go",
    EnrolmentStep.PLACE_AGAIN: "hold the same finger again",
    EnrolmentStep.STORING: "storing it",
}


@dataclass(frozen=True, slots=True)
class Said:
    """The line at the bottom; `trouble` when something does not work as it should."""

    text: str
    trouble: bool = False


def light(seen: LightSeen) -> str:
    """Say what the status light shows."""
    if not seen.reached:
        return "Unknown"
    colour = _COLOURS.get(seen.change.colour, "Unknown")
    return f"Breathes {colour.lower()}" if seen.change.breathing else colour


def ring(seen: SensorSeen) -> str:
    """Say what the sensor's ring shows."""
    if not seen.reached:
        return "Unknown"
    if not seen.plugged_in:
        return "No power"
    colour = _RING_COLOURS.get(seen.ring.colour, "Lit")
    match seen.ring.effect:
        case Effect.OFF:
            return "Dark"
        case Effect.ON:
            return colour
        case Effect.BREATHING:
            return f"Breathes {colour.lower()}"
        case Effect.FLASHING:
            return f"Flashes {colour.lower()}"


def line(core: Reading, sensor: SensorSeen, status_light: LightSeen, cloud: CloudSeen | None) -> Said:
    """Say the one thing that matters most: what does not answer, then what was refused, then what the clock does."""
    snapshot = core.snapshot
    troubles = (
        (not sensor.reached, "The emulated sensor does not answer. Fingers do nothing until it runs again."),
        (core.line is Line.MISFIT, "The core and this panel do not fit together: they differ in version."),
        (core.line is Line.AWAY, "The core does not answer. It may be starting; it is tried again by itself."),
        (bool(sensor.refusal), f"The emulated sensor refused: {sensor.refusal}."),
        (not status_light.reached, "The status light cannot be shown: its trace cannot be read."),
        (cloud is not None and not cloud.reached, "The cloud's admin side does not answer."),
    )
    trouble = next((text for holds, text in troubles if holds), None)
    if trouble is not None:
        return Said(trouble, trouble=True)
    return Said("The core has not spoken yet.") if snapshot is None else face(snapshot.face)


def face(shown: Face) -> Said:
    """Say what the clock does."""
    match shown:
        case Waiting():
            return _waiting(shown)
        case Accepted():
            return _accepted(shown)
        case Refused(cause=cause):
            return Said(f"{cause.title}.", trouble=True)
        case Enrolling():
            return Said(f"Enrolling {shown.name}: {_STEPS[shown.step]}.")
        case Enrolled():
            return Said(f"{shown.name} is enrolled.")
        case _:
            assert_never(shown)


def _waiting(shown: Waiting) -> Said:
    if shown.out_of_order is not None:
        return Said(f"{shown.out_of_order.title}.", trouble=True)
    if shown.reading:
        return Said("The clock reads the finger.")
    chosen = f", for {KEYS[shown.key]}" if shown.key is not None else ""
    return Said(f"The clock waits for a finger{chosen}.")


def _accepted(shown: Accepted) -> Said:
    if shown.voided:
        return Said(f"No. {shown.number} is taken back.")
    if shown.rejection is not None:
        return Said(f"No. {shown.number} is stored here, refused by the cloud.", trouble=True)
    delivered = "received by the cloud" if shown.receipt else "stored here"
    return Said(f"{shown.name}, {KINDS[shown.kind]}: no. {shown.number} {delivered}.")
