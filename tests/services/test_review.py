"""State of cells, progress by part, the card of a form, the verdict line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop.domain.address import CellId
from desktop.services.entry import look_at
from desktop.services.progress import Progress, contents, worst_mark
from desktop.services.review import CellState, cell_state, overview
from desktop.services.verdict import target_chip, verdict
from tests.builders import empty_record, sample_record


def actual(row: str) -> CellId:
    """The actual value of an indicator."""
    return CellId("indicators", row, "actual")


def test_progress_of_a_filled_form() -> None:
    form = look_at(sample_record())
    lines = {part.title: (part.filled, part.total) for part in contents(form)}
    assert lines["资金投入情况"] == (6, 6)
    assert lines["资金管理情况"] == (14, 14)
    assert lines["绩效指标"] == (21, 21)
    assert lines["说明"] == (1, 1)


def test_blank_money_rows_do_not_hold_up_a_finished_form() -> None:
    form = look_at(sample_record("beijing-2022-region"))
    money = next(part for part in contents(form) if "funds" in part.sections)
    assert (money.filled, money.total) == (2, 2)


def test_progress_of_an_empty_form() -> None:
    form = look_at(empty_record())
    indicators = next(part for part in contents(form) if "indicators" in part.sections)
    assert (indicators.filled, indicators.total, indicators.mark) == (0, 21, "empty")
    assert [len(group.children) for group in indicators.children] == [4, 8, 2, 6, 1]
    assert [row.number for group in indicators.children for row in group.children] == list(range(1, 22))
    form.commit({actual("news-briefings"): "2次"})
    indicators = next(part for part in contents(form) if "indicators" in part.sections)
    assert (indicators.filled, indicators.mark) == (1, "partial")


@pytest.mark.parametrize(
    ("marks", "worst"),
    [
        (["ok", "ok"], "ok"),
        (["ok", "explained"], "explained"),
        (["empty", "empty"], "empty"),
        (["ok", "empty"], "partial"),
        (["verify", "empty"], "verify"),
        (["verify", "error"], "error"),
    ],
)
def test_the_mark_of_a_group(marks: list[str], worst: str) -> None:
    assert worst_mark(marks) == worst


def test_states_of_cells() -> None:
    form = look_at(empty_record())
    assert cell_state(form, actual("news-briefings")) is CellState.EMPTY
    assert cell_state(form, CellId("funds", "total", "budget")) is CellState.COMPUTED
    assert cell_state(form, CellId("indicators", "news-briefings", "level3")) is CellState.ISSUED
    form.commit({actual("news-briefings"): "2次", CellId("funds", "central", "budget"): "abc"})
    assert cell_state(form, actual("news-briefings")) is CellState.ENTERED
    assert cell_state(form, CellId("funds", "central", "budget")) is CellState.INVALID
    form.commit({actual("news-briefings"): "≥2次"})
    assert cell_state(form, actual("news-briefings")) is CellState.VERIFY


def test_the_card_of_a_form() -> None:
    card = overview(look_at(sample_record()))
    assert (card.filled, card.total) == (21, 21)
    assert (card.rate_text, card.budget, card.executed) == ("42.7%", "19114.20", "8170.98")
    assert card.threshold == Decimal("0.9")
    assert card.errors == 0


@pytest.mark.parametrize(
    ("row", "text", "word", "detail"),
    [
        ("news-briefings", "4次", "达成", "比目标多 2 次，高出 100%"),
        ("news-briefings", "2次", "达成", "正好等于目标"),
        ("news-briefings", "≥2次", "缺数字", "与目标写法相同，看不出实际是多少。"),
        ("news-briefings", "", "", ""),
    ],
)
def test_the_verdict_line(row: str, text: str, word: str, detail: str) -> None:
    form = look_at(empty_record())
    if text:
        form.commit({actual(row): text})
    section = form.definition.section_by_key["indicators"]
    line = verdict(form, section, row)
    assert (line.word, line.detail) == (word, detail)


def test_the_target_chip() -> None:
    form = look_at(empty_record())
    section = form.definition.section_by_key["indicators"]
    chips = {row.key: target_chip(form, section, row.key) for row in form.record.rows("indicators")}
    chip = chips["news-briefings"]
    assert chip is not None
    assert (chip.operator, chip.figure, chip.unit, chip.source) == ("≥", "2", "次", "≥2次")
    words = [chip for chip in chips.values() if chip is not None and chip.figure == "全覆盖"]
    assert len(words) == 1
    assert words[0].operator == ""


def test_a_wrong_sum_of_points_marks_one_row_and_not_all() -> None:
    form = look_at(sample_record("yiyang-2022-project"))
    before = {row.key: row.mark for row in Progress(form).rows}
    form.commit({CellId("indicators", form.record.rows("indicators")[4].key, "weight"): "6"})
    assert {"weight.sum", "weight.subtotal"} <= {finding.code for finding in form.findings}
    errors = [row.key for row in Progress(form).rows if row.mark == "error"]
    assert errors == [f"row:indicators:{form.record.rows('indicators')[0].key}"]
    assert "error" not in before.values()
