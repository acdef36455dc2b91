"""What stands in the cells of an export: real numbers, text that stays text, and refusals in plain words."""

from __future__ import annotations

import functools
import os
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from desktop.domain.definition import Column, ValueType
from desktop.domain.errors import EnvironmentFault, InputError
from desktop.exchange.cell_values import CellValue, clean_text, text_length, text_value, value_of
from desktop.exchange.excel_reader import read_workbook
from desktop.exchange.excel_writer import workbook_bytes, write_workbook
from desktop.exchange.proposal import proposal_json
from tests.exchange.forms import NAMES, definitions, record_of, sample, write_and_read

SHANGHAI, BEIJING, YIYANG, NANJING, *_ = NAMES


def column(kind: ValueType, thousands: bool = False, decimals: int | None = 2) -> Column:
    return Column("x", "栏", "栏", type=kind, thousands=thousands, decimals=decimals)


def sheet_of(data: dict[str, Any], **options: bool) -> Any:
    return openpyxl.load_workbook(BytesIO(workbook_bytes(record_of(data), **options))).worksheets[0]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (ValueType.AMOUNT, "19114.20", CellValue(19114.2, "0.00")),
        (ValueType.AMOUNT, "7,569.17", CellValue(7569.17, "0.00")),
        (ValueType.AMOUNT, "0.00", CellValue(0.0, "0.00")),
        (ValueType.AMOUNT, "100", CellValue(100.0, "0")),
        (ValueType.AMOUNT, "-5.125", CellValue(-5.125, "0.000")),
        (ValueType.AMOUNT, "", CellValue(None, "0.00")),
        (ValueType.AMOUNT, "123456789012.345", CellValue(123456789012.345, "0.000")),
        (ValueType.AMOUNT, "1234567890123.456", CellValue("1234567890123.456", "@")),
        (ValueType.AMOUNT, "约3万", CellValue("约3万", "@")),
        (ValueType.AMOUNT, "—", CellValue("—", "@")),
        (ValueType.PERCENT, "42.7%", CellValue(0.427, "0.0%")),
        (ValueType.PERCENT, "100%", CellValue(1.0, "0%")),
        (ValueType.PERCENT, "", CellValue(None, "0.00%")),
        (ValueType.NUMBER, "9.20", CellValue(9.2, "0.00")),
        (ValueType.TARGET, "≥2次", CellValue("≥2次", "@")),
        (ValueType.ACTUAL, "1-2", CellValue("1-2", "@")),
        (ValueType.ACTUAL, "100", CellValue("100", "@")),
        (ValueType.ACTUAL, "99.99%", CellValue("99.99%", "@")),
        (ValueType.TEXT, "=1+1", CellValue("=1+1", "@", quoted=True)),
        (ValueType.TEXT, "+86", CellValue("+86", "@", quoted=True)),
        (ValueType.TEXT, "-", CellValue("-", "@", quoted=True)),
        (ValueType.TEXT, "@SUM(A1)", CellValue("@SUM(A1)", "@", quoted=True)),
        (ValueType.TEXT, "字" * 256, CellValue("字" * 256, "General")),
    ],
)
def test_texts_become_cell_values(kind: ValueType, text: str, value: CellValue) -> None:
    """V1 to V3."""
    assert value_of(column(kind), text) == value


def test_thousands_separators_are_a_format() -> None:
    assert value_of(column(ValueType.AMOUNT, thousands=True), "7569.17") == CellValue(7569.17, "#,##0.00")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("甲\x00乙\x0b丙\x1f", "甲乙丙"),
        ("甲\r\n乙\r丙", "甲\n乙\n丙"),
        ("半\ud800个", "半个"),
        ("_x0041_", "_x005F_x0041_"),
        ("_x005F_x0041_", "_x005F_x005F_x005F_x0041_"),
        ("_x41_", "_x41_"),
        (" \n\u3000", ""),
        ("\t甲", "\t甲"),
    ],
)
def test_what_a_workbook_cannot_hold_is_left_out(text: str, clean: str) -> None:
    """V4."""
    assert clean_text(text) == clean


def test_long_text_is_counted_as_excel_counts() -> None:
    assert text_length("a😀") == 3


def test_no_cell_holds_a_formula() -> None:
    data = sample(SHANGHAI)
    data["note"] = '=HYPERLINK("x")'
    data["header"]["资金使用单位"] = "=1+1"
    data["indicators"][0]["level3"] = "+1"
    data["funds"][0]["budget"] = "=1+1"
    sheet = sheet_of(data)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"n", "s"}
    assert sheet["C43"].value == '=HYPERLINK("x")'
    assert sheet["C43"].quotePrefix


def test_the_title_is_a_formula_no_more_than_anything_else(tmp_path: Path) -> None:
    data = sample(BEIJING)
    data["title"] = "=自评表"
    proposal = write_and_read(record_of(data), tmp_path / "a.xlsx")
    assert proposal_json(proposal)["title"] == "=自评表"


