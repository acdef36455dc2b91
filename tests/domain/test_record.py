"""Records: rows and texts, what a clerk fills, and changes that can be taken back.

R1  Text stays as it was entered; numbers are folded only when an editor closes, and only when they parse.
R2  Applying changes and then their inverse restores the record, whatever the changes were.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.address import CellId, Row
from desktop.domain.changes import CellChange, Change, RowChange, invert
from desktop.domain.definition import Column, FormDefinition, ValueType
from desktop.domain.definition_loader import load_definition
from desktop.domain.record import Record, fill_pattern, new_record, normalize_entry, province_of, read_amount
from tests.architecture.tree import ROOT


@cache
def shanghai() -> FormDefinition:
    """The shipped layout with management rows and reasons."""
    return load_definition(ROOT / "resources" / "forms" / "region-managed" / "shanghai-2022.toml")


def form() -> Record:
    """A new form of a bureau that does not exist."""
    return new_record(shanghai(), "示例市医疗保障局", 2022)


# rows and cells -------------------------------------------------------------------------------------------------------


def test_new_form_holds_what_was_issued_and_defaults() -> None:
    record = form()
    assert len(record.rows("indicators")) == 21
    assert [row.key for row in record.rows("funds")] == ["total", "central", "local", "other"]
    assert record.rows("targets_set") == []
    assert record.text(CellId("indicators", "maintenance-response", "target")) == "≤30分钟"
    assert record.text(CellId("indicators", "maintenance-response", "actual")) == ""
    assert record.text(CellId("header", "", "central_department")) == "国家医疗保障局"
    assert record.text(CellId("header", "", "local_department")) == "示例市医疗保障局"
    assert (record.bureau, record.year, record.unit) == ("示例市医疗保障局", 2022, "万元")


@pytest.mark.parametrize(
    ("cell", "there"),
    [
        (CellId("funds", "total", "budget"), True),
        (CellId("header", "", "fund_name"), True),
        (CellId("indicators", "satisfaction", "reason"), True),
        (CellId("indicators", "inspection-coverage", "actual"), False),
        (CellId("funds", "total", "score"), False),
        (CellId("money", "total", "budget"), False),
        (CellId("funds", "", "budget"), False),
        (CellId("targets_set", "n1", "target"), False),
    ],
)
def test_has_cell(cell: CellId, there: bool) -> None:
    assert form().has_cell(cell) is there


@pytest.mark.parametrize(
    ("cell", "entry", "computed"),
    [
        (CellId("funds", "central", "budget"), True, False),
        (CellId("funds", "total", "budget"), False, True),
        (CellId("funds", "central", "rate"), False, True),
        (CellId("funds", "central", "label"), False, False),
        (CellId("indicators", "satisfaction", "actual"), True, False),
        (CellId("indicators", "satisfaction", "target"), False, False),
        (CellId("form", "", "title"), False, True),
        (CellId("form", "", "bureau"), True, False),
        (CellId("note", "", "note"), True, False),
    ],
)
def test_what_a_clerk_fills(cell: CellId, entry: bool, computed: bool) -> None:
    record = form()
    assert record.is_entry(cell) is entry
    assert record.is_computed(cell) is computed
    assert not record.is_locked(cell)


def test_entry_cells_follow_the_rows() -> None:
    record = form()
    cells = list(record.entry_cells(shanghai().section_by_key["funds"]))
    assert cells == [
        CellId("funds", row, key) for row in ("central", "local", "other") for key in ("budget", "executed")
    ]
    assert len(list(record.entry_cells(shanghai().section_by_key["management"]))) == 14


def test_row_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        form().position("indicators", "inspection-coverage")
    with pytest.raises(KeyError):
        form().apply([RowChange("indicators", Row("gone", ""), 0, None)])


def test_user_row_has_no_item() -> None:
    record = form()
    record.apply([RowChange("indicators", Row("mine", ""), None, 2)])
    assert record.position("indicators", "mine") == 2
    assert record.position("indicators", "drg-dip-reform") == 4
    assert record.item("indicators", "mine") is None
    satisfaction = record.item("indicators", "satisfaction")
    assert satisfaction is not None
    assert satisfaction.office == "经办机构"


def test_moved_row_keeps_its_texts() -> None:
    record = form()
    record.apply([RowChange("indicators", Row("satisfaction", "satisfaction"), 20, 0)])
    assert record.rows("indicators")[0].key == "satisfaction"
    assert record.position("indicators", "news-briefings") == 1
    assert record.text(CellId("indicators", "satisfaction", "target")) == "≥85%"


# numbers --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "text", "number"),
    [
        ("budget", "19114.20", Decimal("19114.20")),
        ("budget", "7,569.17", Decimal("7569.17")),
        ("budget", "", None),
        ("budget", "无", None),
        ("budget", "一百", None),
        ("rate", "42.7%", Decimal("0.427")),
        ("rate", "四成", None),
    ],
)
def test_number_of_a_cell(column: str, text: str, number: Decimal | None) -> None:
    record, cell = form(), CellId("funds", "central", column)
    record.apply([CellChange(cell, "", text)])
    assert record.number(cell) == number
    assert record.text(cell) == text


def test_number_follows_the_text() -> None:
    record, cell = form(), CellId("funds", "central", "budget")
    for text, number in (("1.50", "1.50"), ("2", "2"), ("1.50", "1.50")):
        record.apply([CellChange(cell, "", text)])
        assert record.number(cell) == Decimal(number)


def test_year_that_is_no_number_is_unknown() -> None:
    record = form()
    record.apply([CellChange(CellId("form", "", "year"), "2022", "今年")])
    assert record.year is None


@pytest.mark.parametrize(
    ("value_type", "typed", "kept"),
    [
        (ValueType.AMOUNT, "７，５６９．１７", "7569.17"),
        (ValueType.AMOUNT, " 19,114.20 ", "19114.20"),
        (ValueType.AMOUNT, "19114.2", "19114.2"),
        (ValueType.AMOUNT, "0", "0"),
        (ValueType.AMOUNT, "无", "无"),
        (ValueType.AMOUNT, "1OO", "1OO"),
        (ValueType.AMOUNT, "12万", "12万"),
        (ValueType.PERCENT, "８４．３５％", "84.35%"),
        (ValueType.PERCENT, "84.35", "84.35%"),
        (ValueType.PERCENT, "0.427", "0.427"),
        (ValueType.YEAR, "２０２２", "2022"),
        (ValueType.TEXT, " 上年结转１３０．１７万元 ", "上年结转１３０．１７万元"),
        (ValueType.ACTUAL, "１００％ ", "１００％"),
        (ValueType.TARGET, "≥2 次", "≥2 次"),
    ],
)
def test_entry_is_normalised_only_where_it_is_a_number(value_type: ValueType, typed: str, kept: str) -> None:
    column = Column("x", "x", "x", type=value_type)
    assert normalize_entry(column, typed) == kept
    assert normalize_entry(column, kept) == kept


def test_prose_is_never_a_number() -> None:
    assert read_amount(Column("x", "x", "x"), "12") is None


# words ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bureau", "province"),
    [
        ("上海市医疗保障局", "上海市"),
        ("辽宁省沈阳市医疗保障局", "辽宁省"),
        ("内蒙古自治区医疗保障局", "内蒙古自治区"),
        ("新疆生产建设兵团医疗保障局", "新疆生产建设兵团"),
        ("市医疗保障局", ""),
        ("医疗保障局", ""),
        ("", ""),
    ],
)
def test_province_of_a_bureau(bureau: str, province: str) -> None:
    assert province_of(bureau) == province


@pytest.mark.parametrize(
    ("pattern", "filled"),
    [
        ("中央对{province}资金（{fund}）自评表", "中央对示例市资金自评表"),
        ("({fund}){year}", "2022"),
        ("{unknown}", "{unknown}"),
        ("（{year}年度）", "（2022年度）"),
    ],
)
def test_pattern_drops_the_brackets_of_a_blank(pattern: str, filled: str) -> None:
    assert fill_pattern(pattern, {"province": "示例市", "fund": "", "year": "2022"}) == filled


# changes --------------------------------------------------------------------------------------------------------------


def state(record: Record) -> tuple[dict[CellId, str], dict[str, list[Row]]]:
    """Everything a record holds that was entered."""
    return dict(record.texts), {section.key: list(record.rows(section.key)) for section in record.definition.sections}


CELLS = [
    CellId("funds", "central", "budget"),
    CellId("indicators", "satisfaction", "actual"),
    CellId("note", "", "note"),
    CellId("form", "", "bureau"),
]


@st.composite
def steps(draw: st.DrawFn) -> list[tuple[str, int, int, str]]:
    """Kinds of change with numbers that pick a cell, a row and a position."""
    kind = st.sampled_from(["text", "add", "remove", "move"])
    number = st.integers(0, 60)
    return draw(st.lists(st.tuples(kind, number, number, st.sampled_from(["", "1.20", "无", "甲"])), max_size=25))


def change_of(record: Record, step: tuple[str, int, int, str], fresh: int) -> Change:
    """The change that a step means for the record as it stands."""
    kind, one, other, text = step
    rows = record.rows("indicators")
    if kind == "text" or (kind != "add" and not rows):
        cell = CELLS[one % len(CELLS)]
        return CellChange(cell, record.text(cell), text)
    if kind == "add":
        return RowChange("indicators", Row(f"new{fresh}", ""), None, one % (len(rows) + 1))
    position = one % len(rows)
    return RowChange("indicators", rows[position], position, None if kind == "remove" else other % len(rows))


@given(steps())
def test_inverse_restores_the_record(plan: list[tuple[str, int, int, str]]) -> None:
    record = form()
    before = state(record)
    done: list[Change] = []
    for fresh, step in enumerate(plan):
        change = change_of(record, step, fresh)
        record.apply([change])
        done.append(change)
    after = state(record)
    record.apply(invert(tuple(done)))
    assert state(record) == before
    record.apply(done)
    assert state(record) == after
    for section in record.definition.sections:
        keys = [row.key for row in record.rows(section.key)]
        assert [record.position(section.key, key) for key in keys] == list(range(len(keys)))
