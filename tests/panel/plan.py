"""Where everything stands on the panel: rectangles on a grid of 8, for a window of 420 by 480 and scaled from there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ui.theme import DESIGN_SIDE_PX, Theme

TITLE: Final = "Bench of the clock"
WIDTH: Final = 420
HEIGHT: Final = 480
LENS: Final = Theme("dark", DESIGN_SIDE_PX, DESIGN_SIDE_PX)  # a lamp has the same colours on a light page
FINGERS: Final = range(1, 7)
_GRID: Final = 8
_MARGIN: Final = 16
SPACE: Final = _GRID * DESIGN_SIDE_PX / WIDTH  # one step of the grid, as `Theme.px` of `theme_side` wants it
_STEP: Final = 48  # a chevron
_ENROL: Final = 96
_ABREAST: Final = 3  # fingers in a row


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, from the upper left corner."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Plan:
    """The panel at one size of its window. What is left over in height goes to the fingers."""

    width: int
    height: int

    @property
    def scale(self) -> float:
        """Tell by how much everything is larger than planned."""
        return min(self.width / WIDTH, self.height / HEIGHT)

    @property
    def theme_side(self) -> int:
        """Give the side of the screen for which the theme has the type of this panel."""
        return self.px(WIDTH)

    def px(self, planned: float) -> int:
        """Scale a length."""
        return round(planned * self.scale)

    def boxes(self, qualities: Sequence[str], switches: Sequence[str], *, known: bool) -> dict[str, Box]:
        """Give every part its place, by name. `known` tells whether there are people to step through."""
        spare = int((self.height / self.scale - HEIGHT) // (2 * _GRID)) * _GRID
        finger = 9 * _GRID + spare
        rows = [
            (7 * _GRID, 2 * _GRID, ["light", "ring"]),
            (6 * _GRID, _GRID, [f"quality:{name}" for name in qualities]),
            (finger, _GRID, [f"finger:{number}" for number in FINGERS[:_ABREAST]]),
            (finger, 2 * _GRID, [f"finger:{number}" for number in FINGERS[_ABREAST:]]),
            (6 * _GRID, 2 * _GRID, list(switches)),
        ]
        boxes: dict[str, Box] = {}
        top = _MARGIN
        for height, gap, names in rows:
            boxes.update(self._row(top, height, names))
            top += height + gap
        boxes.update(self._enrolment(top, 6 * _GRID, known=known))
        top += 7 * _GRID
        boxes["line"] = self._box(_MARGIN, top, self._inner(), 5 * _GRID)
        return boxes

    def _inner(self) -> float:
        return self.width / self.scale - 2 * _MARGIN

    def _row(self, top: float, height: float, names: Sequence[str]) -> Iterator[tuple[str, Box]]:
        """Share a row equally."""
        each = (self._inner() - _GRID * (len(names) - 1)) / len(names)
        for index, name in enumerate(names):
            yield name, self._box(_MARGIN + index * (each + _GRID), top, each, height)

    def _enrolment(self, top: float, height: float, *, known: bool) -> Iterator[tuple[str, Box]]:
        """Put the chevrons around the field, where there are people to step through, and the button at the end."""
        left, right = float(_MARGIN), _MARGIN + self._inner() - _ENROL
        yield "enrol", self._box(right, top, _ENROL, height)
        if known:
            yield "previous", self._box(left, top, _STEP, height)
            left, right = left + _STEP + _GRID, right - _STEP - _GRID
            yield "next", self._box(right, top, _STEP, height)
        yield "employee", self._box(left, top, right - _GRID - left, height)

    def _box(self, left: float, top: float, width: float, height: float) -> Box:
        """Scale a rectangle so that its edges, not its size, are rounded: equal columns then align."""
        x, y = self.px(left), self.px(top)
        return Box(x, y, self.px(left + width) - x, self.px(top + height) - y)
