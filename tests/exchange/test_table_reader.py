"""Headings in several rows, and the rows below them. Requirements B1 to B8 of ``table_reader``."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.evaluation_json import to_json
from desktop.exchange.numbering import without_number
from desktop.exchange.proposal import Confidence, Proposal
from desktop.exchange.table_reader import clean_code
from tests.exchange.forms import BUDGET, record_of, sample, write_and_read
from tests.exchange.grids import entered, fixed, grid, read, table
from tests.exchange.test_round_trip import folded

BUREAU, CENTRE = "甲市医疗保障局", "甲市医保中心"
SUBJECTS = ["预算单位", "科目编码", "科目名称", "支出总计", "基本支出", "项目支出"]
BOTH = [["收支总表"], ["收入", "", "支出", ""], ["项目", "2023 年预算数", "项目", "2023 年预算数"]]


def subject_table(*rows: list[str], heads: list[str] | None = None) -> Proposal:
    return read(grid([["一般公共预算支出表"], heads or SUBJECTS, *rows]))


# headings -------------------------------------------------------------------------------------------------------------


def income(*heads: list[str], values: list[str], merges: list[tuple[int, int, int, int]] | None = None) -> Proposal:
    return read(grid([["收入总表"], *heads, values], merges=merges or []))


def test_the_same_label_is_told_apart_by_the_headings_above() -> None:
    proposal = income(
        ["预算单位", "收入总计", "单位资金", "", "", "政府预算拨款", "", ""],
        ["", "", "小计", "事业收入", "其他收入", "一般公共预算拨款", "", "政府性基金预算拨款"],
        ["", "", "", "", "", "小计", "基本支出拨款", ""],
        values=[BUREAU, "36", "3", "1", "2", "30", "30", "3"],
    )
    (row,) = entered(proposal, "t2_rows")
    assert row == {
        "unit": BUREAU,
        "total": "36",
        "business": "1",
        "other": "2",
        "subtotal": "30",
        "basic": "30",
        "fund": "3",
    }
    assert [unread.text for unread in proposal.unread] == ["小计", "3"]


def test_a_column_that_is_missing_is_not_taken_from_another_group() -> None:
    proposal = income(
        ["预算单位", "收入总计", "政府预算拨款", "", "单位资金", "", "", "上年结转"],
        ["", "", "一般公共预算拨款", "政府性基金预算拨款", "小计", "事业收入", "其他收入", ""],
        ["", "", "基本支出拨款", "", "", "", "", ""],
        values=[BUREAU, "36", "30", "3", "3", "3", "0", "0"],
    )
    assert "subtotal" not in entered(proposal, "t2_rows")[0]
    assert "“表2 收入总表”里没有找到“小计”这一栏。" in proposal.doubts


@pytest.mark.parametrize("is_merged", [True, False])
def test_headings_may_be_merged_or_not(is_merged: bool) -> None:
    merges = [(2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 3, 3), (2, 4, 3, 4), (2, 5, 2, 7)] if is_merged else []
    rows = [
        ["支出总表"],
        ["预算单位", "支出总计", "项目支出", "基本支出", "2023年政府采购项目", "", ""],
        ["", "", "", "", "其中：面向小型、微型企业\n政府采购项目", "小计", "面向中小企业"],
        [BUREAU, "30", "20", "10", "1", "5", "3"],
    ]
    proposal = read(grid(rows, merges=merges))
    assert entered(proposal, "t3_rows") == [
        {"unit": BUREAU, "total": "30", "basic": "10", "project": "20", "procurement": "5", "small": "3", "micro": "1"}
    ]
    assert proposal.record().year == 2023


def test_headings_that_are_merely_near_are_said() -> None:
    proposal = subject_table(
        [BUREAU, "", "", "9", "4", "5"], heads=[*SUBJECTS[:3], "支出总计", "基本支出预算", "项目支出"]
    )
    assert "basic" not in entered(proposal, "t7_rows")[0]  # 80 of 100 alike is too little
    near = income(
        ["预算单位", "收入总计", "基本支出拨款", "财政专项资金拨付", "事业收入", "其他收入", "上年结转"],
        values=[BUREAU, "5", "1", "4", "0", "0", "0"],
    )
    value = next(value for cell, value in near.values.items() if cell.column == "earmarked")
    assert (value.text, value.confidence, value.reason) == ("4", Confidence.MEDIUM, "栏名写的是“财政专项资金拨付”。")


def test_extra_columns_are_left_unread_with_what_stands_below_them() -> None:
    proposal = subject_table(["1", BUREAU, "", "", "9", "4", "5", "见说明"], heads=["序号", *SUBJECTS, "备注栏"])
    assert entered(proposal, "t7_rows") == [{"unit": BUREAU, "total": "9", "basic": "4", "project": "5"}]
    assert [unread.text for unread in proposal.unread] == ["序号", "备注栏", "1", "见说明"]


# sections beside each other -------------------------------------------------------------------------------------------


def test_both_sides_are_read_by_themselves_down_to_their_totals() -> None:
    """B1, B2: the sides are of different length; totals need not stand in the same row."""
    proposal = read(
        grid(
            [
                *BOTH,
                ["一、政府预算拨款", "30", "一、卫生健康支出", "30"],
                ["（一）一般公共预算拨款", "30", "　　医疗保障管理事务", "30"],
                ["2．政府性基金预算拨款", "0"],
                ["本年收入合计", "30"],
                ["", "", "　　　　行政运行", "30"],
                [],
                ["", "", "本年支出合计", "30"],
                ["上年结转", "1", "结转下年", "1"],
                ["收入总计", "31", "支出总计", "31"],
                ["注：1. 金额换算时可能有尾差。"],
                ["2. 没有其他说明。"],
            ]
        )
    )
    assert fixed(proposal, "t1_income") == {"government": "30", "general": "30", "fund": "0"}
    assert fixed(proposal, "t1_balance_in") == {"this_year": "30", "carried": "1", "total": "31"}
    assert fixed(proposal, "t1_balance_out") == {"this_year": "30", "carried": "1", "total": "31"}
    names = [row["name"] for row in entered(proposal, "t1_spending")]
    assert names == ["一、卫生健康支出", "医疗保障管理事务", "行政运行"]
    notes = next(value for cell, value in proposal.values.items() if cell.column == "notes")
    assert notes.text.splitlines() == ["注：1. 金额换算时可能有尾差。", "2. 没有其他说明。"]
    assert notes.confidence is Confidence.HIGH
    assert [unread.text for unread in proposal.unread] == []
    assert proposal.record().year == 2023


def test_rows_that_are_not_there_are_doubts_and_strangers_stay_unread() -> None:
    proposal = read(
        grid([*BOTH, ["1. 一般公共预算拨款", "30", "卫生健康支出", "30"], ["债券收入", "7"], ["收入总计", "30"]])
    )
    assert "“表1 收支总表”里没有找到“三、单位资金”这一行。" in proposal.doubts
    assert [unread.text for unread in proposal.unread] == ["债券收入", "7"]


@pytest.mark.parametrize(
    "label",
    [
        "一、政府预算拨款",
        "1. 政府预算拨款",
        "1．政府预算拨款",
        "（一）政府预算拨款",
        "(1)政府预算拨款",
        "①政府预算拨款",
        "财政拨款收入",
    ],
)
def test_rows_are_known_whatever_number_stands_before_them(label: str) -> None:
    """B3."""
    proposal = read(grid([*BOTH, [label, "30", "卫生健康支出", "30"], ["收入总计", "30", "支出总计", "30"]]))
    assert fixed(proposal, "t1_income") == {"government": "30"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("其中：甲", "甲"),
        ("十一、其他支出", "其他支出"),
        ("2.5公里", "2.5公里"),
        ("1979年前", "1979年前"),
        ("一般支出", "一般支出"),
    ],
)
def test_numbers_are_taken_off_names_and_nothing_else(text: str, name: str) -> None:
    assert without_number(text) == name


# subjects of units ----------------------------------------------------------------------------------------------------

WANT = [
    [BUREAU, "", "", "9", "4", "5"],
    [BUREAU, "", "", "7", "4", "3"],
    ["", "210", "卫生健康支出", "7", "4", "3"],
    ["", "21015", "医疗保障管理事务", "7", "4", "3"],
    [CENTRE, "", "", "2", "0", "2"],
    ["", "210", "卫生健康支出", "2", "0", "2"],
]


def test_a_unit_is_kept_once_however_often_it_is_named() -> None:
    """B4."""
    once = subject_table(*WANT)
    repeated = subject_table(*[[row[0] or (BUREAU if at < 4 else CENTRE), *row[1:]] for at, row in enumerate(WANT)])
    summed = subject_table(*[[row[0], row[1], row[2] or "合 计", *row[3:]] for row in WANT])
    merged = read(grid([["一般公共预算支出表"], SUBJECTS, *WANT], merges=[(4, 1, 6, 1), (7, 1, 8, 1)]))
    for proposal in (once, repeated, summed, merged):
        assert table(proposal, 7) == WANT


def test_a_unit_named_beside_its_first_subject_stays_there() -> None:
    rows = [[BUREAU, "210", "卫生健康支出", "7", "4", "3"], [BUREAU, "21015", "医疗保障管理事务", "7", "4", "3"]]
    assert table(subject_table(*rows), 7) == [rows[0], ["", *rows[1][1:]]]


def test_years_of_a_unit_keep_its_name_once() -> None:
    heads = [
        "预算单位",
        "年度",
        "总计",
        "因公出国（境）费",
        "公务接待费",
        "小计",
        "公务用车购置费",
        "公务用车运行维护费",
    ]
    rows = [[BUREAU, period, "1.44", "0", "1.44", "0", "0", "0"] for period in ("2022 年", "2023 年", "增减变化金额")]
    proposal = read(grid([["一般公共预算“三公”经费支出表"], heads, *rows]))
    assert [row.get("unit", "") for row in entered(proposal, "t8_rows")] == [BUREAU, "", ""]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2010101.0", "2010101"),
        ("2,010,101", "2010101"),
        ("２０１０１０１", "2010101"),
        (" 201 01 ", "20101"),
        ("'208", "208"),
        ("208", "208"),
        ("30101（局）", "30101（局）"),
        ("12", "12"),
    ],
)
def test_codes_may_be_numbers(text: str, code: str) -> None:
    """B5."""
    assert clean_code(text) == code


def test_what_is_printed_again_below_a_page_break_is_no_row() -> None:
    """B6."""
    again = [
        ["续表"],
        ["表7"],
        ["部门名称：甲市医疗保障局", "", "", "金额单位：万元"],
        SUBJECTS,
        ["栏次", "1", "2", "3", "4", "5"],
    ]
    proposal = read(
        grid([["一般公共预算支出表"], SUBJECTS, ["1", "2", "3", "4", "5", "6"], *WANT[:3], [], *again, *WANT[3:]])
    )
    assert table(proposal, 7) == WANT
    assert proposal.unread == []
    assert proposal.record().bureau == ""  # said in the middle of a table it is no head


# notes ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "sure"),
    [
        (["注：本表没有发生额。"], True),
        (["备注：1. 甲", "2. 乙"], True),
        (["本表本年无发生额。"], False),
        (["说明：", "第一句；", "第二句"], True),
    ],
)
def test_what_is_said_below_is_the_note(lines: list[str], sure: bool) -> None:
    """B7."""
    proposal = subject_table(*WANT, [], *[[line] for line in lines])
    value = next(value for cell, value in proposal.values.items() if cell.column == "notes")
    assert value.text.splitlines() == lines
    assert (value.confidence is Confidence.HIGH) is sure
    assert len(entered(proposal, "t7_rows")) == len(WANT)


def test_a_unit_without_figures_is_no_note() -> None:
    assert [row["unit"] for row in entered(subject_table(*WANT[:2], [CENTRE]), "t7_rows")] == [BUREAU, BUREAU, CENTRE]


def test_a_sentence_between_rows_with_figures_is_a_row() -> None:
    rows = [["无力支付，先行垫付的单位；", "", "", "", "", ""], *WANT[:2]]
    assert entered(subject_table(*rows), "t7_rows")[0] == {"unit": "无力支付，先行垫付的单位；"}


# our own --------------------------------------------------------------------------------------------------------------

NAME = st.sampled_from(
    ["合计", "小计", "注：甲", "预算单位", "本表无发生额。", "续表", "单位：万元", "210", "表7"]
) | st.text("甲乙丙 （）\n，。:;0", min_size=1, max_size=50).filter(lambda text: bool(text.strip()))
FIGURE = st.sampled_from(["", "0", "7.50", "约3万", "1234567", "-5"])


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(
    rows=st.lists(st.tuples(NAME, NAME | st.just(""), NAME | st.just(""), FIGURE, FIGURE, FIGURE), max_size=5),
    data=st.data(),
)
def test_whatever_is_typed_into_our_own_tables_comes_back(
    rows: list[tuple[str, ...]], data: st.DataObject, tmp_path: Path
) -> None:
    """B8."""
    form = sample(BUDGET)
    for number in (6, 8):
        form["tables"][number]["rows"] = [list(row) for row in rows]
    form["tables"][1]["rows"] = [
        [data.draw(NAME), *data.draw(st.lists(FIGURE, min_size=15, max_size=15))] for _ in rows
    ]
    form["tables"][6]["notes"] = data.draw(st.sampled_from([[], ["合计"], ["一句。", "两句"]]))
    record = record_of(form)
    before = folded(to_json(record))
    assert folded(to_json(write_and_read(record, tmp_path / "a.xlsx").record())) == before
