"""Points behind level names: printed by the form, taken apart again, and nothing else mistaken for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.address import CellId
from desktop.domain.level_points import points_cell, split_points, with_points
from tests.exchange.forms import definition, record_of, sample

LEVEL1 = definition("project").section_by_key["indicators"].column_by_key["level1"]


@pytest.mark.parametrize(
    ("text", "name", "points"),
    [
        ("产出指标（50分）", "产出指标", "50"),
        ("产出指标(50)", "产出指标", "50"),
        ("产出指标\n（50 分）", "产出指标", "50"),
        ("产出指标 〔12.5分〕", "产出指标", "12.5"),
        ("产出指标【５０】", "产出指标", "50"),
        ("产出指标50分", "产出指标", "50"),
        ("产出（数量）指标（50分）", "产出（数量）指标", "50"),
        ("产出指标", "产出指标", ""),
        ("产出指标50", "产出指标50", ""),
        ("产出指标（一）", "产出指标（一）", ""),
        ("产出指标（-5分）", "产出指标（-5分）", ""),
        ("（50分）", "（50分）", ""),
        ("50分", "50分", ""),
        ("", "", ""),
        ("长" * 70 + "（50分）", "长" * 70 + "（50分）", ""),
    ],
)
def test_a_printed_name_is_taken_apart(text: str, name: str, points: str) -> None:
    assert split_points(text) == (name, points)


@given(points=st.decimals(0, 100, places=2).map(str))
def test_what_the_form_prints_comes_back(points: str) -> None:
    data = sample("yiyang-2022-project")
    data["level1_weights"]["产出指标"] = points
    printed = with_points(record_of(data), LEVEL1, "产出指标")
    name, back = split_points(printed)
    assert name == "产出指标"
    assert float(back) == float(points)


@given(text=st.text(max_size=70))
def test_any_text_is_a_name_and_perhaps_points(text: str) -> None:
    name, points = split_points(text)
    assert text.startswith(name)
    assert (points == "") == (name == text)


def test_only_names_of_the_layout_have_points() -> None:
    form = definition("project")
    assert points_cell(form, LEVEL1, " 效益 指标 ") == CellId("level1_weights", "", "effect")
    assert points_cell(form, LEVEL1, "影响力指标") is None
    assert points_cell(form, LEVEL1, "") is None
    assert points_cell(form, form.section_by_key["indicators"].column_by_key["level2"], "产出指标") is None


@pytest.mark.parametrize("points", ["", "五十", "-5"])
def test_points_that_are_no_number_are_not_printed(points: str) -> None:
    data = sample("yiyang-2022-project")
    data["level1_weights"]["产出指标"] = points
    assert with_points(record_of(data), LEVEL1, "产出指标") == "产出指标"
