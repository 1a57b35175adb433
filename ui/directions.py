"""The direction and the script of a text, for a renderer that knows one of each for a whole line.

A line of one direction is shaped by the renderer. In a line that mixes directions, right-to-left words are put into the
order in which they are seen, letter by letter: readable, but Arabic letters then stand unjoined. The renderer measures
joined letters as if they stood alone, so a centred Arabic line stands a little to the left.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

# ISO 15924, by the first word of a letter's Unicode name; only scripts whose letters change with their neighbours.
_SCRIPTS: Final[dict[str, str]] = {
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "SYRIAC": "Syrc",
    "THAANA": "Thaa",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "GURMUKHI": "Guru",
    "GUJARATI": "Gujr",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "KANNADA": "Knda",
    "MALAYALAM": "Mlym",
    "SINHALA": "Sinh",
    "THAI": "Thai",
    "LAO": "Laoo",
    "KHMER": "Khmr",
    "MYANMAR": "Mymr",
}
_LATIN: Final = "Latn"
_LATIN_END: Final = "\u024f"
_FORWARD_RUN: Final = re.compile(r"[0-9][0-9.,:/]*[0-9]")


@dataclass(frozen=True, slots=True)
class Flow:
    """How a text runs: `rtl` for right to left alone, `mixed` for both ways, and its script (ISO 15924)."""

    rtl: bool = False
    mixed: bool = False
    script: str = _LATIN


def flow(text: str) -> Flow:
    """Find how a text runs."""
    if all(char <= _LATIN_END for char in text):
        return Flow()
    ways = {unicodedata.bidirectional(char) for char in text}
    back = bool(ways & {"R", "AL"})
    mixed = back and "L" in ways
    if mixed:
        return Flow(mixed=True)
    names = (unicodedata.name(char, "").partition(" ")[0] for char in text)
    script = next((_SCRIPTS[name] for name in names if name in _SCRIPTS), _LATIN)
    return Flow(rtl=back, script=script)


def seen(line: str, runs: Flow) -> str:
    """Order a line's characters so that the renderer, which knows one direction, shows them as they are read."""
    if runs.rtl:
        # The renderer turns the whole line round; numbers must come out forwards.
        return _FORWARD_RUN.sub(lambda match: match[0][::-1], line)
    if not runs.mixed:
        return line
    parts: list[str] = []
    backwards: list[str] = []
    for char in line:
        if unicodedata.bidirectional(char) in {"R", "AL"}:
            backwards.insert(0, char)
        elif backwards and unicodedata.combining(char):
            backwards[0] += char
        elif backwards and char == " ":
            backwards.insert(0, char)
        else:
            parts += _closed(backwards)
            backwards = []
            parts.append(char)
    parts += _closed(backwards)
    return "".join(parts)


def _closed(backwards: list[str]) -> list[str]:
    """End a turned run: spaces that came last in it stand after it, not before."""
    spaces = 0
    while spaces < len(backwards) and backwards[spaces] == " ":
        spaces += 1
    return backwards[spaces:] + backwards[:spaces]
