"""The schema of a file against its declaration: silent about a sound one, by name about a tampered one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db import upgrade
from db.data_file import DataFile
from db.schema_proof import differences


def found(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return differences(lambda sql: connection.execute(sql).fetchall())


def test_a_new_file_and_a_migrated_one_are_as_declared(path: Path, tmp_path: Path) -> None:
    migrated = tmp_path / "migrated.db"
    upgrade.upgrade(migrated)
    assert found(path) == []
    assert found(migrated) == []


REBUILT = """ALTER TABLE setting RENAME TO old;
CREATE TABLE setting (key VARCHAR NOT NULL, value VARCHAR{null}, CONSTRAINT pk_setting PRIMARY KEY ({key}));
DROP TABLE old"""
STEP = """DROP TABLE step; CREATE TABLE step (id INTEGER NOT NULL, command_id INTEGER NOT NULL, action VARCHAR NOT NULL,
at VARCHAR NOT NULL, who VARCHAR NOT NULL, CONSTRAINT pk_step PRIMARY KEY (id AUTOINCREMENT){rest});
CREATE INDEX ix_step_command_id ON step (command_id)"""
CHECK = ", CONSTRAINT ck_step_action CHECK (action IN ('do', 'undo', 'redo'))"
REFERENCE = ", CONSTRAINT fk_step_command_id_command FOREIGN KEY(command_id) REFERENCES command (id) ON DELETE CASCADE"


@pytest.mark.parametrize(
    ("tampering", "expected"),
    [
        ("ALTER TABLE evaluation DROP COLUMN last_place", ["表“evaluation”少了栏“last_place”。"]),
        ("ALTER TABLE evaluation ADD COLUMN note VARCHAR", ["表“evaluation”多出了栏“note”。"]),
        (
            "ALTER TABLE setting RENAME TO settings",
            ["数据文件里少了表“setting”。", "数据文件里多出了表“settings”，不是自评通建的。"],
        ),
        ("DROP TABLE setting", ["数据文件里少了表“setting”。"]),
        ("DROP INDEX ix_step_command_id", ["数据文件里少了索引“ix_step_command_id”。"]),
        (
            "DROP INDEX ix_step_command_id; CREATE INDEX ix_step_command_id ON step (at)",
            ["索引“ix_step_command_id”与本版本的规定不同。"],
        ),
        (
            "CREATE TRIGGER t AFTER INSERT ON cell BEGIN DELETE FROM cell; END",
            ["数据文件里多出了触发器“t”，不是自评通建的。"],
        ),
        ("CREATE VIEW v AS SELECT 1", ["数据文件里多出了视图“v”，不是自评通建的。"]),
        (
            REBUILT.format(null="", key="key"),
            ["表“setting”的栏“value”的类型、必填、默认值或主键与本版本的规定不同。"],
        ),
        (
            REBUILT.format(null=" NOT NULL", key="key, value"),
            ["表“setting”的栏“value”的类型、必填、默认值或主键与本版本的规定不同。"],
        ),
        (REBUILT.format(null=" NOT NULL", key="key"), []),
        (STEP.format(rest=CHECK), ["表“step”与上级表的关联与本版本的规定不同。"]),
        (STEP.format(rest=REFERENCE), ["表“step”的约束或存放方式与本版本的规定不同。"]),
    ],
)
def test_a_tampered_schema_is_found(path: Path, tampering: str, expected: list[str]) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(tampering)
    assert found(path) == expected


@pytest.mark.parametrize(
    "tampering", ["ALTER TABLE change RENAME TO c", "ALTER TABLE cell RENAME COLUMN decimals TO places"]
)
def test_verify_names_what_is_missing_instead_of_failing_on_it(path: Path, tampering: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(tampering)
    with DataFile.open(path) as data:
        problems = data.verify()
        copied = data.backup(path.with_name("copy.db"))
    assert problems
    assert all("少了" in problem or "多出了" in problem or "不同" in problem for problem in problems)
    assert copied == problems
