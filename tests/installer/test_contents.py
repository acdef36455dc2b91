"""What stays in the frozen folder: all the program reads and imports, of Qt what it uses, held against a real wheel."""

from __future__ import annotations

import importlib.util
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

import PySide6
import pytest

from installer import contents, project
from tests.architecture.tree import ROOT, imported, module_name, parsed, project_files, shipped_python

WHEEL = Path(PySide6.__file__).parent
WINDOWS_WHEEL = project.WORK / "python" / "Lib" / "site-packages" / "PySide6"
"""The wheel for Windows, where this machine has built for it."""
WINDOWS_PLUGINS = {
    "platforms/qwindows.dll",
    "platforms/qoffscreen.dll",
    "styles/qmodernwindowsstyle.dll",
    "iconengines/qsvgicon.dll",
    "imageformats/qsvg.dll",
}
LINUX_PLUGINS = {
    "platforms/libqxcb.so",
    "platforms/libqoffscreen.so",
    "iconengines/libqsvgicon.so",
    "imageformats/libqsvg.so",
    "platforminputcontexts/libcomposeplatforminputcontextplugin.so",
    "platforminputcontexts/libibusplatforminputcontextplugin.so",
    "platformthemes/libqxdgdesktopportal.so",
}


def plugins(wheel: Path) -> set[str]:
    """Names like ``platforms/qwindows.dll`` of all plugins of a wheel."""
    top = next(place for place in (wheel / "Qt" / "plugins", wheel / "plugins") if place.is_dir())
    return {path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file()}


def wheel_names(wheel: Path) -> list[str]:
    """Every file of a wheel as a collected file is named."""
    return ["PySide6/" + path.relative_to(wheel).as_posix() for path in wheel.rglob("*") if path.is_file()]


def expected(wheel: Path) -> set[str]:
    return WINDOWS_PLUGINS if "platforms/qwindows.dll" in plugins(wheel) else LINUX_PLUGINS


@pytest.fixture(params=["at hand", "for Windows"])
def wheel(request: pytest.FixtureRequest) -> Path:
    if request.param == "at hand":
        return WHEEL
    if not WINDOWS_WHEEL.is_dir():
        pytest.skip("nothing was built for Windows here")
    return WINDOWS_WHEEL


def test_of_a_real_wheel_exactly_these_plugins_stay(wheel: Path) -> None:
    kept = {
        name.split("/plugins/")[1] for name in wheel_names(wheel) if "/plugins/" in name and contents.is_wanted(name)
    }
    assert kept == expected(wheel)
    assert kept < plugins(wheel)


def test_every_name_that_is_kept_is_in_a_wheel() -> None:
    """A plugin that Qt renames must not vanish from the product without a word."""
    known = WINDOWS_PLUGINS | LINUX_PLUGINS
    assert [name for name in contents.KEPT_PLUGINS if not any(fnmatchcase(one, name) for one in known)] == []


def test_of_a_real_wheel_only_the_chinese_of_widgets_stays(wheel: Path) -> None:
    translations = [name for name in wheel_names(wheel) if name.endswith(".qm")]
    kept = {PurePosixPath(name).name for name in translations if contents.is_wanted(name)}
    assert kept == {"qtbase_zh_CN.qm", "qt_zh_CN.qm"}
    assert len(translations) > 50


WANTED = [
    "PySide6/Qt6Core.dll",
    "PySide6/QtWidgets.pyd",
    "PySide6/Qt/lib/libQt6XcbQpa.so.6",
    "PySide6/plugins/platforms/qwindows.dll",
    "PySide6/Qt/plugins/platforms/libqxcb.so",
    "PySide6/translations/qtbase_zh_CN.qm",
    "alembic-1.20.1.dist-info/METADATA",
    "resources/i18n/app.toml",
    "plugins/anything.dll",
    "python311.dll",
]
UNWANTED = [
    "PySide6/opengl32sw.dll",
    "opengl32sw.dll",
    "D3Dcompiler_47.dll",
    "PySide6/Qt6Network.dll",
    "PySide6/Qt/lib/libQt6Network.so.6",
    "PySide6/Qt/lib/libQt6WaylandClient.so.6",
    "PySide6/plugins/platforms/qminimal.dll",
    "PySide6/plugins/platforms/qdirect2d.dll",
    "PySide6/plugins/tls/qopensslbackend.dll",
    "PySide6/plugins/imageformats/qjpeg.dll",
    "PySide6/plugins/platforminputcontexts/qtvirtualkeyboardplugin.dll",
    "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
    "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
    "PySide6/translations/qtbase_de.qm",
    "PySide6/translations/qt_help_zh_CN.qm",
    "alembic-1.20.1.dist-info/RECORD",
    "alembic-1.20.1.dist-info/licenses/LICENSE",
]


