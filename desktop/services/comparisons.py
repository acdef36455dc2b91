"""The 核对 list of a table: every pair of figures that must be equal, unequal ones first.

The comparing itself is the checks' business (``CheckEngine.comparisons``); this sorts and counts what they say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from desktop.domain.address import CellId
from desktop.services.entry import FormSession

RESULTS = ("unequal", "tail", "equal")
"""What a comparison can come to, gravest first."""


class Compared(Protocol):
    """Two sides that must be equal.

    Attributes:
        left_words, right_words: what the sides are.
        left, right: their figures as printed, with thousands separators.
        left_cells, right_cells: the cells they are made of.
        difference: left − right, exact.
        result: one of ``RESULTS``.
        at: the cell a difference is reported at.
    """

    @property
    def left_words(self) -> str: ...  # noqa: D102
    @property
    def right_words(self) -> str: ...  # noqa: D102
    @property
    def left(self) -> str: ...  # noqa: D102
    @property
    def right(self) -> str: ...  # noqa: D102
    @property
    def left_cells(self) -> tuple[CellId, ...]: ...  # noqa: D102
    @property
    def right_cells(self) -> tuple[CellId, ...]: ...  # noqa: D102
    @property
    def difference(self) -> Decimal: ...  # noqa: D102
    @property
    def result(self) -> str: ...  # noqa: D102
    @property
    def at(self) -> CellId: ...  # noqa: D102


def comparisons_of(form: FormSession, sections: Collection[str] | None = None) -> Sequence[Compared]:
    """The comparisons that look at any of ``sections``, all without them, in the order of the rules."""
    return form.engine.comparisons(sections)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many comparisons there are, and what they come to."""

    unequal: int = 0
    tail: int = 0
    equal: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.unequal + self.tail + self.equal


def sections_of(line: Compared) -> frozenset[str]:
    """Keys of the sections a comparison looks at."""
    return frozenset(cell.section for cell in (*line.left_cells, *line.right_cells))


def concerning(lines: Iterable[Compared], sections: Iterable[str]) -> list[Compared]:
    """The comparisons that look at any of ``sections``, unequal ones first, else in the order of the rules."""
    wanted = frozenset(sections)
    found = [line for line in lines if wanted & sections_of(line)]
    return sorted(found, key=lambda line: RESULTS.index(str(line.result)))


def counted(lines: Sequence[Compared]) -> Counts:
    """What ``lines`` come to."""
    results = [str(line.result) for line in lines]
    return Counts(*(results.count(result) for result in RESULTS))
