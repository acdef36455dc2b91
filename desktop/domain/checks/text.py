"""What prose is checked for: slips of the pen, hints of the blank form left in, length, a few words to choose from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch, parse_cell
from desktop.domain.checks.finding import Finding, Fix
from desktop.domain.checks.prose import ProseCheck
from desktop.domain.checks.wording import shorten


class TermCheck(ProseCheck):
    """Well-known slips of the pen, with the word that is meant.

    Parameters:
        terms: pairs of a regular expression and the right word; the expression matches what is to be replaced.
    """

    name: ClassVar[str] = "terms"
    params: ClassVar[tuple[Param, ...]] = (Param("terms", ParamType.PAIRS),)

    def prepare(self) -> None:
        """Compile the terms: one expression that finds any, and each with its word."""
        super().prepare()
        self.terms = [(re.compile(wrong), right) for wrong, right in self.values["terms"]]
        self.any = re.compile("|".join(f"(?:{wrong})" for wrong, _ in self.values["terms"]))

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """One finding for a cell; its mend replaces every slip in it."""
        assert isinstance(scope, CellId)
        text = self.record.text(scope)
        if not self.any.search(text):
            return
        pairs: dict[str, str] = {}
        mended = text
        for pattern, right in self.terms:
            pairs |= {match[0]: right for match in pattern.finditer(mended)}
            mended = pattern.sub(right, mended)
        left, right = "、".join(pairs), "、".join(dict.fromkeys(pairs.values()))
        yield self.finding(scope, left=left, right=right, fix=Fix(f"改成 {right}", scope, mended))


class HintCheck(ProseCheck):
    """Hints of the blank form that were not replaced by content.

    Parameters:
        patterns: regular expressions for such hints.
    """

    name: ClassVar[str] = "hints"
    params: ClassVar[tuple[Param, ...]] = (Param("patterns", ParamType.PATTERNS),)

    def prepare(self) -> None:
        """Compile the patterns into one."""
        super().prepare()
        self.any = re.compile("|".join(f"(?:{pattern})" for pattern in self.values["patterns"]))

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """One finding for a cell, for the first hint in it."""
        assert isinstance(scope, CellId)
        match = self.any.search(self.record.text(scope))
        if match is not None:
            yield self.finding(scope, left=shorten(match[0]))


class LengthCheck(ProseCheck):
    """Texts longer than their column allows. Characters are counted without line breaks."""

    name: ClassVar[str] = "length"

    def prepare(self) -> None:
        """Keep the columns with a limit."""
        super().prepare()
        self.columns = {watch: column for watch, column in self.columns.items() if column.max_length is not None}

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing up to and including the limit."""
        assert isinstance(scope, CellId)
        limit = self.columns[(scope.section, scope.column)].max_length
        length = len(re.sub(r"[\r\n]", "", self.record.text(scope)))
        if limit is not None and length > limit:
            yield self.finding(scope, left=str(length), right=str(limit))


class OneOfCheck(Check):
    """A cell that may only hold one of a few words.

    Parameters:
        cell: the cell.
        words: the words.
    """

    name: ClassVar[str] = "one-of"
    params: ClassVar[tuple[Param, ...]] = (Param("cell", ParamType.CELL), Param("words", ParamType.TEXTS))
    fields: ClassVar[frozenset[str]] = frozenset({"words"})

    def prepare(self) -> None:
        """Find the cell."""
        self.own = parse_cell(self.definition, self.values["cell"])

    def watches(self) -> Iterable[Watch]:
        """The cell's column."""
        return [(self.own.section, self.own.column)] if self.own is not None else []

    def scopes(self) -> Iterable[Scope]:
        """The cell."""
        return [self.own] if self.own is not None else []

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The cell."""
        return (cell,) if cell == self.own else ()

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing for a blank cell, which ``required`` reports where it matters."""
        assert isinstance(scope, CellId)
        text = self.record.shown(scope).strip()
        if text and text not in self.values["words"]:
            words = {"words": "或".join(f"“{word}”" for word in self.values["words"])}
            yield self.finding(scope, words, left=shorten(text))
