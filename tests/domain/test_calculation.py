"""Computed cells: exact sums, rates half-up once, entries that stand above formulas, and updates that miss nothing.

C1  A sum is exact and prints as many decimals as its addends or its column, whichever is more.
C2  A rate is rounded half-up at the printed decimals, once; over a budget of 0 it is undefined.
C3  A text entered over a computed cell stays, and what depends on it reads the entered text.
C4  ``update`` leaves the same figures as calculating everything, whatever was changed in whatever order.
C5  An update visits what depends on the change, not the form.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.address import CellId, Row
from desktop.domain.calculation import Calculator
from desktop.domain.changes import CellChange, Change, RowChange
from desktop.domain.definition import FormDefinition
from desktop.domain.definition_loader import load_definition
from desktop.domain.errors import DefinitionError
from desktop.domain.formula_plan import CalculationError, plan, resolve
from desktop.domain.record import Record, new_record
from tests.architecture.tree import ROOT

SCORED = """
[form]
kind = "scored"
layout = "small"
name = "打分表"
title = "{bureau}{year}年度打分表（{fund}）"
year = 2022
unit = "万元"
fund_field = "fund"
source = "测试用"
[sheet]
name = "表"
widths = { A = 10, B = 10, C = 10, D = 10, E = 10, F = 10, G = 10 }

[[section]]
key = "header"
title = "基本信息"
shape = "fields"
json = "mapping"
field = [{ key = "fund", label = "项目" }]

[[section]]
key = "funds"
title = "资金"
shape = "rows"
json = "list"
[[section.column]]
key = "label"
label = ""
type = "label"
[[section.column]]
key = "budget"
label = "预算"
type = "amount"
decimals = 2
[[section.column]]
key = "executed"
label = "执行"
type = "amount"
[[section.column]]
key = "rate"
label = "执行率"
type = "percent"
decimals = 1
computed = "executed / budget"
zero_over_zero = "0.0%"
[[section.column]]
key = "score"
label = "得分"
type = "number"
decimals = 2
[[section.row]]
key = "all"
label = "合计"
computed = { "*" = "a + b", score = "10 * rate" }
[[section.row]]
key = "a"
label = "甲"
locked = ["score"]
[[section.row]]
key = "b"
label = "乙"
locked = ["score", "rate"]

[[section]]
key = "indicators"
title = "指标"
shape = "list"
json = "list"
[[section.column]]
key = "level3"
label = "三级指标"
[[section.column]]
key = "weight"
label = "分值"
type = "number"
[[section.column]]
key = "share"
label = "完成比例"
type = "percent"
[[section.column]]
key = "score"
label = "得分"
type = "number"
decimals = 2
computed = "min(weight, weight * share)"

