"""The theme: contrast, and sizes that follow the screen."""

import pytest

from ui.theme import LEVELS, TOKENS, Theme, contrast

THEMES = ("dark", "light")
PLAIN_GROUNDS = ("background", "panel", "raised", "pressed", "chosen", "accent_ground", "caution_ground")


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("ground", PLAIN_GROUNDS)
def test_text_and_secondary_text_can_be_read_on_every_plain_ground(name: str, ground: str) -> None:
    tokens = TOKENS[name]
    assert contrast(tokens["text"], tokens[ground]) >= 7
    assert contrast(tokens["secondary"], tokens[ground]) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("mood", ["good", "bad"])
@pytest.mark.parametrize("part", ["ground", "footer", "raised", "pressed"])
def test_text_can_be_read_on_the_grounds_of_results(name: str, mood: str, part: str) -> None:
    tokens = TOKENS[name]
    assert contrast(tokens["text"], tokens[f"{mood}_{part}"]) >= 7
    assert contrast(tokens[f"{mood}_secondary"], tokens[f"{mood}_{part}"]) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_words_of_caution_can_be_read_where_they_stand(name: str) -> None:
    tokens = TOKENS[name]
    for ground in ("panel", "good_footer"):
        assert contrast(tokens["caution"], tokens[ground]) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_signs_stand_out_from_their_grounds(name: str) -> None:
    tokens = TOKENS[name]
    pairs = [
        ("accent", "background"),
        ("accent", "chosen"),
        ("accent", "raised"),
        ("good", "raised"),
        ("good", "good_footer"),
        ("good", "good_ground"),
        ("caution", "raised"),
        ("caution", "background"),
        ("bad", "bad_ground"),
        ("good_mark", "good"),
        ("bad_mark", "bad"),
        ("background", "caution"),
    ]
    for sign, ground in pairs:
        assert contrast(tokens[sign], tokens[ground]) >= 3, (sign, ground)


def test_contrast_is_that_of_the_guideline() -> None:
    assert contrast("FFFFFF", "000000") == pytest.approx(21)
    assert contrast("777777", "FFFFFF") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize(
    ("size", "clock_px", "portrait"),
    [((800, 480), 132, False), ((1024, 600), 165, False), ((1280, 720), 198, False), ((480, 800), 132, True)],
)
def test_type_follows_the_shorter_side(size: tuple[int, int], clock_px: int, portrait: bool) -> None:  # noqa: FBT001
    theme = Theme("dark", *size)
    assert theme.type_px("clock") == clock_px
    assert theme.portrait is portrait


def test_a_text_that_does_not_fit_goes_down_the_levels_and_never_up() -> None:
    theme = Theme("dark", 800, 480)
    for level in LEVELS:
        sizes = theme.smaller_px(level)
        assert sizes[0] == theme.type_px(level)
        assert list(sizes) == sorted(sizes, reverse=True)
