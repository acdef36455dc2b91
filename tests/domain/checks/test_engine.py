"""The engine: rechecks give what a full check gives, deltas say what changed, explanations settle what they name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Scope
from desktop.domain.checks.compared import Pair
from desktop.domain.checks.engine import Delta
from desktop.domain.checks.finding import Finding, Severity
from desktop.domain.checks.total import TotalCheck
from desktop.domain.places import cell_at
from tests.domain.checks.forms import Form, clean_form

PROSE = "组织开展医保基金监管专项行动并曝光典型案例"
NAMES = [
    "医保法治建设能力",
    "医保法制建设的能力",
    "召开医保新闻发布会、政策吹风会次数",
    "召开医保新闻发布会、政策通风会次数",
    "召开医保新闻发布会政策吹会次数",
    "",
]
CODES = ["funds.rate-low", "actual.repeats-target", "actual.no-figure", "actual.not-met", "indicator.duplicate"]
WHERES = ["funds[0].rate", *(f"indicators[{row}].actual" for row in range(3)), "targets_set[1].level3"]
LISTS = ["indicators", "targets_set", "explanations"]

CHOICES: dict[str, tuple[list[str], list[str]]] = {
    "money": (
        [f"funds[{row}].{column}" for row in range(4) for column in ("budget", "executed")],
        ["", "0", "1OO", "100", "95.00", "80", "100.0000001", "-3", "950000", "80万元", "1.2万"],
    ),
    "rate": ([f"funds[{row}].rate" for row in range(4)], ["", "95%", "95.1%", "0.0%", "80%"]),
    "name": ([f"indicators[{row}].{key}" for row in range(4) for key in ("level2", "level3")], NAMES),
    "given": ([f"targets_set[{row}].{key}" for row in range(2) for key in ("level3", "target")], [*NAMES, "≥2次"]),
    "target": ([f"indicators[{row}].target" for row in range(4)], ["", "≥2次", "≥90%", "显著提升", "12月底前完成"]),
    "actual": (
        [f"indicators[{row}].actual" for row in range(4)],
        ["", "≥2次", "2次", "290%", "有所提升", "2022年12月20日", PROSE, f"全年{PROSE}"],
    ),
    "reason": ([f"indicators[{row}].reason" for row in range(4)], ["", "无", "推迟。"]),
    "year": (["year"], ["2022", "2021", "二〇"]),
    "bureau": (["bureau"], ["甲省医疗保障局", "湖南省医疗保障局", "益阳市医疗保障局"]),
    "unit": (["unit"], ["万元", "元", "角"]),
    "prose": (
        ["note", "goal.planned", "goal.achieved", "title"],
        ["", "无", "2021年CIS-DRG", "上年结转5.00万元", "2023年长沙市医保局"],
    ),
    "initial": ([f"funds[{row}].initial" for row in range(4)], ["", "80", "100.00", "1000000"]),
    "points": (
        [
            "funds[0].weight",
            "funds[0].score",
            *(f"indicators[{row}].{key}" for row in range(4) for key in ("weight", "score")),
        ],
        ["", "0", "2", "3", "5", "10", "14.99", "15", "1O"],
    ),
    "level": (
        [*(f"indicators[{row}].level1" for row in range(4)), "level1_weights.产出指标"],
        ["产出指标", "效益指标", "", "50", "25"],
    ),
    "criterion": (
        [f"indicators[{row}].criterion" for row in range(4)],
        ["", "共2项，每项得1分。", "达到90%，得3分", "由专家评议。", "得分=满意度*权重"],
    ),
    "whole": (
        ["figures.决算支出", "figures.其中：项目支出(全年)", "figures.预算执行率", "figures.等级", "total.score"],
        ["", "10", "79.9", "100", "良", "99%", "89.5"],
    ),
    "aspect": (["management[4].problem", "management[4].statement"], ["", "无", "推迟。"]),
}

one_of = st.sampled_from
place = st.integers(0, 3)
typing = one_of(sorted(CHOICES)).flatmap(
    lambda key: st.tuples(st.just("put"), one_of(CHOICES[key][0]), one_of(CHOICES[key][1]))
)
adding = st.tuples(st.just("add"), one_of(LISTS[:2]), place, one_of(NAMES))
ABOUTS = ["", "now", "84.35%"]
explaining = st.tuples(st.just("explain"), one_of(CODES), one_of(WHERES), one_of(["", "已核实。"]), one_of(ABOUTS))
removing = st.tuples(st.just("remove"), one_of(LISTS), place)
moving = st.tuples(st.just("move"), st.just("indicators"), place, place)
steps = st.lists(st.one_of(typing, typing, typing, adding, explaining, removing, moving), min_size=1, max_size=20)


def messy(letter: str) -> Form:
    """A form of four indicators in which much is wrong already, so that every change meets something."""
    form = clean_form(letter)
    while len(form.record.rows("indicators")) > 4:
        form.remove("indicators", 4)
    for name in NAMES[:2]:
        form.add("targets_set", {"level3": name, "target": "≥2次"})
    for path, text in {
        "funds[0].budget": "100.00",
        "funds[1].executed": "80",
        "indicators[1].actual": PROSE,
        "indicators[2].actual": f"全年{PROSE}",
        "indicators[3].level3": NAMES[0],
        "note": "上年结转5.00万元",
    }.items():
        if cell_at(form.record, path) is not None:
            form.put(path, text)
    return form


def act(form: Form, step: tuple[object, ...], number: int) -> Delta | None:
    """Do one step; None when the form has no place for it."""
    match step:
        case ("put", str(path), str(text)):
            try:
                return form.put(path, text)
            except AssertionError:
                return None
        case ("add", str(section), int(at), str(name)):
            return form.add(section, {"level3": name, "target": "≥2次", "actual": "≥2次"}, at, f"k{number}")
        case ("explain", str(code), str(where), str(text), str(about)):
            if about == "now":
                about = next((finding.about for finding in form.engine.named((code, where))), "")
            texts = {"code": code, "where": where, "text": text, "about": about}
            return form.add("explanations", texts, key=f"k{number}")
        case ("remove", str(section), int(index)) if index < len(form.record.rows(section)):
            return form.remove(section, index)
        case ("move", str(section), int(old), int(new)) if max(old, new) < len(form.record.rows(section)):
            return form.move(section, old, new)
    return None


@given(letter=st.sampled_from("SBPCD"), sequence=steps)
@settings(max_examples=150)
def test_rechecks_end_where_a_full_check_starts(letter: str, sequence: list[tuple[object, ...]]) -> None:
    form = messy(letter)
    known: Counter[Finding] = Counter(form.engine.findings)
    for number, step in enumerate(sequence):
        delta = act(form, step, number)
        if delta is not None:
            known.update(delta.added)
            known.subtract(delta.removed)
    anew = form.anew()
    assert form.engine.findings == anew
    assert +known == Counter(anew)
    assert not -known
    assert_lists_agree(form)


def assert_lists_agree(form: Form) -> None:
    """Counts and findings by cell follow from the list."""
    findings = form.engine.findings
    for severity in Severity:
        assert form.engine.counts[severity] == sum(f.severity is severity and not f.explained for f in findings)
    assert form.engine.explained_count == sum(f.explained for f in findings)
    for cell in {cell for finding in findings for cell in finding.cells}:
        assert form.engine.at(cell) == [finding for finding in findings if cell in finding.cells]


# The last edit of each row is far from the finding it brings or takes: only the dependence leads there.
DEPENDENT: list[tuple[str, list[tuple[str, str]], tuple[str, str], bool]] = [
    ("S", [("funds[0].budget", "100.00"), ("funds[3].budget", "7")], ("funds.sum", "funds[0].budget"), True),
    ("S", [("funds[1].rate", "95.0%"), ("funds[1].budget", "120")], ("funds.rate", "funds[1].rate"), True),
    ("S", [("funds[1].budget", "100.001"), ("unit", "元")], ("funds.below-cent", "funds[1].budget"), True),
    (
        "S",
        [("funds[2].budget", "50"), ("funds[1].budget", "1OO"), ("funds[1].budget", "")],
        ("funds.executed-over-budget", "funds[0].executed"),
        True,
    ),
    (
        "S",
        [("indicators[0].target", "12月底前完成"), ("indicators[0].actual", "2022年12月20日"), ("year", "2021")],
        ("indicator.reason-missing", "indicators[0].reason"),
        True,
    ),
    (
        "S",
        [("funds[1].executed", "80"), ("indicators[1].reason", "推迟。"), ("indicators[1].reason", "")],
        ("indicator.reason-column-empty", "indicators"),
        True,
    ),
    (
        "S",
        [("funds[1].executed", "80"), ("indicators[1].reason", "推迟。")],
        ("indicator.reason-column-empty", "indicators"),
        False,
    ),
    (
        "B",
        [("indicators[2].actual", PROSE), ("indicators[1].actual", f"全年{PROSE}")],
        ("actual.copied-neighbour", "indicators[2].actual"),
        True,
    ),
    (
        "B",
        [("indicators[6].level3", "医保信息系统正常运行率"), ("indicators[4].level3", "医保系统运行率")],
        ("indicator.duplicate", "indicators[6].level3"),
        False,
    ),
    ("S", [("goal.achieved", "2021年完成。"), ("year", "2021")], ("text.wrong-year", "goal.achieved"), False),
    (
        "P",
        [("indicators[0].actual", "81%"), ("indicators[0].weight", "13.5")],
        ("score.over-weight", "indicators[0].score"),
        True,
    ),
    ("C", [("funds[1].executed", "95"), ("funds[1].executed", "79")], ("total.cap", "total.score"), True),
    (
        "C",
        [("funds[1].executed", "79"), ("indicators[0].score", "0")],
        ("total.cap", "total.score"),
        False,
    ),
    (
        "D",
        [("figures.其中：项目支出(全年)", "60"), ("figures.决算支出", "120")],
        ("funds.rate-low", "figures.预算执行率"),
        False,
    ),
    (
        "D",
        [
            ("indicators[3].score", "0"),
            ("indicators[1].score", "0"),
            *((f"indicators[{row}].score", "0") for row in range(27, 29)),
        ],
        ("total.grade", "figures.等级"),
        True,
    ),
    ("S", [("note", "上年结转5万元"), ("funds[3].budget", "5")], ("funds.carry-over", "funds[3].budget"), False),
]


@pytest.mark.parametrize(("letter", "edits", "key", "present"), DEPENDENT, ids=lambda value: str(value)[:50])
def test_a_finding_follows_cells_far_from_it(
    letter: str, edits: list[tuple[str, str]], key: tuple[str, str], present: bool
) -> None:
    form = clean_form(letter)
    for path, text in edits[:-1]:
        form.put(path, text)
    assert (key in form.codes) is not present
    form.put(*edits[-1])
    assert (key in form.codes) is present
    assert form.engine.findings == form.anew()


def test_what_was_handed_down_is_followed_too() -> None:
    form = clean_form("S")
    name = form.record.text(form.cell("indicators[2].level3"))
    form.add("targets_set", {"level3": "门诊统筹基金支出增长率", "target": "全覆盖"})
    assert form.codes == {("indicator.missing", "targets_set[0].level3")}
    form.put("targets_set[0].level3", name)
    assert form.codes == set()
    form.put("targets_set[0].target", "≥90%")
    assert form.codes == {("target.changed", "indicators[2].target")}
    form.remove("targets_set", 0)
    assert form.codes == set()
    form.add("targets_set", {"level3": "门诊统筹基金支出增长率"})
    form.put("targets_set[0].level3", "")
    assert form.codes == set()


def test_a_new_row_is_asked_for_what_it_lacks() -> None:
    form = clean_form("S")
    form.add("indicators", {"level3": "门诊统筹基金支出增长率"}, at=0)
    assert form.codes == {("actual.required", "indicators[0].actual"), ("target.required", "indicators[0].target")}
    form.remove("indicators", 0)
    assert form.codes == set()


def test_findings_stand_gravest_first_then_in_the_order_of_the_form() -> None:
    form = clean_form("S")
    for path, text in {
        "indicators[1].actual": "",
        "note": "",
        "indicators[0].actual": "≥2次",
        "funds[1].rate": "1OO%",
        "goal.achieved": "2021年CIS-DRG",
        "header.资金使用单位": "",
    }.items():
        form.put(path, text)
    assert [finding.where for finding in form.engine.findings] == [
        "header.资金使用单位",
        "funds[1].rate",
        "indicators[1].actual",
        "indicators[0].actual",
        "note",
        "goal.achieved",
        "goal.achieved",
    ]
    assert [finding.code for finding in form.engine.at(form.cell("goal.achieved"))] == ["text.term", "text.wrong-year"]


def test_a_delta_holds_what_came_and_went() -> None:
    form = clean_form("S")
    came = form.put("indicators[0].actual", "≥2次")
    assert [finding.code for finding in came.added] == ["actual.repeats-target"]
    assert came.removed == ()
    assert came.cells == {form.cell("indicators[0].actual")}
    changed = form.put("indicators[0].actual", "1次")
    assert [finding.code for finding in changed.added] == ["indicator.reason-missing"]
    assert [finding.code for finding in changed.removed] == ["actual.repeats-target"]
    assert form.put("indicators[0].actual", "1次") == Delta()


def test_a_row_that_moves_takes_its_paths_along() -> None:
    form = clean_form("S")
    form.put("indicators[4].actual", "≥90%")
    delta = form.move("indicators", 4, 0)
    assert [finding.where for finding in delta.added] == ["indicators[0].actual"]
    assert [finding.where for finding in delta.removed] == ["indicators[4].actual"]


def test_an_explanation_settles_the_finding_it_names_and_no_other() -> None:
    form = clean_form("S")
    for row in (0, 1):
        form.put(f"indicators[{row}].actual", form.record.text(form.cell(f"indicators[{row}].target")))
    texts = {"code": "actual.repeats-target", "where": "indicators[1].actual", "text": "统计口径尚未公布。"}
    form.add("explanations", texts)
    settled = form.find("actual.repeats-target", "indicators[1].actual")
    assert settled.explained
    assert settled.explanation == "统计口径尚未公布。"
    assert not settled.is_open
    assert not form.find("actual.repeats-target", "indicators[0].actual").explained
    assert (form.engine.counts[Severity.VERIFY], form.engine.explained_count) == (1, 1)
    row = form.record.rows("explanations")[0].key
    form.put_cell(CellId("explanations", row, "text"), "无")
    assert not form.find("actual.repeats-target", "indicators[1].actual").explained


def test_an_error_is_not_explained_away() -> None:
    form = clean_form("S")
    form.put("indicators[0].actual", "")
    form.add("explanations", {"code": "actual.required", "where": "indicators[0].actual", "text": "没有。数据未出。"})
    assert not form.find("actual.required", "indicators[0].actual").explained


def test_the_reason_beside_settles_what_is_far_beyond() -> None:
    form = clean_form("S")
    form.put("indicators[13].actual", "10分钟")
    assert not form.find("actual.far-beyond", "indicators[13].actual").explained
    form.put("indicators[13].reason", "新系统上线。")
    found = form.find("actual.far-beyond", "indicators[13].actual")
    assert found.explained
    assert found.explanation.endswith("的未完成原因和改进措施")


@pytest.mark.parametrize(
    ("path", "text", "label", "mended"),
    [
        ("indicators[5].actual", "1OO%", "改成 100%", "100%"),
        ("funds[3].budget", "1OO.00", "改成 100.00", "100.00"),
        ("funds[0].budget", "101.00", "改用自动算出的 100.00", ""),
        ("funds[1].rate", "96%", "改用自动算出的 95.0%", ""),
        ("indicators[4].target", "290%", "改成 ≥90%", "≥90%"),
        ("goal.achieved", "CIS-DRG付费", "改成 CHS-DRG", "CHS-DRG付费"),
    ],
)
def test_a_mend_is_offered_and_mends(path: str, text: str, label: str, mended: str) -> None:
    form = clean_form("S")
    form.put(path, text)
    fixes = [finding.fix for finding in form.engine.at(form.cell(path)) if finding.fix and finding.fix.label == label]
    assert len(fixes) == 1
    assert fixes[0].text == mended
    form.put_cell(fixes[0].cell, fixes[0].text)
    assert not any(finding.fix and finding.fix.label == label for finding in form.engine.at(form.cell(path)))


def test_a_keystroke_asks_only_what_it_touches(monkeypatch: pytest.MonkeyPatch) -> None:
    """With ten times the rows, a cell costs the same number of evaluations."""
    asked: list[int] = []
    for rows in (10, 100):
        form = clean_form("S")
        for number in range(rows):
            form.add("indicators", {"level3": f"指标{number}", "target": "≥2次", "actual": "2次"}, key=f"k{number}")
        count = 0

        def counted(check: Check, scope: object) -> list[Finding]:
            nonlocal count
            count += 1
            return list(type(check).evaluate(check, scope))  # type: ignore[arg-type]

        for check in form.engine._checks:
            monkeypatch.setattr(check, "evaluate", lambda scope, check=check: counted(check, scope))
        form.put("indicators[25].actual", "1次")
        asked.append(count)
    assert asked[0] == asked[1]
    assert 0 < asked[0] < 40


@pytest.mark.parametrize(
    ("path", "text", "levels"),
    [
        ("indicators[0].weight", "1", ["output"]),
        ("level1_weights.效益指标", "31", ["effect"]),
        ("indicators[0].level1", "效益指标", ["execution", "output", "effect"]),
        ("indicators[0].level1", "过程指标", ["execution", "output", "effect"]),
    ],
)
def test_points_are_added_up_where_they_count(path: str, text: str, levels: list[str]) -> None:
    form = clean_form("P")
    (check,) = (check for check in form.engine._checks if check.name == "weight-subtotal")
    assert list(check.scopes()) == ["execution", "output", "effect"]
    assert list(check.touched(form.cell(path))) == levels
    form.put(path, text)
    assert any(code == "weight.subtotal" for code, _ in form.codes)
    assert form.engine.findings == form.anew()


def test_points_follow_a_row_from_level_to_level() -> None:
    form = clean_form("P")
    for level, weight in (("效益指标", "7"), ("", "8"), ("无此指标", "9"), ("满意度指标", "1O"), ("产出指标", "3")):
        for path, text in (("indicators[0].level1", level), ("indicators[0].weight", weight)):
            form.put(path, text)
            assert form.engine.findings == form.anew(), (path, text)


def test_a_total_nobody_typed_is_not_added_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    form = clean_form("P")
    asked: list[Scope] = []
    for check in form.engine._checks:
        if isinstance(check, TotalCheck):
            real = check.pairs

            def noted(scope: Scope, real: Callable[[Scope], Iterable[Pair]] = real) -> Iterable[Pair]:
                asked.append(scope)
                return real(scope)

            monkeypatch.setattr(check, "pairs", noted)
    form.put("indicators[0].score", "1")
    assert asked == []
    form.put("total.score", "100")
    assert asked != []
    assert ("total.score", "total.score") in form.codes
