"""Breaks a text into lines. Pure: the caller brings the ruler."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

# A line may end at a space (which goes) and after a hyphen or slash (which stays). A no-break space is no space here.
_PIECES: Final = re.compile(r" +|[^ \-/]*[\-/]+|[^ \-/]+")
_JOINERS: Final = "\u200c\u200d"


def wrap(text: str, measure: Callable[[str], int], width: int, *, broken: bool) -> list[str] | None:
    """Give the lines of a text, none wider than `width` by `measure`.

    None when a single word is wider and words may not be `broken`. A broken word is never broken inside a letter with
    its marks; a single letter that is wider still stands alone.
    """
    lines: list[str] = []
    line = ""
    text = text.replace(" ·", "\N{NO-BREAK SPACE}·")  # no line begins with the dot that sets two parts apart
    for piece in (found for found in _PIECES.findall(text) if found):
        if measure((line + piece).rstrip(" ")) <= width:
            line += piece
            continue
        if line.strip(" "):
            lines.append(line.rstrip(" "))
        line = piece.lstrip(" ")
        if measure(line) <= width:
            continue
        if not broken:
            return None
        *full, line = _cut(line, measure, width)
        lines += full
    if line.strip(" ") or not lines:
        lines.append(line.rstrip(" "))
    return lines


def balance(text: str, measure: Callable[[str], int], width: int, lines: list[str]) -> list[str]:
    """Give as many lines as `lines` has, of lengths as equal as can be, so that no word stands alone at the end."""
    low, high = 0, width
    best = lines
    while len(lines) > 1 and high - low > max(4, width // 64):
        middle = (low + high) // 2
        found = wrap(text, measure, middle, broken=False)
        if found is not None and len(found) <= len(lines):
            best, high = found, middle
        else:
            low = middle
    return best


def _cut(word: str, measure: Callable[[str], int], width: int) -> list[str]:
    """Cut a word that is too wide into parts that are not."""
    parts = [""]
    for cluster in _clusters(word):
        if parts[-1] and measure(parts[-1] + cluster) > width:
            parts.append("")
        parts[-1] += cluster
    return parts


def _clusters(word: str) -> list[str]:
    """Take a word apart into letters with their marks."""
    clusters: list[str] = []
    for char in word:
        if clusters and (unicodedata.combining(char) or char in _JOINERS or clusters[-1][-1] in _JOINERS):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters
