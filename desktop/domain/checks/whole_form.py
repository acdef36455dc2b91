"""What checks of a scored form as a whole share: they look at the total, the rate and the grade the layout names."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Scope, Watch
from desktop.domain.checks.earned import EarnedIndex
from desktop.domain.checks.figures import columns_behind
from desktop.domain.checks.finding import Finding
from desktop.domain.score_expectation import INDICATORS, FormScore, cell_named, score_with


class WholeFormCheck(Check):
    """One scope, the form. Says nothing while a figure it rests on is calculated from what cannot be read."""

    needs_scoring = True
    fields: ClassVar[frozenset[str]] = frozenset({"why"})

    def prepare(self) -> None:
        """Find the cells; None where the layout names none."""
        scoring = self.definition.scoring
        assert scoring is not None  # ``prove`` saw to it
        self.scoring = scoring
        self.total, self.rate, self.grade = (cell_named(p) for p in (scoring.total, scoring.rate, scoring.grade))
        self.index = EarnedIndex(self.record, self.calculator)

    def reset(self) -> None:
        """Add up all rows."""
        self.index.reset()

    def watches(self) -> Iterable[Watch]:
        """The named cells, those they are calculated from, and what indicators earn."""
        cells = [cell for cell in (self.total, self.rate, self.grade) if cell is not None]
        named = [(cell.section, cell.column) for cell in cells]
        yield from named
        yield from columns_behind(self.calculator, named)
        yield from ((INDICATORS, "score"), (INDICATORS, "weight"))

    def scopes(self) -> Iterable[Scope]:
        """The form."""
        return ("",)

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The form; of the sums the one row."""
        if cell.section == INDICATORS:
            self.index.update(cell.row)
        return ("",)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """What the kind says of the score."""
        rests_on = [cell for cell in (self.total, self.rate) if cell is not None]
        score = score_with(self.record, self.index.earned)
        if score is not None and all(map(self.index.is_reliable, rests_on)):
            yield from self.judge(score)

    @abstractmethod
    def judge(self, score: FormScore) -> Iterable[Finding]:
        """Findings of a form whose figures can be relied on."""
