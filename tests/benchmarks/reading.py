"""Reading and recognising a workbook, against python-calamine alone and against loading it with openpyxl."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from desktop.domain.record import Record
from desktop.exchange.excel_reader import read_workbook
from desktop.exchange.excel_writer import write_workbook
from desktop.services.forms import FormCatalog
from tests.benchmarks.figures import Figure, shanghai, shenzhen, timed


def measure() -> list[Figure]:
    """Milliseconds a workbook, every layout of the catalogue tried, and the ratios."""
    return [*_of("Shanghai", shanghai()), *_of("Shenzhen", shenzhen())]


def _of(name: str, record: Record) -> list[Figure]:
    definitions = FormCatalog().definitions()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write_workbook(record, path)
        content = path.read_bytes()
        (proposal,) = read_workbook(path, definitions)
        if proposal.definition.kind != record.definition.kind:
            raise RuntimeError(f"{name} was recognised as {proposal.definition.kind}")
        ours = timed(lambda: read_workbook(path, definitions), 15)
        bare = timed(lambda: _cells(content), 15)
        slow = timed(lambda: load_workbook(BytesIO(content)), 5)
    return [
        Figure(f"reading and recognising, {name}", ours * 1000, "ms", None, f"{len(proposal.sheets)} sheets"),
        Figure(f"reading against calamine alone, {name}", ours / bare, "x", 3, f"calamine {bare * 1000:.2f} ms"),
        Figure(f"reading against openpyxl, {name}", ours / slow, "x", 1 / 8, f"openpyxl {slow * 1000:.1f} ms"),
    ]


def _cells(content: bytes) -> int:
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    return sum(len(workbook.get_sheet_by_name(name).to_python()) for name in workbook.sheet_names)
