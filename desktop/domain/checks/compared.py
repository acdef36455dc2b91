"""Two sides that must be equal: comparing them under the law of rounding, as a finding and as a line of the 核对 list.

What is compared is the business of the kinds that build on ``ComparingCheck``. A difference of at most half a unit of
the last printed place for each printed amount on both sides is a tail (尾差, domain §6 law 1). Nothing is compared when
a side is blank or rests on something that reads as no number.
"""

from __future__ import annotations

import dataclasses
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.amounts import Amount, is_rounding_tail
from desktop.domain.calculation import Calculator
from desktop.domain.checks.base import Check, Param, ParamType, Scope
from desktop.domain.checks.catalogue import CATALOGUE
from desktop.domain.checks.finding import Finding, Severity
from desktop.domain.checks.wording import amount_words
from desktop.domain.definition import Shape, ValueType
from desktop.domain.places import row_label
from desktop.domain.record import Record

_TRANSPOSED = frozenset(Decimal(9 * step) for step in range(1, 10))
_SMALLEST_FOR_RATIO = 10
_SMALL_TAIL = 2


class Result(StrEnum):
    """How two sides agree."""

    UNEQUAL = "unequal"
    TAIL = "tail"
    EQUAL = "equal"

    @property
    def rank(self) -> int:
        """0 不等, 1 尾差, 2 相等."""
        return list(Result).index(self)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison.

    Attributes:
        words: what it is, in the user's words.
        value: its figure with printed decimals; None when it is blank.
        cells: the cells it is made of.
        count: printed amounts it rests on.
        doubtful: it rests on something that reads as no number.
    """

    words: str
    value: Amount | None
    cells: tuple[CellId, ...]
    count: int = 0
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides to compare.

    Attributes:
        at: the cell a difference is reported at.
        left, right: the sides.
        fields: words for the message beside those every comparison has.
    """

    at: CellId
    left: Side
    right: Side
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One line of the 核对 list.

    Attributes:
        code: code of the finding that a difference gives.
        left_words, right_words: what the sides are.
        left, right: their figures as printed, with thousands separators.
        left_cells, right_cells: the cells they are made of.
        difference: left − right, exact, in the form's unit.
        result: whether that is nothing, a tail or too much.
        at: the cell a difference is reported at.
    """

    code: str
    left_words: str
    right_words: str
    left: str
    right: str
    left_cells: tuple[CellId, ...]
    right_cells: tuple[CellId, ...]
    difference: Decimal
    result: Result
    at: CellId

    @property
    def sections(self) -> frozenset[str]:
        """Keys of the sections it looks at: more than one is a comparison between tables or parts (表间)."""
        return frozenset(cell.section for cell in (*self.left_cells, *self.right_cells))


class ComparingCheck(Check):
    """A kind that compares two sides; its subclasses say which.

    A difference beyond the tail has the code of the instance; with ``tail`` a tail is a finding of that code, 提示.
    """

    TAIL: ClassVar[Param] = Param("tail", ParamType.CODE, required=False)
    COMPARED: ClassVar[frozenset[str]] = frozenset(
        {"difference", "direction", "hint", "tail", "left_words", "right_words"}
    )

    @abstractmethod
    def pairs(self, scope: Scope) -> Iterable[Pair]:
        """What there is to compare in ``scope``."""

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """A finding for each pair that is unequal, and for tails where ``tail`` names their code."""
        for pair in self.pairs(scope):
            result = judge(pair)
            if result is Result.UNEQUAL and self.counts(pair):
                yield self.unequal(pair)
            elif result is Result.TAIL and self.values["tail"]:
                yield self.tail(pair)

    def counts(self, pair: Pair) -> bool:
        """False for a difference that is none of this instance's business."""
        del pair
        return True

    def comparisons(self, scope: Scope) -> Iterable[Comparison]:
        """A line for each pair that can be compared."""
        for pair in self.pairs(scope):
            result = judge(pair)
            left, right = pair.left, pair.right
            if result is None or left.value is None or right.value is None:
                continue
            yield Comparison(
                code=self.spec.code,
                left_words=left.words,
                right_words=right.words,
                left=amount_words(left.value),
                right=amount_words(right.value),
                left_cells=left.cells,
                right_cells=right.cells,
                difference=left.value.value - right.value.value,
                result=result,
                at=pair.at,
            )

    def unequal(self, pair: Pair) -> Finding:
        """The finding of a difference."""
        assert pair.left.value is not None
        assert pair.right.value is not None
        others = (*pair.left.cells, *pair.right.cells)
        return self.finding(
            pair.at,
            self.message_fields(pair),
            left=amount_words(pair.left.value),
            right=amount_words(pair.right.value),
            others=tuple(cell for cell in dict.fromkeys(others) if cell != pair.at),
        )

    def tail(self, pair: Pair) -> Finding:
        """The finding of a tail: the same place and figures, another sentence."""
        found = self.unequal(pair)
        return as_tail(self, found, self.message_words(pair.at, self.message_fields(pair), found.left, found.right))

    @staticmethod
    def message_fields(pair: Pair) -> dict[str, object]:
        """Words for the sentence of a pair that has two figures."""
        assert pair.left.value is not None
        assert pair.right.value is not None
        words = difference_words(pair.left.value, pair.right.value)
        return {"left_words": pair.left.words, "right_words": pair.right.words, **words, **pair.fields}


