"""Which 核实 findings are explained, and where the explanation stands.

An explanation is a row of the hidden section ``explanations`` (code, path, text, figures), or the text of a cell that
the instance names in ``settled_by``: ``section.row.column`` for one cell, a column alone for the cell in the finding's
row. A row holds as long as the figures it was written about are those of the finding; a row from a file that names
none holds whatever they are, because nothing shows that they ever were others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Watch, parse_cell, place_in_words
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.remembered import same_figures
from desktop.domain.folding import is_empty
from desktop.domain.places import cell_at, row_label
from desktop.domain.record import Record

EXPLANATIONS = "explanations"


@dataclass(frozen=True, slots=True)
class Written:
    """A written explanation: key of its row, its text, and the figures it was written about (``""`` unknown)."""

    row: str
    text: str
    about: str

    def holds(self, about: str) -> bool:
        """True when it explains a finding with these figures."""
        return not self.about or same_figures(self.about, about)


Explanations = dict[tuple[str, str], tuple[Written, ...]]
"""(code, path) → what is written there, in order."""


def read_explanations(record: Record) -> Explanations:
    """What the record holds; 无 and the like explain nothing and are left out."""
    found: Explanations = {}
    if EXPLANATIONS in record.definition.section_by_key:
        for row in record.rows(EXPLANATIONS):
            cells = (CellId(EXPLANATIONS, row.key, key) for key in ("code", "where", "text", "about"))
            code, where, text, about = map(record.shown, cells)
            if not is_empty(text):
                found[(code, where)] = (*found.get((code, where), ()), Written(row.key, text, about))
    return found


def chosen(written: Sequence[Written], about: str) -> Written | None:
    """The explanation for a finding with the figures ``about``: one that names them, one that names none, the last."""
    named = next((one for one in written if one.about and one.holds(about)), None)
    return named or next((one for one in written if one.holds(about)), None) or (written[-1] if written else None)


def unneeded(explanations: Explanations, findings: Iterable[Finding]) -> list[tuple[tuple[str, str], Written]]:
    """Explanations that no finding uses any more, with code and path: kept, in case the finding comes back."""
    used = {one.row for f in findings if (one := chosen(explanations.get(f.key, ()), f.about)) is not None}
    return [(key, one) for key, written in explanations.items() for one in written if one.row not in used]


def place_of_path(record: Record, path: str) -> str:
    """The place in words of a path that an explanation remembers; the path itself where the form has no such place."""
    cell = cell_at(record, path)
    if cell is not None:
        return place_in_words(record, cell)
    return next((one.title for one in record.definition.sections if path in (one.key, one.json_path)), path)


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
