"""Scoring rule files: the shipped ones hold what was asked for, broken ones are refused with file, key and reason."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from desktop.domain.errors import DefinitionError, InputError
from desktop.domain.scoring_loader import load_scoring, load_scoring_file
from desktop.domain.scoring_scheme import SeveralTargets
from tests.domain.scoring_rules import SHIPPED, scheme, shipped

HEAD = 'key = "k"\nname = "名"\nsource = "文件"\n'
WHOLE = f"""
[[weights]]
{HEAD}
part = [{{ headings = ["预算执行率"], weight = 12.5 }}, {{ rest = true, weight = 87.5 }}]

[[bands]]
{HEAD}
met_from = 85
partly_from = 0.5

[[grades]]
{HEAD}
step = [{{ name = "好", least = 60 }}, {{ name = "差", least = 0 }}]

[[caps]]
{HEAD}
step = [{{ below = 100, most = 95 }}, {{ below = 50, most = 40 }}]

[[limits]]
{HEAD}
unspent = 15

[[scheme]]
{HEAD}
weights = "k"
bands = "k"
grades = "k"
caps = "k"
limits = "k"
several_targets = "equal-shares"
"""


def write(folder: Path, text: str, name: str = "a.toml") -> Path:
    """A file of the folder, which is made when it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# shipped --------------------------------------------------------------------------------------------------------------


def test_what_is_shipped() -> None:
    rules = shipped()
    assert set(rules.weights) == {"10-50-30-10", "10-50-40", "20-80", "10-90", "10-25-30-35"}
    assert set(rules.bands) == {"80-60", "80-50"}
    assert set(rules.grades) == {"four", "five"}
    assert set(rules.caps) == {"by-execution-rate"}
    assert set(rules.schemes) == {"project", "project-yiyang", "department"}


def test_the_key_of_weights_says_their_points() -> None:
    for key, rule in shipped().weights.items():
        assert [str(part.weight) for part in rule.parts] == key.split("-")


def test_only_rules_of_the_national_document_are_not_local() -> None:
    rules = shipped()
    sorts = (rules.weights, rules.bands, rules.grades, rules.caps, rules.limits, rules.schemes)
    for rule in (rule for sort in sorts for rule in sort.values()):
        assert rule.local is ("财预〔2020〕10号" not in rule.source), rule.key


def test_every_shipped_file_stands_by_itself_or_on_the_others() -> None:
    for path in SHIPPED.glob("*.toml"):
        load_scoring_file(path, shipped())


# choosing -------------------------------------------------------------------------------------------------------------


def test_single_rules_are_exchanged() -> None:
    chosen = scheme("project", weights="20-80", bands="80-50", grades="five", caps="by-execution-rate")
    assert chosen.weights is shipped().weights["20-80"]
    assert (chosen.bands.key, chosen.grades.key) == ("80-50", "five")
    assert chosen.caps is shipped().caps["by-execution-rate"]
    assert scheme("project", limits="over-fulfilment-only").limits.unspent is None


def test_weights_and_caps_are_taken_away() -> None:
    assert scheme("project").weights is not None
    assert scheme("project", weights="").weights is None
    assert scheme("project", caps="").caps is None


