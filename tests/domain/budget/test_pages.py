"""Forms of several sheets: what is issued, what is refused, how the sheets look.

P1  The shipped budget has the eleven tables and the key projects with their issued titles and columns.
P2  A broken page, band or tree is refused with file, key and reason.
P3  Every sheet tiles its table once; headings stand in groups above their columns; sections of a band begin beside
    each other.
P4  A form without pages is one sheet, as ever.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.domain.definition import FormDefinition
from desktop.domain.definition_loader import load_definition
from desktop.domain.errors import DefinitionError
from desktop.domain.sheet import OfficialSheet, Style, lay_out, lay_out_all
from tests.architecture.tree import ROOT
from tests.domain.budget.small import PATH, form, layout

RESOURCES = ROOT / "resources"


# P1 -------------------------------------------------------------------------------------------------------------------


def test_tables_are_as_issued() -> None:
    titles = {page.number: page.title for page in layout().pages if page.number}
    assert titles == {
        1: "收支总表",
        2: "收入总表",
        3: "支出总表",
        4: "基本支出总表",
        5: "项目支出总表",
        6: "政府预算拨款收支总表",
        7: "一般公共预算支出表（按功能分类）",
        8: "一般公共预算“三公”经费支出表",
        9: "政府性基金预算支出表",
        10: "国有资本经营预算支出表",
        11: "部门（单位）整体支出绩效目标表",
    }
    keys = [page.key for page in layout().pages]
    assert (keys[0], keys[-1]) == ("cover", "projects")


def test_wide_tables_lie_across() -> None:
    across = {page.number for page in layout().pages if page.style.print_setup.orientation == "landscape"}
    assert across == {2, 3, 4, 5}


# P2 -------------------------------------------------------------------------------------------------------------------


def with_change(tmp_path: Path, old: str, new: str) -> Path:
    """The shipped budget with one text replaced, as a user's file."""
    text = PATH.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "budget.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ('key = "t2"\n', 'key = "t1"\n', "page", "t1"),
        ("number = 2\n", "number = 1\n", "page.number", "1"),
        ('name = "表2收入总表"', 'name = "表1收支总表"', "page.name", "表1收支总表"),
        ('title = "收入总表"\n', "", "page[2].title", "标题"),
        ('text = "表{no}", at = "A"', 'text = "表{no}", at = "Z"', "page.t1.line", "Z"),
        ('text = "表{no}"', 'text = "表{nr}"', "page.t1.line", "{nr}"),
        ("widths = { A = 31", "width = { A = 31", "page[1].widths", "缺少"),
        ('page = "t2"\n', 'page = "t22"\n', "section.t2_rows", "t22"),
        ('json = "tables"\nnotes = true\nsynonyms = ["部门收支总表"', 'synonyms = ["部门收支总表"', "t1", "tables"),
        ('tree = { unit = "unit", department = true }', 'tree = { unit = "total" }', "section.t2_rows", "total"),
        ('tree = { unit = "unit", department = true }', "tree = { department = true }", "section.t2_rows", "unit"),
        ('tree = { unit = "unit", department = true }', 'tree = { units = "unit" }', "tree.units", "没有这个词"),
        ('units_of = "t3_rows"', 'units_of = "t8_rows"', "section.t5_rows", "t8_rows"),
        ('columns_of = "t7_rows"', 'columns_of = "t8_row"', "columns_of", "t8_row"),
        ('path = "performance_goals.tasks"', 'path = "performance_goals.total"', "section.path", "performance_goals"),
        ('at = "C", group = ["支出"]', 'at = "B", group = ["支出"]', "section.t1", "同一栏"),
        ("t1_spending.roots.amount", "t1_spending.root.amount", "computed", "t1_spending.root.amount"),
        ('subjects = "budget-subjects-2022"', 'subjects = "no-such-list"', "form", "no-such-list"),
        ('label = "{year} 年预算数"', 'label = "{jahr} 年预算数"', "label", "{jahr}"),
        ('align = "right"', 'align = "rechts"', "align", "rechts"),
        ('orientation = "landscape"', 'paper = "A5"', "paper", "A5"),
    ],
)
def test_a_broken_page_is_refused(tmp_path: Path, old: str, new: str, key: str, words: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        load_definition(with_change(tmp_path, old, new), [RESOURCES])
    assert "budget.toml" in str(refused.value)
    assert key in str(refused.value)
    assert words in str(refused.value)


# P3 -------------------------------------------------------------------------------------------------------------------


def sheets() -> dict[str, OfficialSheet]:
    """Page key → sheet of the small budget."""
    return dict(zip((page.key for page in layout().pages), lay_out_all(form()), strict=True))


def test_every_sheet_covers_its_table_once() -> None:
    for key, sheet in sheets().items():
        covered = [
            (row, column)
            for cell in sheet.cells
            for row in range(cell.top, cell.bottom + 1)
            for column in range(cell.left, cell.right + 1)
            if cell.is_bordered
        ]
        assert len(covered) == len(set(covered)), key
        first, last = sheet.body
        if key != "cover":
            assert set(covered) == {(r, c) for r in range(first, last + 1) for c in range(1, sheet.column_count + 1)}


def heads(sheet: OfficialSheet) -> dict[tuple[int, int, int, int], str]:
    """Place → text of the headings, rows counted from the top of the table."""
    top = sheet.body[0] - 1
    return {(c.top - top, c.left, c.bottom - top, c.right): c.text for c in sheet.cells if c.style is Style.HEAD}


def test_headings_stand_in_groups() -> None:
    found = heads(sheets()["t2"])
    assert found[1, 1, 4, 1] == "预算单位"
    assert found[1, 3, 1, 15] == "本年收入"
    assert found[2, 3, 2, 9] == "政府预算拨款"
    assert found[3, 3, 3, 7] == "一般公共预算拨款"
    assert found[4, 3, 4, 3] == "小计"
    assert found[3, 8, 4, 8] == "政府性基金预算拨款"
    assert found[2, 10, 4, 10] == "财政专户管理资金"
    assert found[1, 16, 4, 16] == "上年结余、结转"
    assert heads(sheets()["t3"])[1, 5, 1, 7] == "2024 年政府采购项目"


def test_income_and_spending_stand_side_by_side_and_totals_below_both() -> None:
    sheet = sheets()["t1"]
    texts = {(cell.top - sheet.body[0] + 1, cell.left): cell for cell in sheet.cells}
    assert texts[3, 1].text == "一、政府预算拨款"
    assert texts[3, 3].text == "一、社会保障和就业支出"
    assert [texts[row, 3].indent for row in (3, 4, 5)] == [0, 2, 4]
    assert texts[14, 1].text == "本年收入合计"
    assert texts[14, 3].text == "本年支出合计"
    assert texts[13, 3].style is Style.BLANK


def test_the_head_of_a_page_names_table_department_and_unit() -> None:
    sheet = sheets()["t7"]
    above = [cell.text for cell in sheet.cells if cell.top < sheet.body[0]]
    assert above == ["表7", "一般公共预算支出表（按功能分类）", "部门名称：东海市医疗保障局", "单位：万元"]
    assert sheet.repeat_rows == (1, sheet.body[0])
    assert sheets()["t11"].repeat_rows == (1, 3)


def test_notes_stand_below_without_borders() -> None:
    sheet = sheets()["t1"]
    last = sheet.cells[-1]
    assert (last.text, last.style, last.top) == ("第一句。\n第二句。", Style.NOTE, sheet.body[1] + 1)


def test_amounts_of_a_row_stand_below_their_headings() -> None:
    """金额合计 below 总额, 财政拨款 and 其他资金."""
    sheet = sheets()["t11"]
    places = {
        cell.text: (cell.left, cell.right) for cell in sheet.cells if cell.text in ("总额", "金额合计", "12", "2")
    }
    assert places["总额"] == places["12"]
    assert places["金额合计"] == (1, 4)


# P4 -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["region/beijing-2022", "region-managed/shanghai-2022", "project/yiyang-2022"])
def test_a_form_without_pages_is_one_sheet(name: str) -> None:
    definition: FormDefinition = load_definition(RESOURCES / "forms" / f"{name}.toml")
    assert [page.key for page in definition.pages] == [""]
    assert definition.pages[0].style is definition.sheet
    assert definition.sections_of_page[""] == definition.visible_sections


def test_an_unknown_page_is_no_sheet() -> None:
    with pytest.raises(KeyError):
        lay_out(form(), "t99")
