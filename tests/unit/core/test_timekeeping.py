"""Stamps say how far they can be trusted."""

import pytest

from terminal import timekeeping
from terminal.model import ClockQuality
from terminal.timekeeping import KernelClock, Timekeeper, kernel_clock


def test_the_kernel_answers_without_any_rights() -> None:
    assert kernel_clock().max_error_us >= 0


def test_quality_goes_from_unset_to_synchronised_to_holdover(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000.0]
    kernel = [KernelClock(disciplined=False, max_error_us=16_000_000)]
    monkeypatch.setattr(timekeeping, "kernel_clock", lambda: kernel[0])
    monkeypatch.setattr("terminal.timekeeping.time.monotonic", lambda: now[0])
    keeper = Timekeeper("Europe/London")
    assert keeper.assess().quality is ClockQuality.UNSET
    assert keeper.stamp().error_ms is None
    kernel[0] = KernelClock(disciplined=True, max_error_us=12_000)
    assert keeper.assess() == timekeeping.Confidence(ClockQuality.SYNCHRONISED, 12)
    kernel[0] = KernelClock(disciplined=False, max_error_us=16_000_000)
    now[0] += 3_600
    held = keeper.assess()
    assert held.quality is ClockQuality.HOLDOVER
    assert held.error_ms == 12 + 1_800  # 500 ppm of an hour
    assert keeper.stamp().quality is ClockQuality.HOLDOVER


def test_a_stamp_carries_local_offset_and_boot() -> None:
    stamp = Timekeeper("Asia/Kathmandu").stamp()
    assert stamp.offset_s == 20_700
    assert len(stamp.boot_id) == 36
    assert stamp.zone == "Asia/Kathmandu"
