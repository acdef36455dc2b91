"""Fixtures: an open data file and one evaluation in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.data_file import DataFile
from tests.db.builders import ROWS, head


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new data file, closed: copied by the tests, because making one runs the migrations."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    DataFile.open(path).close()
    return path


@pytest.fixture
def path(tmp_path: Path, empty_file: Path) -> Path:
    """An empty data file of this test's own."""
    target = tmp_path / "数据.db"
    target.write_bytes(empty_file.read_bytes())
    return target


@pytest.fixture
def data(path: Path) -> Iterator[DataFile]:
    """That file, open."""
    with DataFile.open(path, create=False, busy_seconds=0.05) as opened:
        yield opened


@pytest.fixture
def form(data: DataFile) -> int:
    """An evaluation without texts and with three rows."""
    return data.add_evaluation(head(), ROWS, {})
