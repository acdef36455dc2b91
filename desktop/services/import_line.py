"""One line of an import preview: a value of a workbook beside what the form holds."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.address import CellId


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One value of a workbook beside what the form holds.

    Attributes:
        cell: where it goes in the form; for a row the form does not have, the cell the new row will get.
        section: title of its section.
        place: name of the row (or of the field).
        column: name of the column.
        source: where it stands in the file, e.g. ``自评表!B7``.
        old, new: text in the form now, text in the file.
        state: ``same``, ``new`` (the form's cell is empty), ``different``, ``computed`` (calculated and agreeing).
        confidence: ``high``, ``medium``, ``low``.
        reason: what the reading rests on, a short phrase.
        difference: new − old for amounts, as printed with its sign in words; ``""`` elsewhere.
        take: taken over unless the user says no.
        item: the definition's item behind a row that has to be added; ``""`` for others.
        along: column → text of further cells of the same row that are taken or left with it.
        concerns: for an explanation, the cell of the form it is about, maybe in a row that is yet to be added; else
            None.
    """

    cell: CellId
    section: str
    place: str
    column: str
    source: str
    old: str
    new: str
    state: str
    confidence: str
    reason: str
    difference: str = ""
    take: bool = True
    item: str = ""
    along: tuple[tuple[str, str], ...] = ()
    concerns: CellId | None = None

    @property
    def group(self) -> str:
        """The group it is listed in: ``doubtful`` ``different`` ``new`` ``computed`` ``same``, in this order."""
        if self.state in ("same", "computed"):
            return self.state
        return "doubtful" if self.confidence != "high" else self.state


GROUPS = ("doubtful", "different", "new", "computed", "same")
