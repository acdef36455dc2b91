"""The sheet 审核说明: written with the form, looked at, edited and sorted elsewhere, and read back."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from desktop.domain.checks.finding import Severity
from desktop.domain.checks.settling import EXPLANATIONS
from desktop.domain.evaluation_json import to_json
from desktop.domain.explanation_sheet import HIDDEN, NAME, SETTLED, lines_of
from desktop.domain.record import Record
from desktop.exchange.excel_reader import read_workbook
from desktop.exchange.excel_writer import write_workbook
from desktop.exchange.proposal import Confidence, Proposal, proposal_json
from desktop.services.entry import look_at
from tests.exchange.forms import NAMES, definitions, record_of, sample
from tests.exchange.test_libreoffice import convert

SHANGHAI, BEIJING, YIYANG = NAMES[:3]
HEADING = 4
PLACE, CODE, WHERE, ABOUT, PROBLEM, TEXT = 2, 3, 4, 5, 6, 7
WORDS = ("=经核实属实。", "统计口径尚未公布；\n3 月底前补填。", "１２．５％ 系四舍五入。", "-", "经核实属实。")


def explained(name: str = SHANGHAI) -> Record:
    """A form of ``tests/data`` with every 核实 finding explained."""
    form = look_at(record_of(sample(name)))
    waiting = [f for f in form.findings if f.severity is Severity.VERIFY and not f.explained]
    for number, finding in enumerate(waiting):
        form.explain(finding, WORDS[number % len(WORDS)] + ("" if number < len(WORDS) else f"（{number}）"))
    return form.record


def notes(record: Record) -> list[dict[str, str]]:
    found: list[dict[str, str]] = to_json(record).get(EXPLANATIONS, [])
    return sorted(found, key=lambda one: (one["code"], one["where"]))


def read(path: Path) -> Proposal:
    (proposal,) = read_workbook(path, definitions())
    return proposal


def edited(path: Path, change: Callable[[Worksheet], None], sheet: str = NAME) -> Proposal:
    """What is read after somebody changed a sheet of the workbook and saved it."""
    workbook = openpyxl.load_workbook(path)
    change(workbook[sheet])
    workbook.save(path)
    return read(path)


def put(sheet: Worksheet, row: int, column: int, value: str | None) -> None:
    """Text as text, as an office program keeps what is text already."""
    sheet.cell(row, column).value = value
    if value is not None:
        sheet.cell(row, column).data_type = "s"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The Shanghai form with its explanations as a workbook."""
    write_workbook(explained(), tmp_path / "自评表.xlsx")
    return tmp_path / "自评表.xlsx"


@pytest.mark.parametrize("name", NAMES)
def test_explanations_come_back_to_the_letter(name: str, tmp_path: Path) -> None:
    record = explained(name)
    write_workbook(record, tmp_path / "a.xlsx")
    proposal = read(tmp_path / "a.xlsx")
    assert notes(record)
    assert notes(proposal.record()) == notes(record)
    assert proposal.doubts == []
    assert {value.confidence for cell, value in proposal.values.items() if cell.section == EXPLANATIONS} == {
        Confidence.HIGH
    }
    sources = proposal_json(proposal)["sources"]
    assert sources["explanations[0].text"] == f"{NAME}!G{HEADING + 1}"


@pytest.mark.parametrize("name", NAMES)
def test_without_explanations_there_is_the_form_alone(name: str, tmp_path: Path) -> None:
    record = record_of(sample(name))
    write_workbook(record, tmp_path / "a.xlsx")
    names = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert names == [page.style.name for page in record.definition.pages]


def test_blank_explanations_are_none(tmp_path: Path) -> None:
    data = sample(BEIJING) | {EXPLANATIONS: [{"code": "funds.rate-low", "where": "funds[0].rate", "text": " "}]}
    write_workbook(record_of(data), tmp_path / "a.xlsx")
    assert len(openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames) == 1


def test_figures_of_a_file_that_names_none_stay_unnamed(tmp_path: Path) -> None:
    given = [{"code": "funds.rate-low", "where": "funds[0].rate", "text": "项目验收推迟。"}]
    write_workbook(record_of(sample(BEIJING) | {EXPLANATIONS: given}), tmp_path / "a.xlsx")
    assert to_json(read(tmp_path / "a.xlsx").record())[EXPLANATIONS] == given


