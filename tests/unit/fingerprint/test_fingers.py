"""The emulator's fingers: who matches whom, and what a press gives."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.fingerprint.emulator.fingers import (
    MESSY,
    THRESHOLDS,
    TOO_FEW_FEATURES,
    Impression,
    Quality,
    extract,
    features_of,
    head_of,
    score,
)
from drivers.fingerprint.emulator.flash import load

SIZE = 512
fingers = st.integers(0, 0xFFFFFFFF)
presses = st.integers(1, 10_000)


def features(finger: int, press: int, quality: Quality = Quality.GOOD, level: int = 3) -> bytes:
    """Return the features of a press that gives some."""
    found = extract(Impression(finger, quality, press), level, SIZE)
    assert isinstance(found, bytes)
    return found


@given(fingers, presses, presses)
def test_a_finger_matches_itself_at_every_level(finger: int, one: int, other: int) -> None:
    found = score(features(finger, one), features(finger, other))
    assert max(THRESHOLDS.values()) < 120 <= found <= 250


@given(fingers, fingers, presses)
def test_another_finger_never_matches(one: int, other: int, press: int) -> None:
    found = score(features(one, press), features(other, press + 1))
    assert one == other or found < min(THRESHOLDS.values())


@given(fingers, presses)
def test_the_wrong_side_does_not_match_at_the_default_level(finger: int, press: int) -> None:
    turned = features(finger, press, Quality.WRONG_SIDE)
    assert score(features(finger, press + 1), turned) < THRESHOLDS[3]
    assert score(features(finger, press + 1, Quality.WRONG_SIDE), turned) >= 120


def test_bad_presses_give_the_codes_of_real_sensors() -> None:
    assert extract(Impression(7, Quality.WET, 1), 1, SIZE) == MESSY
    assert extract(Impression(7, Quality.PARTIAL, 1), 1, SIZE) == TOO_FEW_FEATURES
    assert extract(Impression(7, Quality.DRY, 1), 3, SIZE) == MESSY


@given(fingers, presses)
def test_a_dry_finger_scores_low_where_the_level_is_lenient(finger: int, press: int) -> None:
    dry = features(finger, press, Quality.DRY, level=2)
    assert score(features(finger, press + 1), dry) < 120


def test_scores_are_repeatable() -> None:
    assert score(features(7, 1), features(7, 2)) == score(features(7, 1), features(7, 2))


@given(st.binary(min_size=SIZE, max_size=SIZE))
def test_foreign_templates_match_only_themselves(foreign: bytes) -> None:
    assert score(foreign, foreign) == 250
    assert features_of(foreign) is not None or score(foreign, features(7, 1)) == 0


@pytest.mark.parametrize("raw", [features(7, 1), bytes(SIZE), features(7, 1)[:-1] + b"\x00"])
def test_the_library_file_gives_every_template_back(tmp_path: Path, raw: bytes) -> None:
    flash = load(tmp_path / "library.json", SIZE)
    flash.templates[3] = raw
    flash.password = 42
    flash.save()
    again = load(tmp_path / "library.json", SIZE)
    assert again == flash
    assert list(tmp_path.iterdir()) == [tmp_path / "library.json"]


def test_a_library_of_another_model_is_refused(tmp_path: Path) -> None:
    load(tmp_path / "library.json", 1536)
    with pytest.raises(ValueError, match="another model"):
        load(tmp_path / "library.json", SIZE)


def test_own_templates_are_kept_short() -> None:
    assert head_of(features(7, 1)) == features(7, 1)[:17]
    assert head_of(bytes(SIZE)) is None
