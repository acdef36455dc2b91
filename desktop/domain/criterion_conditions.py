"""The words in front of an award: their figure, whether they mean the target, whether two are forms of one.

What it is for: ``criterion_parts`` and ``criterion_expected``. Figures are read by ``parse_target``; this module only
chooses the clause and refuses where several figures stand. Requirements C2, C6 (see ``criterion_words``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from desktop.domain.criterion_types import CriterionPart
from desktop.domain.target_types import Operator, Quantity
from desktop.domain.target_words import conversion, fold_target, is_duration, is_money
from desktop.domain.targets import parse_target

_MARKER = re.compile(
    r"^(?:[①-⑫]|[（(]\s*[0-9一二三四五六七八九十]{1,2}\s*[)）]|[0-9]{1,2}\s*[.．、)）](?![0-9])|[一二三四五六七八九十](?:、|是))\s*"
)
_SENTENCE = re.compile(r"[。；;\n]")
_EDGES = " \t，,、：:"
_CHAIN = re.compile(
    r"(?P<low>[0-9][0-9.,]{0,15}\s*[^\s0-9≤<≥>，,]{0,4})\s*(?P<first>[≤<])[^≤<≥>0-9]{1,14}(?P<second>[≤<])\s*"
    r"(?P<high>[0-9][0-9.,]{0,15}\s*[^\s0-9≤<≥>，,]{0,4})$"
)
_INCLUDED = re.compile(r"[（(](?P<no>不)?含[^()（）]{0,8}[)）]")
_PER_PERIOD = re.compile(r"每(?!人|户|家)")
_SHARE_OF_TARGET = re.compile(r"(?:目标|指标|标准|计划)(?:值|数|任务)?的\s*[0-9]")
_REACHES_TARGET = re.compile(
    r"(?<![未没不能])(?:达到|完成|实现|不低于)(?:了|年度|全年|预期|既定|绩效|设定|规定|的)*"
    r"(?:目标值|指标值|标准值|计划值|目标任务数?|任务目标|目标)(?:及以上|以上)?的?$|^(?<!未)(?:完成|达标|达到|实现)的?$"
)
_CUES = re.compile(
    r"不够|不足|不完全|未完全|部分|基本|较为|较|一般|尚|有所|略有|略|欠|否则|其他|其它|其余|不及时|但|的|，|、|不|未|没有"
)
_WEAK = re.compile(r"不够|不足|不完全|未完全|部分|基本|较|一般|尚|有所|略|欠|否则|其他|其它|其余|不及时|但")
_GRADES = ("优秀 优 A 很好 好", "良好 良 B 较好", "中等 中 一般 C 合格", "较差 差 D 不合格")


class Figure(NamedTuple):
    """The figure of a condition; ``above``: its lower bound excludes it."""

    quantity: Quantity | None = None
    above: bool = False


def closing_clause(before: str) -> str:
    """The last sentence of what stands in front of a phrase, without list number and punctuation at its ends."""
    pieces = [_MARKER.sub("", piece.strip(_EDGES)) for piece in _SENTENCE.split(before)]
    return next((piece for piece in reversed(pieces) if piece), "")


def figure_of(condition: str) -> Figure:
    """The one figure a condition compares with; none for prose, several figures, or a share of the target.

    A bare figure (达到90%, 为100%) asks for that much at least; a bare 0 for exactly 0; bare time and money say no
    direction and give none.
    """
    folded = fold_target(condition)
    if _SHARE_OF_TARGET.search(folded) or _PER_PERIOD.search(folded):
        return Figure()  # 每季度1次 is four times a year, which an answer may give as either
    chain = _CHAIN.search(folded)
    if chain:
        return _chain(chain)
    figures = parse_target(_INCLUDED.sub(lambda match: " " * len(match[0]), condition)).quantities
    if len(figures) != 1 or figures[0].operator is Operator.ABOUT:
        return Figure()
    figure = figures[0]
    excluded = next((match for match in _INCLUDED.finditer(condition) if match["no"]), None)
    if excluded:
        return _without_end(figure, low_end=excluded.start() <= figure.start + len(str(figure.value)) + 2)
    if figure.operator is not Operator.NONE or figure.upper is not None:
        return Figure(figure)
    if not figure.value:
        return Figure(replace(figure, operator=Operator.EQ))
    reaches = folded[: figure.start + 2].rstrip("0123456789 ").endswith(("达到", "达")) or "达" in figure.printed
    if (is_duration(figure.unit) or is_money(figure.unit)) and not reaches:
        return Figure()
    return Figure(replace(figure, operator=Operator.GE))


def _without_end(figure: Quantity, low_end: bool) -> Figure:
    """90%（不含）以上 is over 90 %; of a range the end that is not included is left to the band beside it."""
    if figure.upper is not None:
        return Figure(figure, low_end)
    strict = {Operator.GE: Operator.GT, Operator.NONE: Operator.GT, Operator.LE: Operator.LT}
    return Figure(replace(figure, operator=strict.get(figure.operator, figure.operator)))


def _chain(chain: re.Match[str]) -> Figure:
    """90%≤X<95% as a range; units have to agree."""
    low, high = parse_target(chain["low"]).quantities, parse_target(chain["high"]).quantities
    if len(low) != 1 or len(high) != 1 or conversion(low[0].unit, high[0].unit) != (1, 1):
        return Figure()
    if not low[0].value < high[0].value:
        return Figure()
    return Figure(replace(low[0], operator=Operator.NONE, upper=high[0].value), chain["first"] == "<")


def is_of_target(condition: str) -> bool:
    """True when the condition is that the indicator's own target is reached (达到目标值)."""
    clause = re.split(r"[，,]", condition)[-1].strip(_EDGES)
    return _REACHES_TARGET.search(clause) is not None