def test_it_looks_like_an_official_sheet(path: Path) -> None:
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[NAME]
    assert workbook.sheetnames[-1] == NAME
    assert sheet["A1"].value == NAME
    assert "2022" in sheet["A2"].value
    assert "上海市医疗保障局" in sheet["A3"].value
    printed = [column for column in range(1, TEXT + 1) if column not in HIDDEN]
    assert [sheet.cell(HEADING, column).value for column in printed] == ["序号", "位置", "问题", "说明"]
    for column in range(1, TEXT + 1):
        hidden = sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].hidden
        assert hidden is (column in HIDDEN)
        assert sheet.cell(HEADING + 1, column).border.left.style == "thin"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == f"${HEADING}:${HEADING}"
    assert not [merge for merge in sheet.merged_cells.ranges if merge.max_row > HEADING]


def test_place_and_both_sides_stand_beside_the_words(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)[NAME]
    row = next(
        row for row in range(HEADING + 1, sheet.max_row + 1) if sheet.cell(row, WHERE).value == "indicators[0].actual"
    )
    assert sheet.cell(row, PLACE).value.startswith("数量指标 · ")
    assert "“≥2次”" in sheet.cell(row, PROBLEM).value
    assert [sheet.cell(row, 1).value for row in range(HEADING + 1, HEADING + 3)] == ["1", "2"]


def test_a_lapsed_and_an_unneeded_explanation_say_so(tmp_path: Path) -> None:
    given = [
        {"code": "funds.rate-low", "where": "funds[0].rate", "text": "旧。", "about": "70%\n90%"},
        {"code": "funds.rate-low", "where": "funds[1].rate", "text": "别处。", "about": "70%\n90%"},
        {"code": "funds.rate-low", "where": "没有这一格", "text": "不知何处。"},
    ]
    record = record_of(sample(BEIJING) | {EXPLANATIONS: given})
    lapsed, *gone = lines_of(record)
    assert "原为 70%，现为 84.35%" in lapsed.problem
    assert [line.problem for line in gone] == [SETTLED, SETTLED]
    assert [line.place for line in gone][1] == "没有这一格"
    write_workbook(record, tmp_path / "a.xlsx")
    assert notes(read(tmp_path / "a.xlsx").record()) == notes(record)


# edited elsewhere -----------------------------------------------------------------------------------------------------


def test_edited_words_are_taken(path: Path) -> None:
    before = notes(explained())

    def edit(sheet: Worksheet) -> None:
        sheet.cell(HEADING + 1, TEXT).value = "改过的说明。"

    after = notes(edited(path, edit).record())
    assert [one["text"] for one in after].count("改过的说明。") == 1
    assert [(one["code"], one["where"]) for one in after] == [(one["code"], one["where"]) for one in before]


def test_inserted_rows_and_columns_and_notes_below_do_no_harm(path: Path) -> None:
    def edit(sheet: Worksheet) -> None:
        sheet.insert_rows(HEADING + 2)
        sheet.insert_rows(1, 2)
        sheet.insert_cols(1)
        sheet.cell(sheet.max_row + 2, 2).value = "填表人："

    proposal = edited(path, edit)
    assert notes(proposal.record()) == notes(explained())
    assert proposal.doubts == []


def test_sorted_rows_stay_whole(path: Path) -> None:
    def edit(sheet: Worksheet) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADING + 1)]
        for number, values in enumerate(sorted(rows, key=lambda row: row[TEXT - 1], reverse=True)):
            for column, value in enumerate(values, start=1):
                put(sheet, HEADING + 1 + number, column, value)

    assert notes(edited(path, edit).record()) == notes(explained())


def test_a_row_of_the_users_own_is_told_and_not_dropped_in_silence(path: Path) -> None:
    def edit(sheet: Worksheet) -> None:
        sheet.insert_rows(HEADING + 2)
        sheet.cell(HEADING + 2, TEXT).value = "另有说明。"

    proposal = edited(path, edit)
    assert notes(proposal.record()) == notes(explained())
    assert proposal.doubts == [f"工作表“{NAME}”第 {HEADING + 2} 行的说明没有对应的问题，没有读入。"]
    assert any(unread.text == "另有说明。" for unread in proposal.unread)


