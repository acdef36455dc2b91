"""Versions: what opens, what is made, what is upgraded after a backup, what is refused and left untouched."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.schema import CreateIndex, CreateTable

from db import creation, schema, schema_proof, upgrade
from db.data_file import DataFile
from db.tables import Base
from desktop.domain.errors import EnvironmentFault, InputError
from tests.db.builders import BUDGET, ROWS, cell_change, command, head

ROOT = Path(__file__).parents[2]
HEAVY = ("sqlmodel", "sqlalchemy", "pydantic", "alembic", "mako")
NEXT_VERSION = '''
"""A made-up next version: rebuilds the table everything else hangs on."""
import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002", "0001"

def upgrade():
    with op.batch_alter_table("evaluation", recreate="always") as batch:
        batch.add_column(sa.Column("note", sa.String(), server_default="", nullable=False))
'''


def sql_of(path: Path) -> dict[str, str]:
    """Name → statement of every table and index, white space folded."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: folded(sql) for name, sql in found if name not in ("alembic_version", "sqlite_sequence")}


def folded(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).replace(" ,", ",").strip()


def parts_of(path: Path) -> dict[str, list[str]]:
    """Name → columns and constraints as written, in any order."""
    return {
        name: sorted(part.strip() for part in re.split(r",(?![^()]*\))", sql.split("(", 1)[1]))
        for name, sql in sql_of(path).items()
    }


def shape_of(path: Path) -> dict[str, object]:
    """Columns with types, defaults and keys, indexes and foreign keys, as SQLite itself sees them."""
    found: dict[str, object] = {}
    with closing(sqlite3.connect(path)) as connection:
        for name in sql_of(path):
            for pragma in ("table_xinfo", "foreign_key_list", "index_xinfo"):
                found[f"{pragma} {name}"] = connection.execute(f'PRAGMA {pragma}("{name}")').fetchall()
            indexes = connection.execute(f'PRAGMA index_list("{name}")').fetchall()
            found[f"index_list {name}"] = {index[1:] for index in indexes}  # the order they were made in says nothing
    return found


def whole_of(path: Path) -> list[object]:
    """Every table and index with its statement, the version, and what the header says."""
    queries = (
        "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name",
        "SELECT * FROM alembic_version",
        "PRAGMA application_id",
        "PRAGMA user_version",
        "PRAGMA page_size",
        "PRAGMA encoding",
        "PRAGMA auto_vacuum",
        "PRAGMA journal_mode",
    )
    with closing(sqlite3.connect(path)) as connection:
        rows = [row for query in queries for row in connection.execute(query)]
    return [tuple(folded(part) if isinstance(part, str) else part for part in row) for row in rows]


def run(script: str, *arguments: Path) -> subprocess.CompletedProcess[str]:
    """Run a script in a fresh interpreter; a failure fails the test and shows why."""
    heavy = "def heavy(): return [name for name in HEAVY if name in sys.modules]"
    lines = ["import logging, sys", "from pathlib import Path", f"HEAVY = {HEAVY!r}", heavy, script]
    command = [sys.executable, "-c", "\n".join(lines), *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data file that alembic has made, migration by migration."""
    made = tmp_path_factory.mktemp("migrated") / "a.db"
    upgrade.upgrade(made)
    return made


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program one version on; the folder of its migrations."""
    folder = tmp_path / "100% next" / "migrations"
    shutil.copytree(upgrade.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "0002_next.py").write_text(NEXT_VERSION, encoding="utf-8")
    monkeypatch.setattr(creation, "MIGRATIONS", folder)
    monkeypatch.setattr(upgrade, "MIGRATIONS", folder)
    monkeypatch.setattr(schema, "REVISIONS", ("0001", "0002"))
    monkeypatch.setattr(upgrade, "differences", lambda query: [])  # the made-up version is not declared in ``tables``
    return folder


# the schema itself ----------------------------------------------------------------------------------------------------


def test_migrations_give_todays_tables_with_their_defaults(migrated: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.db"
    engine = create_engine(f"sqlite:///{fresh}")
    Base.metadata.create_all(engine)
    engine.dispose()
    assert shape_of(migrated) == shape_of(fresh)
    assert parts_of(migrated) == parts_of(fresh)


def test_a_new_file_is_what_the_migrations_give(path: Path, migrated: Path) -> None:
    """To the letter, with alembic's own table: a later version upgrades both alike."""
    assert whole_of(path) == whole_of(migrated)


def test_every_constraint_follows_the_naming_convention() -> None:
    names = []
    for table in Base.metadata.sorted_tables:
        for constraint in table.constraints:
            # A rowid key (AUTOINCREMENT) is written at its column and has no name in SQLite.
            names.append(str(constraint.name))
            assert re.fullmatch(rf"(pk|fk|uq|ck)_{table.name}(_\w+)?", str(constraint.name)), constraint
            written = folded(str(CreateTable(table).compile(dialect=create_engine("sqlite://").dialect)))
            inline = table.dialect_options["sqlite"]["autoincrement"] and str(constraint.name).startswith("pk_")
            assert f"CONSTRAINT {constraint.name}" in written or inline
        for index in table.indexes:
            assert re.fullmatch(rf"ix_{table.name}_\w+", str(index.name))
            assert str(index.name) in str(CreateIndex(index))
    assert len(names) == len(set(names))


def test_the_listed_versions_are_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(upgrade.MIGRATIONS))
    found = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(found)) == schema.REVISIONS