# --- two awards: forms of one, or two things -----------------------------------------------------


def one_figure(awards: Sequence[CriterionPart]) -> bool:
    """True for bands: all awards compare the same figure, with different points."""
    figures = [part.threshold for part in awards]
    first = figures[0]
    if first is None:
        return False
    for figure in figures[1:]:
        if figure is None or conversion(figure.unit, first.unit) is None:
            return False
        if figure.name and first.name and figure.name not in first.name and first.name not in figure.name:
            return False
    bounds = {(figure.value, figure.upper, figure.operator) for figure in figures if figure is not None}
    amounts = {(part.points, part.share) for part in awards}
    return len(bounds) == len(amounts) == len(awards)


def is_weaker_form(awards: Sequence[CriterionPart]) -> bool:
    """True when each award gives less than the one before, for a weaker form of the first one's words or grade."""
    for earlier, later in pairwise(awards):
        if not _gives_less(earlier, later):
            return False
    if all(_grade(part.condition) is not None for part in awards):
        return True
    return all(_weakens(awards[0].condition, part.condition) for part in awards[1:])


def _gives_less(earlier: CriterionPart, later: CriterionPart) -> bool:
    """True when the later award is provably smaller; 满分 is the greatest there is."""
    if earlier.points is not None and later.points is not None:
        return later.points < earlier.points
    if earlier.share is not None and later.share is not None:
        return later.share < earlier.share
    return earlier.share == 1


def _grade(condition: str) -> int | None:
    """The rung of a condition that is nothing but a grade word, else None."""
    word = re.sub(r"^(?:评价|考核|评定|等级|结果|档次|为|等次)+|的$", "", condition)
    return next((rung for rung, words in enumerate(_GRADES) if word in words.split()), None)


def _weakens(first: str, later: str) -> bool:
    """True when the later words are the first ones with 不足, 基本, 但 … added, or such a word alone (否则)."""
    if not _WEAK.search(later):
        return False
    bare = _CUES.sub("", later)
    pairs = [bare[i : i + 2] for i in range(len(bare) - 1)]
    return len(bare) < 3 or 2 * sum(pair in first for pair in pairs) >= len(pairs)
