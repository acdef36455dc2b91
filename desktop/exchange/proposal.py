"""What a workbook was read as, value by value, before anything is written: place, source, confidence.

Left out: how it was found (``recognise``, ``block_reader``) and what is done with it (the services).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from desktop.domain.address import CellId, Row
from desktop.domain.calculation import Calculator
from desktop.domain.definition import FormDefinition
from desktop.domain.evaluation_json import to_json
from desktop.domain.places import path_of
from desktop.domain.record import Record


class Confidence(StrEnum):
    """How sure the reader is: by exact names, by near names, by position alone."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class ReadValue:
    """One value and where it came from.

    Attributes:
        cell: where it goes.
        text: the text as the workbook shows it; figures without thousands separators.
        source: sheet and cell, ``自评表!B7``.
        confidence: how sure the reader is.
        reason: why it is not high, a Chinese sentence; ``""`` when it is.
    """

    cell: CellId
    text: str
    source: str
    confidence: Confidence = Confidence.HIGH
    reason: str = ""


class Unread(NamedTuple):
    """A cell with text that the form has no place for."""

    source: str
    text: str


@dataclass
class Proposal:
    """One form of a workbook.

    Attributes:
        definition: the layout it was recognised as.
        sheet: name of its first sheet.
        sheets: names of all its sheets, in the order of the workbook.
        rows: rows of the list sections, in the order of the sheet.
        values: what was read.
        doubts: Chinese sentences for what the user should look at.
        unread: cells with text that were not used.
        score: how well the layout fits, 0 to 1.
    """

    definition: FormDefinition
    sheet: str
    rows: dict[str, list[Row]] = field(default_factory=dict)
    values: dict[CellId, ReadValue] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    score: float = 0.0
    sheets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """A form of one sheet has only that one."""
        self.sheets = self.sheets or (self.sheet,)

    def record(self) -> Record:
        """The form that was read, calculated."""
        texts = {cell: value.text for cell, value in self.values.items()}
        record = Record(self.definition, self.rows, texts)
        Calculator(record).full()
        return record


def proposal_json(proposal: Proposal) -> dict[str, Any]:
    """The evaluation in the JSON shape, with ``sources`` {path: ``自评表!B7``} for every value read."""
    record = proposal.record()
    data = to_json(record)
    data["sources"] = {path_of(record, cell): value.source for cell, value in proposal.values.items()}
    return data
