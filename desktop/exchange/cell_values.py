"""What a text of the form becomes in a workbook cell: a real number with its printed decimals, or text that stays text.

Requirements (cited by the tests):
    V1  Amounts, rates and points are real numbers; their number format shows the decimals printed, and the 分 behind
        points that were written with it.
    V2  Targets, actual values and everything else are text: a formula, a date or a number is never made of them.
    V3  What Excel cannot hold exactly (more than 15 digits) or does not parse is written as text, unchanged.
    V4  Characters that a workbook cannot hold are left out; ``_x0041_`` stays these seven characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.domain.amounts import POINTS_UNIT, Amount, without_points_unit
from desktop.domain.definition import Column, ValueType
from desktop.domain.record import read_amount

TEXT_FORMAT = "@"
GENERAL_FORMAT = "General"
LONGEST_TEXT = 32767
_EXACT_DIGITS = 15
_TEXT_FORMAT_HOLDS = 255  # longer text in a cell of format "@" shows as #### in older Excel
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_RISKY_STARTS = ("=", "+", "-", "@", "'", "＝", "＋", "－", "＠", "\t")


@dataclass(frozen=True, slots=True)
class CellValue:
    """Value and format of a workbook cell.

    Attributes:
        value: a number, a text, or None for an empty cell.
        number_format: Excel's number format.
        quoted: True for text that Excel would take for something else once the user edits it.
    """

    value: float | str | None
    number_format: str
    quoted: bool = False


def value_of(column: Column, text: str) -> CellValue:
    """What ``text`` of ``column`` becomes in the workbook."""
    if not column.type.is_numeric:
        return text_value(text)
    amount = read_amount(column, text)
    if amount is None:
        return text_value(text) if text else CellValue(None, number_format(column, column.decimals or 0))
    if not _is_exact(amount):
        return text_value(text)
    value = amount.value.scaleb(-2) if column.type is ValueType.PERCENT else amount.value
    shown = number_format(column, amount.decimals)
    if column.type is ValueType.NUMBER and without_points_unit(text) != text:
        shown += f'"{POINTS_UNIT}"'
    return CellValue(float(value), shown)


def text_value(text: str) -> CellValue:
    """A cell that holds ``text`` and nothing but text."""
    clean = clean_text(text)
    risky = clean.startswith(_RISKY_STARTS)
    if len(clean) > _TEXT_FORMAT_HOLDS:
        return CellValue(clean, GENERAL_FORMAT, quoted=risky)
    return CellValue(clean or None, TEXT_FORMAT, quoted=risky)


def number_format(column: Column, decimals: int) -> str:
    """The number format that prints ``decimals`` decimals: ``0.00``, ``#,##0.00``, ``0.0%``."""
    fraction = "." + "0" * decimals if decimals else ""
    if column.type is ValueType.PERCENT:
        return f"0{fraction}%"
    return f"#,##0{fraction}" if column.thousands else f"0{fraction}"


def clean_text(text: str) -> str:
    """``text`` as a workbook can hold it.

    Line ends become one line feed. Control characters and halves of surrogate pairs have no place in XML and are left
    out. A text of white space alone is empty. ``_x0041_`` would be read as the letter A and is escaped.
    """
    clean = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _LOOKS_ESCAPED.sub("_x005F_", clean) if clean.strip() else ""


def text_length(text: str) -> int:
    """Characters as Excel counts them, in units of UTF-16."""
    return len(text) + sum(char > "\uffff" for char in text)


def _is_exact(amount: Amount) -> bool:
    digits = len(amount.value.as_tuple().digits)
    return digits <= _EXACT_DIGITS and amount.decimals <= _EXACT_DIGITS
