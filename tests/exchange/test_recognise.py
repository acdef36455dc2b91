"""Forms that this program did not write: recognised by their labels, doubts named, nothing decided silently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.domain.errors import InputError
from desktop.domain.evaluation_json import to_json
from desktop.domain.sheet import lay_out
from desktop.exchange.excel_reader import read_workbook
from desktop.exchange.grid import Grid
from desktop.exchange.labels import bureau_in_title, fold, variants
from desktop.exchange.proposal import Confidence, Proposal
from desktop.exchange.recognise import explain_unrecognised, recognise
from desktop.exchange.row_reader import match_rows
from tests.exchange.forms import NAMES, definition, definitions, record_of, sample

SHANGHAI, BEIJING, YIYANG, NANJING, *_ = NAMES


@dataclass
class Sheet:
    """A stranger's sheet in the making: the official one without this program's mark, to be changed."""

    cells: dict[tuple[int, int], str]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    def grid(self) -> Grid:
        return Grid("Sheet1", {place: text for place, text in self.cells.items() if text}, self.merges)

    def moved(self, rows: int, columns: int, start: int = 1) -> Sheet:
        """Everything from row ``start`` on further down and to the right."""

        def at(row: int) -> int:
            return row + rows if row >= start else row

        cells = {(at(row), column + columns): text for (row, column), text in self.cells.items()}
        merges = [(at(a), b + columns, at(c), d + columns) for a, b, c, d in self.merges]
        return Sheet(cells, merges)

    def swapped(self, left: int, right: int, rows: range) -> None:
        """Two columns in each other's place."""
        for row in rows:
            one, other = self.cells.pop((row, left), ""), self.cells.pop((row, right), "")
            self.cells |= {(row, left): other, (row, right): one}

    def unmerged(self, columns: tuple[int, ...], rows: range) -> None:
        """Merged ranges taken apart: blanks below the text."""
        self.merges = [m for m in self.merges if not (m[1] in columns and m[0] in rows)]


def official(name: str, change: Callable[[dict[str, Any]], object] = lambda _: None) -> Sheet:
    data = sample(name)
    change(data)
    sheet = lay_out(record_of(data))
    cells = {(cell.top, cell.left): cell.text for cell in sheet.cells}
    return Sheet(cells, [(c.top, c.left, c.bottom, c.right) for c in sheet.cells if c.is_merged])


def read(sheet: Sheet) -> Proposal:
    (proposal,) = recognise([sheet.grid()], definitions())
    return proposal


ELSEWHERE = ("figures",)
"""What a form of several sheets has on the others; ``official`` is the first."""


def assert_same(proposal: Proposal, name: str, *aside: str) -> None:
    got, want = to_json(proposal.record()), to_json(record_of(sample(name)))
    for part in ("targets_set", "explanations", "footnotes", *aside):
        got.pop(part, None)
        want.pop(part, None)
    assert got == want


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("rows", "columns"), [(0, 0), (3, 0), (0, 2), (4, 1)])
def test_blank_rows_and_columns_before_the_form(name: str, rows: int, columns: int) -> None:
    proposal = read(official(name).moved(rows, columns))
    assert proposal.definition.kind == sample(name)["kind"]
    assert_same(proposal, name, *ELSEWHERE)
    assert proposal.unread == []


def test_columns_in_another_order() -> None:
    sheet = official(SHANGHAI)
    sheet.swapped(5, 6, range(21, 43))
    assert_same(read(sheet), SHANGHAI)


@pytest.mark.parametrize("name", NAMES)
def test_blank_levels_are_inherited(name: str) -> None:
    """W2."""
    sheet = official(name)
    top = 22 if name == SHANGHAI else 15
    sheet.unmerged((2, 3), range(top, 50))
    assert_same(read(sheet), name, *ELSEWHERE)


