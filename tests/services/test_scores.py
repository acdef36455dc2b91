"""What the window says of scores: the most and why, what can be taken over, points by level 1, total and grade."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop.domain.address import CellId
from desktop.services.scores import (
    LevelScore,
    level_scores,
    noted_cells,
    notes_on,
    points_of,
    score_note,
    score_summary,
    touches,
)
from tests.domain.checks.forms import Form, clean_form

TOTAL = CellId("total", "", "score")
GRADE = CellId("figures", "", "grade")
EXECUTION = CellId("funds", "total", "score")


def typed(letter: str, **texts: str) -> tuple[Form, CellId]:
    """A finished form with these texts in its second indicator, and the cell of that score."""
    form = clean_form(letter)
    for column, text in texts.items():
        form.put(f"indicators[1].{column}", text)
    return form, form.cell("indicators[1].score")


@pytest.mark.parametrize(
    ("texts", "most", "word", "proposal"),
    [
        ({"actual": "92%", "score": "9.5"}, "9.2 分", "9.5 偏高", "9.2"),
        ({"actual": "92%", "score": "9.20"}, "9.2 分", "9.20 在范围内", ""),
        ({"actual": "92%", "score": "9"}, "9.2 分", "9 取整了", "9.2"),
        ({"actual": "92%", "score": "7.5"}, "9.2 分", "7.5 偏低", "9.2"),
        ({"actual": "92%", "score": ""}, "9.2 分", "", "9.2"),
        ({"actual": "92%", "score": "十分"}, "9.2 分", "", "9.2"),
        ({"actual": "92%", "score": "9.2", "weight": "20"}, "18.4 分", "9.2 偏低", "18.4"),
        ({"actual": "100%", "score": "10"}, "10 分", "10 在范围内", ""),
        ({"actual": "", "score": "10"}, "10 分", "", ""),
        ({"actual": "", "score": "11"}, "10 分", "11 偏高", ""),
        ({"actual": "100%", "score": "10", "weight": ""}, "", "", ""),
    ],
)
def test_what_a_row_can_get(texts: dict[str, str], most: str, word: str, proposal: str) -> None:
    form, cell = typed("P", **texts)
    note = score_note(form.record, cell)
    assert note is not None
    assert (note.label, note.most, note.word, note.proposal) == ("最高可得", most, word, proposal)
    assert (note.given, note.entry) == (texts["score"], proposal)
    assert all(sentence.endswith("。") for sentence in (*note.why, note.rule))


def test_the_reason_has_both_figures_the_rule_and_its_source() -> None:
    form, cell = typed("P", actual="92%", score="9.5")
    note = score_note(form.record, cell)
    assert note is not None
    assert note.why[0] == "目标 100%，完成 92%，得分 92 ÷ 100 × 10 = 9.2 分。"
    assert note.why[1] == "没有达成，按完成的比例给分；达成给 10 分。"
    assert "计分办法" in note.rule
    assert "出自" in note.rule


@pytest.mark.parametrize(
    ("actual", "most", "proposal"),
    [
        ("达成预期指标", "10 分", ""),
        ("部分达成预期指标", "不到 8 分", ""),
        ("未达成预期指标", "不到 6 分", ""),
        ("部分完成", "10 分", ""),
    ],
)
def test_a_band_proposes_no_score(actual: str, most: str, proposal: str) -> None:
    form, cell = typed("P", target="显著提升", actual=actual)
    note = score_note(form.record, cell)
    assert note is not None
    assert (note.most, note.proposal) == (most, proposal)


@pytest.mark.parametrize(
    ("criterion", "score", "most", "word"),
    [
        ("制度健全，得1分；不健全，得0分。", "2", "1 分", "2 偏高"),
        ("制度健全，得1分；不健全，得0分。", "1", "1 分", ""),
        ("由专家评议。", "2", "2 分", ""),
        ("制度健全，得3分；不健全，得0分。", "2", "2 分", ""),
    ],
)
def test_a_criterion_for_people_still_has_a_maximum(criterion: str, score: str, most: str, word: str) -> None:
    form, cell = typed("D", criterion=criterion, weight="2", score=score, actual="制度健全。")
    note = score_note(form.record, cell)
    assert note is not None
    assert (note.most, note.word, note.proposal) == (most, word, "")
    assert "评分标准" in note.rule


def test_a_text_over_a_calculated_score_is_cleared_by_taking() -> None:
    form = clean_form("P")
    form.put_cell(EXECUTION, "9.9")
    note = score_note(form.record, EXECUTION)
    assert note is not None
    assert (note.most, note.given, note.word) == ("9.5 分", "9.9", "9.9 偏高")
    assert (note.proposal, note.entry) == ("9.5", "")
    form.put_cell(EXECUTION, note.entry)
    after = score_note(form.record, EXECUTION)
    assert after is not None
    assert (after.given, after.proposal) == ("9.5", "")


@pytest.mark.parametrize("letter", "PD")
def test_what_is_taken_agrees_and_is_proposed_no_more(letter: str) -> None:
    form, taken = clean_form(letter), 0
    for cell in noted_cells(form.record):
        if form.record.is_entry(cell) and cell != GRADE:
            form.put_cell(cell, "0.37")
            note = score_note(form.record, cell)
            assert note is not None
            if note.proposal:
                form.put_cell(cell, note.entry)
                after = score_note(form.record, cell)
                assert after is not None
                assert (after.mark, after.proposal) == ("met", "")
                taken += 1
    assert taken >= 4


# total and grade ------------------------------------------------------------------------------------------------------


def test_the_total_says_what_it_adds_up() -> None:
    form, _ = typed("P", score="9.2", actual="92%")
    note = score_note(form.record, TOTAL)
    assert note is not None
    assert (note.label, note.most, note.word, note.proposal) == ("应为", "98.7 分", "一致", "")
    assert note.why == ("预算执行率 9.5 + 产出指标 49.2 + 效益指标 40，相加 98.7 分。", "90 分以上是优秀。")


def test_a_total_typed_over_its_sum_is_told_and_can_be_taken_back() -> None:
    form = clean_form("P")
    form.put_cell(TOTAL, "100")
    note, summary = score_note(form.record, TOTAL), score_summary(form.record)
    assert note is not None
    assert summary is not None
    assert (note.word, note.proposal, note.entry) == ("不一致", "99.5", "")
    assert summary.remarks[0] == "总分填的是 100，各行得分相加是 99.5。"
    form.put_cell(TOTAL, "")
    after = score_summary(form.record)
    assert after is not None
    assert not any("相加" in remark for remark in after.remarks)


def test_a_total_with_rows_missing_is_not_known() -> None:
    form, _ = typed("P", score="")
    note = score_note(form.record, TOTAL)
    assert note is not None
    assert (note.most, note.proposal) == ("", "")
    assert note.why[0] == "还有 1 行没有得分；已经有的相加是 89.5 分。"


def test_a_cap_holds_total_and_grade() -> None:
    form = clean_form("C")
    form.put("funds[1].executed", "73.2")
    note, summary = score_note(form.record, TOTAL), score_summary(form.record)
    assert note is not None
    assert summary is not None
    assert summary.grade is not None
    assert (note.label, note.most) == ("最高可得", "89 分")
    assert "最高可得 89 分：执行率 73.2% 低于 80%。" in note.why
    assert summary.cap is not None
    assert summary.grade.name == "良好"
    form.put("funds[1].executed", "80")
    free = score_summary(form.record)
    assert free is not None
    assert free.cap is None


@pytest.mark.parametrize(
    ("score", "name", "rank"),
    [("10", "优秀", 0), ("0.5", "优秀", 0), ("0.49", "良好", 1), ("-9.5", "良好", 1), ("-9.51", "合格", 2)],
)
def test_the_grade_turns_at_its_edge(score: str, name: str, rank: int) -> None:
    """The other rows give 89.5."""
    form, _ = typed("P", score=score)
    summary = score_summary(form.record)
    assert summary is not None
    assert summary.grade is not None
    assert (summary.grade.name, summary.rank) == (name, rank)


@pytest.mark.parametrize(("given", "word", "proposal"), [("优", "一致", ""), ("良", "不一致", "优"), ("", "", "优")])
def test_the_grade_follows_the_total(given: str, word: str, proposal: str) -> None:
    form = clean_form("D")
    form.put_cell(GRADE, given)
    note = score_note(form.record, GRADE)
    assert note is not None
    assert (note.label, note.most, note.word, note.proposal, note.entry) == ("应评", "优", word, proposal, proposal)
    assert note.why[-1] == "90 分以上是优。"


# the form -------------------------------------------------------------------------------------------------------------


def test_points_by_level_come_in_the_order_of_the_form() -> None:
    form, _ = typed("P", score="")
    form.put("indicators[0].weight", "十五")
    assert level_scores(form.record) == (
        LevelScore("预算执行率", Decimal("9.5"), Decimal(10), 0),
        LevelScore("产出指标", Decimal(40), Decimal(35), 1),
        LevelScore("效益指标", Decimal(40), Decimal(40), 0),
    )
    assert points_of(LevelScore("产出指标", None, Decimal(50), 5)) == "—/50"


def test_the_summary_reads_as_one_line() -> None:
    form, _ = typed("P", score="9.2", actual="92%")
    summary = score_summary(form.record)
    assert summary is not None
    words = "总分 98.7，优秀；预算执行率 9.5/10；产出指标 49.2/50；效益指标 40/40。"
    assert summary.words().startswith(words)


@pytest.mark.parametrize("letter", "SB")
def test_a_form_without_scores_has_no_notes(letter: str) -> None:
    record = clean_form(letter).record
    assert list(noted_cells(record)) == []
    assert score_summary(record) is None
    assert not touches(record, record.cells())
    assert all(score_note(record, cell) is None for cell in record.cells())


def test_notes_stand_where_scores_are() -> None:
    record = clean_form("P").record
    rows = [CellId("indicators", row.key, "score") for row in record.rows("indicators")]
    assert list(noted_cells(record)) == [EXECUTION, *rows, TOTAL]
    assert notes_on(record, ("indicators",), rows[2].row) == [rows[2]]
    assert notes_on(record, ("funds", "header")) == [EXECUTION]
    assert score_note(record, CellId("funds", "current", "score")) is None
    assert score_note(record, CellId("indicators", "gone", "score")) is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (CellId("indicators", "x", "weight"), True),
        (CellId("funds", "total", "rate"), True),
        (TOTAL, True),
        (CellId("indicators", "x", "reason"), False),
        (CellId("goal", "", "achieved"), False),
    ],
)
def test_what_can_change_a_summary(cell: CellId, expected: bool) -> None:
    assert touches(clean_form("P").record, [cell]) is expected