def test_rows_inserted_into_the_form_take_the_explanations_with_them(tmp_path: Path) -> None:
    record = explained(BEIJING)
    write_workbook(record, tmp_path / "a.xlsx")
    lines = {note["where"]: note["text"] for note in notes(record)}
    (first,) = [where for where in lines if where == "indicators[1].actual"]

    # The same form with a row more before it: what the paths of 审核说明 count is not what it was.
    data: dict[str, Any] = to_json(record)
    data["indicators"].insert(0, data["indicators"][0] | {"level3": "新增的一项", "actual": "完成"})
    data.pop(EXPLANATIONS)
    write_workbook(record_of(data), tmp_path / "b.xlsx")
    target, source = openpyxl.load_workbook(tmp_path / "b.xlsx"), openpyxl.load_workbook(tmp_path / "a.xlsx")
    copy = target.create_sheet(NAME)
    for row in source[NAME].iter_rows():
        for cell in row:
            put(copy, cell.row, cell.column, cell.value)
    target.save(tmp_path / "b.xlsx")
    moved = {note["where"]: note["text"] for note in notes(read(tmp_path / "b.xlsx").record())}
    assert moved["indicators[2].actual"] == lines[first]
    assert moved["funds[0].rate"] == lines["funds[0].rate"]


def test_a_place_that_no_row_has_is_doubtful(path: Path) -> None:
    def edit(sheet: Worksheet) -> None:
        row = next(
            r for r in range(HEADING + 1, sheet.max_row + 1) if sheet.cell(r, WHERE).value == "indicators[0].actual"
        )
        sheet.cell(row, PLACE).value = "数量指标 · 早已改名的指标 · 全年实际完成值"

    proposal = edited(path, edit)
    doubtful = {value.reason for value in proposal.values.values() if value.confidence is Confidence.MEDIUM}
    assert doubtful == {"位置与表里的行对不上，请看一看是哪一行的说明"}
    assert notes(proposal.record()) == notes(explained())


def test_a_strangers_sheet_of_that_name_is_left_alone(tmp_path: Path) -> None:
    write_workbook(record_of(sample(BEIJING)), tmp_path / "a.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = workbook.create_sheet(NAME)
    for row, texts in enumerate((("序号", "位置", "问题", "说明"), ("1", "资金", "执行率低", "项目推迟。")), start=1):
        for column, text in enumerate(texts, start=1):
            sheet.cell(row, column).value = text
    workbook.save(tmp_path / "a.xlsx")
    assert EXPLANATIONS not in to_json(read(tmp_path / "a.xlsx").record())


def test_several_forms_keep_theirs_apart(tmp_path: Path) -> None:
    records = [explained(SHANGHAI), record_of(sample(YIYANG)), explained(BEIJING)]
    write_workbook(records, tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames[3:] == [f"{NAME} 1", f"{NAME} 3"]
    found = read_workbook(tmp_path / "a.xlsx", definitions())
    assert [notes(one.record()) for one in found] == [notes(record) for record in records]


# another office program ---------------------------------------------------------------------------------------------


@pytest.mark.libreoffice
def test_saved_again_by_another_program_it_still_reads_the_same(path: Path, tmp_path: Path) -> None:
    back = read(convert(path, "xlsx", tmp_path))
    assert notes(back.record()) == notes(explained())
    saved = openpyxl.load_workbook(tmp_path / "out" / path.name)[NAME]
    # Columns that are alike are saved as one stretch, named by its first.
    stretch = saved.column_dimensions["C"]
    assert stretch.hidden
    assert (stretch.min, stretch.max) == (min(HIDDEN), max(HIDDEN))


@pytest.mark.libreoffice
def test_it_prints_whole_on_one_page_without_what_is_hidden(path: Path, tmp_path: Path) -> None:
    pdf = convert(path, "pdf", tmp_path)
    page = subprocess.run(
        ["pdftotext", "-f", "3", "-raw", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    bare = "".join(page.split())
    assert NAME in bare
    assert "3月底前补填。" in bare
    assert "indicators[" not in bare
    assert "actual.repeats" not in bare
