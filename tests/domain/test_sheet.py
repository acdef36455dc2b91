"""The official sheet: every cell has its place, the table has no holes, nothing needs more room than it has."""

from __future__ import annotations

from itertools import product

import pytest

from desktop.domain.address import CellId, Row
from desktop.domain.changes import CellChange, RowChange
from desktop.domain.sheet import OfficialSheet, Style, lay_out, span_of, year_line
from desktop.domain.sheet_cells import MAX_ROW_HEIGHT, column_points
from desktop.domain.sheet_draft import raised, spread
from desktop.domain.sheet_pages import breaks, printable, scale_one_page
from desktop.domain.wrapping import LINE_PITCH, count_lines, fit_title, text_width
from tests.exchange.forms import NAMES, record_of, sample

SHANGHAI, BEIJING, YIYANG, *_ = NAMES


def sheet_of(name: str) -> OfficialSheet:
    return lay_out(record_of(sample(name)))


def texts(sheet: OfficialSheet, row: int) -> list[tuple[int, int, str]]:
    return [(cell.left, cell.right, cell.text) for cell in sheet.cells if cell.top == row]


@pytest.mark.parametrize("name", NAMES)
def test_every_visible_cell_of_the_form_has_its_place(name: str) -> None:
    record = record_of(sample(name))
    for section in record.definition.visible_sections:
        sheet = lay_out(record, record.definition.page_of(section.key).key)
        for cell in record.cells(section):
            column = section.column_by_key[cell.column]
            if column.key == "year" and "{year}" in record.definition.title:
                continue  # the title says it
            if column.at and column.type.value != "label":
                place = sheet.place(cell)
                assert place is not None, cell
                assert sheet.at(place.top, place.left) is place


@pytest.mark.parametrize("name", NAMES)
def test_the_table_has_no_holes_and_no_overlaps(name: str) -> None:
    sheet = sheet_of(name)
    first, last = sheet.body
    seen: dict[tuple[int, int], str] = {}
    for cell in sheet.cells:
        for place in product(range(cell.top, cell.bottom + 1), range(cell.left, cell.right + 1)):
            assert place not in seen, (place, cell, seen[place])
            seen[place] = str(cell.cell)
    assert all(place in seen for place in product(range(first, last + 1), range(1, sheet.column_count + 1)))


def test_the_shanghai_form_stands_as_issued() -> None:
    sheet = sheet_of(SHANGHAI)
    assert texts(sheet, 2) == [(1, 7, "（2022年度）")]
    assert [(left, right) for left, right, _ in texts(sheet, 5)] == [(1, 2), (3, 4), (5, 5), (6, 7)]
    assert texts(sheet, 6) == [
        (1, 1, "资金投入情况（万元）"),
        (2, 3, ""),
        (4, 5, "全年预算数(A)"),
        (6, 6, "全年执行数(B)"),
        (7, 7, "预算执行率(B/A)"),
    ]
    assert texts(sheet, 7) == [(2, 3, "年度资金总额:"), (4, 5, "19114.20"), (6, 6, "8170.98"), (7, 7, "42.7%")]
    assert sheet.at(6, 1) is sheet.at(10, 1)
    level1 = sheet.at(22, 2)
    assert level1 is not None
    assert (level1.text, level1.top, level1.bottom) == ("产出指标", 22, 35)
    assert [cell.style for cell in sheet.cells if cell.top == sheet.row_count] == [Style.FOOTNOTE]
    assert sheet.repeat_rows == (1, 2)


def test_the_beijing_form_has_a_note_over_the_whole_width() -> None:
    sheet = sheet_of(BEIJING)
    note = sheet.place(CellId("note", "", "note"))
    assert note is not None
    assert (note.left, note.right, note.is_bordered) == (1, 7, True)


