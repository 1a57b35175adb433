"""Nothing lost, nothing doubled, whenever the core dies."""

import random
from pathlib import Path

import pytest

from tests.rig.soak import Finding, soak


@pytest.mark.timeout(300)
def test_twenty_kills_under_load_with_a_faulty_cloud_lose_and_double_nothing(tmp_path: Path) -> None:
    seed = random.randrange(1_000_000)
    finding = soak(tmp_path, kills=20, seed=seed)
    assert finding.sound, f"seed {seed}: {finding}"
    assert len(finding.shown) >= 20


@pytest.mark.parametrize(
    "spoiled",
    [
        {"lost": {"uuid"}},
        {"doubled": 1},
        {"gap": "3: missing"},
        {"audit": {"proven": False}},
        {"shown": set()},
    ],
)
def test_the_judge_of_the_kills_notices(spoiled: dict[str, object]) -> None:
    sound = {"kills": 1, "shown": {"uuid"}, "audit": {"proven": True}}
    assert Finding(**sound).sound  # type: ignore[arg-type]
    assert not Finding(**(sound | spoiled)).sound  # type: ignore[arg-type]
