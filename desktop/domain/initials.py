"""Pinyin initials of Chinese text, for finding a name by typing letters.

What it is for: 行政运行 is found by ``xzyx``. What it leaves out: whole syllables, tones and second readings; each
character has the one reading it is filed under. GB 2312 files its 3755 common characters (rows 16–55) by pinyin, so
where a letter begins says all. Its rarer characters are filed by radical and have no initial here.
"""

from __future__ import annotations

from bisect import bisect_right

UNKNOWN = "?"
"""Stands for a character whose initial is not known; nobody types it."""

_LETTERS = "abcdefghjklmnopqrstwxyz"
_BEGINS = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8,
    0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
)  # fmt: skip
_LAST = 0xD7F9
_RARE = {"殡": "b"}
"""Rarer characters that occur in names of budget subjects."""


def initials(text: str) -> str:
    """One lower-case letter for each Chinese character; ASCII letters and digits stay, punctuation falls out.

    A character without a known initial gives ``UNKNOWN``, so that the letters after it stay findable.
    """
    return "".join(_initial(character) for character in text)


def _initial(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    if not character.isalnum():
        return ""
    if character in _RARE:
        return _RARE[character]
    try:
        number = int.from_bytes(character.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return UNKNOWN
    if not _BEGINS[0] <= number <= _LAST:
        return UNKNOWN
    return _LETTERS[bisect_right(_BEGINS, number) - 1]