def test_the_yiyang_form_stands_as_issued() -> None:
    sheet = sheet_of(YIYANG)
    assert texts(sheet, 1) == [(1, 9, "2022年度项目支出绩效自评表")]
    assert [(left, right) for left, right, _ in texts(sheet, 3)] == [(1, 2), (3, 4), (5, 5), (6, 9)]
    heads = [text for _, _, text in texts(sheet, 4)[2:]]
    assert heads == ["年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
    assert [text for _, _, text in texts(sheet, 6)[1:]] == ["", "194.19", "194.19", "—", "", "—"]
    levels = [cell for cell in sheet.cells if (cell.left, cell.right) == (2, 2) and cell.text]
    assert [(cell.text, cell.bottom - cell.top + 1) for cell in levels] == [
        ("一级指标", 1),
        ("产出指标\n（50分）", 5),
        ("效益指标\n（40分）", 4),
    ]
    last = sheet.body[1]
    assert texts(sheet, last) == [(1, 6, "总分"), (7, 7, "100"), (8, 8, "100"), (9, 9, "")]


def test_signatures_share_the_width_below_the_table_without_borders() -> None:
    sheet = sheet_of(YIYANG)
    line = [cell for cell in sheet.cells if cell.top > sheet.body[1]]
    assert [cell.text for cell in line] == ["填表人：", "填报日期：", "联系电话：", "单位负责人签字："]
    assert {cell.top for cell in line} == {sheet.row_count}
    assert [(cell.left, cell.right) for cell in line] == [(1, 3), (4, 5), (6, 6), (7, 9)]
    assert not any(cell.is_bordered for cell in line)
    assert sheet.heights[-1] > 2 * line[0].face.size, "room to sign"


def test_points_of_a_level_are_printed_only_where_there_are_any() -> None:
    data = sample(YIYANG)
    data["level1_weights"] = {"产出指标": "", "效益指标": "四十"}
    names = {cell.text for cell in lay_out(record_of(data)).cells if (cell.left, cell.right) == (2, 2)}
    assert {"产出指标", "效益指标"} <= names


def test_a_merged_level_is_found_from_each_of_its_rows() -> None:
    record = record_of(sample(SHANGHAI))
    sheet = lay_out(record)
    rows = record.rows("indicators")
    first, second = (sheet.place(CellId("indicators", row.key, "level1")) for row in rows[:2])
    assert first is second


def test_a_lower_level_is_merged_within_the_same_higher_level_only() -> None:
    data = sample(SHANGHAI)
    for entry in data["indicators"]:
        entry["level2"] = "同名指标"
    sheet = lay_out(record_of(data))
    cells = [cell for cell in sheet.cells if cell.text == "同名指标"]
    assert [(cell.top, cell.bottom) for cell in cells] == [(22, 35), (36, 41), (42, 42)]


def test_blank_levels_stay_single_cells() -> None:
    data = sample(SHANGHAI)
    for entry in data["indicators"][:3]:
        entry["level1"] = ""
    sheet = lay_out(record_of(data))
    assert [sheet.at(row, 2).bottom for row in (22, 23, 24)] == [22, 23, 24]  # type: ignore[union-attr]


def test_rows_follow_the_record() -> None:
    record = record_of(sample(SHANGHAI))
    before = lay_out(record).row_count
    record.apply([RowChange("indicators", Row("u1", ""), None, 2)])
    record.apply([CellChange(CellId("indicators", "u1", "level3"), "", "自加的一项")])
    sheet = lay_out(record)
    assert sheet.row_count == before + 1
    assert sheet.at(24, 4).text == "自加的一项"  # type: ignore[union-attr]


def test_prose_higher_than_a_row_can_be_is_spread_over_rows() -> None:
    data = sample(SHANGHAI)
    data["goal"]["achieved"] = "完成绩效目标，" * 400
    sheet = lay_out(record_of(data))
    place = sheet.place(CellId("goal", "", "achieved"))
    assert place is not None
    assert place.bottom > place.top
    assert max(sheet.heights) <= MAX_ROW_HEIGHT
    room = sum(map(column_points, sheet.widths[4:7]))
    lines = text_width(place.text) * place.face.size / 2 / room
    assert sum(sheet.heights[place.top - 1 : place.bottom]) >= lines * place.face.size * LINE_PITCH


@pytest.mark.parametrize("name", NAMES)
def test_each_text_has_the_height_it_needs(name: str) -> None:
    sheet = sheet_of(name)
    for cell in sheet.cells:
        room = sum(map(column_points, sheet.widths[cell.left - 1 : cell.right]))
        height = sum(sheet.heights[cell.top - 1 : cell.bottom])
        least = len(cell.text) if cell.is_stacked else text_width(cell.text) * cell.face.size / 2 / room
        assert height >= least * cell.face.size * 1.2, cell


def test_the_table_fills_the_page() -> None:
    sheet = sheet_of(SHANGHAI)
    across, _ = printable(sheet.print_setup)
    assert 0.97 <= sum(map(column_points, sheet.widths)) / across <= 1.03


def test_a_label_is_not_cut_by_a_page_break() -> None:
    sheet = sheet_of(SHANGHAI)
    (page_two,) = breaks(sheet.widths, sheet.heights, sheet.print_setup, sheet.repeat_rows)
    for cell in sheet.cells:
        if cell.top < page_two <= cell.bottom and cell.valign == "center":
            middle = sum(sheet.heights[: cell.top - 1]) + sum(sheet.heights[cell.top - 1 : cell.bottom]) / 2
            assert abs(middle - sum(sheet.heights[: page_two - 1])) > cell.face.size


@pytest.mark.parametrize(("at", "span"), [("A", (1, 1)), ("D:E", (4, 5)), ("AA:AB", (27, 28))])
def test_spans_are_read(at: str, span: tuple[int, int]) -> None:
    assert span_of(at) == span


@pytest.mark.parametrize("at", ["", "a", "D-E", "D:", "4"])
def test_what_is_no_span_is_refused(at: str) -> None:
    with pytest.raises(ValueError, match="不是表格的列"):
        span_of(at)


def test_the_year_line_is_the_layouts_own_and_leaves_room_when_the_year_is_blank() -> None:
    beijing, shanghai = (record_of(sample(name)).definition for name in (BEIJING, SHANGHAI))
    assert (year_line(shanghai, "2022"), year_line(shanghai, "")) == ("（2022年度）", "（    年度）")
    assert year_line(beijing, "2022") == "(2022年度)"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("五个汉字呀", 10, 1),
        ("六个汉字在此", 10, 2),
        ("甲\n乙", 10, 2),
        ("一二三四五。", 10, 2),
        ("甲 ABCDEF", 10, 2),
    ],
)
def test_lines_are_counted_as_wrapped(text: str, width: float, lines: int) -> None:
    assert count_lines(text, width) == lines


