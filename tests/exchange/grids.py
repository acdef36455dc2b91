"""Sheets written as lists of rows, for the tests of the reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop.exchange.grid import Grid, Range
from desktop.exchange.proposal import Proposal, proposal_json
from desktop.exchange.recognise import recognise
from tests.exchange.forms import definitions


def grid(rows: Sequence[Sequence[str | None]], name: str = "Sheet1", merges: Sequence[Range] = ()) -> Grid:
    """A sheet that nobody marked; blanks and None are empty cells."""
    cells = {
        (number, column): text
        for number, row in enumerate(rows, start=1)
        for column, text in enumerate(row, start=1)
        if text
    }
    return Grid(name, cells, list(merges))


def read(*sheets: Grid) -> Proposal:
    """The only form that the sheets hold."""
    (proposal,) = recognise(sheets, definitions())
    return proposal


def table(proposal: Proposal, number: int) -> list[list[str]]:
    """The rows of a table as the JSON shape has them, calculated figures included."""
    rows: list[list[str]] = proposal_json(proposal)["tables"][number - 1]["rows"]
    return rows


def entered(proposal: Proposal, section: str) -> list[dict[str, str]]:
    """What was read of a list, row by row: column → text."""
    found: dict[str, dict[str, str]] = {row.key: {} for row in proposal.rows[section]}
    for cell, value in proposal.values.items():
        if cell.section == section:
            found[cell.row][cell.column] = value.text
    return list(found.values())


def fixed(proposal: Proposal, section: str) -> dict[str, Any]:
    """What was read of fixed rows: row → amount."""
    return {cell.row: value.text for cell, value in proposal.values.items() if cell.section == section}
