"""What stands above the tables of a page: its title, the number of the table, 部门名称, 单位, the year.

Labels may stand in one cell with their values or in the cell left of them; several may share a cell, far apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from desktop.domain.definition import FormDefinition, Page
from desktop.exchange.grid import Range
from desktop.exchange.labels import fold, nearest
from desktop.exchange.sheet_index import SheetIndex
from desktop.exchange.table_heads import YEAR, without_year

_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九")}
_TABLE_NUMBER = re.compile(r"^(?:附件?|公开)?续?表(?:(\d{1,2})|([一二三四五六七八九十]{1,3}(?!般)))[:、.\-]?")
_QUOTES = str.maketrans("", "", "“”\"'‘’「」")
_CONTINUED = re.compile(r"^续表?|\(?续表?\d*\)?$")
_BRACKET = re.compile(r"\([^()]*\)$")
_BEFORE_TITLE = re.compile(r"^(?:.*(?:局|厅|委|会|中心|院|部|处|所|站|市|县|区|省|部门|单位|\)))?$")
_BUREAU = re.compile(
    r"^(?:部门\(单位\)名称|部门名称|单位名称|部门\(单位\)|编制单位|编制部门|填报单位|填报部门|预算单位|预算部门|部门|单位):(.*)$"
)
_UNIT = re.compile(r"(?:金额|计量)?单位:?\(?(万元|元)\)?")
_APART = re.compile(r"\s{2,}|\s+(?=(?:金额|计量)?单位\s*[:：])")
_MONEY = frozenset({"元", "万元", "千元", "百万元", "亿元"})


@dataclass
class PageHead:
    """What was found above a table; each text with its place, None where there is none."""

    title: tuple[str, Range] | None = None
    bureau: tuple[str, Range] | None = None
    unit: tuple[str, Range] | None = None
    year: tuple[str, Range] | None = None
    spans: list[Range] = field(default_factory=list)


def page_names(page: Page) -> tuple[str, ...]:
    """Folded titles of a page, longest first; brackets at the end, 按功能分类, are optional."""
    lines = [line.text for line in page.lines if "{" not in line.text]
    titles = [page.title, *page.synonyms, *lines] if page.title or lines else []
    names = {bare_title(title) for title in (*titles, page.style.name)}
    names |= {_BRACKET.sub("", name) for name in names}
    return tuple(sorted((name for name in names if len(name) > 2), key=len, reverse=True))


def titles_of(definition: FormDefinition) -> dict[str, str]:
    """Title → page, over all pages but the cover, the longest titles first: 基本支出总表 ends with 支出总表."""
    known: dict[str, str] | None = definition.__dict__.get("_page_titles")
    if known is None:
        found = [
            (name, page.key) for page in definition.pages if not is_cover(definition, page) for name in page_names(page)
        ]
        known = dict(sorted(found, key=lambda pair: len(pair[0]), reverse=True))
        definition.__dict__["_page_titles"] = known
    return known


def is_cover(definition: FormDefinition, page: Page) -> bool:
    """True for a page that prints the form's title and nothing to read."""
    return all(section.style in ("line", "none") for section in definition.sections_of_page[page.key])


def table_number(text: str) -> int:
    """The number in 表2, 附表二, 公开表02; 0 when there is none."""
    match = _TABLE_NUMBER.match(fold(text))
    if match is None:
        return 0
    if match[1]:
        return int(match[1])
    tens, mark, ones = match[2].rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if mark else 0) + _DIGITS.get(ones, 0)


def without_number_of_table(folded: str) -> str:
    """A folded title without 表2 before it."""
    return _TABLE_NUMBER.sub("", folded)


def bare_title(text: str) -> str:
    """A title folded, without number of the table, year, quotes and 续表."""
    folded = without_year(without_number_of_table(fold(text).translate(_QUOTES)))
    return without_year(without_number_of_table(_CONTINUED.sub("", folded)))


def titled(text: str, definition: FormDefinition) -> str:
    """The page that a text is the title of, ``""`` for no title. A bureau may stand before the title."""
    if len(text) > 60:
        return ""
    names = titles_of(definition)
    bare = bare_title(text)
    for one in (bare, _BRACKET.sub("", bare)):
        if one.endswith(tuple(names)):
            name = next(name for name in names if one.endswith(name))
            return names[name] if _BEFORE_TITLE.match(one.removesuffix(name)) else ""
    if bare.endswith("表"):
        close = nearest(bare, names)
        return names[close] if close is not None else ""
    return ""


def is_number_line(text: str) -> bool:
    """True for 表2 alone, or a mark that a table goes on."""
    folded = fold(text)
    return folded != "" and (not without_number_of_table(folded) or not _CONTINUED.sub("", folded))


def read_head(index: SheetIndex, definition: FormDefinition, page: Page, last_row: int) -> PageHead:
    """What stands in the rows above ``last_row``, that row left out."""
    head = PageHead()
    for row, spans in index.rows.items():
        if row >= last_row:
            break
        for span in spans:
            _take(head, index, span, definition, page)
    if head.title is not None:
        match = YEAR.search(fold(head.title[0]))
        head.year = (match[1], head.title[1]) if match else head.year
    return head


def is_head_line(index: SheetIndex, row: int, definition: FormDefinition, page: Page) -> bool:
    """True for a row of the head that is printed once more below a page break."""
    head = PageHead()
    spans = index.rows.get(row, [])
    for span in spans:
        _take(head, index, span, definition, page)
    return bool(spans) and len(set(head.spans)) == len(spans)


def _take(head: PageHead, index: SheetIndex, span: Range, definition: FormDefinition, page: Page) -> None:
    text = index.text(span)
    if is_number_line(text):
        head.spans.append(span)
        return
    if titled(text, definition) == page.key:
        head.title = head.title or (text, span)
        head.spans.append(span)
        return
    for part in _parts(text):
        money = _UNIT.search(part)
        bureau = _BUREAU.match(part)
        if money is not None:
            head.unit = head.unit or (money[1], span)
        elif bureau is not None and bureau[1] not in _MONEY:
            _take_bureau(head, index, span, text)
        elif YEAR.fullmatch(part.strip("()")):
            head.year = head.year or (YEAR.fullmatch(part.strip("()"))[1], span)  # type: ignore[index]
        else:
            continue
        head.spans.append(span)


def _take_bureau(head: PageHead, index: SheetIndex, span: Range, text: str) -> None:
    value = re.split(r"[:：]", text, maxsplit=1)[1].strip()
    value = _APART.split(value)[0].strip()
    where = span
    if not value:
        where = index.right_of(span)
        value = index.text(where).strip()
        if not value or _UNIT.search(_folded(value)):
            return
        head.spans.append(where)
    head.bureau = head.bureau or (value, where)


def _parts(text: str) -> Iterator[str]:
    """Pieces of a cell that stand far apart: 部门名称：某局      单位：万元."""
    for part in _APART.split(text):
        folded = _folded(part)
        if folded:
            yield folded


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", "".join(text.split()))