@pytest.mark.parametrize(
    ("title", "size", "lines"),
    [
        ("中央对地方转移支付区域（项目）绩效目标自评表", 18, 1),
        ("中央对上海市转移支付资金区域（医疗服务与保障能力提升补助资金（能力建设））绩效目标自评表", 16, 2),
    ],
)
def test_long_titles_break_before_their_bracket_and_shrink(title: str, size: float, lines: int) -> None:
    text, chosen = fit_title(title, 500, 18)
    assert (chosen, text.count("\n") + 1, text.replace("\n", "")) == (size, lines, title)


def test_a_title_never_shrinks_below_twelve() -> None:
    assert fit_title("长" * 300, 500, 18)[1] == 12


def test_missing_height_goes_to_the_lowest_rows() -> None:
    assert raised([10, 10, 40], 20) == [20, 20, 40]
    assert raised([10, 30], 40) == [40, 40]


@pytest.mark.parametrize(("height", "pieces"), [(400.0, 1), (400.1, 6)])
def test_rows_are_spread_beyond_the_limit(height: float, pieces: int) -> None:
    heights, rows = spread([20.0, height], 9)
    assert rows == [(1, 1), (2, 1 + pieces)]
    assert sum(heights) >= 20 + height


def test_a_sheet_that_fits_is_not_enlarged() -> None:
    sheet = sheet_of(SHANGHAI)
    assert scale_one_page(sheet.widths, [10.0], sheet.print_setup) <= 1.0
