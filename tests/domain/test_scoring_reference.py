"""The published forms with points: nothing is falsely below, and what is below its target is found (domain §8)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from desktop.domain.amounts import parse_amount, parse_points, parse_rate
from desktop.domain.grades import grade, over_fulfilment
from desktop.domain.scoring import Agreement, Basis, ExpectedScore, agreement, execution_score, expected_score
from desktop.domain.scoring_points import weight_differences
from desktop.domain.targets import compare, parse_actual, parse_target
from tests.domain.scoring_rules import scheme

Reference = Callable[[str], dict[str, Any]]

# One word per row, in the order of the form. Yiyang scored every row with full points.
YIYANG = ["FULL", "FULL", "FULL", "UNKNOWN", "BAND", "UNKNOWN", "UNKNOWN", "BAND", "FULL"]


def expected(row: dict[str, str], key: str, year: int) -> ExpectedScore:
    return expected_score(scheme(key), row["target"], row["actual"], row["weight"], indicator=row["level3"], year=year)


def agrees(found: ExpectedScore, entered: str) -> Agreement:
    given = parse_points(entered)
    assert given is not None
    return agreement(found, given)


def test_yiyang_no_row_is_falsely_below(reference: Reference) -> None:
    form = reference("yiyang-2022-project")
    found = [expected(row, "project-yiyang", form["year"]) for row in form["indicators"]]
    assert [one.basis.name for one in found] == YIYANG
    for one, row in zip(found, form["indicators"], strict=True):
        # Full points are possible in every row; where a figure says so they are the only ones.
        assert one.high in (None, one.weight)
        assert not one.high_excluded
        assert agrees(one, row["score"]) is (Agreement.UNKNOWN if one.high is None else Agreement.AGREES)


def test_yiyang_execution_weights_and_grade(reference: Reference) -> None:
    form = reference("yiyang-2022-project")
    chosen = scheme("project-yiyang")
    total = form["funds"][0]
    found = execution_score(
        total["weight"], parse_amount(total["budget"]), parse_amount(total["executed"]), parse_rate(total["rate"])
    )
    assert found.exact == found.weight == 10
    assert agrees(found, total["score"]) is Agreement.AGREES
    assert chosen.weights is not None
    given = {heading: Decimal(points) for heading, points in form["level1_weights"].items()}
    assert weight_differences(chosen.weights, given) == ()
    best = grade(Decimal(form["total"]["score"]), chosen)
    assert best is not None
    assert best.name == "优秀"


def test_nanjing_only_maternity_insurance_scores_above_its_figures(reference: Reference) -> None:
    form = reference("nanjing-2023-department")
    above = []
    for row in form["indicators"]:
        found = expected(row, "department", form["year"])
        if agrees(found, row["score"]) not in (Agreement.AGREES, Agreement.UNKNOWN):
            above.append(row["level3"])
            assert found.exact == Decimal("3.99")
            assert found.weight == 4
            assert "362.95 ÷ 363.21 × 4" in found.sentence
    assert above == ["生育保险参保人数"]


# Nanjing's rows whose target and actual are figures, by name -> basis.
NANJING = {
    "生育保险参保人数": Basis.RATIO,
    "城镇职工基本医疗保险政策范围内住院医疗费用统筹基金支付比例": Basis.FULL,
    "住院按照DRG支付统筹基金费用占住院统筹基金总费用比例": Basis.FULL,
    "居民医保财政补助标准": Basis.FULL,
    "大病保险政策范围内最低报销比例": Basis.FULL,
    "“三公经费”控制率": Basis.FULL,
    "部门预算资金到位率": Basis.FULL,
}


@pytest.mark.parametrize("name", NANJING)
def test_nanjing_rows_of_plain_figures(name: str, reference: Reference) -> None:
    form = reference("nanjing-2023-department")
    row = next(row for row in form["indicators"] if row["level3"] == name)
    found = expected(row, "department", form["year"])
    assert found.basis is NANJING[name]
    assert found.exact is not None
    assert found.weight is not None
    assert (found.exact < found.weight) is (found.basis is Basis.RATIO)


def test_nanjing_satisfaction_has_no_figure(reference: Reference) -> None:
    form = reference("nanjing-2023-department")
    row = form["indicators"][-1]
    assert row["actual"] == "超过90%。"
    assert expected(row, "department", form["year"]).basis is Basis.UNKNOWN


def test_over_fulfilment_in_the_published_forms(reference: Reference) -> None:
    """Bounds (≥86.46%) are no figures and give no deviation, so Yiyang has none."""
    form = reference("yiyang-2022-project")
    rows = form["indicators"]
    compared = [compare(parse_target(row["target"]), parse_actual(row["actual"])) for row in rows]
    assert [row["level3"] for row, one in zip(rows, compared, strict=True) if over_fulfilment(scheme(), one)] == []
