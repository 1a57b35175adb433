"""Makes text that came from elsewhere safe to draw. Nothing in here fails, whatever it is given."""

import unicodedata
from typing import Final

LONGEST_CHARS: Final = 400  # a text beyond this is broken input, and would only cost layout time
MOST_MARKS: Final = 3  # combining marks on one letter; more of them cover the lines above and below

_SELECTORS: Final = frozenset(map(chr, range(0xFE00, 0xFE10)))  # pick colour emoji, which no font here has
_JOINERS: Final = "\u200c\u200d"  # letters of Persian, Hindi and others take their form from these


def clean(text: str) -> str:
    """Strip what would spoil a line: control and direction characters, unpaired surrogates, piled-up marks."""
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text[:LONGEST_CHARS]):
        category = unicodedata.category(char)
        if category in {"Mn", "Me"}:
            marks += 1
            if marks > MOST_MARKS or not kept:
                continue
        else:
            marks = 0
        if category == "Cs":
            kept.append("\N{REPLACEMENT CHARACTER}")
        elif category in {"Zl", "Zp"} or char in "\t\n\v\f\r":
            kept.append(" ")
        elif category in {"Cc", "Co"} or (category == "Cf" and char not in _JOINERS) or char in _SELECTORS:
            continue
        else:
            kept.append(char)
    # Ordinary spaces collapse; a no-break space stays as it is.
    return " ".join(part for part in "".join(kept).split(" ") if part)
