"""Forms to test with: the shipped samples, and for every shipped layout one with something in each cell.

The user's own layouts stay out: a slip in one of them is no fault of the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from desktop.domain.address import CellId
from desktop.domain.calculation import Calculator
from desktop.domain.definition import Column, FormDefinition, ValueType
from desktop.domain.record import Record, new_record
from desktop.paths import resources_dir
from desktop.services.forms import FormCatalog
from desktop.services.sources import load_records

BUREAU = "示例市医疗保障局"
SAMPLES = resources_dir() / "samples"
SAMPLE = SAMPLES / "region-managed-2022.json"


def shipped(folder: Path) -> FormCatalog:
    """The shipped layouts; ``folder`` stands for the user's and holds none."""
    return FormCatalog(user=folder / "none")


def samples(catalog: FormCatalog) -> list[Record]:
    """The shipped samples."""
    return [record for path in sorted(SAMPLES.glob("*.json")) for record in load_records(path, catalog)]


def filled(definition: FormDefinition) -> Record:
    """A form of ``definition`` with a value of its type in every cell that a clerk fills, calculated."""
    record, numbers = new_record(definition, BUREAU, definition.year), count(1)
    rows = {section.key: list(record.rows(section.key)) for section in definition.sections}
    # What is filled may make a sum of a cell, or a cell of a sum: a row with a subject code is no unit's row any more.
    while empty := list(_empty(record)):
        texts = dict(record.texts)
        for cell in empty:
            texts[cell] = _value(definition.column(cell.section, cell.column), next(numbers))
        record = Record(definition, rows, texts)
    Calculator(record).full()
    return record


def _empty(record: Record) -> Iterator[CellId]:
    """The cells that a clerk fills and that are empty."""
    shown = [section for section in record.definition.sections if not section.hidden]
    return (cell for section in shown for cell in record.entry_cells(section) if not record.text(cell))


def _value(column: Column, number: int) -> str:
    if column.type is ValueType.AMOUNT:
        return f"{1000 + number}.{number % 90 + 10}"
    if column.type is ValueType.PERCENT:
        return f"{80 + number % 20}.5%"
    if column.type in (ValueType.NUMBER, ValueType.YEAR):
        return str(number % 90 + 10)
    if column.type in (ValueType.TARGET, ValueType.ACTUAL):
        return f"{number + 2}次"
    return f"第{number}项已按时完成"[: column.max_length]


def first_entry(record: Record) -> CellId:
    """The first cell of a new form that a clerk fills and that is still empty; there is one in every form."""
    return next(cell for cell in _empty(record) if cell.section != "form")
