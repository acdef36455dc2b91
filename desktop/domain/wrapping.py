"""How much room Chinese text takes when it is wrapped in a cell: an estimate without fonts.

Widths count half-width characters (one digit of 宋体); a Chinese character is two. The estimate leans to the wide side,
because the office programs on Linux put other fonts in the place of 宋体, whose Latin letters are wider and whose lines
are higher: a row a little too high looks roomy, a row too low hides text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

SMALLEST_TITLE = 12
LINE_PITCH = 1.45  # points a line per point of font size; 宋体 needs 1.25, the 思源 family 1.45
STACKED_PITCH = 1.35  # characters under each other stand closer
_WIDE_LATIN = {"%": 1.9, "@": 2.0, "W": 1.98, "M": 1.75, "m": 1.95, "&": 1.6, " ": 0.9} | dict.fromkeys(
    "ijlI.,:;|'!", 0.9
)
_CLOSING = frozenset("，。、；：！？）》】〕」』”’％…,.;:!?)]}%")
_OPENING = frozenset("（《【〔「『“‘([{")


@lru_cache(maxsize=8192)
def char_width(char: str) -> float:
    """Half-width characters that ``char`` takes."""
    if unicodedata.east_asian_width(char) in "WFA":
        return 2.0
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Cc", "Mn"):
        return 0.0
    return _WIDE_LATIN.get(char, 1.45 if char.isupper() else 1.25)


def text_width(text: str) -> float:
    """Half-width characters that one line of ``text`` takes."""
    return sum(map(char_width, text))


@lru_cache(maxsize=4096)
def count_lines(text: str, width: float) -> int:
    """Lines that ``text`` takes when wrapped at ``width`` half-width characters; an empty text takes one.

    Latin words and figures are kept whole while they fit, as Excel and LibreOffice do; closing punctuation never
    begins a line and opening punctuation never ends one.
    """
    return sum(_paragraph_lines(paragraph, max(width, 2.0)) for paragraph in text.split("\n"))


def _paragraph_lines(text: str, width: float) -> int:
    lines, used = 1, 0.0
    for piece in _pieces(text):
        size = text_width(piece)
        visible = text_width(piece.rstrip())
        if used and used + visible > width:
            lines += 1
            used = 0.0
        if visible > width:  # a word longer than the line is broken anywhere
            lines += int(visible // width)
            size = visible % width
        used += size
    return lines


def _pieces(text: str) -> list[str]:
    """Pieces between which a line may break; white space stays with the piece before it."""
    pieces: list[str] = []
    current = ""
    for char in text:
        if current and _may_break(current[-1], char):
            pieces.append(current)
            current = ""
        current += char
    if current:
        pieces.append(current)
    return pieces


def _may_break(before: str, after: str) -> bool:
    if after in _CLOSING or after.isspace() or before in _OPENING:
        return False
    return before.isspace() or char_width(before) == 2.0 or char_width(after) == 2.0


def fit_title(text: str, room: float, largest: int) -> tuple[str, float]:
    """A title as it is set: with a line break before its outer bracket when it is long, and its size in points.

    The size shrinks from ``largest`` to 12 until the title takes two lines at most; ``room`` is in points.
    """
    bare = re.sub(r"\s*\n\s*", "", text)
    broken = _broken_title(bare)
    sizes = range(largest, SMALLEST_TITLE - 1, -1)
    for candidate, smallest in ((bare, min(largest, 15)), (broken, SMALLEST_TITLE)):
        width = max(map(text_width, candidate.split("\n")))
        for size in sizes:
            if size >= smallest and width * size / 2 <= room:
                return candidate, float(size)
    for size in sizes:
        if count_lines(bare, round(room / (size / 2), 1)) <= 2:
            return bare, float(size)
    return bare, float(SMALLEST_TITLE)


def _broken_title(text: str) -> str:
    """``text`` broken before its first bracket; as it is without one."""
    position = min((text.find(bracket) for bracket in "（(" if text.find(bracket) > 0), default=-1)
    return text if position < 0 else f"{text[:position]}\n{text[position:]}"
