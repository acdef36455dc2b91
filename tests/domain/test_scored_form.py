"""The project form: points calculated, written and read as points, and a new form as it begins."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.address import CellId
from desktop.domain.amounts import format_amount, parse_amount, parse_points, trim_zeros, without_points_unit
from desktop.domain.calculation import Calculator
from desktop.domain.changes import CellChange
from desktop.domain.definition import Column, ValueType
from desktop.domain.evaluation_json import to_json
from desktop.domain.record import Record, new_record, normalize_entry
from desktop.services.entry import look_at
from desktop.services.progress import Progress
from tests.exchange.forms import definition, record_of, sample

POINTS = Column("weight", "分值", "分值", type=ValueType.NUMBER)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("10分", "10"), ("10 分", "10"), ("１０分", "10"), ("9.50分", "9.50"), ("1,000", "1000"), ("—", "")],
)
def test_points_are_read_with_and_without_their_unit(text: str, shown: str) -> None:
    points = parse_points(text)
    assert ("" if points is None else format_amount(points)) == shown


@pytest.mark.parametrize("text", ["满分", "10分分", "分", "10分钟", "十分", "1O分"])
def test_what_are_no_points_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="。"):
        parse_points(text)


def test_amounts_still_refuse_the_unit() -> None:
    with pytest.raises(ValueError, match="单位"):
        parse_amount("10分")


@given(st.text(max_size=20))
def test_the_unit_is_taken_away_once_and_nothing_else(text: str) -> None:
    bare = without_points_unit(text)
    assert bare == text or text.strip().removesuffix("分").rstrip() == bare


@pytest.mark.parametrize(
    ("typed", "kept"), [("10分", "10分"), (" １０分 ", "10分"), ("10.0 分", "10.0分"), ("10", "10"), ("满分", "满分")]
)
def test_points_are_kept_with_the_unit_they_were_typed_with(typed: str, kept: str) -> None:
    assert normalize_entry(POINTS, typed) == kept


@given(st.decimals(-(10**6), 10**6, places=3))
def test_trimming_keeps_the_value(value: Any) -> None:
    amount = parse_amount(f"{value:f}")
    assert amount is not None
    trimmed = trim_zeros(amount)
    assert trimmed.value == amount.value
    assert not ("." in format_amount(trimmed) and format_amount(trimmed).endswith("0"))


# calculation ----------------------------------------------------------------------------------------------------------


def calculated(**texts: str) -> dict[str, str]:
    """Row and column → what a new form shows once these cells of the money part are filled (row__column)."""
    record = new_record(definition("project"), "甲市医疗保障局", 2022)
    for name, text in texts.items():
        row, _, column = name.partition("__")
        record.apply([CellChange(CellId("funds", row, column), "", text)])
    Calculator(record).full()
    total = {column: record.shown(CellId("funds", "total", column)) for column in ("initial", "rate", "score")}
    return total | {"total": record.shown(CellId("total", "", "score"))}


@pytest.mark.parametrize(
    ("budget", "executed", "weight", "rate", "score"),
    [
        ("194.19", "194.19", "10分", "100%", "10"),
        ("100", "96.35", "10", "96.35%", "9.64"),
        ("100", "95", "10", "95%", "9.5"),
        ("100.00", "0.00", "10", "0%", "0"),
        ("100", "120", "10", "120%", "10"),
        ("3", "1", "10", "33.33%", "3.33"),
        ("0", "0", "10", "", ""),
        ("", "", "10", "", ""),
        ("100", "", "10", "", ""),
        ("100", "95", "", "95%", ""),
        ("100", "95", "约10", "95%", ""),
    ],
)
def test_the_score_of_execution_is_its_weight_times_the_rate_at_most_its_weight(
    budget: str, executed: str, weight: str, rate: str, score: str
) -> None:
    shown = calculated(current__budget=budget, current__executed=executed, total__weight=weight)
    assert (shown["rate"], shown["score"]) == (rate, score)
    assert shown["total"] == score, "no indicator has a score yet"
    assert shown["initial"] == "", "a sum of blanks is blank"


def test_a_new_form_begins_with_weights_and_targets_and_no_score() -> None:
    form = to_json(calculated_record())
    assert [row["weight"] for row in form["indicators"]] == ["15", "10", "15", "5", "5", "10", "10", "10", "10"]
    assert {row["score"] for row in form["indicators"]} == {""}
    assert form["funds"][0]["weight"] == "10"
    assert form["level1_weights"] == {"预算执行率": "10", "产出指标": "50", "效益指标": "40"}
    assert form["total"] == {"weight": "100", "score": ""}
    assert form["title"] == "2022年度项目支出绩效自评表"
    assert form["signature_fields"] == ["填表人", "填报日期", "联系电话", "单位负责人签字"]


def calculated_record() -> Record:
    """A new form, calculated."""
    record = new_record(definition("project"), "甲市医疗保障局", 2022)
    Calculator(record).full()
    return record


# progress -------------------------------------------------------------------------------------------------------------


def funds_progress(record: Record) -> tuple[int, int]:
    """Filled and all cells of the money part that count."""
    line = next(one for one in Progress(look_at(record)).lines if "funds" in one.sections)
    return line.filled, line.total


def test_what_a_new_form_starts_with_is_no_work_done() -> None:
    assert funds_progress(new_record(definition("project"), "甲市医疗保障局", 2022)) == (1, 7)


def test_columns_that_may_stay_empty_keep_no_form_unfinished() -> None:
    assert funds_progress(record_of(sample("yiyang-2022-project"))) == (3, 3)
