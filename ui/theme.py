"""The one design: colours, type and spacing, scaled by the shorter side of the screen. No Kivy in here."""

from dataclasses import dataclass, field
from typing import Final

Rgba = tuple[float, float, float, float]

DESIGN_SIDE_PX: Final = 480  # the shorter side that all sizes below are given for

TYPE_PX: Final[dict[str, int]] = {
    "clock": 132,
    "name": 52,
    "refusal": 44,
    "result": 40,
    "page": 30,
    "key": 26,
    "body": 22,
    "secondary": 18,
}
LEVELS: Final[tuple[str, ...]] = tuple(TYPE_PX)  # largest first

_DARK: Final[dict[str, str]] = {
    "background": "0F1722",
    "panel": "182334",
    "raised": "223149",
    "line": "31435F",
    "text": "F3F6FB",
    "secondary": "B4C1D4",
    "accent": "5AA9FF",
    "good": "2FBF71",
    "good_ground": "0E3B26",
    "caution": "FFB648",
    "bad": "FF7A70",
    "bad_ground": "4A1614",
}
_LIGHT: Final[dict[str, str]] = {
    "background": "F4F6FA",
    "panel": "FFFFFF",
    "raised": "E9EEF6",
    "line": "CBD5E3",
    "text": "0F1722",
    "secondary": "44546B",
    "accent": "0B5CC4",
    "good": "0B7A43",
    "good_ground": "DDF5E7",
    "caution": "8A5200",
    "bad": "B3261E",
    "bad_ground": "FBE3E1",
}


def _rgb(value: str) -> tuple[int, int, int]:
    return int(value[0:2], 16), int(value[2:4], 16), int(value[4:6], 16)


def _mix(ground: str, other: str, part: float) -> str:
    """Lay `part` (0 to 1) of one colour over another."""
    pairs = zip(_rgb(ground), _rgb(other), strict=True)
    return "".join(f"{round(low + (high - low) * part):02X}" for low, high in pairs)


def _derive(base: dict[str, str], *, dark: bool) -> dict[str, str]:
    """Add the colours that follow from the tokens: pressed and chosen keys, footers and buttons of results."""
    shade = "000000"
    tokens = dict(base)
    tokens["pressed"] = _mix(base["raised"], shade, 0.32 if dark else 0.14)
    tokens["chosen"] = _mix(base["raised"], base["accent"], 0.22 if dark else 0.12)
    tokens["accent_ground"] = _mix(base["background"], base["accent"], 0.2 if dark else 0.12)
    tokens["caution_ground"] = _mix(base["panel"], base["caution"], 0.12 if dark else 0.08)
    for mood in ("good", "bad"):
        ground = base[f"{mood}_ground"]
        tokens[f"{mood}_footer"] = _mix(ground, shade, 0.28 if dark else 0.05)
        tokens[f"{mood}_raised"] = _mix(ground, base[mood], 0.1) if dark else _mix(ground, "FFFFFF", 0.7)
        tokens[f"{mood}_pressed"] = _mix(tokens[f"{mood}_raised"], shade, 0.32 if dark else 0.14)
        tokens[f"{mood}_secondary"] = _mix(base["text"], base[mood], 0.25 if dark else 0.35)
        tokens[f"{mood}_mark"] = _mix(shade, base[f"{mood}_ground"], 0.55) if dark else "FFFFFF"
    return tokens


_LINEAR_UP_TO: Final = 0.04045  # of sRGB

TOKENS: Final[dict[str, dict[str, str]]] = {
    "dark": _derive(_DARK, dark=True),
    "light": _derive(_LIGHT, dark=False),
}


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(value: str) -> float:
        parts = [channel / 255 for channel in _rgb(value)]
        red, green, blue = (p / 12.92 if p <= _LINEAR_UP_TO else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@dataclass(frozen=True)
class Theme:
    """The design at one screen size. Lengths come out in whole pixels."""

    name: str
    width: int
    height: int
    scale: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "scale", min(self.width, self.height) / DESIGN_SIDE_PX)

    @property
    def portrait(self) -> bool:
        """Whether the screen stands upright."""
        return self.height > self.width

    def px(self, design_px: float) -> int:
        """Scale a length of the design to this screen."""
        return round(design_px * self.scale)

    def type_px(self, level: str) -> int:
        """Give the height of a level of type on this screen."""
        return self.px(TYPE_PX[level])

    def smaller_px(self, level: str) -> tuple[int, ...]:
        """List the sizes to try for a text, its own first.

        One level less is the rule; what lies below that is for texts that would otherwise be cut.
        """
        at = LEVELS.index(level)
        rest = [TYPE_PX[name] for name in LEVELS[at:]] + [16, 14, 12, 10]
        return tuple(dict.fromkeys(self.px(size) for size in rest))

    def colour(self, token: str) -> Rgba:
        """Give a token's colour as Kivy wants it."""
        red, green, blue = _rgb(TOKENS[self.name][token])
        return red / 255, green / 255, blue / 255, 1.0


UNSCALED: Final = Theme("dark", 800, 480)  # what a widget has until its page gives it the real one
