"""A data file with a new Shanghai form, and the session that has it in work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.services.entry import FormSession
from desktop.ui.session import Session


@pytest.fixture
def session(qapp: object, tmp_path: Path) -> Iterator[Session]:
    """A session on a fresh data file with one new form of the Shanghai layout, which is in work."""
    opened = Session()
    opened.open(tmp_path / "data.db")
    opened.open_evaluation(opened.create("region-managed", "shanghai-2022", "示例市医疗保障局", 2022))
    yield opened
    opened.close()


@pytest.fixture
def form(session: Session) -> FormSession:
    """The form in work."""
    assert session.form is not None
    return session.form