@pytest.mark.parametrize("module", sorted((upgrade.MIGRATIONS / "versions").glob("0*.py")), ids=lambda file: file.stem)
def test_migrations_do_not_import_todays_tables(module: Path) -> None:
    assert not re.search(r"^\s*(from|import) (db|desktop)\b", module.read_text(encoding="utf-8"), re.MULTILINE)


def test_connection_settings(data: DataFile) -> None:
    found = {name: data._db.rows(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    with pytest.raises(sqlite3.IntegrityError):
        data._db.run("INSERT INTO cell VALUES (99, 'a', 'b', 'c', 'd', NULL, NULL)")


# opening --------------------------------------------------------------------------------------------------------------


WORK = """
from db.data_file import DataFile
assert heavy() == [], heavy()
from tests.db.builders import BUDGET, NOW, ROWS, cell_change, command, head
path = Path(sys.argv[1])
with DataFile.open(path) as data:
    form = data.add_evaluation(head(), ROWS, {BUDGET: "1"})
    stored = data.apply(command(form, cell_change("1", "2")), {})
    data.redo(data.undo(data.next_undo(), NOW, "office", {}), NOW, "office", {})
    data.seal()
    data.set_setting("a", "b")
    assert data.content(form).cells == {BUDGET: "2"}
    assert (len(data.evaluations()), len(data.history(form)), data.setting("a")) == (1, 7, "b")
    assert data.backup(path.with_name("copy.db")) == []
    data.remove_evaluation(form)
assert heavy() == [], heavy()
"""


def test_working_in_a_file_imports_the_standard_library_alone(path: Path) -> None:
    """Half a second and 41 MB at every start otherwise."""
    run(WORK, path)


def test_making_a_file_imports_the_standard_library_alone(tmp_path: Path) -> None:
    run(WORK, tmp_path / "new.db")


def test_only_an_upgrade_imports_more() -> None:
    """Guards the two tests above: where these names are needed, they are seen."""
    run("import db, db.schema, db.verification; assert heavy() == []; import db.upgrade; assert 'alembic' in heavy()")
    run("import db.tables; assert heavy() == ['sqlmodel', 'sqlalchemy', 'pydantic'], heavy()")
    run("import db.schema_proof; assert heavy() == ['sqlmodel', 'sqlalchemy', 'pydantic'], heavy()")


@pytest.mark.parametrize("make", ["creation.make(path, schema.REVISIONS)", "upgrade.upgrade(path)"])
def test_making_a_file_leaves_logging_alone(tmp_path: Path, make: str) -> None:
    done = run(
        f"from db import creation, schema, upgrade; path = Path(sys.argv[1]); {make}; root = logging.getLogger();"
        "sys.exit(bool(root.handlers) or root.level != logging.WARNING)",
        tmp_path / "new.db",
    )
    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.parametrize("leftover", ["none", "empty", "no table"])
def test_a_missing_or_unfinished_file_is_made(tmp_path: Path, leftover: str) -> None:
    path = tmp_path / "新 100%#?.db"
    if leftover == "empty":
        path.touch()
    elif leftover == "no table":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    with DataFile.open(path) as data:
        assert data.evaluations() == []
        assert data.verify() == []
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_file_that_another_window_has_just_made_is_left_as_it_is(path: Path) -> None:
    with DataFile.open(path) as data:
        data.add_evaluation(head(), ROWS, {BUDGET: "1"})
        before = dump(path)
        assert creation.make(path, schema.REVISIONS)
    assert dump(path) == before


def test_a_making_that_fails_leaves_no_table(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue("next_version")
    (folder / "versions" / "0002_next.py").write_text(
        "STATEMENTS = ('CREATE INDEX i ON absent (a)',)", encoding="utf-8"
    )
    path = tmp_path / "a.db"
    with pytest.raises(sqlite3.OperationalError, match="absent"):
        creation.make(path, schema.REVISIONS)
    assert schema.stored_version(path) == ""


def test_a_version_that_is_more_than_sql_is_made_by_its_migration(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("next_version")
    path = tmp_path / "a.db"
    assert not creation.make(path, schema.REVISIONS)
    assert not path.exists()
    schema.prepare(path, create=True)
    assert schema.stored_version(path) == "0002"
    assert "note" in sql_of(path)["evaluation"]


def test_a_missing_file_is_not_made_unasked(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"找不到数据文件“a\.db”"):
        DataFile.open(tmp_path / "a.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_or_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="是一个文件夹"):
        DataFile.open(tmp_path)
    with pytest.raises(EnvironmentFault, match=r"文件夹“.*没有”不存在"):
        DataFile.open(tmp_path / "没有" / "a.db")


@pytest.mark.parametrize("content", [b"PK\x03\x04 a workbook", b"SQLite", b"SQLite format 3\x00", b"x" * 5000])
def test_another_kind_of_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match="不是自评通的数据文件"):
        DataFile.open(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("setup", ["", f"PRAGMA application_id={creation.APPLICATION_ID}"])
def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path, setup: str) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (a)")
        connection.execute(setup)
    before = path.read_bytes()
    with pytest.raises(InputError, match="不是自评通的数据文件"):
        DataFile.open(path)
    assert path.read_bytes() == before


def test_a_newer_file_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    with pytest.raises(InputError, match="由更新版本的自评通保存"):
        DataFile.open(path)
    assert path.read_bytes() == before


# upgrading ------------------------------------------------------------------------------------------------------------


def old_file(path: Path) -> dict[str, list[object]]:
    """Fill a file of the first version; what it holds."""
    with DataFile.open(path) as data:
        form = data.add_evaluation(head(), ROWS, {BUDGET: "1"})
        data.apply(command(form, cell_change("1", "2")), {})
    return dump(path)


def dump(path: Path) -> dict[str, list[object]]:
    with closing(sqlite3.connect(path)) as connection:
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall()
            for name in sql_of(path)
            if not name.startswith("ix_")
        }


def test_an_older_file_is_backed_up_and_upgraded_with_its_content(path: Path, request: pytest.FixtureRequest) -> None:
    before = old_file(path)
    request.getfixturevalue("next_version")
    schema.prepare(path, create=False)
    assert schema.stored_version(path) == "0002"
    assert dump(path) == before | {"evaluation": [(*row, "") for row in before["evaluation"]]}  # type: ignore[misc]
    backup = path.with_name("数据.db.0001.bak")
    assert schema.stored_version(backup) == "0001"
    assert dump(backup) == before


def test_an_older_backup_is_not_overwritten(path: Path, request: pytest.FixtureRequest) -> None:
    path.with_name("数据.db.0001.bak").write_bytes(b"kept")
    request.getfixturevalue("next_version")
    schema.prepare(path, create=False)
    assert path.with_name("数据.db.0001.bak").read_bytes() == b"kept"
    assert schema.stored_version(path.with_name("数据.db.0001-2.bak")) == "0001"


@pytest.mark.parametrize(
    ("trouble", "error", "words"),
    [
        ("    raise ValueError('ours')\n", ValueError, "ours"),
        ("    op.execute('DELETE FROM evaluation')\n", EnvironmentFault, "已退回原样"),
    ],
)
def test_an_upgrade_that_fails_changes_nothing(
    path: Path, request: pytest.FixtureRequest, trouble: str, error: type[Exception], words: str
) -> None:
    before = old_file(path)
    folder = request.getfixturevalue("next_version")
    with (folder / "versions" / "0002_next.py").open("a", encoding="utf-8") as file:
        file.write(trouble)
    with pytest.raises(error, match=words):
        schema.prepare(path, create=False)
    assert schema.stored_version(path) == "0001"
    assert dump(path) == before


def test_an_upgrade_that_does_not_give_todays_schema_changes_nothing(
    path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = old_file(path)
    request.getfixturevalue("next_version")
    monkeypatch.setattr(upgrade, "differences", schema_proof.differences)
    with pytest.raises(EnvironmentFault, match=r"升级后结构不对，已退回原样（表“evaluation”多出了栏“note”）"):
        schema.prepare(path, create=False)
    assert schema.stored_version(path) == "0001"
    assert dump(path) == before


def test_a_file_without_its_version_is_not_called_newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM alembic_version")
    with pytest.raises(InputError, match="不是自评通的数据文件，或者文件开头已损坏"):
        DataFile.open(path)
