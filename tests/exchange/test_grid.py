"""The neutral grid: true positions, shown text, merges; and one sentence for every file that is no workbook."""

from __future__ import annotations

import contextlib
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.errors import EnvironmentFault, InputError
from desktop.exchange import grid as grid_module
from desktop.exchange.excel_writer import workbook_bytes
from desktop.exchange.grid import Grid, grids_of, read_grids
from desktop.exchange.xlsx_package import cell_reference, read_package
from tests.exchange.forms import NAMES, record_of, sample


def grid_of(fill: dict[str, object], formats: dict[str, str] | None = None, merges: tuple[str, ...] = ()) -> Grid:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for place, value in fill.items():
        sheet[place] = value
    for place, number_format in (formats or {}).items():
        sheet[place].number_format = number_format
    for merge in merges:
        sheet.merge_cells(merge)
    buffer = BytesIO()
    workbook.save(buffer)
    return grids_of(buffer.getvalue(), "a.xlsx")[0]


def test_positions_are_true_when_the_used_range_begins_elsewhere() -> None:
    grid = grid_of({"C4": "甲", "E7": 2})
    assert grid.cells == {(4, 3): "甲", (7, 5): "2"}
    assert (grid.last_row, grid.last_column) == (7, 5)
    assert grid.source(7, 5) == "Sheet!E7"


def test_numbers_are_shown_with_their_format() -> None:
    fill = {"A1": 0.427, "A2": 19114.2, "A3": 7569.17, "B1": True, "B2": "07", "B3": 3}
    grid = grid_of(fill, {"A1": "0.0%", "A2": "0.00", "A3": "#,##0.00"})
    assert [grid.text(row, 1) for row in (1, 2, 3)] == ["42.7%", "19114.20", "7569.17"]
    assert [grid.text(row, 2) for row in (1, 2, 3)] == ["TRUE", "07", "3"]


def test_merged_cells_show_the_text_of_their_first() -> None:
    grid = grid_of({"A1": "甲", "D1": "丁"}, merges=("A1:B3",))
    assert [grid.text(row, column) for row, column in ((1, 1), (3, 2), (3, 3))] == ["甲", "甲", ""]
    assert grid.span(2, 2) == (1, 1, 3, 2)


def test_absurd_merges_are_left_aside() -> None:
    grid = Grid("Sheet1", {(1, 1): "甲"}, [(1, 1, 2, 2), (3, 1, 1048576, 16384)])
    assert (grid.text(2, 2), grid.span(9, 9)) == ("甲", (9, 9, 9, 9))


def test_a_formula_that_was_never_calculated_is_no_blank() -> None:
    grid = grid_of({"A1": "甲", "B2": "=1+1"})
    assert grid.uncalculated == [(2, 2)]


def test_an_own_export_is_known_by_its_mark() -> None:
    grid = grids_of(workbook_bytes(record_of(sample(NAMES[0]))), "a.xlsx")[0]
    assert grid.layout == "region-managed/shanghai-2022"
    assert grid_of({"A1": "甲"}).layout == ""


@pytest.mark.parametrize(("row", "column", "name"), [(7, 2, "B7"), (1, 26, "Z1"), (1, 27, "AA1"), (3, 702, "ZZ3")])
def test_references(row: int, column: int, name: str) -> None:
    assert cell_reference(row, column) == name


# files that cannot be used --------------------------------------------------------------------------------------------


def package(parts: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "是空的"),
        (b"hello", "不是 Excel、WPS 的表格"),
        (b"PK\x03\x04 broken", "已经损坏"),
        (package({"word/document.xml": b"<a/>"}), "不是 Excel、WPS 的表格"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "加了密码"),
        (workbook_bytes(record_of(sample(NAMES[0])))[:3000], "已经损坏"),
    ],
)
def test_what_is_no_workbook_is_refused_by_name(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "来表.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=rf"^文件“来表\.xlsx”.*{said}.*。$"):
        read_grids(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^找不到文件“.*没有\.xlsx”"):
        read_grids(tmp_path / "没有.xlsx")
    with pytest.raises(InputError, match="文件夹"):
        read_grids(tmp_path)


def test_a_file_that_may_not_be_read_is_a_fault_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"x")

    def fail(self: Path) -> bytes:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(EnvironmentFault, match="请关闭后再试"):
        read_grids(path)


def test_a_package_that_unpacks_to_an_absurd_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.exchange.xlsx_package.LARGEST_PART", 1000)
    with pytest.raises(InputError, match="解开后太大"):
        grids_of(package({"xl/workbook.xml": b" " * 1001}), "a.xlsx")


def test_a_cell_far_away_does_not_eat_the_memory() -> None:
    with pytest.raises(InputError, match=r"工作表“Sheet”太大（1048576 行）"):
        grid_of({"A1": 1, "XFD1048576": 1})


def test_the_largest_area_is_still_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid_module, "LARGEST_AREA", 6)
    assert grid_of({"B3": 1}).cells == {(3, 2): "1"}
    with pytest.raises(InputError, match="太大"):
        grid_of({"C3": 1})


def test_a_document_type_in_a_sheet_is_not_followed() -> None:
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData><row r="1"><c r="B9"/></row></sheetData></worksheet>'
    )
    with zipfile.ZipFile(BytesIO(workbook_bytes(record_of(sample(NAMES[1]))))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    facts = read_package(package(parts | {"xl/worksheets/sheet1.xml": bomb}))
    assert facts is not None
    assert facts.sheets["自评表"].last_row == 0


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    content = bytearray(_good())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(content)))
    with contextlib.suppress(InputError):
        assert isinstance(grids_of(bytes(content[:cut]), "a.xlsx"), list)


def _good(known: list[bytes] = []) -> bytes:  # noqa: B006 (written once, shared by all examples)
    if not known:
        known.append(workbook_bytes(record_of(sample(NAMES[1]))))
    return known[0]
