"""The only reader of wall time: stamps, and how far the kernel's clock can be trusted.

Reads the kernel's NTP state with adjtimex(2), which needs no rights; never sets anything.
"""

import ctypes
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from zoneinfo import ZoneInfo

from terminal.model import ClockQuality, Stamp

_STA_UNSYNC = 0x0040  # linux/timex.h
_TIME_ERROR = 5
_DRIFT_PPM = 500  # the kernel's own bound for an undisciplined clock (MAXFREQ, linux/timex.h)
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class _Timex(ctypes.Structure):
    """struct timex of adjtimex(2), as far as it is read here; the rest is room."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("room", ctypes.c_byte * 256),
    )


@dataclass(frozen=True, slots=True)
class KernelClock:
    """What the kernel says: whether something disciplines its clock, and the largest error in microseconds."""

    disciplined: bool
    max_error_us: int


def kernel_clock() -> KernelClock:
    """Ask the kernel. Raises OSError where adjtimex is refused."""
    timex = _Timex()
    libc = ctypes.CDLL(None, use_errno=True)
    verdict = libc.adjtimex(ctypes.byref(timex))
    if verdict < 0:
        raise OSError(ctypes.get_errno(), "adjtimex")
    disciplined = verdict != _TIME_ERROR and not timex.status & _STA_UNSYNC
    return KernelClock(disciplined, int(timex.maxerror))


@dataclass(frozen=True, slots=True)
class Confidence:
    """How far the wall clock can be trusted now."""

    quality: ClockQuality
    error_ms: int | None


class Timekeeper:
    """Makes stamps. Calls come from any thread and do not block."""

    def __init__(self, zone: str) -> None:
        """Read the boot id once; stamps are local to `zone`."""
        self._zone = ZoneInfo(zone)
        self._boot_id = _BOOT_ID.read_text(encoding="ascii").strip()
        self._lock = Lock()
        self._synchronised: tuple[float, int] | None = None  # monotonic seconds, error in ms
        self._confidence = Confidence(ClockQuality.UNSET, None)

    def assess(self) -> Confidence:
        """Ask the kernel anew and return the confidence; stamps use the newest one."""
        kernel = kernel_clock()
        now = time.monotonic()
        with self._lock:
            if kernel.disciplined:
                self._synchronised = (now, kernel.max_error_us // 1_000)
                self._confidence = Confidence(ClockQuality.SYNCHRONISED, kernel.max_error_us // 1_000)
            elif self._synchronised is not None:
                since, error_ms = self._synchronised
                drifted_ms = int((now - since) * _DRIFT_PPM / 1_000)
                self._confidence = Confidence(ClockQuality.HOLDOVER, error_ms + drifted_ms)
            return self._confidence

    def stamp(self) -> Stamp:
        """Stamp this moment."""
        utc_ns, monotonic_ns = time.time_ns(), time.monotonic_ns()
        offset = datetime.fromtimestamp(utc_ns // 1_000_000_000, self._zone).utcoffset()
        with self._lock:
            confidence = self._confidence
        return Stamp(
            utc_us=utc_ns // 1_000,
            offset_s=int(offset.total_seconds()) if offset is not None else 0,
            zone=self._zone.key,
            monotonic_us=monotonic_ns // 1_000,
            boot_id=self._boot_id,
            quality=confidence.quality,
            error_ms=confidence.error_ms,
        )