@pytest.mark.parametrize(
    ("key", "chosen", "words"),
    [
        ("nowhere", {}, "没有叫“nowhere”的计分办法，现有：project"),
        ("project", {"weights": "x"}, "分值方案"),
        ("project", {"bands": ""}, "定性指标分档"),
        ("project", {"grades": "x"}, "等级划分，现有：four、five"),
        ("project", {"caps": "x"}, "总分封顶办法"),
        ("project", {"limits": "x"}, "提醒界限"),
    ],
)
def test_a_key_there_is_not(key: str, chosen: dict[str, str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        shipped().scheme(key, **chosen)


# reading --------------------------------------------------------------------------------------------------------------


def test_a_whole_file(tmp_path: Path) -> None:
    found = load_scoring_file(write(tmp_path, WHOLE)).scheme("k")
    assert found.weights is not None
    assert [part.weight for part in found.weights.parts] == [Decimal("12.5"), Decimal("87.5")]
    assert (found.bands.met_from, found.bands.partly_from) == (85, Decimal("0.5"))
    assert [(step.name, step.least) for step in found.grades.grades] == [("好", 60), ("差", 0)]
    assert found.caps is not None
    assert [(step.below, step.most) for step in found.caps.steps] == [(100, 95), (50, 40)]
    assert (found.limits.over_fulfilment, found.limits.ahead_of_spending, found.limits.unspent) == (None, None, 15)
    assert found.several is SeveralTargets.EQUAL_SHARES
    assert not found.local


def test_a_folder_in_front_takes_the_place_of_the_one_behind(tmp_path: Path) -> None:
    write(tmp_path, WHOLE.replace('"k"', '"80-50"', 2).replace('"k"', '"four"', 1).split("[[caps]]")[0])
    rules = load_scoring([tmp_path, SHIPPED])
    assert rules.bands["80-50"].met_from == 85
    assert rules.scheme("project").grades.grades[0].name == "好"
    assert rules.scheme("project", bands="80-60").bands.met_from == 80


def test_missing_folders_are_empty(tmp_path: Path) -> None:
    assert load_scoring([tmp_path / "nowhere"]).schemes == {}


# refused --------------------------------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[str, str, str, str]] = {
    "unknown table": ("[[weights]]", "[[weigths]]", "weigths", "没有这个词"),
    "unknown key": ("unspent = 15", "unspend = 15", "limits[0].unspend", "没有这个词"),
    "unknown key of a part": ("rest = true,", "rest = true, rst = 1,", "weights[0].part[1].rst", "没有这个词"),
    "unknown key of a grade": ('name = "好",', 'name = "好", x = 1,', "grades[0].step[0].x", "没有这个词"),
    "unknown key of a cap": ("below = 100,", "below = 100, x = 1,", "caps[0].step[0].x", "没有这个词"),
    "unknown key of a scheme": ('several_targets = "equal-shares"', "several = 1", "scheme[0].several", "没有这个词"),
    "no source": ('source = "文件"\n', "", "weights[0].source", "缺少"),
    "blank name": ('name = "名"', 'name = " "', "weights[0].name", "不能空着"),
    "text for a number": ("met_from = 85", 'met_from = "85"', "bands[0].met_from", "数"),
    "text for a flag": ("rest = true", 'rest = "是"', "weights[0].part[1].rest", "true"),
    "over 100": ("met_from = 85", "met_from = 185", "bands[0].met_from", "0 到 100"),
    "below 0": ("unspent = 15", "unspent = -1", "limits[0].unspent", "0 到 100"),
    "weights miss 100": ("12.5 }", "12.4 }", "weights[0].part", "现在是 99.9"),
    "weight 0": ("weight = 12.5", "weight = 0", "weights[0].part[0].weight", "大于 0"),
    "blank heading": ('["预算执行率"]', '[" "]', "weights[0].part[0].headings", "不能空着"),
    "heading for headings": ('["预算执行率"]', '"预算执行率"', "weights[0].part[0].headings", "一列文字"),
    "heading twice": ("rest = true", 'headings = ["预算执行率"]', "weights[0].part", "出现了两次"),
    "rest with a name": ("rest = true", 'headings = ["甲"], rest = true', "weights[0].part[1].rest", "其余指标"),
    "two rests": ('headings = ["预算执行率"]', "rest = true", "weights[0].part", "只能有一处"),
    "bands out of order": ("met_from = 85", "met_from = 0.5", "bands[0].partly_from", "小于 met_from"),
    "band without width": ("partly_from = 0.5", "partly_from = 0", "bands[0].partly_from", "大于 0"),
    "band without top": ("met_from = 85", "met_from = 100", "bands[0].partly_from", "小于 100"),
    "grades out of order": ("least = 60", "least = 0", "grades[0].step", "从高到低"),
    "grade name twice": ('name = "差"', 'name = "好"', "grades[0].step", "出现了两次"),
    "grades miss 0": ("least = 0", "least = 1", "grades[0].step", "从 0 分起"),
    "no grades": ('[{ name = "好", least = 60 }, { name = "差", least = 0 }]', "[]", "grades[0].step", "至少要有一档"),
    "caps out of order": ("below = 50", "below = 100", "caps[0].step", "从高到低"),
    "cap that does not fall": ("most = 40", "most = 95", "caps[0].step", "从高到低"),
    "scheme names nothing": ('bands = "k"', 'bands = "q"', "scheme[0].bands", "只能是：k"),
    "scheme without grades": ('grades = "k"\n', "", "scheme[0].grades", "缺少"),
    "unknown word": ('"equal-shares"', '"shares"', "scheme[0].several_targets", "equal-shares"),
    "not TOML": ("unspent = 15", "unspent = ", "文件", "TOML"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=list(REFUSED))
def test_refused(case: tuple[str, str, str, str], tmp_path: Path) -> None:
    old, new, key, reason = case
    assert old in WHOLE
    path = write(tmp_path, WHOLE.replace(old, new, 1))
    with pytest.raises(DefinitionError) as caught:
        load_scoring_file(path)
    assert (caught.value.file, caught.value.key) == ("a.toml", key)
    assert reason in caught.value.reason


@pytest.mark.parametrize("sort", ["weights", "bands", "grades", "caps", "limits", "scheme"])
def test_a_key_twice_is_refused(sort: str, tmp_path: Path) -> None:
    start = WHOLE.index(f"[[{sort}]]")
    block = WHOLE[start:].split("\n\n[[")[0]
    with pytest.raises(DefinitionError, match="出现了两次"):
        load_scoring_file(write(tmp_path / "one", f"{WHOLE}\n{block}\n"))
    write(tmp_path / "two", WHOLE, "a.toml")
    write(tmp_path / "two", WHOLE, "b.toml")
    with pytest.raises(DefinitionError) as caught:
        load_scoring([tmp_path / "two"])
    assert caught.value.file == "b.toml"
