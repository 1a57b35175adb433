"""Settings of the core: one TOML file, every key checked before anything starts."""

import tomllib
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta

SOCKET_PATH_BYTES = 107  # sun_path holds 108 with the closing zero, unix(7)

Seconds = Annotated[float, Meta(ge=0, le=86_400)]
Pin = Annotated[int, Meta(ge=0, le=27)]  # BCM number on the 40-pin header


class ConfigError(ValueError):
    """A setting is missing, unknown or out of range; the message names the file, the key and the remedy."""


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file."""


class Terminal(Section, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which clock this is and where its files live."""

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    site: Annotated[str, Meta(min_length=1, max_length=60)] = "Clock"
    zone: str = "UTC"
    data_dir: str = "/var/lib/clock-terminal"
    socket: str = "/run/clock-terminal/core.sock"
    ready_file: str = "/run/clock-terminal/ready.json"

    def __post_init__(self) -> None:
        """Refuse a zone that this system does not know, and a socket path that no kernel takes."""
        if len(self.socket.encode()) > SOCKET_PATH_BYTES:
            message = f"`socket` is longer than {SOCKET_PATH_BYTES} bytes, the most that a Unix socket's path may have"
            raise ValueError(message)
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as err:
            message = f"`{self.zone}` is no time zone of this system; write it like `Europe/London`"
            raise ValueError(message) from err


class Sensor(Section, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The fingerprint sensor."""

    port: str
    baud: Annotated[int, Meta(ge=9_600, le=115_200, multiple_of=9_600)] = 57_600
    address: Annotated[int, Meta(ge=0, le=0xFFFFFFFF)] = 0xFFFFFFFF
    security_level: Annotated[int, Meta(ge=1, le=5)] = 3
    min_score: Annotated[int, Meta(ge=0, le=1_000)] = 50
    pair: bool = True  # give the sensor a password that only this terminal knows
    wake_pin: Pin | None = None  # the touch line of an R503, low while touched
    poll_s: Annotated[float, Meta(ge=0, le=1)] = 0.015  # rest between two looks for a finger


class Leds(Section, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The status light."""

    driver: Annotated[str, Meta(pattern=r"^(gpio|null)$")]
    red: Pin = 17
    green: Pin = 27
    blue: Pin = 22
    active_low: bool = False
    trace: str | None = None  # the null device writes each change of the light to this file


class Cloud(Section, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The service that names the employees and takes the clockings."""

    url: Annotated[str, Meta(pattern=r"^https://[^\s/?#]+(/[^\s?#]*)?$")]
    token_file: str
    ca_file: str | None = None  # trust this authority instead of the system's
    batch: Annotated[int, Meta(ge=1, le=1_000)] = 500
    poll_s: Annotated[float, Meta(ge=0.1, le=3_600)] = 60.0
    connect_timeout_s: Annotated[float, Meta(gt=0, le=60)] = 5.0
    answer_timeout_s: Annotated[float, Meta(gt=0, le=300)] = 20.0
    retry_first_s: Annotated[float, Meta(gt=0, le=60)] = 1.0
    retry_cap_s: Annotated[float, Meta(gt=0, le=3_600)] = 60.0


class Rules(Section, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a finger becomes a clocking, and how long a screen stays."""

    duplicate_s: Seconds = 60.0  # a second touch within this time records nothing new
    shift_max_h: Annotated[float, Meta(gt=0, le=48)] = 16.0  # after this an open shift counts as ended
    key_s: Annotated[float, Meta(ge=1, le=120)] = 10.0
    accepted_s: Annotated[float, Meta(ge=0.1, le=60)] = 4.0
    refused_s: Annotated[float, Meta(ge=0.1, le=60)] = 5.0
    enrolment_s: Annotated[float, Meta(ge=5, le=300)] = 30.0


class Settings(Section, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole file. A device that is not configured is absent; there is no silent substitute."""

    terminal: Terminal
    leds: Leds
    sensor: Sensor | None = None
    cloud: Cloud | None = None
    rules: Rules = msgspec.field(default_factory=Rules)


def load(path: Path) -> Settings:
    """Read and check the settings. Raises ConfigError."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as err:
        message = f"{path}: cannot be read ({err.strerror}). Give the settings file with --config FILE."
        raise ConfigError(message) from err
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        message = f"{path}: this is not valid TOML: {err}."
        raise ConfigError(message) from err
    try:
        return msgspec.convert(tables, Settings)
    except msgspec.ValidationError as err:
        message = f"{path}: {_explain(str(err))}"
        raise ConfigError(message) from err


def _explain(complaint: str) -> str:
    """Name the key first: `Expected int - at $.sensor.baud` becomes `sensor.baud: Expected int`."""
    text, _, where = complaint.partition(" - at `$")
    key = where.strip("`. ")
    for opening, remedy in (
        ("Object contains unknown field `", "is no setting; see the README's list"),
        ("Object missing required field `", "is missing and has no default"),
    ):
        if text.startswith(opening):
            name = text.removeprefix(opening).rstrip("`")
            return f"{key}.{name} {remedy}.".lstrip(".")
    return f"{key or 'settings'}: {text}."
