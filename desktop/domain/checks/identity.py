"""Identities between figures of a form: two formulas that must be equal (domain §7, I1 to I10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.compared import ComparingCheck, Comparison, Pair, Result, Side, side
from desktop.domain.checks.row_groups import shaping_columns
from desktop.domain.expression import Node, parse
from desktop.domain.formula_plan import Reference, resolve

IDENTITY_KEYS = ("left", "left_words", "right", "right_words")


class Signed:
    """A formula of names added and taken away, bound to a form.

    Attributes:
        terms: sign and what it is, in order.
    """

    def __init__(self, check: Check, source: str) -> None:
        """Bind ``source``, proven by ``prove`` before."""
        self._check = check
        first = check.definition.sections[0]
        self.terms: tuple[tuple[int, Reference], ...] = tuple(
            (sign, resolve(check.definition, first, None, name)) for sign, name in signed_names(parse(source).root)
        )
        parts = [check.definition.section_by_key[reference.section] for _, reference in self.terms]
        self._shaping = [
            shaping_columns(check.definition, part) if reference.rows else set()
            for part, (_, reference) in zip(parts, self.terms, strict=True)
        ]

    @property
    def watches(self) -> list[Watch]:
        """Columns it reads, and those that say which rows are meant."""
        found = [(reference.section, reference.column) for _, reference in self.terms]
        return [*found, *(watch for shaping in self._shaping for watch in shaping)]

    def side(self, words: str) -> Side:
        """Its sum now."""
        cells: list[tuple[int, CellId]] = []
        for sign, reference in self.terms:
            rows = reference.row_keys(self._check.record) if reference.whole else [reference.row or ""]
            cells += [(sign, CellId(reference.section, row, reference.column)) for row in rows]
        return side(self._check.record, self._check.calculator, words, cells)

    def touches(self, cell: CellId) -> bool:
        """True when a change of ``cell`` may change the sum."""
        at = (cell.section, cell.column)
        for (_, reference), shaping in zip(self.terms, self._shaping, strict=True):
            if at in shaping:
                return True
            if at != (reference.section, reference.column):
                continue
            if reference.rows:
                return cell.row in reference.row_keys(self._check.record)
            return reference.whole or reference.row == cell.row
        return False


def signed_names(node: Node, sign: int = 1) -> Iterable[tuple[int, str]]:
    """The names of a sum with their signs. Raises ValueError with a sentence for anything but names, + - and sum()."""
    if node.op == "name":
        yield sign, node.text
    elif node.op == "call" and node.text == "sum":
        for arg in node.args:
            yield from signed_names(arg, sign)
    elif node.op in ("+", "-") and len(node.args) == 2:
        yield from signed_names(node.args[0], sign)
        yield from signed_names(node.args[1], sign if node.op == "+" else -sign)
    else:
        raise ValueError("这里只能把名称相加相减。")


class IdentityCheck(ComparingCheck):
    """One comparison for each identity.

    Parameters:
        identities: tables of ``left``, ``right`` (formulas of names added and taken away), ``left_words`` and
            ``right_words``. A difference is reported at the first cell of the left side, which must be no constant.
        tail: code of tails.
        only_more: report only a left side that is more than the right one.
    """

    name: ClassVar[str] = "identity"
    params: ClassVar[tuple[Param, ...]] = (
        Param("identities", ParamType.IDENTITIES),
        ComparingCheck.TAIL,
        Param("only_more", ParamType.FLAG, required=False, default=False),
    )
    fields: ClassVar[frozenset[str]] = ComparingCheck.COMPARED

    def prepare(self) -> None:
        """Bind both sides of each identity."""
        tables = cast(list[Mapping[str, Any]], self.values["identities"])
        self.sides = [(Signed(self, table["left"]), Signed(self, table["right"])) for table in tables]
        self.named = [(table["left_words"], table["right_words"]) for table in tables]

    def watches(self) -> Iterable[Watch]:
        """What the formulas read."""
        return [watch for sides in self.sides for one in sides for watch in one.watches]

    def scopes(self) -> Iterable[Scope]:
        """Number of each identity."""
        return range(len(self.sides))

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The identities that read the cell."""
        return [number for number, sides in enumerate(self.sides) if any(one.touches(cell) for one in sides)]

    def pairs(self, scope: Scope) -> Iterable[Pair]:
        """Both sides; nothing while the left one has no cell at all."""
        number = cast(int, scope)
        (left, right), words = self.sides[number], self.named[number]
        one, other = left.side(words[0]), right.side(words[1])
        if one.cells:
            yield Pair(one.cells[0], one, other)

    def counts(self, pair: Pair) -> bool:
        """With ``only_more``: the left side is more."""
        if not self.values["only_more"]:
            return True
        assert pair.left.value is not None
        assert pair.right.value is not None
        return pair.left.value.value > pair.right.value.value

    def comparisons(self, scope: Scope) -> Iterable[Comparison]:
        """A line for each pair; with ``only_more`` not for a left side that is less, which is no difference here."""
        lines = super().comparisons(scope)
        if not self.values["only_more"]:
            return lines
        return [line for line in lines if line.result is not Result.UNEQUAL or line.difference > 0]
