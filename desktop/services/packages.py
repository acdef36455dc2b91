"""The exchange package ``.zpform``: forms handed from one copy of the program to another, as JSON in UTF-8.

One object, or a list of them, in the shape of an evaluation (``desktop.domain.evaluation_json``), so that any script
can read and make one. Explanations and handed-down targets travel along. Not in it: the history, which stays with the
data file it was made in; and a version of its own, for an unknown key is refused by name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.calculation import Calculator
from desktop.domain.definition import Shape
from desktop.domain.evaluation import EvaluationHead
from desktop.domain.evaluation_json import to_json
from desktop.domain.record import Record
from desktop.exchange.files import read_file, write_file
from desktop.services.forms import FormCatalog
from desktop.services.sources import parse_json, record_of
from desktop.services.workspace import Workspace


@dataclass(frozen=True)
class Package:
    """What was read from a package.

    Attributes:
        path: the file.
        digest: SHA-256 of the file as read.
        records: its forms, calculated, at least one.
    """

    path: Path
    digest: str
    records: tuple[Record, ...]

    @property
    def source(self) -> str:
        """What the history says of its origin."""
        return f"{self.path.name}（sha256 {self.digest[:12]}）"

    def twins(self, workspace: Workspace) -> list[EvaluationHead]:
        """The forms of the data file with the unit, year and kind of one in the package, last changed first."""
        meant = {(record.bureau, record.year or 0, record.definition.kind) for record in self.records}
        return [head for head in workspace.evaluations() if (head.bureau, head.year, head.kind) in meant]


def read_package(path: Path, catalog: FormCatalog) -> Package:
    """The forms of a package. The file is read once, into memory.

    Raises:
        InputError: missing, empty, too large, no JSON, no evaluation, an unknown layout or key.
        EnvironmentFault: the file cannot be opened.
    """
    content = read_file(path)
    entries = parse_json(content, path.name)
    records = tuple(entered_only(record_of(entry, catalog, "", path.name)) for entry in entries)
    return Package(path, hashlib.sha256(content).hexdigest(), records)


def write_package(records: Sequence[Record], path: Path) -> Path:
    """Write calculated records as a package, in one step. Returns the path. Raises EnvironmentFault."""
    forms = [to_json(record) for record in records]
    text = json.dumps(forms[0] if len(forms) == 1 else forms, ensure_ascii=False, indent=1)
    write_file(path, f"{text}\n".encode())
    return path


def take_in(workspace: Workspace, package: Package) -> list[int]:
    """Add every form of a package as a new one beside those that are there. Returns their numbers, in its order.

    Raises EnvironmentFault when the data file refuses; forms added before stay.
    """
    label = f"收进 {package.path.name}"
    return [workspace.add(record, label, package.source) for record in package.records]


def entered_only(record: Record) -> Record:
    """``record`` without texts in computed cells that say what the calculation gives anyway, calculated.

    A package states totals and rates for readers that do not calculate. Kept as entered, they would stand still when
    a figure they are made of is mended later.
    """
    told = {
        cell: text
        for cell, text in record.texts.items()
        if not (record.is_computed(cell) and text == record.calculated.get(cell))
    }
    sections = record.definition.sections
    rows = {section.key: list(record.rows(section.key)) for section in sections if section.shape is Shape.LIST}
    lean = Record(record.definition, rows, told)
    Calculator(lean).full()
    return lean
