"""``ziping lint`` and ``ziping kinds``: every file the program would use, or one of them, with exit codes.

Exit codes are those of the design: 0 fine, 2 the input cannot be used.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.cli import main
from desktop.paths import resources_dir
from desktop.services.forms import FormCatalog
from desktop.services.rule_files import files_of
from tests.services.user_files import BROKEN_RULES, DERIVED, put

SCHEME = """[[scheme]]
key = "ours"
name = "本市"
source = "本市通知"
bands = "{bands}"
grades = "{grades}"
limits = "{limits}"
"""
RULES = """[[check]]
kind = "condition"
code = "funds.unspent"
severity = "verify"
source = "本市通知"
message = "还有 {left} 没有执行。"
section = "anything"
column = "executed"
when = "executed < budget"
left = "executed"
"""
Captured = pytest.CaptureFixture[str]


def lint(capsys: Captured, *arguments: str | Path) -> tuple[int, str]:
    """Exit code and what was said."""
    capsys.readouterr()
    code = main(["lint", *map(str, arguments)])
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def shipped_scheme() -> dict[str, str]:
    """One rule of each sort that the shipped files have."""
    from desktop.domain.scoring_loader import load_scoring

    rules = load_scoring([resources_dir() / "rules" / "scoring"])
    return {"bands": next(iter(rules.bands)), "grades": next(iter(rules.grades)), "limits": next(iter(rules.limits))}


def test_everything_shipped_is_proved_and_counted(capsys: Captured) -> None:
    code, said = lint(capsys)
    files = len(files_of(resources_dir())) + len(list((resources_dir() / "forms").glob("*/*.toml")))
    assert (code, said) == (0, f"{files} 个表样、规则和目录文件没有问题。\n")
    assert {path.parent.name for path in files_of(resources_dir())} == {"rules", "scoring", "code_lists"}


def test_the_users_files_are_proved_too(capsys: Captured, user_data: Path) -> None:
    shipped = int(lint(capsys)[1].split()[0])
    put(user_data, "forms/own.toml", DERIVED)
    put(user_data, "rules/ours.toml", RULES)
    put(user_data, "rules/scoring/ours.toml", SCHEME.format(**shipped_scheme()))
    put(user_data, "code_lists/ours.toml", 'title = "x"\nsource = "x"\n[[indicator]]\nkey = "a"\nname = "甲"\n')
    assert lint(capsys) == (0, f"{shipped + 4} 个表样、规则和目录文件没有问题。\n")


BROKEN = {
    "forms/own.toml": (DERIVED.replace("rate <", "rat <"), "check.funds.rate-low.when"),
    "forms/sub/deep/own.toml": ("[form", "文件末尾"),
    "rules/ours.toml": (RULES.replace("executed <", "executed <<"), "“check[0].when”"),
    "rules/kind.toml": (RULES.replace('"condition"', '"conditoin"'), "没有叫“conditoin”的审核"),
    "rules/parameter.toml": (RULES + "rowz = 'x'\n", "没有这个参数"),
    "rules/missing.toml": (RULES.replace('left = "executed"\n', ""), "缺少这个参数"),
    "rules/type.toml": (RULES.replace('"anything"', "3"), "这里要一个名称"),
    "rules/family.toml": (RULES.replace("funds.unspent", "money.unspent"), "要以这些之一加点开头"),
    "rules/message.toml": (RULES.replace("{left}", "{lefft}"), "句子里不能用“{lefft}”"),
    "rules/severity.toml": (BROKEN_RULES, "“fatal”不认识"),
    "rules/unknown.toml": ("[[chekc]]\n", "缺少这一项"),
    "rules/scoring/ours.toml": (SCHEME.format(bands="x", grades="x", limits="x"), "“scheme[0].bands”"),
    "rules/scoring/gbk.toml": (SCHEME.encode("gbk"), "UTF-8"),
    "code_lists/codes.toml": (
        'title = "x"\nsource = "x"\nyear = 2023\n[economic]\n30101 = "x"\n',
        "上级科目“301”不在表里",
    ),
    "code_lists/ours.toml": ('title = "x"\nsource = "x"\n[[indicator]]\nkey = "a"\n', "“indicator[0].name”"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_named_alone_and_among_all(capsys: Captured, user_data: Path, name: str) -> None:
    content, words = BROKEN[name]
    path = put(user_data, name, content)
    for arguments in ((), (path,)):
        code, said = lint(capsys, *arguments)
        assert code == 2
        assert words in said
        assert path.name in said
        assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("own.toml", DERIVED),
        ("rules.toml", RULES),
        ("scoring.toml", '[[bands]]\nkey = "b"\nname = "b"\nsource = "b"\nmet_from = 90\npartly_from = 70\n'),
        ("codes.toml", 'title = "x"\nsource = "x"\nyear = 2023\n[economic]\n301 = "工资福利支出"\n'),
        ("list.toml", 'title = "x"\nsource = "x"\n[[indicator]]\nkey = "a"\nname = "甲"\n'),
    ],
)  # fmt: skip
def test_a_draft_is_known_by_what_it_holds(capsys: Captured, tmp_path: Path, name: str, content: str) -> None:
    path = put(tmp_path, f"draft/{name}", content)
    assert lint(capsys, path) == (0, "1 个表样、规则和目录文件没有问题。\n")
    path.write_text(content + "\n[nonsense]\n", encoding="utf-8")
    assert lint(capsys, path)[0] == 2


def test_a_draft_that_is_nothing_is_told(capsys: Captured, tmp_path: Path) -> None:
    code, said = lint(capsys, put(tmp_path, "draft/x.toml", "a = 1\n"))
    assert code == 2
    assert "看不出它是什么" in said


def test_a_draft_finds_its_parent_and_rules_beside_it(capsys: Captured, tmp_path: Path) -> None:
    put(tmp_path, "draft/forms/base.toml", DERIVED.replace("own-2023", "base"))
    put(tmp_path, "draft/rules/ours.toml", RULES.replace('"anything"', '"funds"'))
    head = '[form]\nextends = "region/base"\nlayout = "child"\nrules = ["transfer", "ours"]\n'
    path = put(tmp_path, "draft/forms/child.toml", head)
    assert lint(capsys, path)[0] == 0
    put(tmp_path, "draft/rules/ours.toml", RULES)
    code, said = lint(capsys, path)
    assert (code, "“check.funds.unspent.section”" in said, "child.toml" in said) == (2, True, True)


def test_a_draft_must_not_take_a_shipped_name(capsys: Captured, tmp_path: Path) -> None:
    text = (resources_dir() / "forms" / "region" / "beijing-2022.toml").read_text(encoding="utf-8")
    code, said = lint(capsys, put(tmp_path, "draft/copy.toml", text))
    assert code == 2
    assert "是程序自带的表样" in said


def test_shipped_files_can_be_named(capsys: Captured) -> None:
    forms = sorted((resources_dir() / "forms").glob("*/*.toml"))
    files = [*files_of(resources_dir()), *forms]
    assert lint(capsys, *files) == (0, f"{len(files)} 个表样、规则和目录文件没有问题。\n")


GRADES = """[[grades]]
key = "{key}"
name = "两等"
source = "本市通知"
step = [{{ name = "合格", least = 60 }}, {{ name = "不合格", least = 0 }}]
"""


def test_scoring_files_name_each_others_rules_and_a_broken_one_is_left_out(capsys: Captured, user_data: Path) -> None:
    put(user_data, "rules/scoring/a.toml", SCHEME.format(**shipped_scheme() | {"grades": "two"}))
    put(user_data, "rules/scoring/b.toml", GRADES.format(key="two"))
    catalog = FormCatalog()
    assert lint(capsys)[0] == 0
    assert catalog.scoring().schemes["ours"].grades.name == "两等"
    put(user_data, "rules/scoring/c.toml", GRADES.format(key="two"))
    put(user_data, "rules/scoring/d.toml", "[[grades]")
    code, said = lint(capsys)
    assert (code, said.count("\n"), "“two”出现了两次" in said, "d.toml" in said) == (2, 2, True, True)
    catalog.look_again()
    assert len(catalog.problems()) == 2
    assert catalog.scoring().schemes["ours"].grades.name == "两等"
    (user_data / "rules" / "scoring" / "b.toml").unlink()
    (user_data / "rules" / "scoring" / "c.toml").unlink()
    catalog.look_again()
    assert "ours" not in catalog.scoring().schemes
    assert catalog.scoring().schemes.keys() == FormCatalog(user=user_data / "none").scoring().schemes.keys() != set()


def test_kinds_shows_the_users_layouts_and_problems(capsys: Captured, user_data: Path) -> None:
    put(user_data, "forms/own.toml", DERIVED)
    put(user_data, "forms/broken.toml", DERIVED.replace("own-2023", "b").replace("rate-low", "rate-lo"))
    put(user_data, "rules/transfer.toml", BROKEN_RULES)
    assert main(["kinds", "--json"]) == 0
    printed = capsys.readouterr()
    rows = {row["layout"]: row for row in json.loads(printed.out) if row["user"]}
    assert (rows["own-2023"]["name"], rows["own-2023"]["year"], rows["own-2023"]["problem"]) == ("本市的表", 2023, "")
    assert "broken.toml" in rows["b"]["problem"]
    assert "transfer.toml" in printed.err
    assert main(["kinds"]) == 0
    assert "本市的表（自有）" in capsys.readouterr().out
