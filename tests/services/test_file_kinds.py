"""What a file is, by its content first: names lie, and a double click must open what is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.domain.errors import InputError
from desktop.services.file_kinds import FileKind, kind_of
from desktop.services.transfer import export_record
from desktop.services.workspace import Workspace
from tests.architecture.tree import run_python
from tests.builders import DATA, sample_record

FORM = json.dumps({"kind": "region"}).encode()
SQLITE = b"SQLite format 3\0" + bytes(84)
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.zpdata", SQLITE, FileKind.DATA),
        ("a.db", SQLITE, FileKind.DATA),
        ("a", SQLITE, FileKind.DATA),
        ("a.zpform", SQLITE, FileKind.DATA),
        ("a.zpdata", b"", FileKind.DATA),
        ("a.DB", b"", FileKind.DATA),
        ("a.zpform", FORM, FileKind.PACKAGE),
        ("a.json", b"\xef\xbb\xbf\r\n " + FORM, FileKind.PACKAGE),
        ("a.txt", b"[" + FORM + b"]", FileKind.PACKAGE),
        ("a.zpform", b"broken", FileKind.PACKAGE),
        ("a.ZPFORM", b"", FileKind.PACKAGE),
        ("a.zpdata", FORM, FileKind.PACKAGE),
        ("a.xlsx", b"PK\x03\x04", FileKind.WORKBOOK),
        ("a.zpform", b"PK\x03\x04", FileKind.WORKBOOK),
        ("a.xls", OLD_EXCEL, FileKind.WORKBOOK),
        ("a", OLD_EXCEL, FileKind.WORKBOOK),
        ("a.XLS", b"<html>", FileKind.WORKBOOK),
        ("a.xlsx", b"", FileKind.WORKBOOK),
    ],
)
def test_content_goes_before_the_name(tmp_path: Path, name: str, content: bytes, kind: FileKind) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert kind_of(path) is kind


def test_real_files(tmp_path: Path) -> None:
    Workspace.open(tmp_path / "a").close()
    export_record(sample_record(), tmp_path / "b.xlsx")
    export_record(sample_record(), tmp_path / "c.zpform")
    kinds = [kind_of(path) for path in (tmp_path / "a", tmp_path / "b.xlsx", tmp_path / "c.zpform")]
    assert kinds == [FileKind.DATA, FileKind.WORKBOOK, FileKind.PACKAGE]
    assert kind_of(DATA / "beijing-2022-region.json") is FileKind.PACKAGE


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("信.txt", b"hello", "这个文件都不是"),
        ("空.txt", b"", "这个文件都不是"),
        ("坏.zpdata", b"hello", "换用备份"),
        ("坏.db", b"SQLite format 4\0", "换用备份"),
        ("没有.zpdata", None, "找不到文件"),
        (".", None, "是一个文件夹"),
    ],
)
def test_what_is_none_of_these_gets_a_sentence(tmp_path: Path, name: str, content: bytes | None, words: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=words) as refused:
        kind_of(path)
    assert str(refused.value).endswith("。")


def test_it_is_asked_before_the_first_paint() -> None:
    """So it must not load a library of a format."""
    heavy = "{'openpyxl', 'python_calamine', 'sqlite3', 'zipfile'}"
    done = run_python(f"import sys, desktop.services.file_kinds; sys.exit(bool({heavy} & set(sys.modules)))")
    assert done.returncode == 0, done.stderr
