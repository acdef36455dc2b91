"""What may be imported where, proved by running fresh interpreters; import-linter proves the same by reading.

I1: everything but the screens works without Qt. I2: the domain needs the standard library alone. I3: nothing heavy is
loaded before the first paint. I4: importing never opens a socket.
"""

from __future__ import annotations

import pytest

from tests.architecture.tree import QT, ROOT, SHIPPED, imported, modules_under, parsed, run_python, shipped_python

HEADLESS = ("desktop.domain", "desktop.exchange", "desktop.services", "desktop.paths", "desktop.cli", "db", "resources")
HEAVY = ("sqlmodel", "sqlalchemy", "alembic", "openpyxl", "pydantic", "python_calamine", "hypothesis", "pytest")


def test_every_layer_has_modules() -> None:
    """Guards the tests below: a moved package must not leave them proving nothing."""
    missing = [top for top in (*HEADLESS, "desktop.ui", "desktop.__main__") if not modules_under(top)]
    assert missing == []


def test_headless_parts_import_where_qt_is_blocked() -> None:
    """I1."""
    modules = modules_under(*HEADLESS)
    result = run_python(
        f"""
import importlib, sys
for name in {QT!r}:
    sys.modules[name] = None  # makes every import of it fail
for name in {modules!r}:
    importlib.import_module(name)
"""
    )
    assert result.returncode == 0, result.stderr


def test_only_screens_import_qt() -> None:
    """I1, read from every file: a new module that no import contract names yet is held to it too."""
    outside = [path for path in shipped_python() if not path.startswith("desktop/ui/")]
    assert [path for path in outside if any(name.split(".")[0] in QT for name in imported(parsed(path)))] == []


def test_the_block_of_qt_does_block() -> None:
    """The screens must fail under the same block, or the test above could not fail either."""
    result = run_python("import sys; sys.modules['PySide6'] = None; import desktop.ui.app")
    assert result.returncode != 0
    assert "PySide6" in result.stderr


def test_domain_imports_the_standard_library_alone() -> None:
    """I2: run without site-packages, so that anything else is not even there."""
    modules = modules_under("desktop.domain")
    result = run_python(
        f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import importlib
for name in {modules!r}:
    importlib.import_module(name)
others = [name for name in sys.modules if name.split(".")[0] not in sys.stdlib_module_names and name != "__main__"]
strange = [name for name in others if name != "desktop" and not (name + ".").startswith("desktop.domain.")]
raise SystemExit("not of the domain: " + ", ".join(strange) if strange else 0)
""",
        "-I",
        "-S",
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    "start",
    ["desktop.__main__", "desktop.cli", "desktop.ui.app", "desktop.ui.main_window", "desktop.services.workspace"],
)
def test_nothing_heavy_is_loaded_before_the_first_paint(start: str) -> None:
    """I3: each of these costs 0.1 to 0.5 s."""
    result = run_python(
        f"""
import importlib, sys
importlib.import_module({start!r})
loaded = [name for name in {HEAVY!r} if name in sys.modules]
raise SystemExit("loaded: " + ", ".join(loaded) if loaded else 0)
"""
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("layer", ["db", "desktop.exchange", "desktop.domain.definition", "desktop.services.entry"])
def test_the_empty_window_is_painted_without_what_works_on_forms(layer: str) -> None:
    """I3: definitions, checks and the database take 0.15 s together; the window shows itself first."""
    result = run_python(
        f"""
import sys, desktop.ui.app
loaded = [name for name in sys.modules if (name + ".").startswith({layer + "."!r})]
raise SystemExit("loaded: " + ", ".join(loaded) if loaded else 0)
"""
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", ["criterion_words", "criterion_parts", "criterion_expected"])
def test_reading_criteria_is_not_loaded_with_a_form_that_has_none(name: str) -> None:
    """I3: the patterns of scoring criteria take 0.03 s, for the one kind of form that has criteria."""
    result = run_python(f"import sys, desktop.services.entry; raise SystemExit('desktop.domain.{name}' in sys.modules)")
    assert result.returncode == 0, result.stderr


def test_the_command_line_does_not_load_qt() -> None:
    """I3: scripts that call ``ziping check`` a thousand times must not pay for a window."""
    result = run_python("import sys, desktop.cli; raise SystemExit('PySide6' in sys.modules)")
    assert result.returncode == 0, result.stderr


def test_importing_opens_no_socket() -> None:
    """I4: the interpreter reports every use of a socket to an audit hook."""
    modules = modules_under(*SHIPPED)
    result = run_python(
        f"""
import importlib, sys
seen = []
sys.addaudithook(lambda event, arguments: event.startswith("socket.") and seen.append(event))
for name in {modules!r}:
    if name != "desktop.__main__":
        importlib.import_module(name)
raise SystemExit(", ".join(seen) if seen else 0)
"""
    )
    assert result.returncode == 0, result.stderr
