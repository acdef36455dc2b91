"""The command line as scripts use it: codes, sentences, JSON, files."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from db.data_file import DataFile
from desktop.cli import main
from desktop.services import headless
from tests.builders import DATA

NAMES = ("shanghai-2022-region", "beijing-2022-region", "yiyang-2022-project", "nanjing-2023-department")
ASIDE = {"source", "sources", "layout", "targets_set", "explanations", "confidence"}


def fold(text: object) -> str:
    """White space, bracket width and thousands separators are presentation."""
    folded = re.sub(r"\s+", "", str(text if text is not None else ""))
    folded = folded.translate(str.maketrans("（）：，", "():,"))
    return re.sub(r"(?<=\d),(?=\d{3})", "", folded)


def leaves(node: Any, path: str = "") -> dict[str, str]:
    """Path → folded text of every leaf."""
    found: dict[str, str] = {}
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in ASIDE:
                found |= leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            found |= leaves(value, f"{path}[{number}]")
    else:
        found[path] = fold(node)
    return found


def one_sentence(text: str) -> bool:
    """One line that ends as a Chinese sentence does."""
    stripped = text.strip()
    return stripped.endswith("。") and "\n" not in stripped and "Traceback" not in stripped


@pytest.mark.parametrize("name", NAMES)
def test_write_and_read_give_back_every_leaf_of_a_published_form(
    name: str, reference_path: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = reference_path(name), tmp_path / "自评 表.xlsx"
    assert main(["write", str(source), str(out)]) == 0
    capsys.readouterr()
    assert main(["read", str(out), "--json"]) == 0
    back = leaves(json.loads(capsys.readouterr().out))
    wanted = {path: text for path, text in leaves(json.loads(source.read_text("utf-8"))).items() if text}
    assert {path: back.get(path) for path in wanted} == wanted


@pytest.mark.parametrize("name", NAMES)
def test_every_value_read_says_where_it_stands(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.xlsx"
    main(["write", str(DATA / f"{name}.json"), str(out)])
    capsys.readouterr()
    main(["read", str(out), "--json"])
    data = json.loads(capsys.readouterr().out)
    assert data["kind"]
    assert data["layout"]
    somewhere = "indicators[0].weight" if "funds" not in data else "funds[0].budget"
    assert re.fullmatch(r"(?:自评表|得分情况)![DE]\d+", data["sources"][somewhere])
    filled = [path for path, text in leaves(data).items() if text and path.startswith(("funds", "goal", "indicators"))]
    missing = [path for path in filled if path not in data["sources"] and not path.endswith(".label")]
    assert missing == []


@pytest.mark.parametrize("name", NAMES)
def test_check_finds_no_error_on_the_published_forms(
    name: str, reference_path: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(reference_path(name)), "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)
    assert findings
    keys = {"code", "severity", "where", "place", "message", "left", "right", "advice", "explained"}
    assert all(keys <= set(finding) for finding in findings)
    assert not [finding for finding in findings if finding["severity"] == "error"]


def test_check_says_the_same_of_the_workbook_as_of_the_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = DATA / "beijing-2022-region.json", tmp_path / "out.xlsx"
    main(["write", str(source), str(out)])
    capsys.readouterr()
    found = []
    for path in (source, out):
        main(["check", str(path), "--json"])
        found.append({(f["code"], f["where"]) for f in json.loads(capsys.readouterr().out)})
    assert found[0] == found[1]


def test_check_exits_1_on_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads((DATA / "shanghai-2022-region.json").read_text("utf-8"))
    data["funds"][0]["budget"] = "19214.20"
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    assert main(["check", str(broken), "--json"]) == 1
    sums = [f for f in json.loads(capsys.readouterr().out) if f["code"] == "funds.sum"]
    assert [f["where"] for f in sums] == ["funds[0].budget"]
    assert "19,214.20" in sums[0]["message"] or "19214.20" in sums[0]["message"]
    assert "19,114.20" in sums[0]["message"] or "19114.20" in sums[0]["message"]


def bad_inputs(folder: Path) -> dict[str, Path]:
    """Files that cannot be used, by what is wrong with them."""
    good = json.loads((DATA / "shanghai-2022-region.json").read_text("utf-8"))
    files = {
        "empty.json": b"",
        "broken.json": b'{"kind": "region",',
        "number.json": b"5",
        "gbk.json": '{"kind": "区域"}'.encode("gbk"),
        "no-kind.json": b"{}",
        "unknown-kind.json": json.dumps(good | {"kind": "galaxy"}).encode(),
        "unknown-layout.json": json.dumps(good | {"layout": "x"}).encode(),
        "unknown-key.json": json.dumps(good | {"fundz": []}).encode(),
        "unknown-row.json": json.dumps(good | {"funds": [{"label": "彩票"}]}).encode(),
        "unknown-field.json": json.dumps(good | {"header": {"彩票": "1"}}).encode(),
        "wrong-type.json": json.dumps(good | {"funds": 3}).encode(),
        "deep.json": b"[" * 100_000,
        "text.xlsx": b"not a workbook",
        "empty.xlsx": b"",
        "zip.xlsx": b"PK\x05\x06" + bytes(18),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in files} | {"missing.json": folder / "missing.json", "folder": folder}


BAD = (
    *("empty.json", "broken.json", "number.json", "gbk.json", "no-kind.json", "unknown-kind.json"),
    *("unknown-layout.json", "unknown-key.json", "unknown-row.json", "unknown-field.json", "wrong-type.json"),
    *("deep.json", "text.xlsx", "empty.xlsx", "zip.xlsx", "missing.json", "folder"),
)


@pytest.mark.parametrize("name", BAD)
def test_input_that_cannot_be_used_gets_one_sentence_and_exit_2(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = bad_inputs(tmp_path)[name]
    commands = [["check", str(path)], ["import", str(path), "--data", str(tmp_path / "new.db")]]
    commands.append(["read", str(path)] if path.suffix != ".json" else ["write", str(path), str(tmp_path / "o.xlsx")])
    for command in commands:
        assert main(command) == 2, command
        printed = capsys.readouterr()
        assert one_sentence(printed.err), (command, printed.err)
        assert printed.out == ""
    assert not (tmp_path / "o.xlsx").exists()
    assert not (tmp_path / "new.db").exists()


def test_a_workbook_that_is_no_form_says_what_was_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["姓名", "工资"])
    book.save(tmp_path / "工资.xlsx")
    assert main(["read", str(tmp_path / "工资.xlsx")]) == 2
    assert "工资.xlsx" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [["write"], ["check"], ["export", "--data", "x.db", "one", "o.xlsx"], ["kinds", "--jsn"], ["frobnicate"], ["list"]],
)
def test_a_slip_in_the_arguments_gets_one_chinese_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    printed = capsys.readouterr().err
    assert one_sentence(printed)
    assert not re.search(r"[a-z]{4,} [a-z]{3,} [a-z]{3,}", printed), printed


def test_import_list_export_verify_backup(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, out = tmp_path / "所有 自评.db", tmp_path / "out.xlsx"
    sources = [str(DATA / f"{name}.json") for name in NAMES]
    assert main(["import", *sources, "--data", str(data), "--json"]) == 0
    added = json.loads(capsys.readouterr().out)
    assert [row["bureau"] for row in added] == [
        "上海市医疗保障局",
        "北京市医疗保障局",
        "益阳市医疗保障局",
        "南京市医疗保障局（本级）",
    ]
    assert main(["list", "--data", str(data), "--json"]) == 0
    assert {row["kind"] for row in json.loads(capsys.readouterr().out)} == {
        "region",
        "region-managed",
        "project",
        "department",
    }
    assert main(["export", "--data", str(data), str(added[0]["id"]), str(out)]) == 0
    capsys.readouterr()
    assert main(["read", str(out), "--json"]) == 0
    back = leaves(json.loads(capsys.readouterr().out))
    wanted = leaves(json.loads((DATA / "shanghai-2022-region.json").read_text("utf-8")))
    assert {path: back.get(path) for path, text in wanted.items() if text} == {p: t for p, t in wanted.items() if t}
    assert main(["import", str(out), "--data", str(data)]) == 0
    assert main(["verify", "--data", str(data), "--json"]) == 0
    capsys.readouterr()
    assert main(["backup", "--data", str(data), str(tmp_path / "copy.db")]) == 0
    assert main(["verify", "--data", str(tmp_path / "copy.db")]) == 0
    capsys.readouterr()
    assert main(["export", "--data", str(data), "99", str(out)]) == 2
    assert one_sentence(capsys.readouterr().err)


@pytest.mark.parametrize("command", [["list"], ["verify"], ["export", "1", "o.xlsx"], ["backup", "o.db"]])
def test_a_data_file_that_is_not_there_is_not_made(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "none.db"
    assert main([command[0], "--data", str(missing), *command[1:]]) == 2
    assert one_sentence(capsys.readouterr().err)
    assert not missing.exists()


def test_export_into_a_folder_that_is_not_there_is_the_environments_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "none" / "out.xlsx"
    assert main(["write", str(DATA / "shanghai-2022-region.json"), str(target)]) == 3
    assert one_sentence(capsys.readouterr().err)


def test_only_workbooks_and_packages_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["write", str(DATA / "shanghai-2022-region.json"), str(tmp_path / "out.pdf")]) == 2
    assert "out.pdf" in capsys.readouterr().err


@pytest.mark.parametrize("name", NAMES)
def test_a_package_goes_from_one_data_file_into_another(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Explanations and handed-down targets travel along, which no workbook holds."""
    words = [{"code": "funds.rate-low", "where": "funds[0].rate", "text": "项目验收推迟。"}]
    path = tmp_path / "来源.json"
    path.write_text(json.dumps(json.loads((DATA / f"{name}.json").read_text("utf-8")) | {"explanations": words}))
    first, second = tmp_path / "甲.zpdata", tmp_path / "乙.zpdata"
    packages = [tmp_path / "交换 包.zpform", tmp_path / "再 写.ZPFORM"]
    assert main(["import", str(path), "--data", str(first)]) == 0
    assert main(["export", "--data", str(first), "1", str(packages[0])]) == 0
    assert main(["import", str(packages[0]), "--data", str(second)]) == 0
    assert main(["export", "--data", str(second), "1", str(packages[1])]) == 0
    capsys.readouterr()
    found = []
    for package in packages:
        assert main(["read", str(package), "--json"]) == 0
        found.append(json.loads(capsys.readouterr().out))
    assert found[0] == found[1] == json.loads(packages[0].read_text("utf-8"))
    assert found[0]["explanations"] == words
    assert ("targets_set" in found[0]) == (name == "shanghai-2022-region")
    assert main(["check", str(packages[0]), "--json"]) == 0
    capsys.readouterr()
    assert main(["read", str(packages[0])]) == 0
    assert found[0]["bureau"] in capsys.readouterr().out


