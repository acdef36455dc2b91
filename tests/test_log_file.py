"""The windowed program has no console: its streams, its log, and what it says when no window opens.

L1  The log is made by the first text, holds UTF-8, is cut to its newer half, and its absence stops nothing.
L2  Whatever ends the program without a window is shown and logged; a start that goes well leaves no log.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox

from desktop import log_file
from desktop.log_file import LARGEST, LogFile
from desktop.ui import app
from tests.architecture.tree import ROOT


@pytest.fixture
def log(tmp_path: Path) -> LogFile:
    return LogFile(tmp_path / "数据" / "日志" / "自评通.log")


def without_dates(text: str) -> str:
    """What was written; every line that holds something must begin with date and time."""
    lines = text.splitlines(keepends=True)
    dated = [re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (.*\n?)", line, re.DOTALL) for line in lines]
    assert all(dated[n] or not line.strip() for n, line in enumerate(lines)), text
    return "".join(match[1] if match else line for match, line in zip(dated, lines, strict=True))


def test_the_first_text_makes_the_file(log: LogFile) -> None:
    """L1."""
    assert not log.path.parent.parent.exists()
    print("第一行", file=log)
    print("half \ud800", file=log)
    log.close()
    assert without_dates(log.path.read_text("utf-8")) == "第一行\nhalf \\ud800\n"


@pytest.mark.parametrize(
    "texts",
    [("一\n二\n",), ("一", "半", "\n", "二\n"), ("\n", "一\n\n", "二\n"), ("一\n二", "\n"), ("", "一\n"), ("一\r\n",)],
)
def test_every_line_has_date_and_time_once(texts: tuple[str, ...], log: LogFile) -> None:
    """L1: however a text comes, in pieces or as several lines."""
    assert [log.write(text) for text in texts] == [len(text) for text in texts]
    log.close()
    assert without_dates(log.path.read_bytes().decode()) == "".join(texts)


def test_the_time_is_that_of_the_machine(log: LogFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """L1."""
    monkeypatch.setattr(log_file.time, "strftime", lambda form: f"<{form}>")
    log.write("一\n")
    log.close()
    assert log.path.read_text("utf-8") == "<%Y-%m-%d %H:%M:%S >一\n"


def test_a_file_in_which_nothing_was_written_goes_again(log: LogFile) -> None:
    """L1: a crash handler needs it open from the start."""
    assert log.fileno() > 2
    assert log.path.is_file()
    log.close()
    assert not log.path.parent.exists()


def test_an_older_text_stays(log: LogFile) -> None:
    """L1."""
    log.path.parent.mkdir(parents=True)
    log.path.write_text("旧\n", "utf-8")
    log.write("新\n")
    log.close()
    text = log.path.read_text("utf-8")
    assert text.startswith("旧\n")
    assert without_dates(text.removeprefix("旧\n")) == "新\n"


def test_a_log_too_long_keeps_its_newer_half_in_whole_lines(log: LogFile) -> None:
    """L1."""
    line = "行" * 300
    written = 0
    while written <= LARGEST + 5000:
        log.write(f"{line}\n")
        written += len(line.encode()) + 21
    log.write("最后\n")
    text = log.path.read_text("utf-8")
    lines = without_dates(text).splitlines()
    log.close()
    assert LARGEST // 2 - 10_000 < len(text.encode()) < LARGEST // 2 + 10_000
    assert set(lines) == {line, "最后"}
    assert lines[-1] == "最后"


def test_a_log_that_cannot_be_written_is_given_up(tmp_path: Path) -> None:
    """L1."""
    (tmp_path / "日志").touch()
    log = LogFile(tmp_path / "日志" / "自评通.log")
    assert log.write("nobody reads this") == 17
    log.close()


def start_without_console(
    folder: Path, *arguments: str, prepare: str = ""
) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Start the windowed program in a process without streams; what it showed in boxes, one text each.

    ``prepare`` runs before the start; ``app`` and ``show`` are there. A box closes the program.
    """
    shown = folder / "shown.txt"
    script = f"""
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.stdout = sys.stderr = None
from desktop.ui import app
def show(*texts):
    with open({str(shown)!r}, "a", encoding="utf-8") as file:
        file.write(str(texts[-1]) + "\\n\\n")
    app.QApplication.exit(0)
app.QMessageBox.exec = lambda box: show(box.text())
app.QMessageBox.warning = show
{prepare}
sys.argv = ["自评通.exe", *{arguments!r}]
from desktop.__main__ import gui
gui()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert done.stdout == done.stderr == ""
    return done, shown.read_text("utf-8").strip().split("\n\n") if shown.exists() else []


def log_of(user_data: Path) -> str:
    path = user_data / "日志" / "自评通.log"
    return path.read_text("utf-8") if path.exists() else ""


def test_a_start_that_goes_well_leaves_no_log(tmp_path: Path, user_data: Path) -> None:
    """L2."""
    done, shown = start_without_console(tmp_path, "--data", str(tmp_path / "a.zpdata"), "--probe")
    assert (done.returncode, shown) == (0, [])
    assert not (user_data / "日志").exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("没有.xlsx", None, "没有.xlsx”，它可能被移动或改名了。"),
        ("信.txt", b"hello", "这个文件都不是"),
        ("坏.zpdata", b"hello", "不是自评通的数据文件"),
    ],
)
def test_a_file_that_cannot_be_opened_is_shown_and_logged(
    tmp_path: Path, user_data: Path, name: str, content: bytes | None, words: str
) -> None:
    """L2."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done, shown = start_without_console(tmp_path, str(tmp_path / name))
    assert done.returncode == 2
    assert len(shown) == 1
    assert words in shown[0]
    assert "--help" not in shown[0], "who sees a box sees no console"
    assert shown[0] in log_of(user_data)
    assert without_dates(log_of(user_data))


