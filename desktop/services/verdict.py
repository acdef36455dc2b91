"""The line beside an indicator's field: is the target met, by how much, and what is missing.

Words for what ``desktop.domain.targets`` decides; nothing is judged here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from desktop.domain.address import CellId
from desktop.domain.amounts import fold_width
from desktop.domain.definition import Section, ValueType
from desktop.domain.target_types import Comparison, ExpectationKind, Operator, PartComparison, Verdict
from desktop.domain.targets import compare, describe, parse_actual, parse_target
from desktop.services.entry import FormSession


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """The verdict line of a row.

    Attributes:
        word: 达成, 未达成, 缺数字 …; ``""`` when nothing can be said.
        detail: the difference in words and figures; ``""`` if there is none.
        mark: ``met`` ``unmet`` ``verify`` ``invalid`` or ``""``.
        suggestion: a readable form of an unreadable figure, else ``""``.
    """

    word: str = ""
    detail: str = ""
    mark: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class TargetChip:
    """A target as read.

    Attributes:
        operator, figure, unit: of a target with one figure (≤, 30, 分钟); else figure holds the whole text.
        meaning: a plain sentence; ``""`` when there is nothing to add.
        source: the text as issued.
        value: the figure, None when the target has not exactly one.
    """

    operator: str
    figure: str
    unit: str
    meaning: str
    source: str
    value: Decimal | None = None


_WORDS: dict[Verdict, tuple[str, str]] = {
    Verdict.MET: ("达成", "met"),
    Verdict.NOT_MET: ("未达成", "unmet"),
    Verdict.INEXACT: ("不是确数", "verify"),
    Verdict.REPEATS_TARGET: ("缺数字", "verify"),
    Verdict.NO_FIGURE: ("缺数字", "verify"),
    Verdict.PARTLY_UNKNOWN: ("缺数字", "verify"),
    Verdict.UNIT_MISMATCH: ("单位不同", "verify"),
    Verdict.UNREADABLE: ("读不出", "invalid"),
}

_DETAILS: dict[Verdict, str] = {
    Verdict.INEXACT: "写的是一个范围，看不出实际是多少。",
    Verdict.REPEATS_TARGET: "与目标写法相同，看不出实际是多少。",
    Verdict.NO_FIGURE: "目标有数，完成值里没有找到对应的数。",
    Verdict.PARTLY_UNKNOWN: "目标有几个数，完成值只答了一部分。",
    Verdict.UNIT_MISMATCH: "完成值的单位与目标不同，没法对照。",
    Verdict.UNREADABLE: "里面有读不成数字的字。",
}


def verdict(form: FormSession, section: Section, row: str) -> RowVerdict:
    """The verdict on the actual value of a row; empty where the section has no target or nothing is entered."""
    target, actual = target_cells(section, row)
    if target is None or actual is None:
        return RowVerdict()
    texts = form.record.shown(target), form.record.shown(actual)
    year = form.record.year
    result = compare(parse_target(texts[0], year), parse_actual(texts[1], year))
    word, mark = _WORDS.get(result.verdict, ("", ""))
    detail = _DETAILS.get(result.verdict, "") or _difference(result)
    return RowVerdict(word, detail, mark, result.suggestion or "")


def target_cells(section: Section, row: str) -> tuple[CellId | None, CellId | None]:
    """The target and the actual cell of a row, None where the section has no such column."""
    found: dict[ValueType, CellId] = {}
    for column in section.columns:
        found.setdefault(column.type, CellId(section.key, row, column.key))
    return found.get(ValueType.TARGET), found.get(ValueType.ACTUAL)


def _difference(result: Comparison) -> str:
    """The difference of a single figure, e.g. 比目标多 6 分钟，高出 20%; the unmet parts by name for several."""
    if len(result.parts) == 1:
        return _part_difference(result.parts[0])
    unmet = [part for part in result.parts if part.verdict is Verdict.NOT_MET]
    return "；".join(f"{part.target.name}{_part_difference(part)}" for part in unmet)


def _part_difference(part: PartComparison) -> str:
    if part.difference is None or part.difference == 0:
        return "正好等于目标" if part.difference == 0 else ""
    word = "多" if part.difference > 0 else "少"
    size = plain(abs(part.difference))
    if part.target.unit == "%":
        return f"比目标{word} {size} 个百分点"
    text = f"比目标{word} {size} {part.target.unit}".rstrip()
    if part.deviation_percent is None:
        return text
    percent = plain(abs(part.deviation_percent).quantize(Decimal("0.1")))
    return f"{text}，{'高出' if part.difference > 0 else '低了'} {percent}%"


def plain(number: Decimal) -> str:
    """A number without exponent and trailing zeros: 6.0 → 6."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def target_chip(form: FormSession, section: Section, row: str) -> TargetChip | None:
    """The target of a row as read; None where the section has no target column or it is empty."""
    target, _ = target_cells(section, row)
    source = form.record.shown(target) if target is not None else ""
    if not source:
        return None
    expectation = parse_target(source, form.record.year)
    meaning = describe(expectation)
    if expectation.kind is ExpectationKind.QUANTITIES and len(expectation.quantities) == 1:
        quantity = expectation.quantities[0]
        if quantity.upper is None and not quantity.suffix and not quantity.name:
            figure = plain(quantity.value / quantity.multiplier)
            unit = f"{_MULTIPLIERS.get(quantity.multiplier, '')}{quantity.unit}"
            operator = "" if quantity.operator is Operator.NONE else str(quantity.operator)
            return TargetChip(operator, figure, unit, meaning, source, quantity.value)
    return TargetChip("", fold_width(source), "", meaning, source)


_MULTIPLIERS = {10: "十", 100: "百", 1000: "千", 10_000: "万", 100_000_000: "亿"}
