"""Actual values against their targets. Says 没有达成 only where a rule proves it, and asks for what is missing.

The comparing itself is ``desktop.domain.targets``; here its verdicts become findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.amounts import round_half_up
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding, Fix
from desktop.domain.checks.wording import quote, shorten, spaced
from desktop.domain.folding import LETTERS_LIKE_DIGITS, is_empty
from desktop.domain.target_types import Comparison, PartComparison, Quantity, Verdict
from desktop.domain.target_words import lower_is_better, text_key
from desktop.domain.targets import compare, parse_actual, parse_target

_TARGET_LENGTH = 40
_NOUNS = {"次": "次数", "场": "场次", "%": "百分数", "‰": "千分数", "人": "人数", "家": "家数", "元": "金额"}
_NOUNS |= {unit: f"{unit}数" for unit in ("秒", "分钟", "小时", "天", "工作日", "件", "项", "份", "台", "个", "篇")}


@lru_cache(maxsize=8192)
def judged(target: str, actual: str, name: str, year: int | None) -> Comparison:
    """The comparison of two texts of one indicator, remembered."""
    return compare(parse_target(target, year), parse_actual(actual, year), lower_is_better=lower_is_better(name))


def is_not_met(comparison: Comparison) -> bool:
    """True when the target is missed; a bound may prove it too: 不足80% against ≥90%."""
    return Verdict.NOT_MET in (comparison.verdict, comparison.implied)


_TESTS: dict[str, Callable[[Comparison], bool]] = {
    "not-met": is_not_met,
    "repeats-target": lambda c: c.verdict is Verdict.REPEATS_TARGET,
    "no-figure": lambda c: c.verdict is Verdict.NO_FIGURE,
    "part-missing": lambda c: c.verdict is Verdict.PARTLY_UNKNOWN,
    "inexact": lambda c: c.verdict is Verdict.INEXACT and not is_not_met(c),
    "unit-mismatch": lambda c: c.verdict is Verdict.UNIT_MISMATCH,
    "unreadable": lambda c: c.verdict is Verdict.UNREADABLE,
    "far-beyond": lambda c: any(part.deviation_percent is not None for part in c.parts) and not is_not_met(c),
}


class ComparisonCheck(Check):
    """One finding for each row with the verdict the instance asks for.

    Parameters:
        section: the indicators.
        target, actual, name_column: its columns.
        verdict: which verdict is reported.
        reason: where given, the row is reported only while this column is empty, and there.
        threshold: percent by which a value must be better than its target, for ``far-beyond`` (local, a setting); the
            limit that a form's scoring chooses stands before it.
    """

    name: ClassVar[str] = "comparison"
    local = True
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("target", ParamType.COLUMN),
        Param("actual", ParamType.COLUMN),
        Param("name_column", ParamType.COLUMN),
        Param("verdict", ParamType.CHOICE, choices=tuple(_TESTS)),
        Param("reason", ParamType.COLUMN, required=False),
        Param("threshold", ParamType.NUMBER, required=False, default=30),
    )
    fields: ClassVar[frozenset[str]] = frozenset(
        {"actual", "target", "same", "noun", "count", "missing", "letter", "percent", "threshold"}
    )

    def prepare(self) -> None:
        """Name the columns."""
        self.test = _TESTS[self.values["verdict"]]
        self.columns = tuple(self.values[name] for name in ("target", "actual", "name_column"))
        self.reason: str | None = self.values["reason"]
        self.threshold = self._limit() or Decimal(str(self.values["threshold"]))

    def _limit(self) -> Decimal | None:
        """The limit of over-fulfilment that the form's scoring chooses; it stands before the rule's own."""
        scoring = self.definition.scoring
        return None if scoring is None else scoring.scheme.limits.over_fulfilment

    def watches(self) -> Iterable[Watch]:
        """The columns, and the year that dates without a year mean."""
        columns = self.columns if self.reason is None else (*self.columns, self.reason)
        return [*((self.section.key, column) for column in columns), ("form", "year")]

    def scopes(self) -> Iterable[Scope]:
        """Each row."""
        return self.row_keys()

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The row of the cell; every row when the year changes."""
        return self.row_keys() if cell.section == "form" else (cell.row,)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing without a target or an actual value."""
        row = str(scope)
        target, actual, name = (self.record.shown(self.cell(row, column)) for column in self.columns)
        if not target or not actual:
            return
        comparison = judged(target, actual, name, self.record.year)
        if not self.test(comparison):
            return
        if self.reason is not None and not is_empty(self.record.shown(self.cell(row, self.reason))):
            return
        part = self._part(comparison)
        if self.values["verdict"] == "far-beyond" and (part is None or _beyond(part) < self.threshold):
            return
        yield self._found(row, target, actual, comparison, part)

    def _part(self, comparison: Comparison) -> PartComparison | None:
        """The part to speak of: the one that is not met, or furthest beyond; None when the whole text is meant."""
        if self.values["verdict"] == "not-met":
            failed = [p for p in comparison.parts if Verdict.NOT_MET in (p.verdict, p.implied)]
            return failed[0] if failed and failed[0].actual is not None else None
        if self.values["verdict"] == "far-beyond":
            return max(comparison.parts, key=_beyond)
        return comparison.parts[0] if len(comparison.parts) == 1 and comparison.parts[0].actual is not None else None

    def _found(
        self, row: str, target: str, actual: str, comparison: Comparison, part: PartComparison | None
    ) -> Finding:
        actual_cell = self.cell(row, self.values["actual"])
        cell = actual_cell if self.reason is None else self.cell(row, self.reason)
        speak_of_part = part is not None and self.values["verdict"] in ("not-met", "unit-mismatch", "far-beyond")
        left, right = shorten(actual), shorten(target, _TARGET_LENGTH)
        if speak_of_part and part is not None and part.actual is not None:
            left, right = _named(part.actual, part.target), _named(part.target, part.target)
        words: dict[str, object] = {
            "actual": self._figure(left, speak_of_part),
            "target": self._figure(right, len(comparison.parts) == 1 or speak_of_part),
            "same": "写法相同" if text_key(actual) == text_key(target) else f"“{right}”意思相同",
            "noun": _noun(comparison),
            "count": len(comparison.parts),
            "missing": _missing(comparison),
            "letter": _letter(actual),
            "percent": round_half_up(_beyond(part), 0) if part is not None else "",
            "threshold": f"{self.threshold:f}",
        }
        if self.values["verdict"] == "unreadable":
            right = comparison.suggestion or ""
        fix = Fix(f"改成 {right}", actual_cell, right) if comparison.suggestion else None
        others = () if cell == actual_cell else (actual_cell,)
        return self.finding(cell, words, left=left, right=right, others=others, fix=fix)

    @staticmethod
    def _figure(text: str, is_figure: bool) -> str:
        """A figure as it stands behind 完成值 or 目标, a space before a digit or sign; words in quotation marks."""
        if not is_figure or not any(map(str.isdigit, text)):
            return f"“{text}”"
        figure = spaced(text)
        return figure if "一" <= figure[0] <= "鿿" else f" {figure}"


def _named(quantity: Quantity, target: Quantity) -> str:
    """The figure as printed, with its name when the target has several."""
    bare = quantity.printed
    return f"{target.name}{bare}" if target.name and not bare.startswith(target.name) else bare


def _beyond(part: PartComparison) -> Decimal:
    """Percent by which a part is better than its target; below zero when nothing can be said."""
    return part.deviation_percent if part.deviation_percent is not None else Decimal(-1)


def _noun(comparison: Comparison) -> str:
    """What is asked for: 次数 for a target in 次; 数值 where the target has several figures or another unit."""
    units = {part.target.unit for part in comparison.parts}
    return _NOUNS.get(units.pop(), "数值") if len(units) == 1 and len(comparison.parts) == 1 else "数值"


def _missing(comparison: Comparison) -> str:
    """Names of the parts without a figure."""
    parts = [part.target for part in comparison.parts if part.verdict is Verdict.NO_FIGURE]
    return "、".join(quote(part.name or part.printed) for part in parts)


def _letter(actual: str) -> str:
    """有字母 O, when a letter stands in place of a digit."""
    found = next((char for char in actual if char in LETTERS_LIKE_DIGITS), "")
    return f"有字母 {found}" if found and found.isascii() and found.isalpha() else "有不是数字的字"
