"""Writes what the panel shows to a file, for its test and never unless asked for. The form is that of the screen."""

from pathlib import Path

import msgspec

from tests.panel.board import Board
from ui.report_terms import PressableShown, Shown, TextShown
from ui.text import Text
from ui.toolkit import Widget
from ui.widgets import Pressable


def write(path: Path, board: Board, frames: int) -> None:
    """Replace the file as a whole, so that a reader never sees half of it."""

    def box(widget: Widget) -> tuple[int, int, int, int]:
        top = board.height - widget.y - widget.height
        return round(widget.x), round(top), round(widget.width), round(widget.height)

    parts = list(board.walk())
    texts = [
        TextShown(part.text, box(part), part.drawn_px, part.level, part.fits)
        for part in parts
        if isinstance(part, Text) and part.text
    ]
    keys = [
        PressableShown(part.name, box(part), part.enabled, part.pressed)
        for part in parts
        if isinstance(part, Pressable)
    ]
    shown = Shown("Board", None, None, frames, int(board.width), int(board.height), texts, keys)
    part_written = path.with_suffix(".part")
    part_written.write_bytes(msgspec.json.encode(shown))
    part_written.replace(path)
