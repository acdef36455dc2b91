"""What score a form's rows are expected to have, by criterion, scheme or execution rate, and the form as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.address import CellId
from desktop.domain.grades import RemarkKind
from desktop.domain.record import Record
from desktop.domain.score_expectation import (
    INDICATORS,
    expected_row,
    form_score,
    over_fulfilment_of,
    scored_rows,
)
from desktop.domain.scoring import Basis, ExpectedScore
from tests.domain.checks.forms import clean_form


@cache
def finished(letter: str) -> Record:
    """A finished form; only to be looked at."""
    return clean_form(letter).record


def typed(letter: str, edits: Mapping[str, str]) -> Record:
    """A finished form with these texts typed in."""
    form = clean_form(letter)
    for path, text in edits.items():
        form.put(path, text)
    return form.record


def asked(letter: str, row: int, **texts: str) -> ExpectedScore:
    """The expectation of an indicator with these texts."""
    record = typed(letter, {f"indicators[{row}].{column}": text for column, text in texts.items()})
    found = expected_row(record, INDICATORS, record.rows(INDICATORS)[row].key)
    assert found is not None
    return found


SHARE = "得分=满意度*权重"
WORDS = "制度健全，得2分；不健全，得0分。"
CRITERION = "各类教育培训场次≥20次，得满分；＜20次，按照实际业绩值与标准值的比值，乘以权重分计分。"


@pytest.mark.parametrize(
    ("texts", "basis", "low", "high"),
    [
        ({"criterion": CRITERION, "target": "20次", "weight": "2", "actual": "15次"}, Basis.CRITERION, "1.5", "1.5"),
        ({"criterion": CRITERION, "target": "20次", "weight": "2", "actual": "≥20次"}, Basis.CRITERION, "2", "2"),
        ({"criterion": SHARE, "target": "100%", "weight": "4", "actual": "超过90%"}, Basis.CRITERION, "3.6", "4"),
        ({"criterion": "", "target": "20次", "weight": "2", "actual": "15次"}, Basis.RATIO, "1.5", "1.5"),
        ({"criterion": "无", "target": "20次", "weight": "2", "actual": "20次"}, Basis.FULL, "2", "2"),
        ({"criterion": "由专家评议。", "target": "20次", "weight": "2", "actual": "15次"}, Basis.UNKNOWN, None, None),
        ({"criterion": WORDS, "target": "20次", "weight": "2", "actual": "15次"}, Basis.UNKNOWN, None, None),
        ({"criterion": CRITERION, "target": "20次", "weight": "2", "actual": ""}, Basis.UNKNOWN, None, None),
        ({"criterion": CRITERION, "target": "20次", "weight": "", "actual": "20次"}, Basis.UNKNOWN, None, None),
        ({"criterion": CRITERION, "target": "20次", "weight": "二", "actual": "20次"}, Basis.UNKNOWN, None, None),
    ],
)  # fmt: skip
def test_the_criterion_goes_first_and_is_not_guessed(
    texts: dict[str, str], basis: Basis, low: str | None, high: str | None
) -> None:
    found = asked("D", 35, **texts)
    assert found.basis is basis
    assert (found.low, found.high) == (low and Decimal(low), high and Decimal(high))
    assert found.sentence.endswith("。")


def test_a_criterion_that_misses_the_weight_is_said_to() -> None:
    found = asked(
        "D", 31, criterion="补助标准不低于人均935元，得3分", target="不低于935元/人", actual="1005元", weight="4"
    )
    assert found.exact == 3
    assert "评分标准最多得 3 分，和权重 4 分不一致。" in found.sentence
    words = asked("D", 18, criterion="已制订制度，得1分；未制订不得分。", weight="2")
    assert words.basis is Basis.UNKNOWN
    assert "最多得 1 分" in words.sentence


@pytest.mark.parametrize(
    ("funds", "exact"),
    [
        ({"funds[1].executed": "73.2", "funds[1].budget": "100"}, "7.32"),
        ({"funds[1].executed": "120", "funds[1].budget": "100"}, "10"),
        ({"funds[1].executed": "0", "funds[1].budget": "0"}, None),
        ({"funds[1].executed": "", "funds[1].budget": "100"}, None),
    ],
)
def test_the_execution_row_follows_the_rate(funds: dict[str, str], exact: str | None) -> None:
    record = typed("P", funds)
    found = expected_row(record, "funds", "total")
    assert found is not None
    assert found.exact == (exact and Decimal(exact))


def test_rows_without_a_score_have_no_expectation() -> None:
    record = typed("P", {})
    assert expected_row(record, "funds", "current") is None
    assert expected_row(record, "header", "") is None
    assert [section for section, _ in scored_rows(record)] == ["funds", *[INDICATORS] * 9]
    plain = typed("S", {})
    assert expected_row(plain, INDICATORS, plain.rows(INDICATORS)[0].key) is None
    assert list(scored_rows(plain)) == []
    assert form_score(plain) is None
    assert over_fulfilment_of(plain, plain.rows(INDICATORS)[0].key) is None


def test_every_scored_row_of_the_forms_is_explained() -> None:
    for letter in ("P", "D"):
        record = typed(letter, {})
        found = [expected_row(record, *row) for row in scored_rows(record)]
        assert len(found) == {"P": 10, "D": 41}[letter]
        assert all(one is not None and one.sentence.endswith("。") for one in found)


# the form -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("executed", "most", "grade"),
    [
        ("80", None, "优秀"),
        ("79.99", "89", "良好"),
        ("70", "89", "良好"),
        ("69.99", "79", "合格"),
        ("49.9", "59", "不合格"),
    ],
)
def test_the_execution_rate_caps_total_and_grade(executed: str, most: str | None, grade: str) -> None:
    score = form_score(typed("C", {"funds[1].budget": "100", "funds[1].executed": executed}))
    assert score is not None
    assert (None if score.cap is None else str(score.cap.most)) == most
    assert score.grade is not None
    assert score.grade.name == grade
    if score.cap is not None:
        assert score.cap.sentence.startswith(f"最高可得 {most} 分：执行率 ")


def test_a_form_without_caps_is_not_capped() -> None:
    score = form_score(typed("P", {"funds[1].budget": "100", "funds[1].executed": "50"}))
    assert score is not None
    assert score.cap is None
    assert [remark.kind for remark in score.remarks] == [RemarkKind.AHEAD_OF_SPENDING, RemarkKind.UNSPENT]


def test_remarks_on_scores_wait_until_all_are_there() -> None:
    edits = {"funds[1].budget": "100", "funds[1].executed": "50", "indicators[0].score": ""}
    score = form_score(typed("P", edits))
    assert score is not None
    assert [remark.kind for remark in score.remarks] == [RemarkKind.UNSPENT]


@pytest.mark.parametrize(("actual", "beyond"), [("28.5次", True), ("26次", True), ("25.9次", False), ("≥30次", False)])
def test_over_fulfilment_begins_at_the_limit(actual: str, beyond: bool) -> None:
    record = typed("D", {"indicators[35].target": "20次", "indicators[35].actual": actual})
    assert (over_fulfilment_of(record, record.rows(INDICATORS)[35].key) is not None) is beyond


def test_the_record_is_only_looked_at() -> None:
    record = typed("D", {})
    before: Any = (dict(record.texts), dict(record.calculated))
    for row in scored_rows(record):
        expected_row(record, *row)
    form_score(record)
    assert (dict(record.texts), dict(record.calculated)) == before
    assert record.shown(CellId("total", "", "score")) == "100"


TEXTS = st.text(max_size=30) | st.text("≥≤＜0123456789.%次万人分得扣每项共，。；超过低于满权重*×/ ", max_size=40)


@given(texts=st.fixed_dictionaries(dict.fromkeys(("criterion", "target", "actual", "weight", "level3"), TEXTS)))
def test_whatever_is_typed_has_an_answer_within_the_weight(texts: dict[str, str]) -> None:
    base = finished("D")
    row = base.rows(INDICATORS)[35].key
    kept = {cell: text for cell, text in base.texts.items() if cell.row != row}
    rows = {INDICATORS: base.rows(INDICATORS)}
    record = Record(base.definition, rows, kept | {CellId(INDICATORS, row, key): text for key, text in texts.items()})
    found = expected_row(record, INDICATORS, row)
    assert found is not None
    assert found.sentence.endswith("。")
    if found.low is not None:
        assert found.high is not None
        assert found.weight is not None
        assert 0 <= found.low <= found.high <= found.weight
    form_score(record)
    over_fulfilment_of(record, row)
