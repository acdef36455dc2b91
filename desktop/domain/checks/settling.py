"""Which 核实 findings are explained, and where the explanation stands.

An explanation is a row of the hidden section ``explanations`` (code, path, text), or the text of a cell that the
instance names in ``settled_by``: ``section.row.column`` for one cell, a column alone for the cell in the finding's row.
"""

from __future__ import annotations

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Watch, parse_cell
from desktop.domain.checks.finding import Finding
from desktop.domain.folding import is_empty
from desktop.domain.places import row_label
from desktop.domain.record import Record

EXPLANATIONS = "explanations"


def read_explanations(record: Record) -> dict[tuple[str, str], str]:
    """(code, path) → explanation as the record holds them; 无 and the like explain nothing and are left out."""
    found: dict[tuple[str, str], str] = {}
    if EXPLANATIONS in record.definition.section_by_key:
        for row in record.rows(EXPLANATIONS):
            code, where, text = (record.shown(CellId(EXPLANATIONS, row.key, key)) for key in ("code", "where", "text"))
            if not is_empty(text):
                found[(code, where)] = text
    return found


class Settling:
    """Which cells explain the findings of one instance.

    Attributes:
        fixed: cells that explain every finding of the instance.
        beside: columns whose cell in the finding's row explains it.
        watches: columns of both.
    """

    def __init__(self, record: Record, check: Check) -> None:
        self.record = record
        names = check.spec.settled_by
        fixed = [parse_cell(record.definition, name) for name in names if "." in name]
        self.fixed: tuple[CellId, ...] = tuple(cell for cell in fixed if cell is not None)
        self.beside: tuple[str, ...] = tuple(name for name in names if "." not in name)
        section = str(check.values.get("section", ""))
        self.watches: tuple[Watch, ...] = (
            *((cell.section, cell.column) for cell in self.fixed),
            *((section, column) for column in self.beside),
        )

    def explanation(self, finding: Finding) -> str:
        """Where the explanation of ``finding`` stands, in words; ``""`` when it stands nowhere."""
        cells = list(self.fixed)
        if finding.cell is not None:
            cells += [CellId(finding.cell.section, finding.cell.row, column) for column in self.beside]
        for cell in cells:
            if not is_empty(self.record.shown(cell)):
                section = self.record.definition.section_by_key[cell.section]
                name = row_label(self.record, section, cell.row) if cell.row else section.title
                return f"见“{name}”的{section.column_by_key[cell.column].short}"
        return ""
