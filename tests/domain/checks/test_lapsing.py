"""An explanation holds as long as the figures it was written about, and shows it when they change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain.checks.finding import Finding, Severity
from desktop.domain.checks.remembered import change_in_words, figures_of, same_figures
from tests.domain.checks.forms import Form, clean_form

RATE_LOW = ("funds.rate-low", "funds[0].rate")
REPEATS = ("actual.repeats-target", "indicators[1].actual")


def explain(form: Form, code: str, where: str, text: str = "已核实。", about: str | None = None) -> Finding:
    """Write an explanation of a finding about its figures of now (or ``about``); the finding as it is then."""
    finding = form.find(code, where)
    figures = finding.about if about is None else about
    form.add("explanations", {"code": code, "where": where, "text": text, "about": figures})
    return form.find(code, where)


def low_rate() -> Form:
    form = clean_form("B")
    form.put("funds[1].executed", "84.35")
    return form


def test_it_holds_until_the_figures_change_and_then_says_both() -> None:
    form = low_rate()
    assert explain(form, *RATE_LOW, text="项目验收推迟。").explained
    form.put("funds[1].executed", "81.20")
    found = form.find(*RATE_LOW)
    assert not found.explained
    assert found.is_open
    assert found.explanation == "项目验收推迟。"
    assert found.lapsed == "说明写于数字变动之前：原为 84.35%，现为 81.20%，请重新确认。"
    assert form.engine.counts[Severity.VERIFY] == sum(f.severity is Severity.VERIFY for f in form.engine.findings)
    assert form.engine.explained_count == 0


def test_it_holds_again_with_the_same_figures() -> None:
    form = low_rate()
    explain(form, *RATE_LOW)
    form.put("funds[1].executed", "95.00")
    assert not form.engine.named(RATE_LOW)
    assert [key for key, _ in form.engine.unneeded] == [RATE_LOW]
    form.put("funds[1].executed", "84.35")
    assert form.find(*RATE_LOW).explained
    assert form.engine.unneeded == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("note", "上年结转 5.00 万元"),
        ("goal.achieved", "全年目标完成。"),
        ("indicators[1].actual", "2次"),
        ("header.转移支付（项目）名称", "补助资金"),
    ],
)
def test_an_unrelated_cell_lapses_nothing(path: str, text: str) -> None:
    form = low_rate()
    explain(form, *RATE_LOW)
    form.put(path, text)
    assert form.find(*RATE_LOW).explained


def test_amounts_that_leave_the_rate_as_printed_lapse_nothing() -> None:
    form = low_rate()
    explain(form, *RATE_LOW)
    form.put("funds[1].budget", "200.00")
    form.put("funds[1].executed", "168.70")
    assert form.find(*RATE_LOW).explained


def test_a_row_that_moves_lapses_nothing() -> None:
    form = clean_form("S")
    form.put(REPEATS[1], form.record.text(form.cell("indicators[1].target")))
    explain(form, *REPEATS)
    form.move("indicators", 1, 4)
    form.put_cell(form.cell("explanations[0].where"), "indicators[4].actual")
    found = form.find(REPEATS[0], "indicators[4].actual")
    assert found.explained
    assert found.lapsed == ""


def test_an_explanation_without_figures_holds_whatever_they_are() -> None:
    form = low_rate()
    assert explain(form, *RATE_LOW, about="").explained
    form.put("funds[1].executed", "81.20")
    assert form.find(*RATE_LOW).explained


def test_a_cell_that_settles_does_so_beside_an_explanation_that_lapsed() -> None:
    form = clean_form("S")
    form.put("indicators[13].actual", "10分钟")
    key = ("actual.far-beyond", "indicators[13].actual")
    explain(form, *key)
    form.put("indicators[13].actual", "9分钟")
    assert form.find(*key).lapsed
    form.put("indicators[13].reason", "新系统上线。")
    found = form.find(*key)
    assert found.explained
    assert found.lapsed == ""


def test_what_lapsed_is_confirmed_by_the_figures_of_now() -> None:
    form = low_rate()
    explain(form, *RATE_LOW)
    form.put("funds[1].executed", "81.20")
    form.put_cell(form.cell("explanations[0].about"), form.find(*RATE_LOW).about)
    assert form.find(*RATE_LOW).explained


def test_of_several_explanations_the_one_about_these_figures_counts() -> None:
    form = low_rate()
    explain(form, *RATE_LOW, text="旧。")
    form.put("funds[1].executed", "81.20")
    assert explain(form, *RATE_LOW, text="新。").explanation == "新。"
    form.put("funds[1].executed", "84.35")
    assert form.find(*RATE_LOW).explanation == "旧。"
    assert [written.text for _, written in form.engine.unneeded] == ["新。"]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("84.35%", "84.35%", True),
        ("84.35%", "81.20%", False),
        ("7,569.17", "7569.17", True),
        ("7569.00 万元", "7569万元", True),
        ("100.00", "100", True),
        ("100", "1", False),
        ("1,00", "100", False),
        ("≥2 次", "≥２次", True),
        ("≥2次", ">2次", False),
        ("a\nb", "ab", False),
        ("a", "a\nb", False),
        ("", "", True),
        ("2022.10", "2022.1", False),
        ("2022.0.1", "2022.1", False),
        ("10", "100", False),
    ],
)
def test_presentation_is_no_change(first: str, second: str, same: bool) -> None:
    assert same_figures(first, second) is same
    assert same_figures(second, first) is same


@pytest.mark.parametrize(
    ("before", "now", "says"),
    [
        ("84.35%\n90%", "81.20%\n90%", "原为 84.35%，现为 81.20%，"),
        ("5\n7", "6\n8", "原为 5、7，现为 6、8，"),
        ("空白\n7", "6\n7", "原为 空白，现为 6，"),
        ("5", "5\n7", "原为 5，现为 5、7，"),
    ],
)
def test_only_what_changed_is_named(before: str, now: str, says: str) -> None:
    assert says in change_in_words(before, now)


def test_a_long_text_is_compared_to_its_end_and_kept_short() -> None:
    form = low_rate()
    finding, cell = form.find(*RATE_LOW), form.cell("goal.achieved")
    texts = ["全年目标完成，" * 40 + end for end in ("甲", "乙")]
    abouts = []
    for text in texts:
        form.put("goal.achieved", text)
        abouts.append(figures_of(form.record, replace(finding, left=None, right=None, cells=(cell,))))
    assert not same_figures(*abouts)
    assert all(len(about) < 80 for about in abouts)
    said = change_in_words(*abouts)
    assert "281 字" in said
    assert not any(about[-11:-1] in said for about in abouts)


def test_a_side_that_is_printed_shortened_is_remembered_from_its_cell() -> None:
    form = low_rate()
    cell = form.cell("goal.achieved")
    finding = replace(form.find(*RATE_LOW), left="全年目标完成…", right=None, cells=(cell,))
    first = figures_of(form.record, finding)
    form.put("goal.achieved", form.record.text(cell) + "另有一句。")
    assert not same_figures(first, figures_of(form.record, finding))
