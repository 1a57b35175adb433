"""Confirmation codes of the ZFM family, and what each means for the terminal.

Read in the R503 manual (v1.2.2), whose codes up to 1A are those of the older manuals. 04, 05 and 17 are codes of
modules with the Synochip AS608 chip, read in documents about those and not seen on a sensor: the R307 and the R503
answer 06 for a dry and for a wet finger alike.
"""

from enum import IntEnum

from drivers.fingerprint.api import (
    CommandRefused,
    FingersDiffer,
    FlashFailed,
    ImageFault,
    ImageUnusable,
    LibraryFull,
    SensorError,
    SensorGarbled,
    SensorLocked,
    SensorLost,
    SlotInvalid,
)


class Code(IntEnum):
    """The first byte of an answer."""

    DONE = 0x00
    NOT_UNDERSTOOD = 0x01
    NO_FINGER = 0x02
    CAPTURE_FAILED = 0x03
    TOO_DRY = 0x04
    TOO_WET = 0x05
    MESSY = 0x06
    TOO_FEW_FEATURES = 0x07
    NO_MATCH = 0x08
    NOT_FOUND = 0x09
    NOT_COMBINED = 0x0A
    SLOT_OUTSIDE = 0x0B
    SLOT_UNREADABLE = 0x0C
    DELETE_FAILED = 0x10
    CLEAR_FAILED = 0x11
    WRONG_PASSWORD = 0x13
    NO_IMAGE = 0x15
    RESIDUE = 0x17
    FLASH_FAILED = 0x18
    LIBRARY_FULL = 0x1F
    WRONG_ADDRESS = 0x20
    PASSWORD_NEEDED = 0x21
    SLOT_EMPTY = 0x22
    UNSUPPORTED = 0xFC


_IMAGE_FAULTS = {
    Code.CAPTURE_FAILED: ImageFault.CAPTURE_FAILED,
    Code.TOO_DRY: ImageFault.TOO_DRY,
    Code.TOO_WET: ImageFault.TOO_WET,
    Code.MESSY: ImageFault.MESSY,
    Code.TOO_FEW_FEATURES: ImageFault.TOO_FEW_FEATURES,
    Code.NO_IMAGE: ImageFault.CAPTURE_FAILED,
    Code.RESIDUE: ImageFault.RESIDUE,
}
_SLOT_FAULTS = {
    Code.SLOT_OUTSIDE: "the slot lies outside the sensor's library",
    Code.SLOT_UNREADABLE: "the slot holds no template that can be read",
    Code.SLOT_EMPTY: "the slot holds no template",
}


def error_for(code: int) -> SensorError:  # noqa: PLR0911  one line a code
    """Return the error that says what a confirmation code other than DONE means."""
    if code in _IMAGE_FAULTS:
        return ImageUnusable(_IMAGE_FAULTS[Code(code)])
    if code in _SLOT_FAULTS:
        return SlotInvalid(_SLOT_FAULTS[Code(code)])
    match code:
        case Code.NOT_UNDERSTOOD:
            return SensorGarbled("the sensor received our command damaged: check the wiring and the baud rate")
        case Code.WRONG_ADDRESS:
            return SensorGarbled("the sensor has another address than the one configured")
        case Code.NO_MATCH | Code.NOT_COMBINED:
            return FingersDiffer("the two scans do not show the same finger: scan one finger again, twice")
        case Code.DELETE_FAILED | Code.CLEAR_FAILED | Code.FLASH_FAILED:
            return FlashFailed("the sensor could not write its flash: try again, then replace the sensor")
        case Code.LIBRARY_FULL:
            return LibraryFull("the sensor's library is full: delete templates that are no longer needed")
        case Code.WRONG_PASSWORD:
            return SensorLocked("the sensor refuses this terminal's password: was the sensor swapped?")
        case Code.PASSWORD_NEEDED:
            return SensorLost("the sensor has restarted and wants its password: open it again")
        case _:
            return CommandRefused(code)