def test_a_new_higher_level_does_not_inherit_the_lower_one() -> None:
    sheet = official(SHANGHAI)
    sheet.unmerged((2, 3), range(22, 50))
    sheet.cells[36, 3] = ""
    rows = to_json(read(sheet).record())["indicators"]
    assert [rows[13]["level2"], rows[14]["level2"]] == ["时效指标", ""]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ((6, 4), "全年\n预算数（A）"),
        ((6, 6), " 全 年 执 行 数 "),
        ((7, 2), "年度资金总额"),
        ((8, 2), "其中：中央财政资金："),
        ((3, 1), "转移支付（项目）\n名称："),
        ((12, 2), "分配 科学性"),
        ((20, 2), "　"),
    ],
)
def test_labels_with_other_spaces_brackets_and_colons(place: tuple[int, int], text: str) -> None:
    sheet = official(SHANGHAI, lambda data: data["goal"].update(planned=""))
    sheet.cells[place] = text
    got = to_json(read(sheet).record())
    assert got["funds"][0]["budget"] == "19114.20"
    assert got["funds"][1]["executed"] == "456.96"
    assert got["management"][0]["statement"]
    assert got["header"]["转移支付(项目)名称"]


@pytest.mark.parametrize(
    ("place", "text", "path", "reason"),
    [
        ((12, 2), "分配的科学性", "management/allocation/statement", "行名写的是“分配的科学性”。"),
        ((21, 6), "全年的实际完成值", "indicators/news-briefings/actual", "栏名写的是“全年的实际完成值”。"),
        ((5, 1), "地方的主管部门", "header//local_department", "文件写“地方的主管部门”。"),
        ((23, 4), "召开医保工作政府信息公开的省级工作会", "indicators/disclosure-meetings/actual", "认作"),
    ],
)
def test_near_names_are_read_with_less_confidence(place: tuple[int, int], text: str, path: str, reason: str) -> None:
    sheet = official(SHANGHAI)
    sheet.cells[place] = text
    values = {str(cell): value for cell, value in read(sheet).values.items()}
    assert values[path].confidence is Confidence.MEDIUM
    assert reason in values[path].reason


def test_the_text_of_a_matched_row_stays_as_in_the_file() -> None:
    sheet = official(SHANGHAI)
    sheet.cells[23, 4] = "召开医保工作政府信息公开的省级工作会"
    assert to_json(read(sheet).record())["indicators"][1]["level3"] == "召开医保工作政府信息公开的省级工作会"


def test_a_row_the_dictionary_does_not_know_is_kept() -> None:
    sheet = official(SHANGHAI)
    sheet.cells[30, 4] = "本地自设的另一项指标"
    rows = read(sheet).rows["indicators"]
    assert rows[8].item == ""
    assert sum(row.item == "" for row in rows) == 1


def test_exact_names_come_before_near_ones() -> None:
    """W5: the second row is the dictionary's own; the first, merely near it, must not take its place."""
    section = definition("region-managed").section_by_key["indicators"]
    name = section.items[1].label
    (near, near_reason), (exact, exact_reason) = match_rows(section, [f"{name}的", name])
    assert (exact, exact_reason) == (section.items[1].key, "")
    assert near == ""
    assert near_reason == ""


def test_a_heading_repeated_after_a_page_break_is_no_row() -> None:
    """W3."""
    sheet = official(SHANGHAI).moved(1, 0, start=30)
    sheet.cells |= {
        (30, column): text for (row, column), text in official(SHANGHAI).cells.items() if row == 21 and column > 1
    }
    assert_same(read(sheet), SHANGHAI)


def test_a_sheet_without_the_heading_of_its_indicators() -> None:
    sheet = official(BEIJING)
    sheet.cells = {(row, column): text for (row, column), text in sheet.cells.items() if row != 14}
    sheet.merges = [merge for merge in sheet.merges if merge[0] != 14]
    moved = sheet.moved(-1, 0, start=15)
    moved.cells[14, 1] = "绩效指标"
    moved.merges.append((14, 1, 32, 1))
    proposal = read(moved)
    assert_same(proposal, BEIJING)
    value = next(v for cell, v in proposal.values.items() if cell.section == "indicators")
    assert (value.confidence, value.reason) == (Confidence.MEDIUM, "没有栏名，按位置推断。")


def test_a_note_without_label_is_read_with_low_confidence() -> None:
    proposal = read(official(BEIJING))
    value = next(v for cell, v in proposal.values.items() if cell.section == "note")
    assert (value.confidence, value.reason) == (Confidence.LOW, "没有栏名，按位置推断。")


