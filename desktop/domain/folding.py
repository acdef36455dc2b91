"""Folding of full-width text, the ways of writing "nothing", and letters typed in place of digits.

What it is for: everything that reads a figure (amounts, targets, workbooks) looks at one folded text and has
one opinion on what is empty. What it leaves out: reading the figure itself (``amounts``, ``quantities``).
Requirement A2 (see ``desktop.domain.amounts``): blank, 无, — and / stay apart, and ``0`` is none of them.
"""

from __future__ import annotations

import re
from enum import Enum

_SPACES = "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u205f\u3000\ufeff"
FOLD_TABLE: dict[int, str] = {
    **{ord("０") + i: str(i) for i in range(10)},
    **{ord("Ａ") + i: chr(ord("A") + i) for i in range(26)},
    **{ord("ａ") + i: chr(ord("a") + i) for i in range(26)},
    **{ord(c): " " for c in _SPACES},
    **{ord(a): b for a, b in zip("％﹪．＋－−﹣＊／＝﹦═＜＞", "%%.+---*/===<>", strict=True)},
}
"""One character to one character, so positions in the folded text are positions in the source."""

_PUNCTUATION_IN_NUMBER = re.compile(r"(?<=[0-9])([，。：])(?=[0-9])", re.ASCII)
_BRACKETED_NUMBER = re.compile(r"（( *[-+]?[0-9.,]{1,40}%? *)）", re.ASCII)
_HALF = {"，": ",", "。": ".", "：": ":"}


def fold_width(text: str) -> str:
    """Half-width form of what belongs to a number; Chinese text and its punctuation stay.

    Digits, Latin letters, ``％．＋－＊／＝＜＞`` and every kind of space (ideographic, no-break, thin,
    zero-width) fold wherever they stand. ``，。：`` fold between two digits only, ``（）`` only around
    a bare number, because elsewhere they are punctuation of a Chinese sentence. Unlike NFKC nothing
    else changes (① ㎡ ‰ stay) and the length is kept.
    """
    if text.isascii():
        return text
    folded = text.translate(FOLD_TABLE)
    if "（" in folded:
        folded = _BRACKETED_NUMBER.sub(r"(\1)", folded)
    return _PUNCTUATION_IN_NUMBER.sub(lambda match: _HALF[match[1]], folded)


LETTERS_LIKE_DIGITS = {**dict.fromkeys("OoΟοОо〇○", "0"), **dict.fromkeys("lI|", "1")}
"""Letters and signs that are typed or recognised in place of a digit (Latin, Greek and Cyrillic O)."""


class Emptiness(Enum):
    """In which way a cell is empty. The ways stay apart because each is printed back as it came."""

    FILLED = "已填"
    BLANK = "空白"
    NONE = "无"
    DASH = "—"
    SLASH = "/"
    STAR = "*"
    NOT_APPLICABLE = "不适用"


_EMPTY: dict[str, Emptiness] = {
    "": Emptiness.BLANK,
    **dict.fromkeys(("无", "暂无", "没有", "空"), Emptiness.NONE),
    **dict.fromkeys(("/", "//", "\\"), Emptiness.SLASH),
    **dict.fromkeys(("*", "**", "***"), Emptiness.STAR),
    **dict.fromkeys(("不适用", "不涉及", "N/A", "n/a", "NA"), Emptiness.NOT_APPLICABLE),
}
_DASHES = frozenset("-—–―─_－−")
EMPTY_WORDS = (
    frozenset(word for word, kind in _EMPTY.items() if kind is not Emptiness.NOT_APPLICABLE) | _DASHES | {"——"}
)
"""The usual ways of writing "nothing here"; any run of dashes counts too. ``0`` is not among them."""


def emptiness(text: str) -> Emptiness:
    """Tell in which way ``text`` is empty; ``FILLED`` when it says something (``0`` does)."""
    bare = fold_width(text).strip().rstrip("。")
    found = _EMPTY.get(bare)
    if found is not None:
        return found
    return Emptiness.DASH if bare and _DASHES.issuperset(bare) else Emptiness.FILLED


def is_empty(text: str) -> bool:
    """True for blank, 无, 暂无, dashes, / and *. ``0`` and 不适用 are statements, hence not empty."""
    return emptiness(text) not in (Emptiness.FILLED, Emptiness.NOT_APPLICABLE)
