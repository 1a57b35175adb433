"""Writes what is on the screen to a file: for tests and measurements, and never unless asked for by `--report`."""

import os
from pathlib import Path

import msgspec

from ui.pages import Page
from ui.report_terms import Box, PressableShown, Shown, TextShown
from ui.text import ClockDigits, Text
from ui.toolkit import Widget
from ui.widgets import Pressable


def write(path: Path, *, page: Page | None, revision: int | None, first_useful_at: float | None, frames: int) -> None:
    """Replace the file as a whole, so that a reader never sees half of it."""
    if page is None:
        return
    height = page.height

    def box(widget: Widget) -> Box:
        return round(widget.x), round(height - widget.y - widget.height), round(widget.width), round(widget.height)

    texts: list[TextShown] = []
    pressables: list[PressableShown] = []
    for widget in page.walk():
        if _hidden(widget):
            continue
        if isinstance(widget, Text) and widget.texture is not None:
            texts.append(TextShown(widget.text, _ink(widget, height), widget.drawn_px, widget.level, widget.fits))
        elif isinstance(widget, ClockDigits):
            texts.append(TextShown(widget.text, box(widget), widget.theme.type_px("clock"), "clock", whole=True))
        elif isinstance(widget, Pressable) and widget.width > 0:
            pressables.append(PressableShown(widget.name, box(widget), widget.enabled, widget.pressed))
    shown = Shown(
        type(page).__name__, revision, first_useful_at, frames, int(page.width), int(height), texts, pressables
    )
    part = path.with_suffix(".part")
    part.write_bytes(msgspec.json.encode(shown))
    os.replace(part, path)  # noqa: PTH105 -- Path.replace does the same; this names the guarantee


def _ink(text: Text, page_height: float) -> Box:
    drawing = text.texture
    left = round(text.x + text.texture_x)
    return left, round(page_height - text.y - drawing.height), int(drawing.width), int(drawing.height)


def _hidden(widget: Widget | None) -> bool:
    while widget is not None:
        if widget.opacity == 0:
            return True
        widget = widget.parent if isinstance(widget.parent, Widget) else None
    return False