def test_one_form_row_may_stand_on_several_sheet_rows() -> None:
    """W1."""
    sheet = official(SHANGHAI, lambda data: data["indicators"][3].update(actual="长" * 3000))
    assert len(read(sheet).rows["indicators"]) == 21


def test_the_unit_is_read_from_the_money_block() -> None:
    sheet = official(SHANGHAI)
    sheet.cells[6, 1] = "资金投入情况（元）"
    assert to_json(read(sheet).record())["unit"] == "元"


@pytest.mark.parametrize(
    ("line", "year"), [("(2023年度)", 2023), ("2023年度", 2023), ("（ 2023 年 ）", 2023), ("（  年度）", "")]
)
def test_the_year_is_read_from_its_line(line: str, year: object) -> None:
    sheet = official(SHANGHAI)
    sheet.cells[2, 1] = line
    assert to_json(read(sheet).record())["year"] == year


def test_the_year_may_stand_in_the_title() -> None:
    sheet = official(BEIJING)
    sheet.cells |= {(1, 1): "2021年度医保资金绩效自评表", (2, 1): ""}
    proposal = read(sheet)
    assert proposal.record().year == 2021
    assert {str(cell): v.confidence for cell, v in proposal.values.items()}["form//title"] is Confidence.MEDIUM


def test_what_was_not_understood_is_listed() -> None:
    sheet = official(SHANGHAI).moved(1, 0)
    sheet.cells |= {(1, 1): "附件2", (50, 3): "填表人：", (10, 9): "旁注"}
    proposal = read(sheet)
    assert [(one.source, one.text) for one in proposal.unread] == [
        ("Sheet1!A1", "附件2"),
        ("Sheet1!I10", "旁注"),
        ("Sheet1!C50", "填表人："),
    ]


# points ---------------------------------------------------------------------------------------------------------------


def cell_of(sheet: Sheet, text: str) -> tuple[int, int]:
    """Where a text stands."""
    return next(place for place, shown in sheet.cells.items() if shown == text)


@pytest.mark.parametrize(
    "printed",
    ["产出指标（50分）", "产出指标(50)", "产出指标\n（50 分）", "产出指标【50】", "产出指标50分", "产出指标（５０分）"],
)
def test_points_behind_a_level_are_told_from_its_name(printed: str) -> None:
    sheet = official(YIYANG)
    sheet.cells[cell_of(sheet, "产出指标\n（50分）")] = printed
    assert_same(read(sheet), YIYANG)


def test_a_level_without_points_or_unknown_to_the_layout_stays_as_it_is() -> None:
    sheet = official(YIYANG)
    sheet.cells[cell_of(sheet, "产出指标\n（50分）")] = "产出指标"
    sheet.cells[cell_of(sheet, "效益指标\n（40分）")] = "影响力指标（40分）"
    back = to_json(read(sheet).record())
    assert [row["level1"] for row in back["indicators"]] == ["产出指标"] * 5 + ["影响力指标（40分）"] * 4
    assert back["level1_weights"] == {"预算执行率": "10", "产出指标": "", "效益指标": ""}


def test_points_that_differ_within_one_level_are_a_doubt() -> None:
    sheet = official(YIYANG)
    sheet.merges = [merge for merge in sheet.merges if not (merge[1] == 2 and merge[3] == 2)]
    top, column = cell_of(sheet, "产出指标\n（50分）")
    sheet.cells[top + 1, column] = "产出指标（45分）"
    proposal = read(sheet)
    assert any("“产出指标”的分数前后不一样" in doubt for doubt in proposal.doubts)
    assert to_json(proposal.record())["level1_weights"]["产出指标"] == "50"


def test_the_total_is_read_below_its_headings_in_whatever_order_they_are() -> None:
    sheet = official(YIYANG)
    swap = {7: 8, 8: 7}
    top = cell_of(sheet, "一级指标")[0]
    sheet.cells = {(r, swap.get(c, c) if r >= top else c): text for (r, c), text in sheet.cells.items()}
    sheet.cells[cell_of(sheet, "总分")[0], 7] = "99.5"  # 得分 stands in G now
    back = to_json(read(sheet).record())
    assert back["total"] == {"weight": "100", "score": "99.5"}
    assert back["indicators"][0]["weight"] == "15"


