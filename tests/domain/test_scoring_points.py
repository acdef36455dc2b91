"""Printing points, and weights against their rule (requirement S1 of ``scoring_scheme``)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from desktop.domain.scoring_points import WeightDifference, format_points, weight_differences
from tests.domain.scoring_rules import shipped


@pytest.mark.parametrize(
    ("points", "text"),
    [
        ("9.4736", "9.47"),
        ("9.475", "9.48"),
        ("9.50", "9.5"),
        ("10.00", "10"),
        ("100", "100"),
        ("0", "0"),
        ("1E+1", "10"),
    ],
)
def test_points_printed(points: str, text: str) -> None:
    assert format_points(Decimal(points)) == text


def test_fractions_are_rounded_once() -> None:
    assert format_points(Fraction(900, 95)) == "9.47"


def whole(points: Decimal | None) -> int | None:
    return None if points is None else int(points)


def differences(key: str, **given: int) -> list[tuple[str, int | None, int | None]]:
    """Heading, points by the rule, points found."""
    found = weight_differences(shipped().weights[key], {name: Decimal(points) for name, points in given.items()})
    return [(gap.heading, whole(gap.expected), whole(gap.found)) for gap in found]


FITTING: list[tuple[str, dict[str, int]]] = [
    ("10-50-30-10", {"预算执行率": 10, "产出指标": 50, "效益指标": 30, "满意度指标": 10}),
    ("10-50-30-10", {"产出指标（50分）": 50, "效益 30分": 30, "满意度": 10, "预算执行率(10)": 10}),
    ("10-50-40", {"预算执行率": 10, "产出指标": 50, "效益指标": 40}),
    ("20-80", {"预算执行率": 20, "产出": 40, "效益": 30, "满意度": 10}),
    ("10-90", {"预算执行率": 10, "绩效指标": 90}),
    ("10-25-30-35", {"预算执行率": 10, "甲": 25, "乙": 30, "丙": 35}),
]


@pytest.mark.parametrize(("key", "given"), FITTING)
def test_weights_that_fit(key: str, given: dict[str, int]) -> None:
    assert differences(key, **given) == []


DIFFERING: list[tuple[str, dict[str, int], list[tuple[str, int | None, int | None]]]] = [
    (
        "10-50-30-10",
        {"预算执行率": 10, "产出指标": 50, "效益指标": 40},
        [("效益指标", 30, 40), ("满意度指标", 10, None)],
    ),
    (
        "10-50-40",
        {"预算执行率": 10, "产出指标": 50, "效益指标": 30, "满意度指标": 10},
        [("效益指标", 40, 30), ("满意度指标", None, 10)],
    ),
    ("20-80", {"预算执行率": 20, "产出": 79}, [("其余指标", 80, 79)]),
    ("20-80", {"预算执行率": 20}, [("其余指标", 80, None)]),
    ("10-25-30-35", {"预算执行率": 10, "甲": 25, "乙": 35, "丙": 30}, [("乙", 30, 35), ("丙", 35, 30)]),
    ("10-25-30-35", {"预算执行率": 10, "甲": 25, "乙": 30}, [("没有填写的一级指标", 35, None)]),
]


@pytest.mark.parametrize(("key", "given", "gaps"), DIFFERING)
def test_weights_that_differ(key: str, given: dict[str, int], gaps: list[tuple[str, int | None, int | None]]) -> None:
    assert differences(key, **given) == gaps


def test_a_difference_holds_both_sides() -> None:
    given = {"预算执行率": Decimal(20), "全部": Decimal("90")}
    assert weight_differences(shipped().weights["10-90"], given) == (
        WeightDifference("预算执行率", Decimal(10), Decimal(20)),
    )
