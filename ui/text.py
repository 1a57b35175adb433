"""Text that is never cut: it wraps, then shrinks one level, and only then further."""

from typing import Any, Final

from kivy.graphics import Color, Rectangle

from ui import icons, typefaces
from ui.directions import Flow, flow, seen
from ui.theme import UNSCALED, Theme
from ui.toolkit import (
    BooleanProperty,
    CoreLabel,
    NumericProperty,
    ObjectProperty,
    OptionProperty,
    StringProperty,
    Widget,
)
from ui.wrapping import balance, wrap

_MANY: Final = 99  # lines
_LINE_HEIGHT: Final = 1.04  # on top of the font's own distance of 1.21


class Text(Widget):
    """A text in one level of type. `fit` draws it and gives it its height; `place` puts it somewhere."""

    theme: Theme = ObjectProperty(UNSCALED, rebind=True)
    text: str = StringProperty("")
    level: str = StringProperty("body")
    weight: str = OptionProperty("regular", options=["regular", "semibold", "bold"])
    tone: str = StringProperty("text")
    halign: str = OptionProperty("left", options=["left", "center", "right"])
    texture: Any = ObjectProperty(None, allownone=True)
    keep_line: bool = BooleanProperty(defaultvalue=False)  # shrink one level before a second line is begun
    texture_x: float = NumericProperty(0)
    drawn_px: int = NumericProperty(0)
    fits: bool = True

    def __init__(self, **kwargs: object) -> None:
        self._drawn: tuple[object, ...] = ()
        super().__init__(**kwargs)

    def on_text(self, _widget: object, text: str) -> None:
        """Show nothing of a text that is gone, also before the next `fit`."""
        if not text:
            self.texture = None
            self._drawn = ()

    def _label(self, text: str, px: int, face: typefaces.Face, runs: Flow) -> Any:  # noqa: ANN401 -- Kivy's label
        return CoreLabel(
            text=text,
            font_size=px,
            font_name=face.path,
            halign=self.halign,
            line_height=_LINE_HEIGHT,
            font_hinting="light",
            font_direction="rtl" if runs.rtl else "ltr",
            font_script_name=runs.script,
        )

    def natural_width(self) -> int:
        """Give the width of the text on one line, in its own level."""
        if not self.text:
            return 0
        face = typefaces.face(self.text, self.weight)
        label = self._label("", self.theme.type_px(self.level), face, flow(face.text))
        return int(label.get_extents(face.text)[0])

    def fit(self, width: float, most_height: float = 10_000) -> int:
        """Draw the text into `width` and at most `most_height`; give the height it takes. Empty text takes none."""
        wanted = (self.text, self.level, self.weight, self.halign, int(width), int(most_height), self.theme)
        if wanted != self._drawn:
            self._drawn = wanted
            self._draw(max(1, int(width)), int(most_height))
        self.size = (int(width), self.texture.height if self.texture else 0)
        spare = int(width - (self.texture.width if self.texture else 0))
        self.texture_x = {"left": 0, "center": spare // 2, "right": spare}[self.halign]
        return int(self.height)

    def _attempts(self) -> list[tuple[int, int, bool]]:
        """List what to try in turn: a size in pixels, how many lines are allowed, whether words may be broken."""
        sizes = self.theme.smaller_px(self.level)
        one_line = [(px, 1, False) for px in sizes[:2]] if self.keep_line else []
        whole_words = [(px, _MANY, False) for px in sizes[:3]]
        # Words are broken a level below first; what is smaller only keeps a text from being cut.
        return one_line + whole_words + [(px, _MANY, True) for px in sizes[1:]]

    def _draw(self, width: int, most_height: int) -> None:
        if not self.text:
            self.texture = None
            return
        face = typefaces.face(self.text, self.weight)
        runs = flow(face.text)
        drawing: Any = None
        self.fits = False
        for px, most_lines, broken in self._attempts():
            ruler = self._label("", px, face, runs)

            def measure(part: str, ruler: Any = ruler) -> int:  # noqa: ANN401 -- Kivy's label
                return int(ruler.get_extents(part)[0])

            lines = wrap(face.text, measure, width, broken=broken)
            if lines is None or len(lines) > most_lines:
                continue
            lines = balance(face.text, measure, width, lines)
            drawing = self._label("\n".join(seen(line, runs) for line in lines), px, face, runs)
            self.drawn_px = px
            if drawing.render()[1] <= most_height:
                self.fits = True
                break
        drawing.refresh()
        self.texture = drawing.texture


class Icon(Widget):
    """One sign of the icon font, centred in its box."""

    theme: Theme = ObjectProperty(UNSCALED, rebind=True)
    icon: str = StringProperty("")
    tone: str = StringProperty("text")
    design_px: float = NumericProperty(24)
    texture: Any = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: object) -> None:
        self._drawn: tuple[object, ...] = ()
        super().__init__(**kwargs)
        self.bind(icon=self._draw, design_px=self._draw, theme=self._draw)
        self._draw()

    def _draw(self, *_: object) -> None:
        wanted = (self.icon, self.theme.px(self.design_px))
        if wanted == self._drawn:
            return
        self._drawn = wanted
        if not self.icon:
            self.texture = None
            return
        label = CoreLabel(
            text=icons.GLYPHS[self.icon], font_size=self.theme.px(self.design_px), font_name=typefaces.ICONS
        )
        label.refresh()
        self.texture = label.texture


