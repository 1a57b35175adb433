"""Every face at every size: nothing cut, nothing on top of anything else. The pictures go to build/screens."""

from pathlib import Path
from time import monotonic

import pytest

from terminal.messages import Refused, Waiting
from tests.ui.faces import HARD_NAMES, LONG_CAUSE, REJECTED, ROWS, UNWELL, accepted, all_faces, snapshot
from tests.ui.screen import Screen, Size, misplaced, texts
from tests.ui.scripted_core import ScriptedCore
from ui.theme import TOKENS, Theme


def _rgb(value: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(value))


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_face_stands_whole_in_its_window(
    display: str, tmp_path: Path, pictures: Path, sized: Size, theme: str
) -> None:
    core = ScriptedCore(tmp_path / "core.sock")
    core.open()
    least_px = Theme(theme, *sized).type_px("secondary")
    tokens = TOKENS[theme]
    # The other hand is photographed in one theme only; its layout is the same in both.
    with Screen(
        display, tmp_path, core, size=sized, theme=theme, hand="right" if theme == "dark" else "left"
    ) as screen:
        for name, (kind, made) in all_faces().items():
            shown = screen.show(made)
            assert shown.screen == kind
            assert misplaced(shown, least_px=least_px) == [], name
            picture = screen.picture()
            picture.save(pictures / f"{sized}-{theme}-{name}.png")
            green = picture.getpixel((sized.width // 2, 4)) == _rgb(tokens["good_ground"])
            assert green is (name.startswith("accepted") or name == "enrolled"), name

        screen.show(snapshot(Waiting(), UNWELL, support=ROWS, rejected=REJECTED))
        screen.tap("strip")
        shown = screen.wait_for(lambda now: now.screen == "SupportScreen", "the support page")
        assert misplaced(shown, least_px=least_px) == []
        screen.picture().save(pictures / f"{sized}-{theme}-support.png")
        screen.tap("back")
        screen.wait_for(lambda now: now.screen == "IdleScreen", "the way back")

        core.close()
        shown = screen.wait_for(lambda now: now.screen == "CoreLostScreen", "the page for a core that is away")
        assert misplaced(shown, least_px=least_px) == []
        screen.picture().save(pictures / f"{sized}-{theme}-core-lost.png")
    assert screen.returned == 0, screen.log()


def test_hard_texts_wrap_and_shrink_but_are_never_cut(
    display: str, tmp_path: Path, pictures: Path, sized: Size
) -> None:
    core = ScriptedCore(tmp_path / "core.sock")
    core.open()
    with Screen(display, tmp_path, core, size=sized) as screen:
        for name, text in HARD_NAMES.items():
            shown = screen.show(snapshot(accepted(name=text), UNWELL, site=text))
            assert misplaced(shown, least_px=1) == [], name
            screen.picture().save(pictures / f"{sized}-dark-hard-{name}.png")
            shown = screen.show(snapshot(Waiting(), UNWELL, site=text))
            assert misplaced(shown, least_px=1) == [], name
        long_name = HARD_NAMES["sixty"]
        shown = screen.show(snapshot(Refused(LONG_CAUSE, monotonic() + 30, name=long_name)))
        assert misplaced(shown, least_px=1) == []
        assert {long_name, LONG_CAUSE.title, LONG_CAUSE.remedy} <= set(texts(shown))
        screen.picture().save(pictures / f"{sized}-dark-hard-cause.png")
        shown = screen.show(snapshot(Waiting(out_of_order=LONG_CAUSE), UNWELL, site=long_name))
        assert misplaced(shown, least_px=1) == []
        screen.picture().save(pictures / f"{sized}-dark-hard-out-of-order.png")
    core.close()
    assert screen.returned == 0, screen.log()