[[section]]
key = "total"
title = "总分"
shape = "fields"
json = "object"
[[section.field]]
key = "weight"
label = "分值"
type = "number"
computed = "sum(indicators.weight) + 10"
[[section.field]]
key = "score"
label = "得分"
type = "number"
decimals = 2
computed = "sum(indicators.score) + funds.all.score"
"""


@pytest.fixture(scope="session")
def scored(tmp_path_factory: pytest.TempPathFactory) -> FormDefinition:
    """A small form with points: formulas by row, by column, over a whole column and from part to part."""
    return load_text(tmp_path_factory.mktemp("scored"), SCORED)


def load_text(folder: Path, text: str) -> FormDefinition:
    """The definition that ``text`` is."""
    path = folder / "small.toml"
    path.write_text(text, encoding="utf-8")
    return load_definition(path, (ROOT / "resources",))


@cache
def shanghai() -> FormDefinition:
    """The shipped layout whose rates print one decimal."""
    return load_definition(ROOT / "resources" / "forms" / "region-managed" / "shanghai-2022.toml")


def funds(row: str, column: str) -> CellId:
    """A cell of the money table."""
    return CellId("funds", row, column)


def money(**texts: str) -> Record:
    """A Shanghai form with money: ``central_budget="1.00"``."""
    entered = {funds(*name.rsplit("_", 1)): text for name, text in texts.items()}
    record = Record(shanghai(), {}, entered)
    Calculator(record).full()
    return record


# C1 -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "total"),
    [
        (("10789.00", "0.00", "8325.20"), "19114.20"),
        (("7,569.17", "", ""), "7569.17"),
        (("7439", "130", ""), "7569.00"),
        (("0.1", "0.2", "0.3"), "0.60"),
        (("1.005", "1", ""), "2.005"),
        (("5", "-5", ""), "0.00"),
        (("无", "—", "3"), "3.00"),
        (("一百", "3", ""), "3.00"),
        (("", "", ""), ""),
        (("无", "", ""), ""),
        (
            ("99999999999999999999999999", "0.0000000000000000000000001", ""),
            "99999999999999999999999999.0000000000000000000000001",
        ),
    ],
)
def test_total_is_the_sum_of_its_parts(parts: tuple[str, str, str], total: str) -> None:
    record = money(central_budget=parts[0], local_budget=parts[1], other_budget=parts[2])
    assert record.shown(funds("total", "budget")) == total


amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=4) | st.decimals(-1000, 1000, places=0)


@given(st.tuples(amounts, amounts, amounts))
def test_sum_is_exact_with_the_decimals_printed(parts: tuple[Decimal, Decimal, Decimal]) -> None:
    record = money(
        **{f"{row}_budget": f"{part:f}" for row, part in zip(("central", "local", "other"), parts, strict=True)}
    )
    total = record.shown(funds("total", "budget"))
    assert Fraction(total) == sum(map(Fraction, parts))
    printed = max(2, *(-int(part.as_tuple().exponent) for part in parts))
    assert len(total.partition(".")[2]) == printed


# C2 -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("executed", "budget", "rate"),
    [
        ("8170.98", "19114.20", "42.7%"),
        ("456.96", "10789.00", "4.2%"),
        ("7714.02", "8325.20", "92.7%"),
        ("0.00", "0.00", "0.0%"),
        ("0", "0", "0.0%"),
        ("5", "0", ""),
        ("", "0", ""),
        ("0", "", ""),
        ("", "", ""),
        ("一半", "100", ""),
        ("5", "10000", "0.1%"),
        ("4.9999", "10000", "0.0%"),
        ("150", "100", "150.0%"),
        ("-5", "10000", "-0.1%"),
        ("1999999999.9999999", "4000000000000", "0.0%"),
        ("2000000000.0000000", "4000000000000", "0.1%"),
    ],
)
def test_rate_is_half_up_at_the_printed_decimals(executed: str, budget: str, rate: str) -> None:
    record = money(central_executed=executed, central_budget=budget)
    assert record.shown(funds("central", "rate")) == rate


positive = st.decimals(min_value=Decimal("0.01"), max_value=10**15, places=2)


@given(positive, positive)
def test_rate_agrees_with_whole_numbers(executed: Decimal, budget: Decimal) -> None:
    record = money(central_executed=f"{executed:f}", central_budget=f"{budget:f}")
    tenths = int(Fraction(executed) / Fraction(budget) * 1000 + Fraction(1, 2))
    assert record.shown(funds("central", "rate")) == f"{tenths // 10}.{tenths % 10}%"


def test_rate_over_zero_is_blank_where_the_layout_says_so() -> None:
    beijing = load_definition(ROOT / "resources" / "forms" / "region" / "beijing-2022.toml")
    texts = {
        funds("central", "budget"): "7,569.17",
        funds("central", "executed"): "6384.44",
        funds("local", "budget"): "0",
        funds("local", "executed"): "0",
    }
    record = Record(beijing, {}, texts)
    Calculator(record).full()
    assert [record.shown(funds(row, "rate")) for row in ("total", "central", "local")] == ["84.35%", "84.35%", ""]


@pytest.mark.parametrize(
    ("decimals", "executed", "rate"),
    [
        ("", "1", "33%"),
        ("decimals = 2", "1", "33.33%"),
        ("decimals = 2\ntrim = true", "1", "33.33%"),
        ("decimals = 2\ntrim = true", "1.5", "50%"),
        ("decimals = 2\ntrim = true", "2.25", "75%"),
        ("decimals = 2", "1.5", "50.00%"),
    ],
)
def test_a_rate_prints_what_its_column_asks_for(decimals: str, executed: str, rate: str, tmp_path: Path) -> None:
    old = 'decimals = 1\ncomputed = "executed / budget"'
    assert old in SCORED
    definition = load_text(tmp_path, SCORED.replace(old, f'{decimals}\ncomputed = "executed / budget"'))
    record = Record(definition, {}, {funds("a", "budget"): "3", funds("a", "executed"): executed})
    Calculator(record).full()
    assert record.shown(funds("a", "rate")) == rate


@pytest.mark.parametrize(
    ("decimals", "executed", "score"),
    [
        ("decimals = 2", "1.5", "5.00"),
        ("decimals = 2\ntrim = true", "1.5", "5"),
        ("decimals = 2\ntrim = true", "1.65", "5.5"),
        ("decimals = 2\ntrim = true", "1", "3.33"),
        ("decimals = 0\ntrim = true", "1.65", "6"),
    ],
)
def test_points_lose_their_zeros_where_the_column_trims(
    decimals: str, executed: str, score: str, tmp_path: Path
) -> None:
    old = 'decimals = 2\ncomputed = "sum(indicators.score) + funds.all.score"'
    assert old in SCORED
    text = SCORED.replace(old, f'{decimals}\ncomputed = "10 * funds.a.executed / funds.a.budget"')
    record = Record(load_text(tmp_path, text), {}, {funds("a", "budget"): "3", funds("a", "executed"): executed})
    Calculator(record).full()
    assert record.shown(CellId("total", "", "score")) == score


def test_the_title_names_the_region_of_the_bureau() -> None:
    record = new_record(shanghai(), "示例市医疗保障局", 2022)
    Calculator(record).full()
    assert record.shown(CellId("form", "", "title")).startswith("中央对示例市转移支付资金区域")


# C3 -------------------------------------------------------------------------------------------------------------------


def test_entry_over_a_computed_cell_stays() -> None:
    record = money(central_budget="100.00", central_executed="50.00")
    calculator, total = Calculator(record), funds("total", "budget")
    change(record, calculator, total, "200.00")
    assert record.shown(funds("total", "rate")) == "25.0%", "the rate reads what is entered"
    changed = change(record, calculator, funds("central", "budget"), "80.00")
    assert (record.shown(total), calculator.expected(total)) == ("200.00", "80.00")
    assert changed == {total, funds("central", "rate")}
    change(record, calculator, total, "")
    assert (record.shown(total), record.shown(funds("total", "rate"))) == ("80.00", "62.5%")


def test_entry_that_is_no_number_blanks_what_depends_on_it() -> None:
    record = money(central_budget="100.00", central_executed="50.00")
    change(record, Calculator(record), funds("total", "budget"), "大约一百")
    assert record.shown(funds("total", "budget")) == "大约一百"
    assert record.shown(funds("total", "rate")) == ""


def change(record: Record, calculator: Calculator, cell: CellId, text: str) -> set[CellId]:
    """Enter a text; the cells whose calculated text changed."""
    record.apply([CellChange(cell, record.text(cell), text)])
    return calculator.update([cell])


# C4 -------------------------------------------------------------------------------------------------------------------

TEXTS = ["", "0", "12", "12.50", "1,234.567", "无", "—", "abc", "100%", "42.7%", "150%", "-3"]
Step = tuple[str, int, int, str]
steps = st.lists(
    st.tuples(
        st.sampled_from(["text", "text", "text", "add", "remove", "move"]),
        st.integers(0, 200),
        st.integers(0, 20),
        st.sampled_from(TEXTS),
    ),
    max_size=25,
)


def changes_of(record: Record, step: Step, fresh: int) -> list[Change]:
    """What a step means for the record as it stands; a removed row gives up its texts first."""
    kind, one, other, text = step
    rows = record.rows("indicators")
    if kind == "add":
        return [RowChange("indicators", Row(f"new{fresh}", ""), None, one % (len(rows) + 1))]
    if kind == "text" or not rows:
        cells = [cell for cell in record.cells() if cell.column not in ("label", "level3")]
        cell = cells[one % len(cells)]
        return [CellChange(cell, record.text(cell), text)]
    position = one % len(rows)
    row = rows[position]
    if kind == "move":
        return [RowChange("indicators", row, position, other % len(rows))]
    texts = [cell for cell in record.texts if (cell.section, cell.row) == ("indicators", row.key)]
    return [*(CellChange(cell, record.text(cell), "") for cell in texts), RowChange("indicators", row, position, None)]


def figures(record: Record) -> dict[CellId, str]:
    """Every calculated text that is not blank."""
    return {cell: text for cell, text in record.calculated.items() if text}


def anew(record: Record) -> dict[CellId, str]:
    """The figures of the same form calculated from nothing."""
    rows = {section.key: record.rows(section.key) for section in record.definition.sections}
    fresh = Record(record.definition, rows, record.texts)
    Calculator(fresh).full()
    return figures(fresh)


def update(calculator: Calculator, changes: Iterable[Change]) -> set[CellId]:
    """Tell the calculator what was changed, as a service does."""
    changes = list(changes)
    cells = [one.cell for one in changes if isinstance(one, CellChange)]
    return calculator.update(cells, {one.section for one in changes if isinstance(one, RowChange)})


@given(steps)
def test_update_equals_calculating_everything(scored: FormDefinition, edits: list[Step]) -> None:
    record = Record(scored, {"indicators": [Row("i1", ""), Row("i2", "")]})
    calculator = Calculator(record)
    calculator.full()
    for fresh, step in enumerate(edits):
        before = figures(record)
        changes = changes_of(record, step, fresh)
        record.apply(changes)
        changed = update(calculator, changes)
        after = figures(record)
        assert after == anew(record)
        differing = {cell for cell in before.keys() | after.keys() if before.get(cell) != after.get(cell)}
        assert {cell for cell in differing if record.has_cell(cell)} == changed


@given(st.lists(st.tuples(st.integers(0, 500), st.sampled_from(TEXTS)), max_size=20))
def test_update_equals_calculating_everything_in_a_shipped_form(edits: list[tuple[int, str]]) -> None:
    record = new_record(shanghai(), "示例市医疗保障局", 2022)
    calculator = Calculator(record)
    calculator.full()
    cells = [cell for cell in record.cells() if cell.section in ("form", "header", "funds") and cell.column != "label"]
    for number, text in edits:
        change(record, calculator, cells[number % len(cells)], text)
        assert figures(record) == anew(record)


def test_scores_follow_from_part_to_part(scored: FormDefinition) -> None:
    record = Record(scored, {"indicators": [Row("i1", ""), Row("i2", "")]})
    calculator = Calculator(record)
    calculator.full()
    for cell, text in {
        CellId("indicators", "i1", "weight"): "50",
        CellId("indicators", "i1", "share"): "120%",
        CellId("indicators", "i2", "weight"): "40",
        CellId("indicators", "i2", "share"): "80%",
        funds("a", "budget"): "100",
        funds("a", "executed"): "90",
    }.items():
        change(record, calculator, cell, text)
    assert record.shown(CellId("indicators", "i1", "score")) == "50.00"
    assert record.shown(CellId("indicators", "i2", "score")) == "32.00"
    assert record.shown(funds("all", "score")) == "9.00"
    assert record.shown(CellId("total", "", "weight")) == "100"
    assert record.shown(CellId("total", "", "score")) == "91.00"
    update(calculator, apply(record, [RowChange("indicators", Row("i2", ""), 1, None)]))
    assert record.shown(CellId("total", "", "score")) == "59.00"
    assert CellId("indicators", "i2", "score") not in record.calculated


def apply(record: Record, changes: list[Change]) -> list[Change]:
    """Make changes and hand them on."""
    record.apply(changes)
    return changes


def test_locked_cell_is_not_calculated(scored: FormDefinition) -> None:
    record = Record(scored, {}, {funds("b", "budget"): "10", funds("b", "executed"): "5"})
    Calculator(record).full()
    assert record.shown(funds("b", "rate")) == ""
    assert not record.is_computed(funds("b", "rate"))
    assert record.shown(funds("all", "rate")) == "50.0%"


def test_title_follows_bureau_year_and_fund(scored: FormDefinition) -> None:
    record = new_record(scored, "示例市医疗保障局", 2022)
    calculator = Calculator(record)
    calculator.full()
    title = CellId("form", "", "title")
    assert record.shown(title) == "示例市医疗保障局2022年度打分表"
    assert change(record, calculator, CellId("header", "", "fund"), "补助资金") == {title}
    assert record.shown(title) == "示例市医疗保障局2022年度打分表（补助资金）"


# C5 -------------------------------------------------------------------------------------------------------------------


def test_update_asks_only_for_what_depends_on_the_change(
    scored: FormDefinition, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [Row(f"i{index}", "") for index in range(200)]
    record = Record(scored, {"indicators": rows})
    calculator = Calculator(record)
    calculator.full()
    visited: list[CellId] = []
    text_of = Calculator._text
    monkeypatch.setattr(
        Calculator, "_text", lambda self, formula, cell: visited.append(cell) or text_of(self, formula, cell)
    )
    record.apply([CellChange(CellId("indicators", "i7", "weight"), "", "5")])
    calculator.update([CellId("indicators", "i7", "weight")])
    total = [CellId("total", "", "score"), CellId("total", "", "weight")]
    assert sorted(visited) == [CellId("indicators", "i7", "score"), *total]


def test_nothing_is_expected_of_a_cell_without_a_formula() -> None:
    record = money(central_budget="1.00")
    calculator = Calculator(record)
    assert calculator.expected(funds("central", "budget")) == ""
    assert calculator.expected(funds("total", "budget")) == "1.00"


def test_prose_has_nothing_to_calculate() -> None:
    record = money(central_budget="1.00")
    assert change(record, Calculator(record), CellId("note", "", "note"), "无") == set()


# names ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "row", "name", "meaning"),
    [
        ("funds", "all", "a", ("funds", "a", "", False)),
        ("funds", "all", "executed", ("funds", "all", "executed", False)),
        ("funds", "all", "a.budget", ("funds", "a", "budget", False)),
        ("indicators", None, "weight", ("indicators", None, "weight", False)),
        ("indicators", None, "funds.all.rate", ("funds", "all", "rate", False)),
        ("total", "", "score", ("total", "", "score", False)),
        ("total", "", "indicators.score", ("indicators", None, "score", True)),
        ("indicators", None, "total.score", ("total", "", "score", False)),
    ],
)
def test_name_means(
    scored: FormDefinition, section: str, row: str | None, name: str, meaning: tuple[str, str | None, str, bool]
) -> None:
    found = resolve(scored, scored.section_by_key[section], row, name)
    assert (found.section, found.row, found.column, found.whole) == meaning


@pytest.mark.parametrize(
    "name", ["nothing", "funds.nothing", "funds.a.nothing", "funds.x.budget", "a.b.c.d", "x.budget"]
)
def test_name_that_means_nothing(scored: FormDefinition, name: str) -> None:
    with pytest.raises(CalculationError, match="没有对应"):
        resolve(scored, scored.section_by_key["funds"], "all", name)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('computed = "min(weight, weight * share)"', 'computed = "total.score"'),
        ('score = "10 * rate"', 'score = "total.score"'),
        ('computed = "sum(indicators.weight) + 10"', 'computed = "weight"'),
    ],
)
def test_circle_between_parts_is_refused(old: str, new: str, tmp_path: Path) -> None:
    assert old in SCORED
    with pytest.raises(DefinitionError, match="绕成了一圈"):
        load_text(tmp_path, SCORED.replace(old, new))


def test_one_way_is_no_circle(tmp_path: Path) -> None:
    old = 'computed = "sum(indicators.weight) + 10"'
    assert old in SCORED
    formulas = plan(load_text(tmp_path, SCORED.replace(old, 'computed = "score"'))).formulas
    assert (formulas[-1].section, formulas[-1].column.key) == ("total", "weight")


def test_formulas_stand_in_the_order_of_dependence(scored: FormDefinition) -> None:
    order = [(formula.section, formula.row, formula.column.key) for formula in plan(scored).formulas]
    assert (
        order.index(("funds", "all", "rate"))
        < order.index(("funds", "all", "score"))
        < order.index(("total", "", "score"))
    )
    assert order.index(("indicators", None, "score")) < order.index(("total", "", "score"))
    assert plan(scored) is plan(scored), "made once"
