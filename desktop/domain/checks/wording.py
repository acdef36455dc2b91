"""How values are put into messages: quoted, shortened, with thousands separators and spaces as people read them.

Left out: the sentences (``catalogue``).
"""

from __future__ import annotations

import re

from desktop.domain.address import CellId
from desktop.domain.amounts import Amount, format_amount
from desktop.domain.checks.base import column_of
from desktop.domain.definition import ValueType
from desktop.domain.folding import is_empty
from desktop.domain.record import Record

QUOTE_LENGTH = 24
_OPERATOR = re.compile(r"\s*([≥≤＞＜>=<≧≦]+)\s*(?=\d)")
_UNIT = re.compile(r"(?<=\d)\s*(?=[一-鿿])")


def shorten(text: str, limit: int = QUOTE_LENGTH) -> str:
    """One line of at most ``limit`` characters, the last one … where something was left out."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def quote(text: str) -> str:
    """“text” on one line, shortened."""
    return f"“{shorten(text)}”"


def spaced(text: str) -> str:
    """A figure with its operator and unit set apart: ``≤30分钟`` → ``≤ 30 分钟``; ``90%`` stays."""
    return _UNIT.sub(" ", _OPERATOR.sub(r" \1 ", text)).strip()


def amount_words(amount: Amount) -> str:
    """``19,114.20``."""
    return format_amount(amount, thousands=True)


def cell_words(record: Record, cell: CellId) -> str:
    """What a cell shows, as a message prints it: amounts with separators, rates with their sign, blanks as 空着."""
    amount = record.amount(cell)
    column = column_of(record.definition, cell)
    if amount is None:
        return shorten(record.shown(cell)) or "空着"
    if column.type is ValueType.YEAR:
        return format_amount(amount)
    return amount_words(amount) + ("%" if column.type is ValueType.PERCENT else "")


def empty_words(text: str) -> str:
    """What is to be said of a cell that is empty in one of the usual ways: 还空着, or 只写了“—”."""
    bare = text.strip()
    return f"只写了“{bare}”，等于没有填" if bare and is_empty(bare) else "还空着"
