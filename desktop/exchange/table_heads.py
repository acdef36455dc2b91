"""Headings of a table in several rows: each column by its own label *and* the headings above it.

Merged headings cover their columns; where a file has none (.ods, a stranger's copy) a heading stands over its first
column and covers what is blank right of it. 小计 below 一般公共预算拨款 is another column than 小计 below 单位资金.
Years in headings are folded away and reported. The order of the columns does not matter, and columns may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from desktop.domain.amounts import parse_amount
from desktop.domain.definition import Column, Section
from desktop.exchange.grid import Range
from desktop.exchange.labels import column_names, fold, near, variants
from desktop.exchange.sheet_index import Head, SheetIndex

YEAR = re.compile(r"(20\d\d)年度?")
_YEAR_WORD = re.compile(r"\{year\}\s*年?度?")
_SHORTEST_NEAR = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column that is looked for: ``section.column``, its names, the names of each heading above it."""

    key: str
    names: frozenset[str]
    groups: tuple[frozenset[str], ...]
    optional: bool


@dataclass(frozen=True)
class HeadNames:
    """Every name in the headings of a table, folded, without years; how many rows of headings it is issued with."""

    wanted: tuple[Wanted, ...]
    leaves: frozenset[str]
    groups: frozenset[str]
    depth: int


@dataclass(frozen=True)
class HeadBlock:
    """Headings that were found.

    Attributes:
        top, bottom: first and last row.
        heads: ``section.column`` → place.
        year: year named in them, ``""`` when none is.
        spans: every text in these rows.
    """

    top: int
    bottom: int
    heads: dict[str, Head]
    year: str
    spans: tuple[Range, ...] = field(repr=False)


def without_year(folded: str) -> str:
    """A folded label without the year it names."""
    return YEAR.sub("", folded)


def head_names(sections: Iterable[Section]) -> HeadNames:
    """The headings of tables that stand beside each other."""
    wanted = tuple(_wanted(section, column) for section in sections for column in section.columns if column.label)
    return HeadNames(
        wanted,
        frozenset(name for one in wanted for name in one.names),
        frozenset(name for one in wanted for group in one.groups for name in group),
        max((len(one.groups) for one in wanted), default=0) + 1,
    )


def _wanted(section: Section, column: Column) -> Wanted:
    names = (*column_names(column), *variants(_YEAR_WORD.sub("", column.label)))
    groups = tuple(frozenset(variants(_YEAR_WORD.sub("", group))) for group in column.group)
    return Wanted(f"{section.key}.{column.key}", frozenset(names), groups, column.optional)


def plain_names(index: SheetIndex, span: Range) -> list[str]:
    """Folded names of a cell without years; none for text too long for a label."""
    return [name for name in map(without_year, index.names(span)) if name]


def is_figure(text: str) -> bool:
    """True for a text that is a number."""
    try:
        return parse_amount(text) is not None
    except ValueError:
        return False


def is_heading_row(index: SheetIndex, row: int, names: HeadNames, least: int = 1) -> bool:
    """True for a row of headings: at least half of its texts are names of columns, and none is a figure."""
    spans = index.rows.get(row, ())
    if len(spans) < least or any(is_figure(index.text(span)) for span in spans):
        return False
    known = sum(1 for span in spans if _is_known(index, span, names))
    return known >= least and known * 2 >= len(spans)


def _is_known(index: SheetIndex, span: Range, names: HeadNames) -> bool:
    return any(name in names.leaves or name in names.groups for name in plain_names(index, span))


def find_heads(index: SheetIndex, names: HeadNames, avoid: Iterable[int] = ()) -> HeadBlock | None:
    """The headings of a table: the run of heading rows that names most of its columns; None below two columns."""
    closed = set(avoid)
    best: HeadBlock | None = None
    least = min(2, len(names.wanted))
    for top, bottom in _runs(index, names, closed):
        found = _block(index, names, top, bottom)
        if len(found.heads) >= least and (best is None or len(found.heads) > len(best.heads)):
            best = found
    return best