@pytest.mark.parametrize(
    ("title", "bureau"),
    [
        ("2023年度南京市医疗保障局（本级）整体预算绩效自评价报告 附件 指标体系得分情况", "南京市医疗保障局（本级）"),
        ("2024年度甲市医疗保障局部门整体绩效自评表", "甲市医疗保障局"),
        ("部门整体绩效自评表", ""),
        ("甲市医疗保障局通讯录", ""),
    ],
)
def test_a_form_without_a_cell_for_the_bureau_takes_it_from_the_title(title: str, bureau: str) -> None:
    assert bureau_in_title(definition("department"), title) == bureau
    sheet = official(NANJING)
    sheet.cells[1, 1] = title
    proposal = read(sheet)
    assert to_json(proposal.record())["bureau"] == bureau
    assert any("没有读到填报单位" in doubt for doubt in proposal.doubts) is not bool(bureau)


def test_a_total_inside_the_range_of_the_side_label_is_no_indicator() -> None:
    """W4."""
    sheet = official(YIYANG)
    side, total = cell_of(sheet, "绩效指标"), cell_of(sheet, "总分")
    sheet.merges = [merge for merge in sheet.merges if merge[:2] not in (side, total)]
    sheet.merges += [(*side, total[0], 1), (total[0], 2, total[0], 6)]
    del sheet.cells[total]
    sheet.cells[total[0], 2] = "总分"
    assert_same(read(sheet), YIYANG)


def test_what_a_person_signed_with_is_not_kept() -> None:
    sheet = official(YIYANG)
    sheet.cells[cell_of(sheet, "填表人：")] = "填表人：某某"
    proposal = read(sheet)
    assert proposal.unread == []
    assert not any("某某" in value.text for value in proposal.values.values())


def test_missing_labels_are_doubts() -> None:
    sheet = official(SHANGHAI)
    sheet.cells[5, 5] = sheet.cells[10, 2] = sheet.cells[5, 3] = ""
    assert read(sheet).doubts == [
        "没有读到填报单位，请在导入后填写。",
        "没有找到“其他资金”。",
        "没有找到“资金使用单位”。",
    ]


def test_an_instruction_sheet_beside_the_form_is_no_form() -> None:
    notes = Grid(
        "填报说明", {(1, 1): "填报说明", (2, 1): "一、绩效指标按批复填写。", (3, 1): "二、全年预算数指调整后的预算。"}
    )
    proposals = recognise([notes, official(BEIJING).grid()], definitions())
    assert [one.sheet for one in proposals] == ["Sheet1"]


def test_what_is_missing_is_explained() -> None:
    grid = Grid("Sheet1", {(1, 1): "绩效目标自评表", (2, 1): "全年预算数", (2, 2): "地方资金", (3, 1): "其他"})
    assert recognise([grid], definitions()) == []
    said = explain_unrecognised([grid], definitions())
    assert said.startswith("读到 1 张工作表（Sheet1）、4 个有字的格，最接近“")
    assert "但缺少" in said
    assert "全年预算数" not in said.partition("但缺少")[2]


def test_nothing_to_read_is_said_so() -> None:
    assert explain_unrecognised([Grid("Sheet1", {})], definitions()) == "里面没有任何文字"


def test_a_workbook_without_a_form_is_refused_by_name(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "通讯录"
    workbook.save(tmp_path / "别的.xlsx")
    with pytest.raises(InputError, match=r"^在文件“别的\.xlsx”里没有认出自评表：读到 1 张.*。$") as caught:
        read_workbook(tmp_path / "别的.xlsx", definitions())
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("其中：中央财政资金：", "中央财政资金"),
        ("全年\n预算数　（Ａ）", "全年预算数(A)"),
        ("【资金】\u200b情况", "(资金)情况"),
        ("*指标值", "指标值"),
    ],
)
def test_labels_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_letters_and_units_in_brackets_are_optional() -> None:
    assert "预算执行率" in variants("预算执行率(B/A)")
    assert "资金情况" in variants("资金情况（{unit}）")