def test_our_own_mistake_is_shown_and_its_trace_logged(tmp_path: Path, user_data: Path) -> None:
    """L2."""
    done, shown = start_without_console(tmp_path, prepare="app.run = None")
    assert done.returncode == 4
    assert "自评通自己出了错" in shown[0]
    assert "Traceback" in log_of(user_data)


def test_a_command_shows_no_box(tmp_path: Path, user_data: Path) -> None:
    """L2: a script that runs the windowed program must not wait for somebody."""
    done, shown = start_without_console(tmp_path, "verify", "--data", str(tmp_path / "none.zpdata"))
    assert (done.returncode, shown) == (2, [])
    assert "none.zpdata" in log_of(user_data)


def test_a_data_folder_that_cannot_be_written_is_shown_in_the_window(tmp_path: Path, user_data: Path) -> None:
    """L2: neither data file nor log can be made, and the program starts all the same."""
    user_data.write_bytes(b"in the way")
    done, shown = start_without_console(tmp_path)
    assert done.returncode == 0
    assert len(shown) == 1
    assert "建不了文件夹" in shown[0]


def test_a_mistake_is_told_without_streams(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """L2."""
    monkeypatch.setattr(sys, "stderr", None)
    opened: list[str] = []
    monkeypatch.setattr(QMessageBox, "open", lambda box: opened.append(box.text()))
    app.report_mistake(ValueError, ValueError("x"), None)
    assert opened == ["刚才这一步没有做成，是程序的毛病。已填的内容都在，可以接着填。"]


def test_the_alarm_shows_the_sentence(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """L2."""
    shown: list[tuple[str, list[str]]] = []

    def press(box: QMessageBox) -> int:
        shown.append((box.text(), [button.text() for button in box.buttons()]))
        return 0

    monkeypatch.setattr(QMessageBox, "exec", press)
    app.show_alarm("打不开。")
    assert shown == [("打不开。", ["知道了"])]