@pytest.mark.parametrize("slash", ["/", "\\"])
def test_names_are_judged_with_either_slash(slash: str) -> None:
    assert [name for name in WANTED if not contents.is_wanted(name.replace("/", slash))] == []
    assert [name for name in UNWANTED if contents.is_wanted(name.replace("/", slash))] == []


# --- data files and modules -------------------------------------------------------------------------------------------


def tree(top: Path, *names: str) -> Path:
    for name in names:
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    return top


def collected(root: Path) -> dict[str, str]:
    """File → folder in the program, both below the root and with forward slashes."""
    return {Path(path).relative_to(root).as_posix(): folder for path, folder in contents.data_files(root)}


def test_every_resource_and_migration_of_the_project_goes_along() -> None:
    wanted = {
        name for name in project_files()
        if (name.startswith("resources/") and not name.endswith(".py")) or name.startswith("db/migrations/")
    }  # fmt: skip
    found = collected(ROOT)
    assert found.keys() == wanted
    assert {name for name, folder in found.items() if str(PurePosixPath(name).parent) != folder} == set()
    assert "db/migrations/env.py" in found


def test_data_files_keep_their_folders_and_caches_stay_out(tmp_path: Path) -> None:
    root = tree(
        tmp_path,
        "resources/表样/a.toml", "resources/code.py", "resources/__pycache__/code.cpython-311.pyc",
        "db/migrations/env.py", "db/migrations/versions/0001.py", "db/migrations/script.py.mako",
        "db/migrations/versions/__pycache__/0001.cpython-311.pyc", "db/engine.py", "other/x.toml",
    )  # fmt: skip
    assert collected(root) == {
        "resources/表样/a.toml": "resources/表样",
        "db/migrations/env.py": "db/migrations",
        "db/migrations/script.py.mako": "db/migrations",
        "db/migrations/versions/0001.py": "db/migrations/versions",
    }
    assert list(contents.data_files(root)) == list(contents.data_files(root))


@pytest.mark.parametrize("name", ["a.ts", "a.exe", "a.TOML", "README", ".hidden", "deep/down/a.bak"])
def test_a_file_of_an_unknown_kind_is_refused(tmp_path: Path, name: str) -> None:
    root = tree(tmp_path, "resources/known.toml", f"resources/{name}")
    with pytest.raises(ValueError, match=f"resources/{name}"):
        list(contents.data_files(root))


def test_every_module_of_the_project_is_named_and_can_be_found() -> None:
    names = contents.hidden_modules(ROOT)
    run_by_alembic = ("db/migrations/versions/", "db/migrations/env.py")
    assert set(names) == {module_name(path) for path in shipped_python() if not path.startswith(run_by_alembic)}
    assert len(names) == len(set(names)) > 50
    assert [name for name in names if importlib.util.find_spec(name) is None] == []


def test_modules_of_a_made_up_tree(tmp_path: Path) -> None:
    root = tree(
        tmp_path,
        "desktop/__init__.py", "desktop/ui/__init__.py", "desktop/ui/app.py", "desktop/ui/__pycache__/app.py",
        "db/migrations/__init__.py", "db/migrations/env.py", "db/migrations/versions/0001.py", "db/env.py",
        "resources/load.py", "tests/test_x.py", "installer/build.py",
    )  # fmt: skip
    assert contents.hidden_modules(root) == [
        "desktop", "desktop.ui", "desktop.ui.app", "db.env", "db.migrations", "resources.load",
    ]  # fmt: skip


def test_nothing_that_is_left_out_is_imported_by_the_program() -> None:
    left_out = tuple(contents.LEFT_OUT_MODULES)
    used = {
        (path, name) for path in shipped_python() for name in imported(parsed(path))
        if any(name == one or name.startswith(one + ".") for one in left_out)
    }  # fmt: skip
    assert used == set()
