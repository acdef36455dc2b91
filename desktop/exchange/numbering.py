"""Numbers before the names of rows: 一、 1. 1． （一） ①.

Forms of one kind number their rows differently, or not at all.
"""

from __future__ import annotations

import re

from desktop.exchange.labels import fold

_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.,:]|\d{1,2}[、.:](?!\d)|\([一二三四五六七八九十\d]{1,3}\)[、.]?)"
)
_CIRCLED = re.compile(r"^[①-⑳]")


def without_number(text: str) -> str:
    """A folded row name without the number before it."""
    return _NUMBER.sub("", fold(_CIRCLED.sub("", text.strip()))).removeprefix("其中:")
