"""Reads the sheets 审核说明 back: into the forms of the same workbook, row by row, wherever a row has got to.

A sheet is one of ours by its headings, 问题编号 and 所在路径 among them; another sheet of that name is left alone. Rows
may have been sorted, edited, added: each is read for itself. A path counts the rows of the form, which may have been
inserted or sorted as well, so the place in words decides where the two differ. Left out: writing
(``explanation_writer``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop.domain.address import CellId, Row
from desktop.domain.checks.base import place_in_words
from desktop.domain.checks.settling import EXPLANATIONS
from desktop.domain.explanation_sheet import COLUMNS, NAME
from desktop.domain.places import cell_at, path_of
from desktop.domain.record import Record
from desktop.exchange.grid import Grid
from desktop.exchange.labels import fold
from desktop.exchange.proposal import Confidence, Proposal, ReadValue, Unread

_LABELS = {fold(label): key for key, label, _ in COLUMNS}
_OURS = frozenset(("code", "where", "text"))
_LOST = "位置与表里的行对不上，请看一看是哪一行的说明"


def read_explanation_sheets(grids: Sequence[Grid], proposals: Sequence[Proposal]) -> None:
    """Put what the sheets 审核说明 among ``grids`` say into the ``proposals`` of the same workbook."""
    for grid in grids:
        heading = _heading(grid)
        proposal = _form_of(grid, proposals)
        if heading is not None and proposal is not None and EXPLANATIONS in proposal.definition.section_by_key:
            _read(grid, *heading, proposal)


def _heading(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The row of the headings and the column of each; None when the sheet is not one of ours."""
    rows: dict[int, dict[str, int]] = {}
    for (row, column), text in sorted(grid.cells.items()):
        key = _LABELS.get(fold(text))
        if key is not None:
            rows.setdefault(row, {}).setdefault(key, column)
    return next(((row, columns) for row, columns in rows.items() if columns.keys() >= _OURS), None)


def _form_of(grid: Grid, proposals: Sequence[Proposal]) -> Proposal | None:
    """The form a sheet belongs to: the only one, else the one whose number stands in the sheet's name."""
    if len(proposals) == 1:
        return proposals[0]
    match = re.fullmatch(rf"{NAME}\s*(\d+)", grid.name.strip())
    number = int(match[1]) if match else 0
    return proposals[number - 1] if 1 <= number <= len(proposals) else None


def _read(grid: Grid, heading: int, columns: dict[str, int], proposal: Proposal) -> None:
    places = _Places(proposal.record())
    for row in range(heading + 1, grid.last_row + 1):
        texts = {key: grid.text(row, column).strip() for key, column in columns.items()}
        if not texts["text"]:
            continue
        source = grid.source(row, columns["text"])
        if not texts["code"] or not texts["where"]:
            proposal.doubts.append(f"工作表“{grid.name}”第 {row} 行的说明没有对应的问题，没有读入。")
            proposal.unread.append(Unread(source, texts["text"]))
            continue
        where, sure = places.path(texts["where"], texts.get("place", ""))
        key = f"n{len(proposal.rows.setdefault(EXPLANATIONS, [])) + 1}"
        proposal.rows[EXPLANATIONS].append(Row(key, ""))
        trust, reason = (Confidence.HIGH, "") if sure else (Confidence.MEDIUM, _LOST)
        kept = {"code": texts["code"], "where": where, "text": texts["text"], "about": texts.get("about", "")}
        for name, text in kept.items():
            if text:
                cell = CellId(EXPLANATIONS, key, name)
                proposal.values[cell] = ReadValue(cell, text, grid.source(row, columns[name]), trust, reason)


class _Places:
    """Places in words of one form, as they are asked for: where all is as it was written, none has to be looked up."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._cells: dict[str, list[CellId]] | None = None

    def path(self, path: str, place: str) -> tuple[str, bool]:
        """The path of the cell that ``place`` names, and whether it is sure; ``path`` where words do not help."""
        record, wanted = self.record, _bare(place)
        cell = cell_at(record, path)
        if not wanted or (cell is not None and _bare(place_in_words(record, cell)) == wanted):
            return path, True
        if cell is None and not self._counts_shown_rows(path):
            return path, True  # a part as a whole, or rows that no sheet shows: nothing to compare
        same = self._named(wanted)
        return (path_of(record, same[0]), True) if len(same) == 1 else (path, False)

    def _named(self, place: str) -> list[CellId]:
        if self._cells is None:
            self._cells = {}
            for section in self.record.definition.visible_sections:
                for cell in self.record.cells(section):
                    self._cells.setdefault(_bare(place_in_words(self.record, cell)), []).append(cell)
        return self._cells.get(place, [])

    def _counts_shown_rows(self, path: str) -> bool:
        """True for the path of a cell in a row; those of hidden parts aside."""
        name, bracket, _ = path.partition("[")
        hidden = (section.json_path for section in self.record.definition.sections if section.hidden)
        return bool(bracket) and name not in hidden


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)
