"""Which font file draws a text: Inter where it has the letters, else the first known system font that has them all."""

import struct
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

_FONTS: Final = Path(__file__).with_name("assets") / "fonts"
ICONS: Final = str(_FONTS / "MaterialDesignIcons-subset.ttf")
INTER: Final[dict[str, str]] = {
    "regular": str(_FONTS / "Inter-Regular.otf"),
    "semibold": str(_FONTS / "Inter-SemiBold.otf"),
    "bold": str(_FONTS / "Inter-Bold.otf"),
}

_TRUETYPE: Final = "/usr/share/fonts/truetype"
_OTHERS: Final[tuple[str, ...]] = (
    f"{_TRUETYPE}/noto/NotoSans-Regular.ttf",
    f"{_TRUETYPE}/noto/NotoSansHebrew-Regular.ttf",
    f"{_TRUETYPE}/noto/NotoSansArabic-Regular.ttf",
    f"{_TRUETYPE}/noto/NotoSansDevanagari-Regular.ttf",
    f"{_TRUETYPE}/noto/NotoSansThai-Regular.ttf",
    f"{_TRUETYPE}/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    f"{_TRUETYPE}/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/opentype/unifont/unifont.otf",
    f"{_TRUETYPE}/unifont/unifont.ttf",
)
_BOLD: Final[dict[str, str]] = {
    f"{_TRUETYPE}/noto/NotoSans-Regular.ttf": f"{_TRUETYPE}/noto/NotoSans-Bold.ttf",
    f"{_TRUETYPE}/noto/NotoSansHebrew-Regular.ttf": f"{_TRUETYPE}/noto/NotoSansHebrew-Bold.ttf",
    f"{_TRUETYPE}/noto/NotoSansArabic-Regular.ttf": f"{_TRUETYPE}/noto/NotoSansArabic-Bold.ttf",
    f"{_TRUETYPE}/noto/NotoSansDevanagari-Regular.ttf": f"{_TRUETYPE}/noto/NotoSansDevanagari-Bold.ttf",
    f"{_TRUETYPE}/noto/NotoSansThai-Regular.ttf": f"{_TRUETYPE}/noto/NotoSansThai-Bold.ttf",
    f"{_TRUETYPE}/dejavu/DejaVuSans.ttf": f"{_TRUETYPE}/dejavu/DejaVuSans-Bold.ttf",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc": "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
}

_SQUARE: Final = "\N{WHITE SQUARE}"
_SEGMENTS: Final = 4  # formats of a character map
_GROUPS: Final = 12
_LAST_SEGMENT: Final = 0xFFFF
_PICTURES: Final = range(0x1F000, 0x1FC00)  # newer ones are not in Python's table yet
_LATIN_END: Final = 0x17F  # Inter draws everything up to here; no need to open a file for it


@dataclass(frozen=True, slots=True)
class Face:
    """A font file, and the text as that file can draw it."""

    path: str
    text: str


def face(text: str, weight: str) -> Face:
    """Choose the font for a text. Reads font files at the first text beyond Latin; never fails.

    What no font here has is not hidden: a letter becomes an empty square. Pictures, such as emoji, are left out.
    """
    wanted = frozenset(ord(char) for char in text if ord(char) > _LATIN_END and not char.isspace())
    if not wanted:
        return Face(INTER[weight], text)
    path, missing = _chosen(wanted, weight)
    if missing:
        text = "".join(_stand_in(char) if ord(char) in missing else char for char in text)
        text = " ".join(word for word in text.split(" ") if word)
    return Face(path, text)


def _stand_in(char: str) -> str:
    picture = unicodedata.category(char) in {"So", "Sk", "Mn", "Cf"} or ord(char) in _PICTURES
    return "" if picture else _SQUARE


@lru_cache(maxsize=64)
def _chosen(wanted: frozenset[int], weight: str) -> tuple[str, frozenset[int]]:
    """Give the font that has most of the characters, and those that it lacks."""

    def lacks(path: str) -> frozenset[int]:
        ranges = _covered(path)
        return frozenset(point for point in wanted if not ranges.has(point))

    candidates = [INTER[weight], *(path for path in _OTHERS if Path(path).exists())]
    best = min(candidates, key=lambda path: len(lacks(path)))  # the first of equals: Inter before the others
    heavier = _BOLD.get(best, best)
    if weight != "regular" and heavier != best and Path(heavier).exists() and lacks(heavier) == lacks(best):
        return heavier, lacks(heavier)
    return best, lacks(best)


class _Coverage:
    """The characters that a font has, as ranges."""

    def __init__(self, ranges: list[tuple[int, int]]) -> None:
        self._starts = [start for start, _ in sorted(ranges)]
        self._ends = [end for _, end in sorted(ranges)]

    def has(self, point: int) -> bool:
        """Tell whether the font draws this character."""
        at = bisect_right(self._starts, point) - 1
        return at >= 0 and point <= self._ends[at]


@lru_cache(maxsize=16)
def _covered(path: str) -> _Coverage:
    try:
        return _Coverage(_ranges(Path(path)))
    except (OSError, struct.error, ValueError):
        return _Coverage([])  # an unreadable font is one that has nothing


def _ranges(path: Path) -> list[tuple[int, int]]:
    """Read a font's character ranges (OpenType specification, table cmap, formats 4 and 12)."""
    with path.open("rb") as file:
        head = file.read(16)
        base = struct.unpack(">I", head[12:16])[0] if head[:4] == b"ttcf" else 0
        file.seek(base)
        (tables,) = struct.unpack(">4xH6x", file.read(12))
        entries = [struct.unpack(">4s4xII", file.read(16)) for _ in range(tables)]
        offset, length = next((at, size) for tag, at, size in entries if tag == b"cmap")
        file.seek(offset)
        cmap = file.read(length)
    (count,) = struct.unpack_from(">2xH", cmap)
    subtables = {struct.unpack_from(">4xI", cmap, 4 + 8 * index)[0] for index in range(count)}
    ranges: list[tuple[int, int]] = []
    for at in subtables:
        (form,) = struct.unpack_from(">H", cmap, at)
        if form == _GROUPS:
            (groups,) = struct.unpack_from(">I", cmap, at + 12)
            ranges += [struct.unpack_from(">II", cmap, at + 16 + 12 * index) for index in range(groups)]
        elif form == _SEGMENTS:
            (twice,) = struct.unpack_from(">H", cmap, at + 6)
            ends = struct.unpack_from(f">{twice // 2}H", cmap, at + 14)
            starts = struct.unpack_from(f">{twice // 2}H", cmap, at + 16 + twice)
            ranges += [pair for pair in zip(starts, ends, strict=True) if pair[0] != _LAST_SEGMENT]
    return _merged(ranges)


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join ranges that overlap, as two tables of one font do, so that one look-up decides."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
