"""The folder of licences: every part has its text, what has none ends the build, nothing is under GPL alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from installer import licences, licences_inside
from installer.licences_inside import TEXTS
from installer.project import ROOT
from installer.sbom_parts import NATIVE, QT_LICENCE, Component
from tests.installer.test_sbom import install

QT = Component("Qt", "6.11.3", QT_LICENCE)
PARTS = [
    Component("alpha-one", "1.0", "MIT", "pkg:pypi/alpha-one@1.0"),
    Component("pyside6-essentials", "6.11.3", QT_LICENCE),
    Component("CPython", "3.11.9", "Python-2.0"),
    Component("OpenSSL", "3.0.13", "Apache-2.0"),
    Component("SQLite", "3.45.1", "blessing"),
    Component("libffi", "", "MIT"),
    QT,
]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    install(tmp_path / "site", "Alpha_One", "1.0", "License: MIT", ("alpha.py",), ("licenses/LICENSE.txt", "AUTHORS"))
    install(tmp_path / "site", "bare", "1.0", "License: MIT", ("LICENSE.py",))
    (tmp_path / "LICENSE.txt").write_text("PSF\n", encoding="utf-8")
    return tmp_path / "site"


def collect(site: Path, parts: list[Component]) -> list[str]:
    return licences.collect(site.parent / "许可证", site, parts, site.parent / "LICENSE.txt", "1.2.3")


def test_every_part_has_its_text(site: Path) -> None:
    target = site.parent / "许可证"
    assert collect(site, PARTS) == sorted([
        "CPython.txt", "OpenSSL.txt", "Qt/GPL-3.0.txt", "Qt/LGPL-3.0.txt", "alpha-one/AUTHORS", "alpha-one/LICENSE.txt",
        "libffi.txt", "自评通.txt", "说明.txt",
    ])  # fmt: skip
    assert (target / "alpha-one" / "LICENSE.txt").read_text(encoding="utf-8") == "licence of Alpha_One\n"
    assert "Apache License" in (target / "自评通.txt").read_text(encoding="utf-8")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (target / "Qt" / "LGPL-3.0.txt").read_text(encoding="utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in (target / "Qt" / "GPL-3.0.txt").read_text(encoding="utf-8")
    with pytest.raises(RuntimeError, match="not empty"):
        collect(site, PARTS)


def test_the_guide_names_all_parts_and_how_to_replace_qt(site: Path) -> None:
    collect(site, PARTS)
    data = (site.parent / "许可证" / "说明.txt").read_bytes()
    text = data.decode("utf-8-sig")
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") > 20
    assert "{" not in text
    for piece in (
        "自评通 1.2.3",
        "alpha-one 1.0：MIT",
        "libffi：MIT",
        "Qt 6.11.3",
        "替换",
        r"_internal\PySide6",
        "qtbase",
    ):
        assert piece in text


@pytest.mark.parametrize("name", ["bare", "nowhere"])
def test_a_part_without_a_text_ends_the_build(site: Path, name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} 1.0 brings no licence"):
        collect(site, [*PARTS, Component(name, "1.0", "MIT")])


def test_every_library_we_recognise_has_a_text_or_owes_none() -> None:
    names = {part.name for part in NATIVE if part.licence != "Apache-2.0"}
    assert names <= licences.OWN_TEXT | set(licences.NO_TEXT)
    assert [name for name in licences.OWN_TEXT if not (TEXTS / f"{name}.txt").is_file()] == []


def crate(name: str, licence: str, *authors: str) -> Component:
    return Component(name, "1.0", licence, f"pkg:cargo/{name}@1.0", within=("alpha-one",), authors=authors)


def test_crates_have_each_licence_once_and_their_copyright(site: Path) -> None:
    crates = [
        crate("a", "MIT OR Apache-2.0 OR LGPL-2.1-or-later"),
        crate("b", "Unlicense OR MIT", "One", "Two"),
        crate("c", "Apache-2.0 OR MIT"),
        crate("bitvec", "MIT", "Somebody"),
        crate("encoding_rs", "(Apache-2.0 OR MIT) AND BSD-3-Clause", "Somebody"),
        crate("icu", "Unicode-3.0"),
    ]
    target = site.parent / "许可证"
    folder = "Rust 组件/"
    files = [one.removeprefix(folder) for one in collect(site, [*PARTS, *crates]) if one.startswith(folder)]
    assert files == ["Apache-2.0.txt", "BSD-3-Clause.txt", "MIT.txt", "Unicode-3.0.txt", "清单.txt"]
    lines = (target / folder / "清单.txt").read_text(encoding="utf-8-sig").splitlines()
    for line in (
        "a 1.0（alpha-one）：MIT OR Apache-2.0 OR LGPL-2.1-or-later；采用 Apache-2.0",
        "b 1.0（alpha-one）：Unlicense OR MIT；采用 MIT；作者：One、Two",
        "bitvec 1.0（alpha-one）：MIT；采用 MIT；Copyright (c) 2018 myrrlyn (Alexander Payne)",
        "encoding_rs 1.0（alpha-one）：(Apache-2.0 OR MIT) AND BSD-3-Clause；采用 Apache-2.0、BSD-3-Clause；"
        "Copyright © WHATWG (Apple, Google, Mozilla, Microsoft).",
    ):
        assert line in lines
    guide = (target / "说明.txt").read_text(encoding="utf-8-sig")
    assert "alpha-one 中编译有用 Rust 语言写成的组件" in guide
    assert "bitvec" not in guide


@pytest.mark.parametrize(
    ("licence", "message"),
    [("MIT", "nobody tells whose copyright"), ("PSF-2.0", "no text of PSF-2.0"), ("GPL-2.0-only", "not be shipped: x")],
)
def test_a_crate_without_text_or_copyright_ends_the_build(site: Path, licence: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        collect(site, [*PARTS, crate("x", licence)])


def test_every_licence_a_crate_may_be_taken_under_has_its_text() -> None:
    names = [name for name in licences_inside.TAKEN if name != "Apache-2.0"]
    assert [name for name in names if not (TEXTS / "rust" / f"{name}.txt").is_file()] == []


def test_lists_that_wheels_bring_lie_beside_their_licences(site: Path) -> None:
    info = "sboms/alpha.cyclonedx.json"
    install(site, "listed", "1.0", "License: MIT", ("listed.py",), ("LICENSE", info))
    assert "listed/alpha.cyclonedx.json" in collect(site, [*PARTS, Component("listed", "1.0", "MIT")])


def test_the_guide_tells_where_each_text_lies(site: Path) -> None:
    every = [Component(name, "", "MIT") for name in (*licences.NO_TEXT, *licences.OWN_TEXT)]
    files = collect(site, [*(one for one in PARTS if one.name not in {two.name for two in every}), *every])
    text = (site.parent / "许可证" / "说明.txt").read_text(encoding="utf-8-sig")
    lines = text.split("sbom.cdx.json", 1)[1].split("三、", 1)[0].splitlines()
    for line in (one for one in lines if "；全文见“" in one):
        named = line.rsplit("；全文见“", 1)[1]
        place, _, kind = named.partition("”")
        assert place in files if not kind else any(one.startswith(f"{place}/") for one in files), line
    for name, reason in licences.NO_TEXT.items():
        assert f"{name}：MIT；{reason}" in lines
    assert f"pyside6-essentials 6.11.3：{QT_LICENCE}；全文见“Qt”文件夹" in lines
    assert "同名" not in text.split("三、", 1)[0]


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("LGPL-3.0-only", True),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("GPL-2.0-only OR MIT", True),
        ("GPL-2.0-only AND MIT", False),
        ("MIT AND GPL-2.0-only OR BSD-3-Clause", True),
        ("MIT AND (GPL-2.0-only OR AGPL-3.0-only)", False),
        ("GPL-2.0-or-later WITH Bootloader-exception", True),
        ("GPL-3.0-or-later WITH Some-exception", False),
        (QT_LICENCE, True),
    ],
)
def test_gpl_alone_is_refused(expression: str, allowed: bool) -> None:
    part = Component("x", "1", expression)
    if allowed:
        licences.refuse_copyleft([QT, part])
    else:
        with pytest.raises(ValueError, match="may not be shipped: x"):
            licences.refuse_copyleft([QT, part])


@pytest.mark.parametrize("expression", ["", "MIT OR", "(MIT", "MIT MIT", "OR MIT", "MIT)", "AND"])
def test_broken_expressions_are_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="not an SPDX expression"):
        licences.allowed(expression)


FORBIDDEN = [
    "PySide6/Qt6Charts.dll", "PySide6/QtCharts.pyd", "PySide6/Qt/lib/libQt6VirtualKeyboard.so.6",
    "PySide6/plugins/platforminputcontexts/qtvirtualkeyboardplugin.dll", "PySide6/Qt6Quick3DRuntimeRender.dll",
    "PySide6/Qt6QuickTimeline.dll", "PySide6/Qt6Lottie.dll",
    "PySide6/plugins/vectorimageformats/qlottievectorimage.dll",
    "PySide6/QtDataVisualization.abi3.so", "PySide6/Qt6NetworkAuth.dll",
]  # fmt: skip
HARMLESS = [
    "PySide6/Qt6Core.dll", "PySide6/Qt6Svg.dll", "PySide6/QtWidgets.pyd", "PySide6/Qt6Network.dll", "charts.py",
    "resources/charts.svg", "PySide6/plugins/platforms/qwindows.dll", "PySide6/Qt6Quick.dll", "graphs/a.txt",
]  # fmt: skip


def test_qt_modules_under_gpl_are_found(tmp_path: Path) -> None:
    for name in (*FORBIDDEN, *HARMLESS):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert licences.forbidden_qt(tmp_path) == sorted(FORBIDDEN)


def test_no_code_of_ours_imports_such_a_module() -> None:
    """The check of the folder must not be the first to notice."""
    root = ROOT / "desktop" / "ui"
    used = {
        node.module for path in root.rglob("*.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("PySide6.Qt")
    }  # fmt: skip
    assert used <= {
        f"PySide6.Qt{name}" for name in ("Core", "Gui", "Widgets", "Svg", "SvgWidgets", "PrintSupport", "Test")
    }
