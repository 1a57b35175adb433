"""UUIDv7 (RFC 9562, section 5.7): sorted by the millisecond of capture, random beyond it."""

import os
from uuid import UUID


def uuid7(utc_us: int) -> UUID:
    """Make a UUIDv7 for a moment in microseconds since 1970."""
    random = int.from_bytes(os.urandom(10))
    milliseconds = utc_us // 1_000 & 0xFFFF_FFFF_FFFF
    value = milliseconds << 80 | 0x7 << 76 | (random >> 68 & 0xFFF) << 64 | 0b10 << 62 | random & (1 << 62) - 1
    return UUID(int=value)
