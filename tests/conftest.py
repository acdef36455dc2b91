"""What every test relies on: no display, no user's data, no dialog that waits, real forms as data.

Left out: small makers of records and definitions (``builders``) and what only one folder needs.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

# Qt reads the platform once, when the application is made, and pytest-qt imports it before any fixture runs.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
# A test that forgot to ask for a folder must not find the user's data either.
os.environ["ZIPING_DATA_DIR"] = tempfile.mkdtemp(prefix="ziping-tests-")

from hypothesis import settings

from tests.ci import UNDER_CI, skip_unless_ci

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT.parent / "shared" / "reference"
OFFICE_PROGRAMS = ("soffice", "pdftotext")

# Time limits per example would make a busy machine a failing one; under CI the same examples every time.
settings.register_profile("ziping", deadline=None, derandomize=UNDER_CI)
settings.load_profile("ziping")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Hold back tests marked ``libreoffice`` where its programs are missing."""
    if item.get_closest_marker("libreoffice") is not None:
        missing = [program for program in OFFICE_PROGRAMS if shutil.which(program) is None]
        if missing:
            skip_unless_ci("not installed: " + ", ".join(missing))


def pytest_sessionfinish() -> None:
    """Take the data folder of this run away again."""
    shutil.rmtree(os.environ["ZIPING_DATA_DIR"], ignore_errors=True)


@pytest.fixture(autouse=True)
def user_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's data folder for this test alone, which ``desktop.paths`` takes through the environment; not made yet."""
    folder = tmp_path / "user-data"
    monkeypatch.setenv("ZIPING_DATA_DIR", str(folder))
    return folder


@pytest.fixture(scope="session")
def reference_path() -> Callable[[str], Path]:
    """The file of a published form by its name, e.g. ``shanghai-2022-region``.

    Skips with a reason where the forms do not lie beside the project, but fails under CI.
    """

    def find(name: str) -> Path:
        path = REFERENCE / f"{name}.json"
        if not path.exists():
            skip_unless_ci(f"published form {name} does not lie beside the project")
        return path

    return find


@pytest.fixture(scope="session")
def reference(reference_path: Callable[[str], Path]) -> Callable[[str], dict[str, Any]]:
    """A published form as parsed JSON by its name; a fresh copy at every call. Skips as ``reference_path`` does."""

    def read(name: str) -> dict[str, Any]:
        form: dict[str, Any] = json.loads(reference_path(name).read_text(encoding="utf-8"))
        return form

    return read


class ModalDialogError(AssertionError):
    """A dialog would have waited for a person; in a test nobody comes."""


@pytest.fixture(scope="session", autouse=True)
def no_modal_dialogs() -> Iterator[None]:
    """Whatever would open a dialog and wait raises instead; a test that expects one puts its answer in its place."""
    from PySide6 import QtWidgets

    # QMenu.exec is not among them: PySide6 finds it beside the class, out of reach. A test that waits in one is ended
    # by faulthandler_timeout in pyproject.toml, which shows where.
    waiting = {
        "QDialog": ("exec",),
        "QMessageBox": ("exec", "about", "critical", "information", "question", "warning"),
        "QFileDialog": ("getExistingDirectory", "getOpenFileName", "getOpenFileNames", "getSaveFileName"),
        "QInputDialog": ("getDouble", "getInt", "getItem", "getMultiLineText", "getText"),
        "QColorDialog": ("getColor",),
        "QFontDialog": ("getFont",),
    }

    def refuse(name: str) -> Callable[..., NoReturn]:
        def raise_instead(*_: object, **__: object) -> NoReturn:
            raise ModalDialogError(f"{name} would have waited for the user")

        return raise_instead

    with pytest.MonkeyPatch.context() as patch:
        for class_name, methods in waiting.items():
            for method in methods:
                replacement = refuse(f"{class_name}.{method}")
                patch.setattr(getattr(QtWidgets, class_name), method, replacement)
        yield