def started_with(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, dict[str, Any]]:
    """Exit code, and what the window would have been opened with; empty when it would not."""
    from desktop.ui import app

    asked: dict[str, Any] = {}
    monkeypatch.setattr(app, "run", lambda argv, **options: asked.update(options) or 0)
    return main(arguments), asked


@pytest.mark.parametrize(
    ("name", "content", "role"),
    [
        ("数据.zpdata", b"SQLite format 3\0", "data"),
        ("旧 数据.db", b"SQLite format 3\0", "data"),
        ("没有后缀", b"SQLite format 3\0", "data"),
        ("空.zpdata", b"", "data"),
        ("包.zpform", b"{}", "file"),
        ("表.xlsx", b"PK", "file"),
    ],
)
def test_a_file_opens_as_what_it_is(
    name: str, content: bytes, role: str, tmp_path: Path, user_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    code, asked = started_with([str(path)], monkeypatch)
    assert code == 0
    default = {"data": user_data / "自评数据.zpdata", "file": None}
    assert {key: asked[key] for key in default} == default | {role: path}


@pytest.mark.parametrize(("name", "words"), [("信.txt", "这个文件都不是"), ("没有.zpdata", "没有“"), ("夹", "文件夹")])
def test_a_file_that_is_nothing_of_ours_is_refused(
    name: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "信.txt").write_text("hello")
    (tmp_path / "夹").mkdir()
    assert started_with([str(tmp_path / name)], monkeypatch) == (2, {})
    said = capsys.readouterr().err
    assert one_sentence(said)
    assert words in said


def test_a_console_is_told_of_commands_and_a_clerk_of_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A shortcut outlives its file; whoever double-clicks it knows no commands."""
    path, told = str(tmp_path / "旧 表.zpdata"), list[str]()
    assert main([path]) == 2
    assert "--help" in capsys.readouterr().err
    assert main([path], alarm=told.append) == 2
    assert told == [f"找不到文件“{path}”，它可能被移动或改名了。"]


def test_one_window_opens_one_data_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "数据.zpdata"
    path.touch()
    assert started_with(["--data", str(tmp_path / "b.zpdata"), str(path)], monkeypatch) == (2, {})
    assert one_sentence(capsys.readouterr().err)


def test_the_older_name_of_the_data_file_is_used_on(user_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    user_data.mkdir()
    (user_data / "自评数据.db").write_bytes(b"SQLite format 3\0")
    assert started_with([], monkeypatch)[1]["data"] == user_data / "自评数据.db"


def test_kinds_and_lint(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["kinds", "--json"]) == 0
    assert {"region", "region-managed"} <= {row["kind"] for row in json.loads(capsys.readouterr().out)}
    assert main(["lint"]) == 0
    broken = tmp_path / "forms" / "region" / "broken.toml"
    broken.parent.mkdir(parents=True)
    broken.write_text("[form]\nkind = 'region'\n", "utf-8")
    capsys.readouterr()
    assert main(["lint", str(broken)]) == 2
    assert "broken.toml" in capsys.readouterr().err


def test_demo_does_the_main_job_without_a_display(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--folder", str(tmp_path / "run")]) == 0
    printed = capsys.readouterr().out
    workbook = re.search(r"正式的自评表：(.*\.xlsx)", printed)
    assert workbook is not None
    assert Path(workbook.group(1)).is_file()


def test_output_is_utf8_whatever_the_console_says() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "desktop", "kinds"]
    done = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert "区域绩效目标自评表" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("arguments", [["self-test"], ["measure", "--json"]])
def test_the_program_proves_and_measures_itself(arguments: list[str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "desktop", *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    if "--json" in arguments:
        figures = json.loads(done.stdout)
        assert 0 < figures["first_paint_ms"] < figures["ready_ms"]
        assert figures["memory_mb"] > 20


def source(tmp_path: Path, change: Callable[[dict[str, Any]], object] = lambda data: None) -> Path:
    """A shortened published form as a file of its own, changed."""
    data = json.loads((DATA / f"{NAMES[0]}.json").read_text("utf-8"))
    change(data)
    path = tmp_path / "来源 表.json"
    path.write_text(json.dumps(data), "utf-8")  # ASCII only: halves of characters are written as escapes
    return path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"kind"', '"kind": "region", "kind"', "里“kind”写了两次，不知道该用哪一个。"),
        ('"10789.00"', '"1\\ud800"', "半个字符"),
        ('"10789.00"', "[1]", "funds[1].budget"),
        ('"10789.00"', "true", "funds[1].budget"),
        ("{", "[" * 100_000, "套得太深"),
    ],
)
def test_what_json_would_swallow_is_refused_and_nothing_is_written(
    tmp_path: Path, old: str, new: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = source(tmp_path)
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    out = tmp_path / "out.xlsx"
    assert main(["write", str(path), str(out)]) == 2
    said = capsys.readouterr().err
    assert one_sentence(said)
    assert path.name in said
    assert words in said
    assert not out.exists()


@pytest.mark.parametrize("figure", ["NaN", "Infinity", "-Infinity", "1e400", "1" * 40])
def test_figures_that_are_none_stay_as_they_were_written(
    tmp_path: Path, figure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = source(tmp_path)
    path.write_text(path.read_text("utf-8").replace('"10789.00"', figure, 1), "utf-8")
    out = tmp_path / "out.xlsx"
    assert main(["write", str(path), str(out)]) == 0
    capsys.readouterr()
    assert main(["read", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["funds"][1]["budget"] == figure


def test_texts_longer_than_a_cell_are_refused_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = source(tmp_path, lambda data: data["goal"].update(achieved="长" * 40_000))
    out = tmp_path / "out.xlsx"
    assert main(["write", str(path), str(out)]) == 2
    assert "32767" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("count", [60, 500])
def test_added_indicators_come_back(tmp_path: Path, count: int, capsys: pytest.CaptureFixture[str]) -> None:
    added = [
        {"level1": "产出指标", "level2": "数量指标", "level3": f"新增第{n}项", "target": "≥1次", "actual": "2次"}
        for n in range(count)
    ]
    path, out = source(tmp_path, lambda data: data["indicators"].extend(added)), tmp_path / "out.xlsx"
    assert main(["write", str(path), str(out)]) == 0
    capsys.readouterr()
    assert main(["read", str(out), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["indicators"]
    assert [row["level3"] for row in rows[-count:]] == [row["level3"] for row in added]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["write", "{source}", "{folder}/" + "长" * 100 + ".xlsx"], 3, "文件名太长"),
        (["import", "{source}", "--data", "{source}/a.db"], 3, "建不了文件夹"),
        (["demo", "--folder", "{source}"], 3, "建不了文件夹"),
        (["export", "--data", "{data}", "9" * 30, "{folder}/o.xlsx"], 2, "没有编号为"),
        (["backup", "--data", "{data}", "{source}"], 2, "不是数据文件"),
        (["measure", "--data", "{source}"], 2, "不是自评通的数据文件"),
        (["measure", "--data", "{empty}"], 2, "还没有自评表"),
        (["lint", "{folder}"], 2, "打不开"),
    ],
)
def test_odd_places_are_refused_in_one_sentence(
    arguments: list[str], code: int, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, data, empty = source(tmp_path), tmp_path / "d.db", tmp_path / "empty.db"
    assert main(["import", str(path), "--data", str(data)]) == 0
    DataFile.open(empty).close()
    before = path.read_bytes()
    names = {"source": path, "folder": tmp_path, "data": data, "empty": empty}
    capsys.readouterr()
    assert main([part.format(**names) for part in arguments]) == code
    said = capsys.readouterr().err
    assert one_sentence(said)
    assert words in said
    assert path.read_bytes() == before
    assert not (tmp_path / "o.xlsx").exists()


def test_our_own_mistake_is_no_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Python's exit code for an error nobody caught is that of "findings of severity error"."""

    def fail(options: object) -> int:
        raise ZeroDivisionError("split\nover lines")

    monkeypatch.setattr(headless, "run_kinds", fail)
    assert main(["kinds"]) == 4
    said = capsys.readouterr().err
    assert one_sentence(said)
    assert "ZeroDivisionError" in said
    assert "test_cli.py" in said


def test_a_backup_says_what_is_wrong_with_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, data = source(tmp_path), tmp_path / "d.db"
    main(["import", str(path), "--data", str(data)])
    with closing(sqlite3.connect(data)) as connection, connection:
        connection.execute("UPDATE cell SET text = text || 'x' WHERE \"column\" = 'budget'")
    capsys.readouterr()
    assert main(["backup", "--data", str(data), str(tmp_path / "b.db")]) == 1
    assert "修改记录" in capsys.readouterr().err
    assert (tmp_path / "b.db").exists()


def test_verify_names_a_tampered_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, data = source(tmp_path), tmp_path / "d.db"
    main(["import", str(path), "--data", str(data)])
    with closing(sqlite3.connect(data)) as connection:
        connection.execute("CREATE TRIGGER t AFTER UPDATE ON cell BEGIN DELETE FROM step; END")
    capsys.readouterr()
    assert main(["verify", "--data", str(data), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told == {"sound": False, "problems": ["数据文件里多出了触发器“t”，不是自评通建的。"]}