def as_tail(check: Check, found: Finding, words: Mapping[str, object]) -> Finding:
    """``found`` under the code of tails that ``check`` names; ``words`` for its sentence."""
    code: str = check.values["tail"]
    entry = CATALOGUE[code]
    return dataclasses.replace(
        found,
        code=code,
        severity=Severity.INFO,
        message=entry.message.format_map(words),
        advice=entry.advice.format_map(words),
        source="四舍五入的尾差",
        fix=None,
    )


def judge(pair: Pair) -> Result | None:
    """How two sides agree; None when a side is blank or cannot be relied on."""
    left, right = pair.left, pair.right
    if left.value is None or right.value is None or left.doubtful or right.doubtful:
        return None
    difference = left.value.value - right.value.value
    if not difference:
        return Result.EQUAL
    decimals = max(left.value.decimals, right.value.decimals)
    tail = is_rounding_tail(difference, left.count + right.count - 1, decimals)
    return Result.TAIL if tail else Result.UNEQUAL


def side(record: Record, calculator: Calculator, words: str, cells: Sequence[tuple[int, CellId]]) -> Side:
    """The side that is the sum of ``cells``, each with its sign; blanks count as nothing, a sum of blanks is blank."""
    total, decimals, count, filled, doubtful = Decimal(0), 0, 0, False, False
    for sign, cell in cells:
        basis = calculator.basis(cell)
        doubtful = doubtful or basis.doubtful
        amount = record.amount(cell)
        if amount is not None:
            total += amount.value * sign
            decimals = max(decimals, amount.decimals)
            count += max(basis.count, 1)
            filled = True
    value = Amount(total, decimals) if filled else None
    return Side(words, value, tuple(cell for _, cell in cells), count, doubtful)


def difference_words(left: Amount, right: Amount) -> dict[str, object]:
    """The fields difference, direction (多 or 少, of the left side) and hint."""
    decimals = max(left.decimals, right.decimals)
    difference = left.value - right.value
    return {
        "difference": amount_words(Amount(abs(difference), decimals)),
        "direction": "多" if difference > 0 else "少",
        "hint": hint(left, right),
        "tail": "是四舍五入的尾差，不用改" if is_small(difference) else "可能是四舍五入的尾差，请再看一眼",
    }


def is_small(difference: Decimal) -> bool:
    """True for a tail nobody has to look at: at most 2 units of its last place.

    Rounding may explain more where a figure is calculated from many rounded ones, and it is no error then (domain §6);
    but a slip of the pen may hide in it.
    """
    exponent = difference.as_tuple().exponent
    return abs(difference).scaleb(-exponent if isinstance(exponent, int) else 0) <= _SMALL_TAIL


def hint(left: Amount, right: Amount) -> str:
    """What a difference may come from, one sentence; ``""`` when its figures say nothing.

    Two digits side by side that change places make a difference of 9, 18 … 81, times a power of ten.
    """
    small, large = sorted((abs(left.value), abs(right.value)))
    if small and large >= _SMALLEST_FOR_RATIO:
        for power, words in ((4, "正好差一万倍，可能把元和万元弄混了。"), (1, "正好差 10 倍，可能多打或少打了一位。")):
            if small.scaleb(power) == large:
                return words
    units = abs(left.value - right.value).scaleb(max(left.decimals, right.decimals))
    digits = Decimal(str(int(units)).rstrip("0") or 0)
    if digits in _TRANSPOSED and max(small, large) >= _SMALLEST_FOR_RATIO:
        return "差数是 9 的倍数，可能有两位数字颠倒。"
    return ""


def cell_title(record: Record, cell: CellId) -> str:
    """A cell in few words, for a list: row and column, or the row alone where the table has one column of amounts."""
    section = record.definition.section_by_key[cell.section]
    short = section.column_by_key[cell.column].short
    if section.shape is Shape.FIELDS:
        return short or section.title
    label = row_label(record, section, cell.row)
    if sum(column.type is ValueType.AMOUNT for column in section.columns) == 1:
        return label
    return f"{label} {short}"
