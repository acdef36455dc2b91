"""A sheet as the block reader sees it: where folded texts stand, which cells have been used, where blocks begin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.exchange.grid import Grid, Position, Range
from desktop.exchange.labels import LONGEST_LABEL, fold, nearest, variants


@dataclass(frozen=True, slots=True)
class Head:
    """A heading: column key, place, its text when that is not its exact name, True when only its place says it."""

    key: str
    span: Range
    near: str = ""
    by_position: bool = False


class SheetIndex:
    """Look-ups over one grid.

    Attributes:
        grid: the sheet.
        used: ranges that were understood, as label or as value.
        own: True when this program wrote the sheet: blanks are then meant as blanks.
    """

    def __init__(self, grid: Grid, own: bool) -> None:
        """Index ``grid`` row by row."""
        self.grid = grid
        self.own = own
        self.used: set[Range] = set()
        self.rows: dict[int, list[Range]] = {}
        for row, column in sorted(grid.cells):
            span = grid.span(row, column)
            if span[:2] == (row, column):
                self.rows.setdefault(row, []).append(span)

    def text(self, span: Range) -> str:
        """What a range shows."""
        return self.grid.cells.get(span[:2], "")

    def names(self, span: Range) -> tuple[str, ...]:
        """Folded names a range may be known by; none for text too long for a label."""
        text = self.text(span)
        return (fold(text), *variants(text)) if len(text) <= LONGEST_LABEL * 2 else ()

    def known(self, span: Range, labels: Mapping[str, object]) -> str:
        """The label in ``labels`` that a range shows exactly; ``""`` when it is none."""
        return next((name for name in self.names(span) if name in labels), "")

    def use(self, span: Range) -> None:
        """Remember that a range was understood."""
        self.used.add(span)

    def heads_in(self, row: int, labels: Mapping[str, str]) -> list[Head]:
        """Headings of one block in a row, each column once; names that are merely near come after exact ones."""
        found: dict[str, Head] = {}
        spans = [span for span in self.rows.get(row, ()) if span not in self.used]
        for span in spans:
            name = self.known(span, labels)
            if name:
                found.setdefault(labels[name], Head(labels[name], span))
        if found:
            taken = {head.span for head in found.values()}
            left = {name: key for name, key in labels.items() if key not in found}
            for span in spans:
                close = nearest(fold(self.text(span)), left) if span not in taken and self.names(span) else None
                if close is not None:
                    found.setdefault(left[close], Head(left[close], span, self.text(span)))
        return list(found.values())

    def best_heading(self, labels: Mapping[str, str], least: int, avoid: Iterable[int] = ()) -> tuple[int, list[Head]]:
        """The row with the most headings of a block, the first of equals; row 0 when none has ``least``."""
        best: tuple[int, list[Head]] = (0, [])
        closed = set(avoid)
        for row in self.rows:
            heads = self.heads_in(row, labels) if row not in closed else []
            if len(heads) >= least and len(heads) > len(best[1]):
                best = (row, heads)
        return best

    def side_of(self, section: str, sides: Mapping[str, str], row: int) -> Range | None:
        """The side label of a section beside ``row`` or the row below it."""
        for beside in (row, row + 1):
            for column in range(1, self.grid.last_column + 1):
                span = self.grid.span(beside, column)
                name = self.known(span, sides)
                if name and sides[name] == section:
                    return span
        return None

    def right_of(self, span: Range) -> Range:
        """The range right of a label."""
        return self.grid.span(span[0], span[3] + 1)

    def below(self, span: Range) -> Range:
        """The range under a heading."""
        return self.grid.span(span[2] + 1, span[1])

    def value_in(self, row: int, head: Range) -> Range | None:
        """The range that holds a column's value in a row: it begins inside the columns of the heading."""
        first: Range | None = None
        column = head[1]
        while column <= head[3]:
            span = self.grid.span(row, column)
            if span[1] >= head[1]:
                first = first or span
                if self.text(span):
                    return span
            column = span[3] + 1
        return first

    def is_continuation(self, row: int, heads: Iterable[Head]) -> bool:
        """True when a row only carries on merged cells of the row above: one form row over several sheet rows."""
        spans = [self.grid.span(row, head.span[1]) for head in heads]
        return bool(spans) and all(span[0] < row for span in spans)

    def leftmost(self, row: int) -> Range | None:
        """The first range with text that begins in a row."""
        spans = self.rows.get(row)
        return spans[0] if spans else None

    def source(self, position: Position | Range) -> str:
        """``自评表!B7``."""
        return self.grid.source(position[0], position[1])
