"""Out as a workbook and back: every leaf of the form is the same."""

from __future__ import annotations

import copy
import re
import string
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.evaluation_json import to_json
from desktop.exchange.proposal import Confidence, proposal_json
from tests.exchange.forms import NAMES, definition, record_of, sample, write_and_read

SHANGHAI, BEIJING, YIYANG, *_ = NAMES
# Not printed on the sheet.
ASIDE = frozenset({"source", "sources", "layout", "targets_set", "explanations", "kind", "signature_fields"})


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Path and text of every leaf that is not blank."""
    if isinstance(node, dict):
        for key, value in node.items():
            if path or key not in ASIDE:
                yield from leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from leaves(value, f"{path}[{number}]")
    elif str(node).strip():
        yield path, str(node)


def folded(data: dict[str, Any]) -> dict[str, str]:
    """Leaves with thousands separators folded away."""
    return {path: re.sub(r"(?<=\d),(?=\d{3})", "", text) for path, text in leaves(data)}


@pytest.mark.parametrize("name", NAMES)
def test_the_samples_come_back_leaf_by_leaf(name: str, tmp_path: Path) -> None:
    data = sample(name)
    proposal = write_and_read(record_of(data), tmp_path / "a.xlsx")
    back = folded(proposal_json(proposal))
    assert {path: back.get(path) for path in folded(data)} == folded(data)
    assert proposal.doubts == []
    assert proposal.unread == []
    assert {value.confidence for value in proposal.values.values()} == {Confidence.HIGH}


@pytest.mark.parametrize("name", NAMES)
def test_the_published_forms_come_back_leaf_by_leaf(
    name: str, reference: Callable[[str], dict[str, Any]], tmp_path: Path
) -> None:
    data = reference(name)
    back = folded(proposal_json(write_and_read(record_of(data), tmp_path / "a.xlsx")))
    assert {path: back.get(path) for path in folded(data)} == folded(data)


def test_sources_name_sheet_and_cell(tmp_path: Path) -> None:
    sources = proposal_json(write_and_read(record_of(sample(SHANGHAI)), tmp_path / "a.xlsx"))["sources"]
    assert sources["funds[0].budget"] == "自评表!D7"
    assert sources["header.地方主管部门"] == sources["bureau"] == "自评表!C5"
    assert sources["indicators[20].actual"] == "自评表!F42"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda rows: rows.pop(3), "a row taken out"),
        (
            lambda rows: rows.insert(5, {"level1": "产出指标", "level2": "数量指标", "level3": "自加的一项"}),
            "a row put in",
        ),
        (
            lambda rows: rows.append({"level1": "满意度指标", "level2": "另一类", "level3": "末尾的一项"}),
            "a row at the end",
        ),
        (lambda rows: rows.insert(2, {"level3": "没有级次的一项", "target": "≥1次"}), "a row without levels"),
        (lambda rows: rows.insert(2, {}), "a blank row in the middle"),
        (lambda rows: rows.insert(2, copy.deepcopy(rows[1])), "a row twice"),
        (lambda rows: rows.clear(), "no rows"),
    ],
)
def test_changed_indicator_rows_come_back(
    change: Callable[[list[dict[str, str]]], object], why: str, tmp_path: Path
) -> None:
    data = sample(BEIJING)
    change(data["indicators"])
    back = folded(proposal_json(write_and_read(record_of(data), tmp_path / "a.xlsx")))
    assert {path: back.get(path) for path in folded(data)} == folded(data), why


@pytest.mark.parametrize(
    "text", ["说明", "绩效指标", "中央主管部门", "（2022年度）", "一级指标", "总体目标", "注:1", "合计"]
)
def test_a_value_that_reads_like_a_label_stays_a_value(text: str, tmp_path: Path) -> None:
    data = sample(SHANGHAI)
    data["header"]["资金使用单位"] = data["note"] = data["goal"]["planned"] = text
    data["management"][0]["problem"] = data["indicators"][0]["actual"] = text
    data["indicators"][1] = dict.fromkeys(data["indicators"][1], text)
    back = folded(proposal_json(write_and_read(record_of(data), tmp_path / "a.xlsx")))
    assert {path: back.get(path) for path in folded(data)} == folded(data)


PROSE = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=60) | st.text(
    "≥≤%=+-@万元次，。；\n (（ \u3000x_0041'\"&<>" + string.digits, max_size=30
)
AMOUNT = st.decimals(-(10**11), 10**11, allow_nan=False, places=2).map(str) | st.sampled_from(
    [
        "0",
        "0.00",
        "19114.20",
        "7,569.17",
        "12345678901234567.89",
        "约3万",
        "—",
        "无",
        "1-2",
        "007",
        "5%",
        ".5",
        "3.10000",
    ]
)
RATE = st.decimals(-10, 200, allow_nan=False, places=1).map(lambda value: f"{value}%") | st.sampled_from(
    ["42.75%", "0%", "100%", "0.427", "88", "无", "99.9993%", "-0.0%"]
)
POINTS = st.decimals(0, 100, allow_nan=False, places=1).map(str) | st.sampled_from(
    ["10分", "10 分", "１０分", "100", "9.50分", "", "分", "满分", "优"]
)
LEVEL_POINTS = st.integers(0, 100).map(str) | st.sampled_from(["7.5", ""])


@st.composite
def filled(draw: st.DrawFn) -> dict[str, Any]:
    """A form with random texts in every cell that a clerk can fill."""
    data = sample(draw(st.sampled_from(NAMES)))
    for part in {"header", "goal"} & data.keys():
        data[part] = {key: draw(PROSE) for key in data[part]}
    # The bureau is not printed by itself: the header field names it, or the title does.
    if "header" in data:
        label = next(c.label for c in _header(data) if c.key == definition(data["kind"]).bureau_field)
        data["header"][label] = data["bureau"] = draw(PROSE.filter(lambda text: bool(text.strip())))
    if "note" in data:
        data["note"] = draw(PROSE)
    for number, row in enumerate(data.get("funds", ())):
        row |= {"budget": draw(AMOUNT), "executed": draw(AMOUNT), "rate": draw(RATE)}
        if "score" in row and number == 0:
            row |= {"initial": draw(AMOUNT), "weight": draw(POINTS), "score": draw(POINTS)}
    if "total" in data:
        data["total"] = {"weight": draw(POINTS), "score": draw(POINTS)}
    keys = list(data["indicators"][0])
    size = draw(st.integers(0, 6))
    names = draw(st.lists(PROSE, min_size=size, max_size=size))
    rows = [{key: draw(PROSE) for key in keys} | {"level3": name} for name in names]
    data["indicators"] = rows + data["indicators"][: draw(st.integers(1, 8))]
    if "level1_weights" in data:  # printed in the cells of the first level, so only where there are such rows
        names = {row["level1"] for row in data["indicators"]}
        data["level1_weights"] = {
            label: draw(LEVEL_POINTS) if label in names else "" for label in data["level1_weights"]
        }
    return data


def _header(data: dict[str, Any]) -> Any:
    return definition(data["kind"]).section_by_key["header"].columns


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=filled())
def test_random_forms_come_back(data: dict[str, Any], tmp_path: Path) -> None:
    record = record_of(data)
    before = folded(to_json(record))
    after = folded(to_json(write_and_read(record, tmp_path / "a.xlsx").record()))
    assert after == before
