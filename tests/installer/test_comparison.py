"""The comparison of a frozen program with the source: a form of every kind, every result, and differences by name."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from installer import comparison, project

TIMES = "<a><dcterms:created x='y'>{0}</dcterms:created><dcterms:modified>{0}</dcterms:modified></a>"


def kinds(*names: str) -> str:
    return json.dumps([{"kind": name, "label": name} for name in names])


def book(path: Path, time: str = "2026-01-01T00:00:00Z", **parts: str) -> Path:
    """A file that is packed as a workbook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        archive.writestr("docProps/core.xml", TIMES.format(time))
    return path


@pytest.fixture
def forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "forms"
    folder.mkdir()
    for name, kind in (("b", "region"), ("a", "region"), ("c", "project")):
        (folder / f"{name}.json").write_text(json.dumps({"kind": kind}), encoding="utf-8")
    monkeypatch.setattr(comparison, "REFERENCES", folder)
    return folder


def test_all_forms_are_tried_in_order(forms: Path) -> None:
    assert [path.name for path in comparison.references(kinds("project", "region"))] == ["a.json", "b.json", "c.json"]


def test_a_kind_without_a_form_is_refused(forms: Path) -> None:
    with pytest.raises(RuntimeError, match=r"no reference form to try of kind future, next$"):
        comparison.references(kinds("region", "next", "project", "future"))


def test_the_project_has_a_form_of_every_kind() -> None:
    """Asked of the program itself, as the trial asks the installed one."""
    assert comparison.references(comparison.source("kinds", "--json"))


def test_what_the_source_refuses_is_told() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)the source ended with 2.*nonsense"):
        comparison.source("nonsense")


def test_a_workbook_is_compared_without_the_times_it_was_made_at(tmp_path: Path) -> None:
    one, two = book(tmp_path / "1.xlsx", sheet="x"), book(tmp_path / "2.xlsx", "2027-12-31T23:59:59Z", sheet="x")
    other = book(tmp_path / "3.xlsx", sheet="y")
    assert one.read_bytes() != two.read_bytes()
    assert comparison.workbook(one) == comparison.workbook(two)
    assert comparison.workbook(one) != comparison.workbook(other)
    assert comparison.workbook(one)["docProps/core.xml"] == TIMES.format("").encode()


@pytest.mark.parametrize(
    ("other", "named"),
    [
        ({}, []),
        ({"check": "no"}, ["check"]),
        ({"check": None}, ["check"]),
        ({"new": 1}, ["new"]),
        ({"write": {"sheet": b"1", "styles": b"3"}}, ["write: styles"]),
        ({"write": {"sheet": b"1"}}, ["write: styles"]),
        ({"write": {"sheet": b"0", "styles": b"2", "theme": b""}}, ["write: sheet", "write: theme"]),
        ({"write": "no workbook"}, ["write"]),
        ({"list": [{"id": 2}], "check": ""}, ["check", "list"]),
    ],
)
def test_differences_are_named_down_to_the_part(other: dict[str, Any], named: list[str]) -> None:
    mine: dict[str, object] = {"check": "yes", "write": {"sheet": b"1", "styles": b"2"}, "list": [{"id": 1}]}
    assert comparison.differing(mine, mine | other) == named
    assert comparison.differing(mine | other, mine) == named


def test_a_result_that_one_side_lacks_is_named() -> None:
    assert comparison.differing({"check": "yes", "read": "x"}, {"check": "yes"}) == ["read"]


def test_everything_the_program_makes_of_a_form_is_kept(tmp_path: Path) -> None:
    """A stand-in for the program notes its calls and answers each with its name."""
    calls: list[tuple[Any, ...]] = []
    form = tmp_path / "form.json"

    def call(*arguments: Any) -> str:
        calls.append(arguments)
        match arguments[0]:
            case "write":
                book(arguments[2], sheet="written")
            case "export" if arguments[-1].suffix == ".xlsx":
                book(arguments[-1], sheet="exported")
            case "export":
                arguments[-1].write_bytes(b"package")
            case "list":
                return json.dumps([{"id": 7, "name": "x", "changed_at": f"time {len(calls)}"}])
            case "read":
                return '{"read": true}'
        return f"{arguments[0]} {Path(arguments[1]).name}"

    found = comparison.results(call, form, tmp_path)
    assert found["check"] == "check form.json"
    assert found["check of the workbook"] == "check 写出.xlsx"
    assert found["import"] == "import 写出.xlsx"
    assert found["list"] == [{"id": 7, "name": "x"}], "the time of a change is the clock's"
    assert found["read"] == {"read": True}
    assert found["package"] == b"package"
    assert isinstance(found["write"], dict)
    assert isinstance(found["export"], dict)
    assert (found["write"]["sheet"], found["export"]["sheet"]) == (b"written", b"exported")
    exported = [arguments for arguments in calls if arguments[0] == "export"]
    assert {arguments[3] for arguments in exported} == {"7"}
    data = {arguments[arguments.index("--data") + 1] for arguments in calls if "--data" in arguments}
    assert [path.suffix for path in data] == [project.DATA_SUFFIX]
    assert all(" " in path.name for path in data), "a path with a blank is part of the trial"