def _runs(index: SheetIndex, names: HeadNames, closed: set[int]) -> list[tuple[int, int]]:
    """Rows of headings one after the other, first and last.

    What this program wrote has as many rows as it is issued with. Elsewhere a lone name in the first column below
    headings is a row of the table (合计).
    """
    rows = [row for row in index.rows if row not in closed and is_heading_row(index, row, names)]
    runs: list[tuple[int, int]] = []
    for row in rows:
        lone = bool(runs) and len(index.rows[row]) == 1 and index.rows[row][0][1] == index.rows[runs[-1][0]][0][1]
        if lone and row == runs[-1][1] + 1:
            continue
        goes_on = bool(runs) and row == runs[-1][1] + 1
        if goes_on and (not index.own or row < runs[-1][0] + names.depth):
            runs[-1] = (runs[-1][0], row)
        elif not goes_on:
            runs.append((row, row))
    return [(top, _reach(index, names, top, bottom)) for top, bottom in runs]


def _reach(index: SheetIndex, names: HeadNames, top: int, bottom: int) -> int:
    """The last row of the headings: some are merged down beside others that are not."""
    spans = (span for row in range(top, bottom + 1) for span in index.rows.get(row, ()))
    return max([bottom, *(span[2] for span in spans if span[2] > bottom and _is_known(index, span, names))])


def _block(index: SheetIndex, names: HeadNames, top: int, bottom: int) -> HeadBlock:
    spans = tuple(span for row in range(top, bottom + 1) for span in index.rows.get(row, ()))
    leaves = _leaves(index, top, bottom, spans)
    known = [(span, plain_names(index, span), _above(index, span, top)) for span in leaves]
    scored = []
    for order, wanted in enumerate(names.wanted):
        for span, texts, above in known:
            score = _score(wanted, texts, above, names)
            if score is not None:
                scored.append((-score, span[1], order, span, wanted.key))
    heads: dict[str, Head] = {}
    taken: set[Range] = set()
    for _, _, _, span, key in sorted(scored):
        if key not in heads and span not in taken:
            heads[key] = Head(key, span)
            taken.add(span)
    for wanted in names.wanted:
        if wanted.key in heads:
            continue
        for span, texts, above in known:
            if span not in taken and _is_near(wanted, texts) and not _belongs_elsewhere(wanted, above, names):
                heads[wanted.key] = Head(wanted.key, span, index.text(span))
                taken.add(span)
                break
    years = [match[1] for span in spans for match in [YEAR.search(fold(index.text(span)))] if match]
    return HeadBlock(top, bottom, heads, years[0] if years else "", spans)


def _leaves(index: SheetIndex, top: int, bottom: int, spans: Sequence[Range]) -> list[Range]:
    """The lowest text over each column."""
    lowest: dict[int, Range] = {}
    for span in sorted(spans):
        for column in range(span[1], span[3] + 1):
            lowest[column] = span
    return list(dict.fromkeys(lowest[column] for column in sorted(lowest)))


def _above(index: SheetIndex, span: Range, top: int) -> list[list[str]]:
    """Names of the headings above a cell, from the top."""
    found = []
    for row in range(top, span[0]):
        for column in range(span[1], 0, -1):
            over = index.grid.span(row, column)
            if index.text(over):
                if over[3] >= span[1] or over[3] == over[1]:
                    found.append(plain_names(index, over))
                break
    return found


def _score(wanted: Wanted, texts: Sequence[str], above: Sequence[Sequence[str]], names: HeadNames) -> float | None:
    """How well a cell fits a column by its own text and what stands above it; None when it does not."""
    if wanted.names.isdisjoint(texts) or _belongs_elsewhere(wanted, above, names):
        return None
    hits = sum(1 for group in wanted.groups if any(not group.isdisjoint(one) for one in above))
    share = hits / len(wanted.groups) if wanted.groups else 0.5
    return share * 4 - 0.1 * len(above)


def _is_near(wanted: Wanted, texts: Sequence[str]) -> bool:
    return any(len(name) >= _SHORTEST_NEAR and near(name, text) for name in wanted.names for text in texts)


def _belongs_elsewhere(wanted: Wanted, above: Sequence[Sequence[str]], names: HeadNames) -> bool:
    """True when a heading above is that of other columns."""
    own = frozenset().union(*wanted.groups) if wanted.groups else frozenset()
    for one in above:
        groups = names.groups.intersection(one)
        if groups and own.isdisjoint(groups):
            return True
    return False
