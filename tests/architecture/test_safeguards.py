"""The suite's own safeguards do catch: each is made to go off once, or nobody would notice that it had stopped."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox

from tests.architecture.tree import ROOT, run_python
from tests.conftest import ModalDialogError

MUST_FAIL = """
import warnings
import pytest

def test_python_warning():
    warnings.warn("old habit", DeprecationWarning)

def test_qt_warning(qapp):
    from PySide6.QtCore import qWarning
    qWarning("something is wrong")

def test_error_in_a_slot(qtbot):
    from PySide6.QtCore import QTimer
    def slot():
        raise ValueError("lost in the event loop")
    with qtbot.waitSignal(timer_done(slot), timeout=5000):
        pass

def timer_done(slot):
    from PySide6.QtCore import QTimer
    global timer
    timer = QTimer(singleShot=True, interval=0)
    timer.timeout.connect(slot)
    timer.start()
    return timer.timeout

@pytest.mark.xfail(reason="mended long ago")
def test_xfail_that_passes():
    pass
"""


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    "wait",
    [
        lambda: QDialog().exec(),
        lambda: QMessageBox().exec(),
        lambda: QMessageBox.question(None, "", ""),
        lambda: QFileDialog.getOpenFileName(),
    ],
    ids=["dialog", "message", "question", "file"],
)
def test_a_dialog_that_waits_fails(wait: Callable[[], object]) -> None:
    with pytest.raises(ModalDialogError):
        wait()


@pytest.mark.usefixtures("qapp")
def test_no_window_system_is_used() -> None:
    assert QApplication.platformName() == "offscreen"


def test_the_users_data_is_out_of_reach(user_data: Path, tmp_path: Path) -> None:
    assert os.environ["ZIPING_DATA_DIR"] == str(user_data)
    assert user_data.is_relative_to(tmp_path)


def test_warnings_fail(tmp_path: Path) -> None:
    """Python's, Qt's, an error inside a slot, and an expected failure that passes."""
    (tmp_path / "test_must_fail.py").write_text(MUST_FAIL, encoding="utf-8")
    arguments = [
        "-c",
        str(ROOT / "pyproject.toml"),
        "--rootdir",
        str(tmp_path),
        "-p",
        "no:cacheprovider",
        str(tmp_path),
    ]
    result = run_python(f"import pytest; raise SystemExit(pytest.main({arguments!r}))")
    assert result.returncode == 1, result.stdout + result.stderr
    assert "4 failed in" in result.stdout, result.stdout


def test_unknown_markers_are_refused(tmp_path: Path) -> None:
    (tmp_path / "test_marker.py").write_text(
        "from pytest import mark\n\n\n@mark.libre_office\ndef test_it(): pass\n", encoding="utf-8"
    )
    arguments = [
        "-c",
        str(ROOT / "pyproject.toml"),
        "--rootdir",
        str(tmp_path),
        "-p",
        "no:cacheprovider",
        str(tmp_path),
    ]
    result = run_python(f"import pytest; raise SystemExit(pytest.main({arguments!r}))")
    assert "'libre_office' not found in `markers`" in result.stdout, result.stdout
