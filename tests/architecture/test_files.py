"""The shape of the repository: what lies at the top, nothing generated, nothing of a person or a machine, sizes.

F1 top level as designed; F2 no generated files; F3 no path of a machine, address, telephone number or registry's host;
F4 no shipped file past 600 lines; F5 every shipped module says what it is for; F6 names that
Windows takes.
"""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.tree import ROOT, git_files, parsed, project_files, shipped_python
from tests.ci import skip_unless_ci

TOP_LEVEL = {
    "pyproject.toml", "desktop", "resources", "db", "installer", "tests",
    "README.md", "LICENSE", "CHANGELOG.md", "Makefile",
}  # fmt: skip
GENERATED = re.compile(
    r"(^|/)(__pycache__|build|dist|[^/]*\.egg-info|htmlcov|\.[a-z_]+_cache|\.hypothesis|\.run|\.artefacts|\.venv[^/]*)/"
    r"|(^|/)(ui_[^/]*|[^/]*_rc)\.py$"
    r"|\.(py[cod]|qm|exe|dll|so|whl|db-wal|db-shm|log|tmp|bak|orig|rej)$"
    r"|^(?!tests/legacy_databases/).*\.(db|sqlite3?)$"
)
BINARY = {".xlsx", ".xls", ".ods", ".png", ".ico", ".db", ".docx", ".pdf", ".zip"}
PRIVATE = {
    "path of a machine": re.compile(
        r"(?<![\w.*/])/(?:root|home|Users|work|mnt|media|opt)/\w|(?<!\w)[A-Z]:\\{1,2}Users\\{1,2}\w"
    ),
    "e-mail address": re.compile(r"(?<![\\\w.+-])[\w.+-]+@[A-Za-z][\w-]*\.[A-Za-z]{2,}"),
    "telephone number": re.compile(r"(?<![\w.])(?:1[3-9]\d{9}|0\d{2,3}-\d{7,8})(?![\w.])"),
    "registry": re.compile(
        r"pypi\.org|pythonhosted\.|npmjs\.|mirrors?\.\w+\.\w+|--(?:extra-)?index-url|--find[-]links|--trusted[-]host"
    ),
}
LONGEST = 600


def private_things(text: str) -> list[str]:
    return [f"{what}: {match.group()}" for what, pattern in PRIVATE.items() for match in pattern.finditer(text)]


def test_top_level_is_as_designed() -> None:
    """F1: dot files are free."""
    tops = {name.split("/")[0] for name in project_files()}
    assert {top for top in tops if not top.startswith(".")} <= TOP_LEVEL
    assert {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "Makefile"} <= tops


def test_no_generated_file_is_kept() -> None:
    """F2."""
    tracked = git_files()
    if tracked is None:
        skip_unless_ci("only git can tell kept files from leftovers")
    assert [name for name in tracked if GENERATED.search(name)] == []


@pytest.mark.parametrize(
    "name",
    [
        "desktop/__pycache__/a.py",
        "resources/i18n/zh.qm",
        "desktop/ui/ui_main.py",
        "my.db",
        "ziping.egg-info/x",
        ".venv/x",
    ],
)
def test_generated_files_are_recognised(name: str) -> None:
    assert GENERATED.search(name)


@pytest.mark.parametrize(
    "name", ["tests/legacy_databases/0.1.0.db", "desktop/ui/app.py", "tests/golden/a.xlsx", "db/engine.py"]
)
def test_kept_files_are_left_alone(name: str) -> None:
    assert not GENERATED.search(name)


def test_nothing_of_a_person_or_a_machine_is_kept() -> None:
    """F3."""
    found = {}
    for name in project_files():
        path = ROOT / name
        if path.suffix not in BINARY and (things := private_things(path.read_text(encoding="utf-8"))):
            found[name] = things
    assert found == {}


@pytest.mark.parametrize(
    "pieces",
    [
        ("/ho", "me/someone/x"), ("see /ro", "ot/x"), ("C:\\Us", "ers\\someone"), ("C:\\\\Us", "ers\\\\someone"),
        ("someone", "@bureau.gov.cn"), ("电话 138", "12345678"), ("021-", "63212345"), ("py", "pi.org"),
        ("--index", "-url x"),
    ],
)  # fmt: skip
def test_private_things_are_recognised(pieces: tuple[str, str]) -> None:
    """In two pieces, so that this file does not hold what it looks for."""
    assert private_things("".join(pieces))


@pytest.mark.parametrize(
    "text", ["icon@2x.png", "@pytest.fixture", "13812345678.90", "19114.20", "~/forms", "a/home/b", "2021-12345678"]
)
def test_harmless_texts_are_left_alone(text: str) -> None:
    assert private_things(text) == []


def test_shipped_files_are_short_enough_to_read() -> None:
    """F4."""
    lengths = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in shipped_python()}
    assert lengths
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_every_shipped_module_says_what_it_is_for() -> None:
    """F5."""
    assert [name for name in shipped_python() if not (ast.get_docstring(parsed(name)) or "").strip()] == []


def test_names_are_good_on_windows() -> None:
    """F6: no two names that differ in case alone, no character Windows refuses."""
    names = project_files()
    assert len({name.casefold() for name in names}) == len(names)
    assert [name for name in names if re.search(r'[<>:"\\|?*]|[. ](/|$)', name)] == []
