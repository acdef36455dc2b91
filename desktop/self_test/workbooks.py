"""Self-test of files: every form out as a workbook and back, an old Excel file, an exchange package."""

from __future__ import annotations

from pathlib import Path

from desktop.domain.address import CellId, Row
from desktop.domain.definition import FormDefinition, Shape, ValueType
from desktop.domain.evaluation_json import to_json
from desktop.domain.record import Record, read_amount
from desktop.paths import DATA_SUFFIX, FORM_SUFFIX
from desktop.self_test import CheckError
from desktop.self_test.filling import SAMPLE, filled, samples, shipped
from desktop.services.packages import entered_only, read_package, take_in, write_package
from desktop.services.sources import load_records
from desktop.services.transfer import export_record, preview
from desktop.services.workspace import Workspace

OLD_WORKBOOK = SAMPLE.with_suffix(".xls")
NOT_ON_THE_SHEET = ("targets_set",)


def round_trip(folder: Path) -> str:
    """The samples with explanations, and a filled form of every layout, come back from the workbook to the letter."""
    catalog = shipped(folder)
    definitions, given = catalog.definitions(), samples(catalog)
    if not given or not definitions:
        raise CheckError("没有找到示例或表样。")
    records = [_with_hidden(record) for record in given] + [filled(definition) for definition in definitions]
    for number, record in enumerate(records):
        path = export_record(record, folder / f"导出 {number}.xlsx")
        wanted, found = to_json(record), to_json(preview(path, catalog)[0].record)
        aside = {*NOT_ON_THE_SHEET, *_unprinted(record.definition)}
        lost = [key for key in wanted if key not in aside and found.get(key) != wanted[key]]
        if lost:
            raise CheckError(f"“{record.definition.name}”导出再导入后，这些部分变了：{'、'.join(lost)}。")
    return f"{len(definitions)} 个表样的 {len(records)} 份表写出再读回，一字不差。"


def _unprinted(definition: FormDefinition) -> set[str]:
    """Sections that a layout keeps for the report's text and prints nowhere, not even behind the names of a level."""
    points = {column.points for section in definition.sections for column in section.columns}
    return {section.key for section in definition.visible_sections if section.style == "none"} - points


def old_excel(folder: Path) -> str:
    """The shipped .xls holds what the sample holds. Formats of figures are not in it, so figures count, not digits."""
    catalog = shipped(folder)
    wanted, found = load_records(SAMPLE, catalog)[0], preview(OLD_WORKBOOK, catalog)[0].record
    values = _values(wanted)
    read = _values(found)
    wrong = ["".join(map(str, place)) for place, value in values.items() if read.get(place) != value]
    if wrong or not values:
        raise CheckError(f"旧版 Excel 文件读出来不对：{'、'.join(wrong[:3])}。")
    return f"读出 {len(values)} 个值，都对。"


def _values(record: Record) -> dict[tuple[str, int, str], object]:
    """(section, number of the row, column) → figure or text of every cell that a clerk fills and that is not empty."""
    found: dict[tuple[str, int, str], object] = {}
    for section in record.definition.sections:
        for number, row in enumerate(record.rows(section.key) if not section.hidden else ()):
            for column in section.columns:
                cell = CellId(section.key, row.key, column.key)
                text = record.text(cell)
                if text and column.type is not ValueType.LABEL and record.is_entry(cell):
                    amount = read_amount(column, text)
                    found[section.key, number, column.key] = amount.value if amount is not None else text
    return found


def package(folder: Path) -> str:
    """A form with explanations and handed-down targets goes through an exchange package into a data file, whole."""
    catalog = shipped(folder)
    records = [_with_hidden(record) for record in samples(catalog)]
    path = write_package(records, folder / f"自检 交换包{FORM_SUFFIX}")
    workspace = Workspace.open(folder / f"收进{DATA_SUFFIX}", catalog)
    try:
        numbers = take_in(workspace, read_package(path, catalog))
        found = [to_json(workspace.form(number).record) for number in numbers]
    finally:
        workspace.close()
    wanted = [to_json(record) for record in records]
    if not wanted or found != wanted:
        raise CheckError("交换包写出再收进后，内容变了。")
    return f"{len(wanted)} 份自评表写进交换包再收进数据文件，一字不差。"


def _with_hidden(record: Record) -> Record:
    """``record`` with a row in every hidden list, such as explanations: a sample may lack what only travels along."""
    definition, texts = record.definition, dict(record.texts)
    rows = {s.key: list(record.rows(s.key)) for s in definition.sections if s.shape is Shape.LIST}
    for section in definition.sections:
        if section.hidden and section.shape is Shape.LIST and not rows[section.key]:
            rows[section.key] = [Row("n1", "")]
            for column in section.columns:
                texts[CellId(section.key, "n1", column.key)] = f"自检{column.label}"
    return entered_only(Record(definition, rows, texts))
