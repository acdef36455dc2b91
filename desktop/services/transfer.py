"""Workbooks in and out: export of the official form, preview of an import, and taking the preview over.

Nothing is written before the preview is accepted, and what is accepted is one step of undo. Each value keeps where it
came from; the file's name and hash go into the history.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from desktop.domain.address import CellId, Row
from desktop.domain.amounts import format_amount
from desktop.domain.changes import CellChange, Change, RowChange
from desktop.domain.checks.settling import EXPLANATIONS
from desktop.domain.definition import Column, FormDefinition, Section, Shape, ValueType
from desktop.domain.errors import InputError
from desktop.domain.evaluation_json import fold_label
from desktop.domain.places import row_label
from desktop.domain.record import Record, normalize_entry, read_amount
from desktop.exchange.excel_writer import write_workbook
from desktop.exchange.files import read_file
from desktop.exchange.grid import grids_of
from desktop.exchange.proposal import Proposal
from desktop.exchange.recognise import explain_unrecognised, recognise
from desktop.paths import FORM_SUFFIX
from desktop.services.changes import ChangeSet
from desktop.services.entry import FormSession, new_row_key
from desktop.services.forms import FormCatalog
from desktop.services.import_explanations import explanation_changes, explanation_lines, explanation_texts
from desktop.services.import_line import GROUPS, ImportLine
from desktop.services.packages import write_package
from desktop.services.source_sheet import SourceSheet, sheet_name_of, source_sheet
from desktop.services.workspace import Workspace


def export_form(form: FormSession, path: Path, one_page: bool = False) -> Path:
    """Write the official workbook of a form, or its package; see ``export_record``."""
    return export_record(form.record, path, one_page)


def export_record(record: Record, path: Path, one_page: bool = False) -> Path:
    """Write a calculated record as its file name says: .xlsx the official workbook, .zpform an exchange package.

    Returns the path. Raises InputError for another ending and EnvironmentFault when it cannot be written.
    """
    if path.suffix.lower() == FORM_SUFFIX:
        return write_package([record], path)
    if path.suffix.lower() != ".xlsx":
        raise InputError(f"导出的文件名“{path.name}”要以 .xlsx 或 {FORM_SUFFIX} 结尾。")
    write_workbook(record, path, fit_one_page=one_page)
    return path


@dataclass(frozen=True)
class ImportPreview:
    """A form found in a workbook.

    Attributes:
        path: the file.
        digest: SHA-256 of the file as read.
        proposal: what was recognised where.
        bureau, year: whom it seems to belong to; ``""`` and None when the file does not say.
        record: the form as read, calculated.
        sheets: the sheets it was read from, to be shown; at least one.
    """

    path: Path
    digest: str
    proposal: Proposal
    bureau: str
    year: int | None
    record: Record = field(repr=False)
    sheets: tuple[SourceSheet, ...] = field(repr=False)

    @property
    def sheet(self) -> SourceSheet:
        """The first of its sheets."""
        return self.sheets[0]

    def sheet_of(self, source: str) -> SourceSheet:
        """The sheet that a source such as ``表2收入总表!B7`` names; the first when it names none of them."""
        name = sheet_name_of(source)
        return next((sheet for sheet in self.sheets if sheet.name == name), self.sheet)

    @property
    def definition(self) -> FormDefinition:
        """The layout it was recognised as."""
        return self.proposal.definition

    @property
    def source(self) -> str:
        """What the history says of its origin."""
        return f"{self.path.name}（sha256 {self.digest[:12]}）"

    def compare(self, form: FormSession | None) -> list[ImportLine]:
        """Every value beside what ``form`` holds (None: a new form), doubtful ones first, then as they stand."""
        base = form.record if form is not None else None
        rows = matched_rows(self.record, base)
        shown = (cell for cell in self.proposal.values if cell.section != EXPLANATIONS)
        lines = [line for cell in shown if (line := self._line(cell, base, rows)) is not None]
        lines += explanation_lines(self.record, self.proposal.values, base, rows)
        order = {group: index for index, group in enumerate(GROUPS)}
        return sorted(lines, key=lambda line: order[line.group])

    def _line(self, cell: CellId, base: Record | None, rows: Mapping[tuple[str, str], Row]) -> ImportLine | None:
        value = self.proposal.values[cell]
        section = self.definition.section_by_key[cell.section]
        column = section.column_by_key[cell.column]
        if column.type is ValueType.LABEL or value.text == "":
            return None
        row = rows.get((cell.section, cell.row), Row(cell.row, cell.row))
        target = CellId(cell.section, row.key, cell.column)
        known = base is not None and base.has_cell(target)
        old = base.shown(target) if base is not None and known else ""
        new = normalize_entry(column, value.text)
        calculated = self.record.calculated.get(cell, "") if self.record.is_computed(cell) else ""
        confidence, reason = str(value.confidence), value.reason or "栏名、行名相同"
        if calculated and new not in (old, calculated) and not _same_figure(column, calculated, new):
            # The file contradicts its own figures: somebody should look; its word is taken unless told otherwise.
            old, confidence, reason = old or calculated, _at_most_medium(confidence), "与文件里各格算出的不同"
        state = "same" if old == new else "different" if old else "new"
        if calculated == new:
            state = "computed"
        label = row_label(self.record, section, cell.row) if cell.row else column.short
        return ImportLine(
            cell=target,
            section=section.title,
            place=label,
            column=column.short,
            source=value.source,
            old=old,
            new=new,
            state=state,
            confidence=confidence,
            reason=reason,
            difference=_difference(section, cell.column, old, new) if state == "different" else "",
            take=state in ("new", "different") and confidence != "low",
            item=row.item,
        )


def _at_most_medium(confidence: str) -> str:
    """At most ``medium``."""
    return "low" if confidence == "low" else "medium"


def _same_figure(column: Column, one: str, other: str) -> bool:
    """True when two figures differ only in the decimals they are printed with: 42.7% and 42.75%."""
    first, second = read_amount(column, one), read_amount(column, other)
    if first is None or second is None:
        return False
    unit = Decimal(1).scaleb(-min(first.decimals, second.decimals))
    return abs(first.value - second.value) <= unit / 2


def _difference(section: Section, column_key: str, old: str, new: str) -> str:
    """How much more or less, e.g. 多 130.17, for amounts; ``""`` where no number stands on both sides."""
    column = section.column_by_key[column_key]
    before, after = read_amount(column, old), read_amount(column, new)
    if before is None or after is None:
        return ""
    size = abs(after.value - before.value)
    if size == Decimal(0):
        return ""
    places = max(before.decimals, after.decimals)
    return f"{'多' if after.value > before.value else '少'} {format_amount(type(after)(size, places), thousands=True)}"


def matched_rows(proposed: Record, base: Record | None) -> dict[tuple[str, str], Row]:
    """(section, row key in the workbook) → the row of ``base`` it is, or the row that will be added for it.

    Only sections whose rows the record holds; rows match by the definition's item, else by name. Without ``base`` each
    row stands for itself.
    """
    found: dict[tuple[str, str], Row] = {}
    for section in proposed.definition.sections:
        if section.shape is not Shape.LIST or section.key == EXPLANATIONS:
            continue
        free = list(base.rows(section.key)) if base is not None else []
        for row in proposed.rows(section.key):
            match = row if base is None else _match(section, row, proposed, base, free)
            if match in free:
                free.remove(match)
            found[section.key, row.key] = match
    return found


def _match(section: Section, row: Row, proposed: Record, base: Record, free: Sequence[Row]) -> Row:
    name = fold_label(row_label(proposed, section, row.key))
    for other in free:
        if row.item and other.item == row.item:
            return other
    for other in free:
        if fold_label(row_label(base, section, other.key)) == name:
            return other
    return Row(new_row_key(), row.item)


def preview(path: Path, catalog: FormCatalog) -> list[ImportPreview]:
    """Every form recognised in a workbook, at least one. The file is read once, into memory.

    Raises:
        InputError: no such file, not a workbook, nothing recognised; a sentence that names file and reason.
        EnvironmentFault: the file cannot be opened.
    """
    content = read_file(path)
    grids, definitions = grids_of(content, path.name), catalog.definitions()
    proposals = recognise(grids, definitions)
    if not proposals:
        raise InputError(f"在文件“{path.name}”里没有认出自评表：{explain_unrecognised(grids, definitions)}。")
    digest = hashlib.sha256(content).hexdigest()
    by_name = {grid.name: grid for grid in grids}
    previews = []
    for proposal in proposals:
        record = proposal.record()
        sheets = tuple(source_sheet(by_name[name]) for name in proposal.sheets)
        previews.append(ImportPreview(path, digest, proposal, record.bureau, record.year, record, sheets))
    return previews


def accept(
    workspace: Workspace, found: ImportPreview, lines: Iterable[ImportLine], target: int | None
) -> tuple[int, ChangeSet | None]:
    """Take the chosen lines over: into form ``target`` as one step of undo, or into a new form (None).

    Returns the form's number and, for an existing form, what changed (None when nothing did).
    """
    taken = [line for line in lines if line.take and line.state in ("new", "different")]
    label = f"导入 {found.path.name}"
    if target is None:
        return workspace.add(_new_record(found, taken), label, found.source), None
    form = workspace.form(target)
    changes = _changes(taken, form.record)
    return target, (form.step(changes, label, "", found.source) if changes else None)


def _new_record(found: ImportPreview, taken: Sequence[ImportLine]) -> Record:
    texts = {line.cell: line.new for line in taken} | explanation_texts(taken)
    for key, text in (("bureau", found.bureau), ("year", str(found.year or ""))):
        texts.setdefault(CellId("form", "", key), text)
    explained = {cell.row for cell in texts if cell.section == EXPLANATIONS}
    rows = dict(found.proposal.rows)
    rows[EXPLANATIONS] = [row for row in rows.get(EXPLANATIONS, []) if row.key in explained]
    return Record(found.definition, rows, texts)


def _changes(taken: Sequence[ImportLine], record: Record) -> tuple[Change, ...]:
    changes: list[Change] = []
    added: dict[str, list[str]] = {}
    for line in taken:
        cell = line.cell
        if cell.section == EXPLANATIONS:
            continue
        known = record.has_cell(cell)
        new_rows = added.setdefault(cell.section, [])
        if not known and cell.row not in new_rows:
            position = len(record.rows(cell.section)) + len(new_rows)
            changes.append(RowChange(cell.section, Row(cell.row, line.item), None, position))
            new_rows.append(cell.row)
        changes.append(CellChange(cell, record.text(cell) if known else "", line.new))
    return (*changes, *explanation_changes(taken, record, changes))