class ClockDigits(Widget):
    """The time of day in digits that keep their places: each stands in the middle of a cell of its own."""

    theme: Theme = ObjectProperty(UNSCALED, rebind=True)
    level: str = StringProperty("clock")
    tone: str = StringProperty("text")
    text: str = StringProperty("")
    halign: str = OptionProperty("left", options=["left", "center"])

    def __init__(self, **kwargs: object) -> None:
        self._glyphs: dict[str, Any] = {}
        self._ink: dict[str, tuple[int, int, int]] = {}  # left, top, height
        self._drawn: tuple[object, ...] = ()
        super().__init__(**kwargs)

    def _glyph(self, char: str) -> Any:  # noqa: ANN401 -- Kivy's texture
        if char not in self._glyphs:
            label = CoreLabel(
                text=char,
                font_size=self.theme.type_px(self.level),
                font_name=typefaces.INTER["bold"],
                font_hinting="light",
            )
            label.refresh()
            self._glyphs[char] = label.texture
            self._ink[char] = _ink(label.texture)
        return self._glyphs[char]

    def fit(self) -> tuple[int, int]:
        """Size this to the time's cells and the digits' own height, and give that size.

        Aligned left, the first digit's ink is what stands at the edge, not its cell.
        """
        digit = self._glyph("0")
        colon = self._glyph(":")
        count = sum(1 for char in self.text if char != ":")
        width = digit.width * count + colon.width * (len(self.text) - count)
        left = self._left_ink()
        self.size = (max(0, width - left), self._ink["0"][2])
        return int(self.width), int(self.height)

    def _left_ink(self) -> int:
        """How far the first digit's ink lies from its cell's left edge; the clock is moved by it, to align."""
        if not self.text or self.halign == "center":
            return 0
        first = self._glyph(self.text[0])
        return int((self._glyph("0").width - first.width) // 2 + self._ink[self.text[0]][0])

    def boxes(self) -> list[tuple[Any, float, float]]:
        """Give each character's texture with its place."""
        cell = self._glyph("0").width
        zero = self._ink["0"]
        x = self.x - self._left_ink()
        bottom = self.y - (self._glyph("0").height - zero[1] - zero[2])
        placed = []
        for char in self.text:
            glyph = self._glyph(char)
            room = glyph.width if char == ":" else cell
            # The font's colon stands on the line, as in a sentence; between digits it belongs half way up.
            _, top, high = self._ink[char]
            lift = top + high / 2 - zero[1] - zero[2] / 2 if char == ":" else 0
            placed.append((glyph, x + (room - glyph.width) // 2, bottom + round(lift)))
            x += room
        return placed

    def draw(self) -> None:
        """Draw the characters where this stands now."""
        wanted = (self.text, tuple(self.pos), self.theme)
        if wanted == self._drawn:
            return
        self._drawn = wanted
        self.canvas.clear()
        with self.canvas:
            Color(*self.theme.colour(self.tone))
            for texture, x, y in self.boxes():
                Rectangle(texture=texture, pos=(x, y), size=texture.size)


def _ink(texture: Any) -> tuple[int, int, int]:  # noqa: ANN401 -- Kivy's texture
    """Find where a glyph's ink begins from the left and the top of its texture, and how high it is, in pixels."""
    width, height = texture.size
    pixels: bytes = texture.pixels
    alpha = pixels[3::4]
    rows = [row for row in range(height) if alpha[row * width : (row + 1) * width].strip(b"\0")]
    columns = [column for column in range(width) if alpha[column::width].strip(b"\0")]
    if not rows or not columns:
        return 0, 0, height
    return columns[0], rows[0], rows[-1] - rows[0] + 1
