"""Text from elsewhere: made safe, broken into lines, ordered, and given a font. None of it may fail."""

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import icons, typefaces
from ui.directions import flow, seen
from ui.wrapping import balance, wrap
from ui.writing import LONGEST_CHARS, MOST_MARKS, clean


def test_control_and_direction_characters_are_stripped() -> None:
    assert clean("Al\x00ex\u202e Exam\u2066ple\x1b[31m") == "Alex Example[31m"


def test_line_ends_and_tabs_become_single_spaces() -> None:
    assert clean("Alex\r\n\tExample  \n") == "Alex Example"


def test_unpaired_surrogates_become_replacement_characters() -> None:
    assert clean("Alex\ud800") == "Alex\ufffd"


def test_piled_up_marks_are_cut_down() -> None:
    text = clean("Z" + "\u0316" * 50 + "algo")
    assert sum(1 for char in text if unicodedata.combining(char)) <= MOST_MARKS
    assert text.endswith("algo")


def test_letters_that_need_joiners_keep_them() -> None:
    assert "\u200c" in clean("\u0645\u06cc\u200c\u062e\u0648")


@given(st.text(alphabet=st.characters(codec=None), max_size=600))
def test_whatever_text_comes_it_can_be_drawn(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) <= LONGEST_CHARS
    assert not any(unicodedata.category(char) in {"Cc", "Cs", "Co"} for char in cleaned)
    cleaned.encode()
    runs = flow(cleaned)
    assert sorted(seen(cleaned, runs)) == sorted(cleaned)
    lines = wrap(cleaned, len, 12, broken=True)
    assert lines is not None
    face = typefaces.face(cleaned, "bold")
    assert face.path.endswith((".otf", ".ttf", ".ttc"))


@given(st.text(alphabet="ab -/·", max_size=80), st.integers(min_value=1, max_value=40))
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(text: str, width: int) -> None:
    lines = wrap(text, len, width, broken=True)
    assert lines is not None
    assert all(len(line) <= width for line in lines)
    kept = "".join(lines).replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    assert kept == text.replace(" ", "")


def test_words_are_broken_only_when_that_is_allowed() -> None:
    assert wrap("Wolfeschlegelsteinhausen", len, 10, broken=False) is None
    assert wrap("Wolfeschlegelsteinhausen", len, 10, broken=True) == ["Wolfeschle", "gelsteinha", "usen"]


def test_a_letter_keeps_its_marks_when_a_word_is_broken() -> None:
    lines = wrap("ne\u0301e\u0301e\u0301", lambda part: len(part.replace("\u0301", "")), 2, broken=True)
    assert lines == ["ne\u0301", "e\u0301e\u0301"]


def test_lines_end_after_hyphens_and_never_before_the_dot_between_parts() -> None:
    assert wrap("Hohenstein-Musterhausen", len, 15, broken=False) == ["Hohenstein-", "Musterhausen"]
    assert wrap("Leeds · Gate 2", len, 8, broken=False) == ["Leeds\N{NO-BREAK SPACE}·", "Gate 2"]


def test_no_word_is_left_alone_on_the_last_line() -> None:
    text = "Finger too dry or too wet"
    lines = wrap(text, len, 22, broken=False)
    assert lines == ["Finger too dry or too", "wet"]
    assert balance(text, len, 22, lines) == ["Finger too dry", "or too wet"]


def test_right_to_left_text_is_left_to_the_renderer_but_for_its_numbers() -> None:
    runs = flow("אלכס 12")
    assert runs.rtl
    assert runs.script == "Hebr"
    assert seen("אלכס 12", runs) == "אלכס 21"
    assert flow("أليكس").script == "Arab"


def test_right_to_left_words_among_latin_ones_are_turned_round() -> None:
    text = "Alex אלכס כהן Example"
    assert seen(text, flow(text)) == "Alex " + "אלכס כהן"[::-1] + " Example"


@pytest.mark.parametrize("weight", ["regular", "semibold", "bold"])
def test_latin_and_greek_are_drawn_in_inter(weight: str) -> None:
    for text in ("Alex Example", "Äpfel · \u2013 …", "Αλέξανδρος", "Олександр"):
        assert typefaces.face(text, weight) == typefaces.Face(typefaces.INTER[weight], text)


@pytest.fixture
def fonts_of_the_system(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[tuple[str, ...]], None]]:
    """Say which fonts the system has."""
    chosen = typefaces._chosen

    def only(paths: tuple[str, ...]) -> None:
        monkeypatch.setattr(typefaces, "_OTHERS", paths)
        chosen.cache_clear()

    yield only
    chosen.cache_clear()


def test_letters_that_no_font_has_become_squares_and_pictures_are_left_out(
    fonts_of_the_system: Callable[[tuple[str, ...]], None],
) -> None:
    fonts_of_the_system(())
    assert typefaces.face("Alex 山田 \U0001f600\U0001fae9", "bold").text == "Alex □□"


def test_an_unreadable_font_counts_as_one_without_letters(
    tmp_path: Path, fonts_of_the_system: Callable[[tuple[str, ...]], None]
) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"\0\1\0\0\0\5")
    fonts_of_the_system((str(broken),))
    assert typefaces.face("山", "regular").text == "□"


def test_a_font_of_the_system_is_taken_where_it_has_the_letters(
    fonts_of_the_system: Callable[[tuple[str, ...]], None],
) -> None:
    greek = typefaces.INTER["regular"]
    fonts_of_the_system((typefaces.ICONS, greek))
    sign = "\U000f0237"  # only the icon font has it
    assert typefaces.face(sign, "bold").path == typefaces.ICONS


def test_the_bundled_cut_of_the_icon_font_has_every_icon() -> None:
    covered = typefaces._covered(typefaces.ICONS)
    assert [name for name, glyph in icons.GLYPHS.items() if not covered.has(ord(glyph))] == []
