"""``[scoring]`` of a layout: the rules it chooses, what is refused, the user's rules before the shipped ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.domain.definition import FormDefinition
from desktop.domain.definition_loader import load_definition
from desktop.domain.errors import DefinitionError
from tests.architecture.tree import ROOT

RESOURCES = ROOT / "resources"
YIYANG = (RESOURCES / "forms" / "project" / "yiyang-2022.toml").read_text(encoding="utf-8")
SHANGHAI = (RESOURCES / "forms" / "region-managed" / "shanghai-2022.toml").read_text(encoding="utf-8")
CHOSEN = 'scheme = "project-yiyang"'


def loaded(folder: Path, text: str, *roots: Path) -> FormDefinition:
    """The layout of a text."""
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return load_definition(path, [*roots, RESOURCES])


def user_rules(folder: Path, text: str) -> Path:
    """A user's folder with one file of scoring rules."""
    (folder / "rules" / "scoring").mkdir(parents=True)
    (folder / "rules" / "scoring" / "own.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_layouts_with_scores_choose_a_scheme_with_its_source() -> None:
    for kind, layout, key in (
        ("project", "yiyang-2022", "project-yiyang"),
        ("department", "nanjing-2023", "department"),
    ):
        scoring = load_definition(RESOURCES / "forms" / kind / f"{layout}.toml").scoring
        assert scoring is not None
        assert scoring.scheme.key == key
        assert scoring.scheme.source
        assert scoring.total == "total.score"


def test_a_layout_without_scores_has_no_scoring() -> None:
    assert load_definition(RESOURCES / "forms" / "region" / "beijing-2022.toml").scoring is None


def test_single_rules_are_exchanged(tmp_path: Path) -> None:
    words = '\nweights = "20-80"\nbands = "80-50"\ngrades = "four"'
    words += '\ncaps = "by-execution-rate"\nlimits = "over-fulfilment-only"'
    scoring = loaded(tmp_path, YIYANG.replace(CHOSEN, CHOSEN + words)).scoring
    assert scoring is not None
    scheme = scoring.scheme
    assert scheme.weights is not None
    assert scheme.caps is not None
    keys = [scheme.weights.key, scheme.bands.key, scheme.grades.key, scheme.caps.key, scheme.limits.key]
    assert keys == ["20-80", "80-50", "four", "by-execution-rate", "over-fulfilment-only"]


def test_an_empty_word_takes_the_weights_away(tmp_path: Path) -> None:
    definition = loaded(tmp_path, YIYANG.replace(CHOSEN, f'{CHOSEN}\nweights = ""'))
    assert definition.scoring is not None
    assert definition.scoring.scheme.weights is None
    assert "weight.scheme" not in {check.code for check in definition.checks}


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        (CHOSEN, 'scheme = "nobody"', "scoring.scheme", "没有叫“nobody”的计分办法"),
        (CHOSEN, f'{CHOSEN}\nbands = "70-30"', "scoring.scheme", "没有叫“70-30”的定性指标分档"),
        (CHOSEN, f'{CHOSEN}\nband = "80-50"', "scoring.band", "没有这个词"),
        (CHOSEN, "", "scoring.scheme", "缺少"),
        ('execution = "funds.total"', 'execution = "funds.sum"', "scoring.execution", "没有“funds.sum”这一行"),
        ('execution = "funds.total"', 'execution = "indicators.disclosure"', "scoring.execution", "这一行"),
        ('total = "total.score"', 'total = "total.points"', "scoring.total", "没有“total.points”这一格"),
        ('rate = "funds.total.rate"', 'rate = "funds.total.budget"', "scoring.rate", "类型应当是 percent"),
        ('rate = "funds.total.rate"', 'grade = "total.score"', "scoring.grade", "类型应当是 text"),
        ("scored = true", "scored = false", "scoring", "没有分值和得分"),
        ('key = "actual"', 'key = "done"', "scoring", "“actual”"),
    ],
)
def test_what_cannot_be_chosen_is_refused_by_name(tmp_path: Path, old: str, new: str, key: str, words: str) -> None:
    assert old in YIYANG
    with pytest.raises(DefinitionError) as caught:
        loaded(tmp_path, YIYANG.replace(old, new))
    assert "own.toml" in str(caught.value)
    assert key in str(caught.value)
    assert words in str(caught.value)


def test_scoring_needs_scores(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="没有分值和得分"):
        loaded(tmp_path, SHANGHAI.replace("[sheet]", '[scoring]\nscheme = "project"\n\n[sheet]', 1))


def test_a_check_of_scores_needs_the_scoring(tmp_path: Path) -> None:
    check = '\n[[check]]\nkind = "grade"\ncode = "total.grade"\nseverity = "error"\nsource = "自定"\n'
    with pytest.raises(DefinitionError, match="计分办法"):
        loaded(tmp_path, SHANGHAI + check)


OWN_BANDS = '[[bands]]\nkey = "80-60"\nname = "本地分档"\nsource = "本地办法"\nmet_from = 90\npartly_from = 70\n'
OWN_SCHEME = """[[scheme]]
key = "project-yiyang"
name = "坏"
source = "本地"
bands = "没有"
grades = "four"
limits = "usual"
"""


def test_the_users_rules_come_before_the_shipped_ones(tmp_path: Path) -> None:
    scoring = loaded(tmp_path, YIYANG, user_rules(tmp_path, OWN_BANDS)).scoring
    assert scoring is not None
    assert scoring.scheme.bands.name == "本地分档"


@pytest.mark.parametrize(
    "text",
    [
        "[[bands]",
        OWN_BANDS.replace("met_from = 90", "met_from = 60"),
        OWN_SCHEME,
    ],
)
def test_a_broken_file_of_the_users_harms_only_what_needs_it(tmp_path: Path, text: str) -> None:
    user = user_rules(tmp_path, text)
    scoring = loaded(tmp_path, YIYANG, user).scoring
    assert scoring is not None
    assert scoring.scheme.bands.met_from == 80
    with pytest.raises(DefinitionError) as caught:
        loaded(tmp_path, YIYANG.replace(CHOSEN, 'scheme = "mine"'), user)
    assert "own.toml" in str(caught.value)


# columns in JSON ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["nobody", "header"])
def test_columns_are_those_of_a_table(tmp_path: Path, name: str) -> None:
    with pytest.raises(DefinitionError, match=f"没有叫“{name}”的表格部分"):
        loaded(tmp_path, YIYANG.replace("scored = true", f'scored = true\njson_columns = "{name}"'))
