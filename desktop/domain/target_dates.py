"""Dates inside targets and actual values: 2022年12月底前完成, 2022-12-31, 第三季度, 年底前.

What it leaves out: numbers (``quantities``), judging (``comparison``). A written period counts as its last day
when it is a deadline; 12月31日前 includes the 31st (以前 includes the day, Civil Code art. 1259).
Requirement T4 (see ``target_words``).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import NamedTuple

from desktop.domain.target_types import DateSpan

_MONTH = "1[0-2]|0?[1-9]"
_DAY = "3[01]|[12][0-9]|0?[1-9]"
_YEAR = "(?:19|20)[0-9]{2}"
_DATE = re.compile(
    rf"""(?<![0-9.])(?:
      (?P<y1>{_YEAR})(?P<sep>[-/.])(?P<m1>{_MONTH})(?:(?P=sep)(?P<d1>{_DAY}))(?![0-9%])
    | (?P<y2>{_YEAR})[-/](?P<m2>{_MONTH})(?![0-9%/]|[-.][0-9])
    | (?:(?P<y3>{_YEAR})\ *年度?\ *|[当本全]年\ *)?
      (?: (?P<m3>{_MONTH})\ *月份?(?:\ *(?:(?P<d3>{_DAY})\ *[日号]|(?P<third>[上中下]旬)|月?(?P<edge>[底末初中])))?
        | 第?\ *(?P<quarter>[1-4一二三四])\ *季度
        | (?P<half>[上下]半年)
        | (?P<end>年?[底末])(?![0-9])
        )
    | (?P<y4>{_YEAR})\ *年度?\ *(?P<whole>内|全年)?
    )(?P<before>\ *(?:之前|以前|前|内)(?![0-9期]))?""",
    re.VERBOSE,
)
_DAYS_OF_PART = {
    "上旬": (1, 10),
    "中旬": (11, 20),
    "下旬": (21, 31),
    "初": (1, 10),
    "中": (11, 20),
    "末": (21, 31),
    "底": (21, 31),
}
_QUARTERS = {**{str(n): n for n in range(1, 5)}, "一": 1, "二": 2, "三": 3, "四": 4}


class FoundDate(NamedTuple):
    """A date in a text.

    Attributes:
        start, end: position in the folded text, 前 included.
        span: the days meant; None for a bare year, which tells a period rather than a date.
    """

    start: int
    end: int
    span: DateSpan | None


def find_dates(folded: str, year: int | None) -> list[FoundDate]:
    """All dates and bare years in a folded text, in order.

    Args:
        folded: text folded by ``target_words.fold_target``.
        year: the year meant where none is written; None leaves such dates without days.
    """
    if not ("年" in folded or "月" in folded or "季度" in folded or "19" in folded or "20" in folded):
        return []
    found = []
    for match in _DATE.finditer(folded):
        if match["end"] and not match["y3"] and not match["end"].startswith("年"):
            continue  # 底 or 末 alone is a syllable of some other word
        found.append(FoundDate(match.start(), match.end(), _span(match, year)))
    return found


def _span(match: re.Match[str], default_year: int | None) -> DateSpan | None:
    """The days a match means."""
    if match["y4"] and not match["before"] and not match["whole"]:
        return None
    written = match["y1"] or match["y2"] or match["y3"] or match["y4"]
    year = int(written) if written else default_year
    if year is None:
        return DateSpan(None, None)
    try:
        first, last = _bounds(match, year)
    except ValueError:  # 2月30日
        return DateSpan(None, None)
    return DateSpan(None if match["before"] else first, last)


def _bounds(match: re.Match[str], year: int) -> tuple[dt.date, dt.date]:
    """First and last day. Raises ValueError for a day the month does not have."""
    month = match["m1"] or match["m2"] or match["m3"]
    if month is None:
        return _period(match, year)
    day = match["d1"] or match["d3"]
    if day:
        exact = dt.date(year, int(month), int(day))
        return exact, exact
    start, end = _DAYS_OF_PART.get(match["third"] or match["edge"] or "", (1, 31))
    length = calendar.monthrange(year, int(month))[1]
    return dt.date(year, int(month), start), dt.date(year, int(month), min(end, length))


def _period(match: re.Match[str], year: int) -> tuple[dt.date, dt.date]:
    """First and last day of a quarter, half-year, year-end or whole year."""
    if match["quarter"]:
        end_month = _QUARTERS[match["quarter"]] * 3
        return dt.date(year, end_month - 2, 1), dt.date(year, end_month, calendar.monthrange(year, end_month)[1])
    if match["half"]:
        return (
            (dt.date(year, 1, 1), dt.date(year, 6, 30))
            if match["half"][0] == "上"
            else (dt.date(year, 7, 1), dt.date(year, 12, 31))
        )
    first_month = 12 if match["end"] else 1
    return dt.date(year, first_month, 1), dt.date(year, 12, 31)
