"""Faults on demand. Each lasts for some seconds, for some answers, or until cleared."""

from dataclasses import dataclass
from enum import StrEnum
from time import monotonic


class Kind(StrEnum):
    """What goes wrong."""

    SILENCE = "silence"  # commands are neither heard nor answered
    LOST_ANSWER = "lost_answer"  # commands are carried out, but their answer never arrives
    NOISE = "noise"  # random bytes before an answer, or in the middle of it
    BAD_CHECKSUM = "bad_checksum"
    TRUNCATED = "truncated"  # an answer breaks off
    LATE = "late"  # answers come `delay_s` later
    FULL_LIBRARY = "full_library"
    FLASH_ERROR = "flash_error"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105  the name of a fault
    CODE = "code"  # answers say `code`, whatever happened


class Where(StrEnum):
    """Where noise strikes."""

    BEFORE = "before"
    WITHIN = "within"


@dataclass(slots=True)
class Fault:
    """One fault. `command` limits it to one command, `count` to so many answers, `until` to a moment."""

    kind: Kind
    until: float | None = None
    count: int | None = None
    command: int | None = None
    delay_s: float = 0.0
    code: int = 0
    where: Where = Where.BEFORE

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return (self.until is not None and monotonic() >= self.until) or (self.count is not None and self.count <= 0)


class Faults:
    """The faults that are switched on, at most one of each kind."""

    def __init__(self) -> None:
        """Start without any."""
        self._faults: dict[Kind, Fault] = {}

    def add(self, fault: Fault) -> None:
        """Switch a fault on, in place of one of its kind."""
        self._faults[fault.kind] = fault

    def clear(self, kind: Kind | None = None) -> None:
        """Switch one kind off, or all."""
        if kind is None:
            self._faults.clear()
        else:
            self._faults.pop(kind, None)

    def strike(self, kind: Kind, command: int) -> Fault | None:
        """Return the fault of a kind if it strikes this command, and count it."""
        fault = self._faults.get(kind)
        if fault is None:
            return None
        if fault.over:
            del self._faults[kind]
            return None
        if fault.command is not None and fault.command != command:
            return None
        if fault.count is not None:
            fault.count -= 1
        return fault

    def names(self) -> list[str]:
        """Return what is switched on."""
        return sorted(kind.value for kind, fault in self._faults.items() if not fault.over)
