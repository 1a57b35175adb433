"""The icons that the screens use: our name for each, and its place in the bundled cut of Material Design Icons 7.4.47.

The cut is made with the fontTools subsetter over exactly these code points.
"""

from typing import Final

GLYPHS: Final[dict[str, str]] = {
    # keys
    "in": "\U000f0342",  # login
    "out": "\U000f0343",  # logout
    "break": "\U000f06ca",  # coffee-outline
    "chosen": "\U000f05e0",  # check-circle
    "finger": "\U000f0237",  # fingerprint
    # strip
    "ethernet": "\U000f0200",  # ethernet
    "wifi": "\U000f05a9",  # wifi
    "link_other": "\U000f0318",  # lan-connect
    "link_none": "\U000f0319",  # lan-disconnect
    "cloud_reached": "\U000f1bec",  # cloud-check-outline
    "cloud_off": "\U000f0164",  # cloud-off-outline
    "cloud_unknown": "\U000f0163",  # cloud-outline
    "waiting": "\U000f011d",  # tray-arrow-up
    "clock_synchronised": "\U000f0fa9",  # clock-check-outline
    "clock_holdover": "\U000f0150",  # clock-outline
    "clock_unset": "\U000f05ce",  # clock-alert-outline
    # results
    "accepted": "\U000f0e1e",  # check-bold
    "stored": "\U000f012c",  # check
    "received": "\U000f012d",  # check-all
    "undo": "\U000f054d",  # undo-variant
    "back": "\U000f004d",  # arrow-left
    "well": "\U000f05e0",  # check-circle
    # causes
    "alert": "\U000f0026",  # alert
    "finger_unknown": "\U000f0eb1",  # fingerprint-off
    "finger_dry": "\U000f058d",  # water-off
    "finger_partial": "\U000f0741",  # gesture-tap
    "person_off": "\U000f0012",  # account-off
    "already": "\U000f02da",  # history
    "sensor_starting": "\U000f051f",  # timer-sand
    "sensor_lost": "\U000f1424",  # power-plug-off-outline
    "sensor_full": "\U000f1296",  # tray-full
    "timer_off": "\U000f13ac",  # timer-off
    "disk": "\U000f163a",  # database-alert
    "rejected": "\U000f015d",  # close-octagon-outline
    "core_lost": "\U000f04e7",  # sync-alert
    "misfit": "\U000f14d8",  # puzzle-remove-outline
}

UNKNOWN: Final = "alert"


def known(name: str) -> str:
    """Name an icon that can be drawn: `name` itself, or the general warning for one that this version lacks."""
    return name if name in GLYPHS else UNKNOWN
