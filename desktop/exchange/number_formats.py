"""What a numeric cell *shows*: a number and its Excel number format become text.

0.427 with ``0.0%`` is 42.7%, 19114.2 with ``0.00`` is 19114.20, 4 with ``0"次"`` is 4次. Thousands separators are
presentation and fold away; so do currency signs, colours and blanks for alignment. Fractions and scientific formats
are shown as plain numbers: no form uses them on purpose.
"""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

GENERAL = "General"
BUILTIN: dict[int, str] = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 31: 'yyyy"年"m"月"d"日"',
    37: "#,##0 ;(#,##0)", 38: "#,##0 ;(#,##0)", 39: "#,##0.00 ;(#,##0.00)", 40: "#,##0.00 ;(#,##0.00)",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', 43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', 49: "@",
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""Formats that a workbook names by number alone (ECMA-376 18.8.30, and Excel's for Chinese)."""

_WIDE = Context(prec=700)  # the largest floating point number has 309 digits before the point
_PIECE = re.compile(r'"([^"]*)"|\\(.)|!(.)|_.|\*.|\[([^\]]*)\]|([0#?.,]+)|([Ee][+-]0+)|(.)', re.DOTALL)


class _Section(NamedTuple):
    """One of the up to four sections of a format."""

    prefix: str
    suffix: str
    decimals: int
    whole_digits: int
    percent: bool
    thousandths: int
    has_digits: bool


def shown_number(value: float | int, number_format: str) -> str:
    """The text that Excel shows for ``value``, without thousands separators.

    With the format General the number itself, at most 15 digits, which is what Excel keeps.
    """
    sections = _parse(number_format)
    exact = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    if sections is None:
        return _plain(exact)
    section, negative = _choose(sections, exact)
    if not section.has_digits:
        return (section.prefix + section.suffix).strip() or _plain(exact)
    scaled = abs(exact).scaleb(2 if section.percent else 0).scaleb(-3 * section.thousandths)
    rounded = scaled.quantize(Decimal(1).scaleb(-section.decimals), ROUND_HALF_UP, _WIDE)
    digits = f"{rounded:f}".rjust(section.whole_digits, "0") if section.decimals == 0 else f"{rounded:f}"
    sign = "-" if negative and rounded else ""
    return f"{section.prefix}{sign}{digits}{section.suffix}".strip()


def shown_date(value: datetime.date | datetime.time | datetime.timedelta, number_format: str) -> str:
    """A date as the form writes it: 2022年12月31日 where the format has 年, else 2022-12-31; times as 08:30."""
    if isinstance(value, datetime.timedelta):
        return str(value)
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    if "年" in number_format:
        day = f"{value.day}日" if "d" in number_format.lower() else ""
        return f"{value.year}年{value.month}月{day}"
    if "月" in number_format:
        return f"{value.month}月{value.day}日"
    if isinstance(value, datetime.datetime) and (value.hour or value.minute):
        return value.strftime("%Y-%m-%d %H:%M")
    return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _choose(sections: tuple[_Section, ...], value: Decimal) -> tuple[_Section, bool]:
    """The section for ``value``, and True when it needs a minus sign of its own."""
    if value < 0 and len(sections) > 1:
        return sections[1], False
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], value < 0


@lru_cache(maxsize=512)
def _parse(number_format: str) -> tuple[_Section, ...] | None:
    """The sections of a format; None when it shows the plain number."""
    if number_format in ("", GENERAL, "@") or re.search(r"[?#0]\s*/|[0#][Ee][+-]", number_format):
        return None
    texts = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format)
    if "General" in texts[0]:
        return None
    return tuple(_section(text) for text in texts[:3])


def _section(text: str) -> _Section:
    prefix, suffix, digits = "", "", ""
    percent = False
    for match in _PIECE.finditer(text):
        quoted, escaped, forced, bracket, placeholders, _, other = match.groups()
        literal = quoted or escaped or forced or ""
        if placeholders is not None:
            digits += placeholders
        elif bracket is not None:
            continue  # colours, conditions, currencies, locales
        elif other is not None:
            percent = percent or other == "%"
            literal = "" if other in "¥￥$@" else other
        if digits:
            suffix += literal
        else:
            prefix += literal
    whole, _, fraction = digits.partition(".")
    trailing = len(digits) - len(digits.rstrip(","))
    return _Section(
        prefix=prefix.strip(),
        suffix=suffix.strip(),
        decimals=sum(char in "0#?" for char in fraction),
        whole_digits=whole.count("0"),
        percent=percent,
        thousandths=trailing,
        has_digits=any(char in "0#" for char in digits),
    )