@pytest.mark.parametrize("name", NAMES)
def test_another_reader_sees_the_same_cells(name: str, tmp_path: Path) -> None:
    record = record_of(sample(name))
    write_workbook(record, tmp_path / "a.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python(skip_empty_area=False)
    shown = {str(value) for row in rows for value in row}
    texts = [record.shown(cell) for section in record.definition.visible_sections for cell in record.cells(section)]
    amounts = {SHANGHAI: {"19114.2", "8170.98"}, BEIJING: {"7569.17", "6384.44"}, YIYANG: {"194.19", "100.0"}}
    amounts[NANJING] = {"100.0", "99.0"}
    assert amounts[name] <= shown
    assert [text for text in texts if len(text) > 12 and text not in shown and "对上海市" not in text] == []


def test_points_are_numbers_that_show_the_unit_they_were_written_with() -> None:
    column = definitions()[2].section_by_key["funds"].column_by_key["weight"]
    assert value_of(column, "10分") == CellValue(10.0, '0"分"')
    assert value_of(column, "9.50分") == CellValue(9.5, '0.00"分"')
    assert value_of(column, "10") == CellValue(10.0, "0")
    assert value_of(column, "满分") == CellValue("满分", "@")


def test_long_prose_is_written_whole(tmp_path: Path) -> None:
    data = sample(SHANGHAI)
    data["goal"]["achieved"] = prose = "".join(f"第{n}项按计划完成。" for n in range(250))
    assert len(prose) > 2000
    assert proposal_json(write_and_read(record_of(data), tmp_path / "a.xlsx"))["goal"]["achieved"] == prose


def test_the_longest_text_a_cell_holds_comes_back(tmp_path: Path) -> None:
    data = sample(SHANGHAI)
    data["goal"]["achieved"] = prose = "字" * 32767
    assert proposal_json(write_and_read(record_of(data), tmp_path / "a.xlsx"))["goal"]["achieved"] == prose


def test_a_text_longer_than_a_cell_holds_is_refused_by_name() -> None:
    data = sample(SHANGHAI)
    data["goal"]["achieved"] = "字" * 32768
    with pytest.raises(InputError, match=r"总体目标完成情况 · 全年实际完成情况.*32768.*请缩短"):
        workbook_bytes(record_of(data))


def test_one_page_only_while_it_stays_readable() -> None:
    assert sheet_of(sample(SHANGHAI), fit_one_page=True).page_setup.fitToHeight == 0
    data = sample(BEIJING)
    data["indicators"] = data["indicators"][:6]
    assert sheet_of(data, fit_one_page=True).page_setup.fitToHeight == 1
    assert sheet_of(data).page_setup.fitToHeight == 0


def test_several_forms_are_several_sheets(tmp_path: Path) -> None:
    records = [record_of(sample(name)) for name in NAMES]
    write_workbook(records, tmp_path / "a.xlsx")
    proposals = read_workbook(tmp_path / "a.xlsx", definitions())
    assert [(one.sheet, one.definition.kind) for one in proposals] == [
        ("自评表", "region-managed"),
        ("自评表1", "region"),
        ("自评表2", "project"),
        ("得分情况", "department"),
    ]


def test_no_person_or_computer_is_named() -> None:
    with zipfile.ZipFile(BytesIO(workbook_bytes(record_of(sample(SHANGHAI))))) as archive:
        core, app = archive.read("docProps/core.xml").decode(), archive.read("docProps/app.xml").decode()
    assert "自评通" in core
    assert "openpyxl" not in core + app


def test_equal_forms_give_equal_sheets() -> None:
    def part() -> bytes:
        with zipfile.ZipFile(BytesIO(workbook_bytes(record_of(sample(BEIJING))))) as archive:
            return archive.read("xl/worksheets/sheet1.xml") + archive.read("xl/styles.xml")

    assert part() == part()


# the file on the disk -------------------------------------------------------------------------------------------------


def test_lines_within_a_cell_end_alike_on_every_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows' text files end lines in two signs; none of them may get into the workbook."""
    as_on_windows = functools.partial(open, newline="\r\n")
    monkeypatch.setattr("et_xmlfile.incremental_tree.open", as_on_windows, raising=False)
    content = workbook_bytes(record_of(sample("shanghai-2022-region")))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"\n" in sheet
    assert b"\r" not in sheet


def test_an_old_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "导出.xlsx"
    path.write_bytes(b"old")
    write_workbook(record_of(sample(BEIJING)), path)
    assert read_workbook(path, definitions())
    assert [one.name for one in tmp_path.iterdir()] == ["导出.xlsx"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match=r"写不了“a\.xlsx”：文件夹“.*没有”不存在。"):
        write_workbook(record_of(sample(BEIJING)), tmp_path / "没有" / "a.xlsx")


def test_a_folder_of_the_same_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(EnvironmentFault, match="同名的文件夹"):
        write_workbook(record_of(sample(BEIJING)), tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("number", "said"),
    [(13, "请关闭后再试"), (1, "请关闭后再试"), (28, "磁盘已满"), (30, "只读"), (36, "请改短"), (5, "系统报告")],
)
def test_a_failing_disk_leaves_the_old_file(
    number: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(EnvironmentFault, match=rf"写不了“a\.xlsx”：.*{said}.*。") as caught:
        write_workbook(record_of(sample(BEIJING)), path)
    assert caught.value.exit_code == 3
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.xlsx"]


def test_quoted_text_has_no_visible_mark() -> None:
    assert text_value("=1+1").value == "=1+1"
