"""``verify`` is silent about a sound file and names what was tampered with."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db.data_file import DataFile
from desktop.domain.address import Row
from desktop.domain.changes import RowChange
from tests.db.builders import BUDGET, EXECUTED, NOW, ROWS, TARGET, cell_change, cents_of, command, head


@pytest.fixture
def worked(path: Path) -> Path:
    """A file with a bit of everything in its log."""
    with DataFile.open(path) as data:
        form = data.add_evaluation(head(), ROWS, {TARGET: "≥2次"}, None, {})
        data.apply(command(form, cell_change("", "7,569.17")), cents_of(budget="7,569.17"))
        lost = data.apply(command(form, RowChange("indicators", Row("u2", ""), None, 1)), {})
        data.undo(lost, NOW, "office", {})
        data.apply(command(form, cell_change("", "1234567.891234", EXECUTED)), cents_of(executed="1234567.891234"))
        undone = data.apply(command(form, cell_change("7,569.17", "")), {})
        data.undo(undone, NOW, "office", cents_of(budget="7,569.17"))
        data.add_evaluation(head("乙市医疗保障局"), {}, {BUDGET: "12.5"}, None, {BUDGET: (1250, 1)})  # 元
        assert data.verify() == []
    return path


@pytest.mark.parametrize(
    ("tampering", "words"),
    [
        (
            "UPDATE cell SET text = '8,569.17' WHERE text = '7,569.17'",
            "funds/total/budget 现存“8,569.17”，修改记录里是“7,569.17”",
        ),
        ("DELETE FROM cell WHERE text = '≥2次'", "indicators/r1/target 现存“”，修改记录里是“≥2次”"),
        ("INSERT INTO cell VALUES (1, 'a', 'b', 'c', 'd', NULL, NULL)", "a/b/c 现存“d”，修改记录里是“”"),
        (
            "UPDATE cell SET cents = cents + 1 WHERE text = '7,569.17'",
            "funds/total/budget 的金额与所填的“7,569.17”不符",
        ),
        ("UPDATE cell SET decimals = 1 WHERE text = '7,569.17'", "funds/total/budget 的金额与所填的“7,569.17”不符"),
        (
            "UPDATE cell SET cents = 1, decimals = 0 WHERE text = '≥2次'",
            "indicators/r1/target 的金额与所填的“≥2次”不符",
        ),
        ("DELETE FROM \"row\" WHERE key = 'r2'", "indicators 部分现有的行与修改记录不符"),
        ("UPDATE \"row\" SET rank = -1 WHERE key = 'u1'", "indicators 部分现有的行与修改记录不符"),
        ("UPDATE change SET new = '8' WHERE new = '7,569.17'", "第 5 步操作的旧值与它之前的记录不符"),
        ("UPDATE change SET new_position = 9 WHERE row = 'u2'", "第 3 步操作的旧值与它之前的记录不符"),
        ("UPDATE command SET state = 'done' WHERE id = 3", "第 3 步操作的状态与它的撤销、重做记录不符"),
        ("DELETE FROM step WHERE command_id = 3 AND action = 'do'", "第 3 步操作的撤销、重做记录前后不符"),
        ("PRAGMA foreign_keys=OFF; DELETE FROM evaluation WHERE id = 2", "找不到它所属的上级记录"),
    ],
)
def test_tampering_is_found(worked: Path, tampering: str, words: str) -> None:
    with closing(sqlite3.connect(worked)) as connection:
        connection.executescript(tampering)
    with DataFile.open(worked) as data:
        problems = data.verify()
    assert any(words in problem for problem in problems), problems
    assert all(problem.endswith("。") for problem in problems)


def test_a_broken_index_is_found(worked: Path) -> None:
    with closing(sqlite3.connect(worked)) as connection:
        connection.executescript(
            "PRAGMA writable_schema=ON;"
            "UPDATE sqlite_master SET sql = replace(sql, '(command_id)', '(action)') WHERE name = 'ix_step_command_id';"
        )
    with DataFile.open(worked) as data:
        assert "结构有损坏" in data.verify()[0]


def test_many_problems_are_named_a_few_times_only(worked: Path) -> None:
    with closing(sqlite3.connect(worked)) as connection, connection:
        connection.executemany(
            "INSERT INTO cell VALUES (1, 'a', ?, 'c', 'd', NULL, NULL)", [(str(number),) for number in range(500)]
        )
    with DataFile.open(worked) as data:
        assert len(data.verify()) == 20
