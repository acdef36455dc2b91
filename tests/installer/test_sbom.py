"""The list of parts, from a small frozen folder made here: what is in it, what must end the build, equal twice."""

from __future__ import annotations

import json
import marshal
import re
import struct
import uuid
from pathlib import Path
from typing import Any

import pytest

from installer import sbom_inside
from installer.inputs import Pinned
from installer.sbom import (
    archived_modules,
    distribution_components,
    distributions,
    frozen_modules,
    make_sbom,
    native_components,
    used_hashes,
    write_sbom,
)
from installer.sbom_parts import Component

DIGEST = "a" * 64
LOCK = [
    Pinned("Alpha_One", "1.0", "", (f"sha256:{DIGEST}",)),
    Pinned("pyside6-essentials", "6.11.3", "", (f"sha256:{DIGEST}",)),
]
HASHES = {"alpha-one": DIGEST, "pyside6-essentials": DIGEST}
VERSIONS = {"CPython": "3.11.9", "PyInstaller": "6.22.3"}


def install(
    site: Path, name: str, version: str, licence: str, files: tuple[str, ...], texts: tuple[str, ...] = ()
) -> None:
    """What pip leaves of a distribution, as far as metadata are read."""
    info = f"{name}-{version}.dist-info"
    (site / info).mkdir(parents=True)
    head = f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n{licence}\n"
    (site / info / "METADATA").write_text(head, encoding="utf-8")
    names = [*files, f"{info}/METADATA", *(f"{info}/{text}" for text in texts)]
    (site / info / "RECORD").write_text("".join(f"{one},,\n" for one in names), encoding="utf-8")
    for text in texts:
        (site / info / text).parent.mkdir(exist_ok=True)
        (site / info / text).write_text(f"licence of {name}\n", encoding="utf-8")


def program(modules: list[str]) -> bytes:
    """A program with an archive of modules, as PyInstaller lays it out."""
    table = marshal.dumps([(name, (0, 0, 0)) for name in modules])
    archive = b"PYZ\0" + bytes(4) + struct.pack("!I", 12) + table
    name = b"PYZ.pyz\0".ljust(14, b"\0")
    entry = struct.pack("!IIIIBc", 18 + len(name), 0, len(archive), len(archive), 0, b"z") + name
    size = len(archive) + len(entry) + 88
    cookie = struct.pack(
        "!8sIIII64s", b"MEI\014\013\012\013\016", size, len(archive), len(entry), 311, b"python311.dll"
    )
    return b"MZ start program" + archive + entry + cookie + b"signature"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    install(site, "Alpha_One", "1.0", "License-Expression: MIT", ("alpha/__init__.py",), ("licenses/LICENSE",))
    qt = "License: LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"
    install(site, "PySide6_Essentials", "6.11.3", qt, ("PySide6/__init__.py", "PySide6/Qt6Core.dll"))
    install(site, "setuptools", "80", "License-Expression: MIT", ("setuptools/__init__.py", "../../bin/x.py"))
    return site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "ziping"
    (folder / "_internal" / "PySide6").mkdir(parents=True)
    (folder / "ziping.exe").write_bytes(program(["alpha", "alpha.x", "PySide6", "desktop.cli", "json"]))
    for name, content in {
        "PySide6/Qt6Core.dll": b"", "python311.dll": b"\x001.3.1\0", "_decimal.pyd": b"",
        "sqlite3.dll": b"\x003.45.1\0",
        "libcrypto-3.dll": b"OpenSSL 3.0.13 30 Jan 2024", "libffi-8.dll": program_without_version(),
    }.items():  # fmt: skip
        (folder / "_internal" / name).write_bytes(content)
    return folder


def program_without_version() -> bytes:
    from tests.installer.test_pe import program as pe_program

    return pe_program({})


def test_modules_in_the_program_and_beside_it(folder: Path) -> None:
    assert archived_modules((folder / "ziping.exe").read_bytes()) == {
        "alpha",
        "alpha.x",
        "PySide6",
        "desktop.cli",
        "json",
    }
    assert {"alpha", "PySide6", "desktop", "sqlite3"} <= frozen_modules(folder, "ziping.exe")


@pytest.mark.parametrize("data", [b"", b"MZ", program([])])
def test_other_programs_hold_no_modules(data: bytes) -> None:
    with pytest.raises(ValueError, match="made by PyInstaller"):
        archived_modules(data)


def test_only_distributions_in_the_program_are_listed(site: Path) -> None:
    licence = "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"
    both = distribution_components(site, LOCK, HASHES, {"alpha", "PySide6", "json"})
    assert both == [
        Component("alpha-one", "1.0", "MIT", "pkg:pypi/alpha-one@1.0", DIGEST),
        Component("pyside6-essentials", "6.11.3", licence, "pkg:pypi/pyside6-essentials@6.11.3", DIGEST),
    ]
    assert distribution_components(site, LOCK, HASHES, {"alpha"}) == both[:1]


def test_what_is_not_locked_ends_the_build(site: Path) -> None:
    with pytest.raises(ValueError, match=r"holds setuptools, which requirements\.lock does not name"):
        distribution_components(site, LOCK, HASHES, {"alpha", "setuptools"})
    other = [Pinned("alpha-one", "1.1", "", ())]
    with pytest.raises(ValueError, match=r"alpha-one 1\.0 is installed, 1\.1 is locked"):
        distribution_components(site, other, HASHES, {"alpha"})


@pytest.mark.parametrize(
    "licence", ["", "License: UNKNOWN", "License: Some long text\n  of many lines", "License-Expression: SSPL-1.0"]
)
def test_an_unknown_licence_ends_the_build(tmp_path: Path, licence: str) -> None:
    install(tmp_path, "alpha-one", "1.0", licence or "Summary: none", ("alpha/__init__.py",))
    with pytest.raises(ValueError, match=r"licence of alpha-one 1\.0"):
        distribution_components(tmp_path, LOCK, HASHES, {"alpha"})


def test_libraries_are_recognised(site: Path, folder: Path) -> None:
    found = {one.name: one for one in native_components(folder, site, VERSIONS)}
    versions = {name: one.version for name, one in found.items()}
    assert versions == {
        "CPython": "3.11.9", "OpenSSL": "3.0.13", "PyInstaller bootloader": "6.22.3", "Qt": "6.11.3",
        "SQLite": "3.45.1",
        "libffi": "", "mpdecimal": "", "zlib": "1.3.1",
    }  # fmt: skip
    assert found["Qt"].note == "modules: Core"


@pytest.mark.parametrize("name", ["strange.dll", "sub/extra.pyd", "libreadline.so.8", "PySide6/Qt6Charts.dll"])
def test_a_strange_library_ends_the_build(site: Path, folder: Path, name: str) -> None:
    path = folder / "_internal" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"")
    with pytest.raises(ValueError, match=f"unknown origin: {re.escape(name)}"):
        native_components(folder, site, VERSIONS)


def report(name: str = "alpha_one", digest: str = DIGEST) -> str:
    entry = {"metadata": {"name": name}, "download_info": {"archive_info": {"hashes": {"sha256": digest}}}}
    return json.dumps({"install": [entry]})


def test_the_wheels_are_those_of_the_lock() -> None:
    assert used_hashes(report(), LOCK[:1]) == {"alpha-one": DIGEST}
    with pytest.raises(ValueError, match="not the one in the lock"):
        used_hashes(report(digest="b" * 64), LOCK[:1])
    with pytest.raises(ValueError, match="report: pyside6-essentials"):
        used_hashes(report(), LOCK)


def test_the_document_is_whole_and_equal_twice(site: Path, folder: Path, tmp_path: Path) -> None:
    parts = distribution_components(site, LOCK, HASHES, {"alpha", "PySide6"})
    parts += native_components(folder, site, VERSIONS)
    sbom = make_sbom("1.2.3", parts, 1_700_000_000)
    assert (sbom["bomFormat"], sbom["specVersion"], sbom["version"]) == ("CycloneDX", "1.6", 1)
    assert sbom["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"
    assert sbom["metadata"]["component"]["version"] == "1.2.3"
    assert uuid.UUID(sbom["serialNumber"].removeprefix("urn:uuid:")).version == 5
    references = [one["bom-ref"] for one in sbom["components"]]
    assert sbom["dependencies"] == [{"ref": "ziping", "dependsOn": references}]
    assert len(references) == len(set(references)) == len(parts)
    assert all(one["type"] == "library" and one["licenses"][0]["expression"] for one in sbom["components"])
    assert {"alg": "SHA-256", "content": DIGEST} in [h for one in sbom["components"] for h in one.get("hashes", [])]
    write_sbom(tmp_path / "a.json", sbom)
    write_sbom(tmp_path / "b.json", make_sbom("1.2.3", reversed(parts), 1_700_000_000))
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == sbom


@pytest.mark.parametrize(
    ("version", "date", "licence"), [("1.2.4", 0, "MIT"), ("1.2.3", 1, "MIT"), ("1.2.3", 0, "Zlib")]
)
def test_another_content_has_another_number(version: str, date: int, licence: str) -> None:
    first = make_sbom("1.2.3", [Component("a", "1", "MIT")], 0)
    assert make_sbom(version, [Component("a", "1", licence)], date)["serialNumber"] != first["serialNumber"]


def test_bad_components_are_refused() -> None:
    with pytest.raises(ValueError, match="known licences"):
        make_sbom("1.2.3", [Component("a", "1", "UNKNOWN")], 0)
    with pytest.raises(ValueError, match="twice"):
        make_sbom("1.2.3", [Component("a", "1", "MIT"), Component("a", "1", "Zlib")], 0)


# --- compiled into distributions --------------------------------------------------------------------------------------

CRATE = {
    "type": "library", "name": "memo", "version": "2.7.4", "purl": "pkg:cargo/memo@2.7.4", "scope": "required",
    "author": "A. One <a" "@" "example.org>, Two", "licenses": [{"expression": "Unlicense OR MIT"}],
    "hashes": [{"alg": "SHA-256", "content": "c" * 64}],
}  # fmt: skip
BINARY = b"C:\\u\\registry\\src\\registry-19\\memo-2.7.4\\src\\lib.rs\0/rustc/" + b"5" * 40 + b"/library/core"


def install_rust(site: Path, name: str, entries: list[dict[str, Any]] | None, binary: bytes = BINARY) -> None:
    """A distribution with a compiled module, and with a list of its crates unless ``entries`` is None."""
    texts = () if entries is None else ("sboms/list.cyclonedx.json",)
    install(site, name, "1.0", "License-Expression: MIT", (f"{name}/_core.pyd",), texts)
    (site / name).mkdir()
    (site / name / "_core.pyd").write_bytes(binary)
    for text in texts:
        document = {"bomFormat": "CycloneDX", "specVersion": "1.5", "components": entries}
        (site / f"{name}-1.0.dist-info" / text).write_text(json.dumps(document), encoding="utf-8")


def inside(site: Path) -> list[Component]:
    return sbom_inside.components(distributions(site))


def test_crates_of_a_wheel_are_listed_once(tmp_path: Path) -> None:
    built = {**CRATE, "name": "build", "purl": "pkg:cargo/build@2.7.4", "scope": "excluded"}
    other = {**CRATE, "name": "calc", "purl": "pkg:cargo/calc@2.7.4", "licenses": [{"license": {"id": "MIT"}}]}
    install_rust(tmp_path, "beta", [CRATE, built])
    install_rust(tmp_path, "alpha", [other, CRATE], BINARY + b"/rust/deps/gimli-0.34.0/x\0rustc version 1.99.1")
    found = {one.name: one for one in inside(tmp_path)}
    assert list(found) == ["Rust standard library", "calc", "gimli", "memo"]
    memo = found["memo"]
    assert (memo.version, memo.licence, memo.sha256) == ("2.7.4", "Unlicense OR MIT", "c" * 64)
    assert (memo.within, memo.authors) == (("alpha", "beta"), ("A. One", "Two"))
    assert (found["calc"].licence, found["calc"].within) == ("MIT", ("alpha",))
    assert (found["gimli"].version, found["gimli"].licence) == ("0.34.0", "MIT OR Apache-2.0")


def test_the_standard_library_stands_once_for_each_version(tmp_path: Path) -> None:
    install_rust(tmp_path, "alpha", [CRATE], BINARY + b"rustc version 1.99.1")
    install_rust(tmp_path, "beta", [CRATE], BINARY + b"rustc version 1.99.1")
    install_rust(tmp_path, "gamma", [CRATE])
    found = [(one.version, one.within) for one in inside(tmp_path) if one.name == sbom_inside.RUST_NAME]
    assert found == [("", ("gamma",)), ("1.99.1", ("alpha", "beta"))]


def test_code_in_c_has_nothing_inside(tmp_path: Path) -> None:
    install_rust(tmp_path, "alpha", None, b"_cython_3_3_1\0")
    assert inside(tmp_path) == []
    assert sbom_inside.cython_note(distributions(tmp_path)["alpha"]) == "holds C code written by Cython 3.3.1"


@pytest.mark.parametrize(
    ("entries", "binary", "message"),
    [
        (None, BINARY, r"alpha holds crates .* names: pkg:cargo/memo@2\.7\.4"),
        ([{**CRATE, "version": "2.7.5", "purl": "pkg:cargo/memo@2.7.5"}], BINARY, r"crates .*memo@2\.7\.4"),
        ([{**CRATE, "scope": "excluded"}], BINARY, r"crates .*memo@2\.7\.4"),
        (None, b"/rustc/" + b"5" * 40 + b"/library/core", "brings no list"),
        ([CRATE], BINARY + rb"/rust/deps\odd-1.0.0\src", "odd 1.0.0 of Rust's standard library"),
        ([{**CRATE, "licenses": [{"expression": "SSPL-1.0"}]}], BINARY, "licence of memo 2.7.4 in list.cyclonedx.json"),
        ([{**CRATE, "licenses": [{"license": {"name": "own"}}]}], BINARY, "licence of memo"),
        ([{**CRATE, "licenses": []}], BINARY, "licence of memo"),
        ([{**CRATE, "purl": "pkg:deb/memo@2.7.4"}], BINARY, "which is no crate"),
        ([{**CRATE, "components": [{"name": "x", "version": "1"}]}], BINARY, "names x 1, which is no crate"),
    ],
)
def test_what_is_compiled_in_must_be_explained(
    tmp_path: Path, entries: list[dict[str, Any]] | None, binary: bytes, message: str
) -> None:
    install_rust(tmp_path, "alpha", entries, binary)
    with pytest.raises(ValueError, match=message):
        inside(tmp_path)


@pytest.mark.parametrize(
    "change", [{"licenses": [{"expression": "MIT"}]}, {"hashes": [{"alg": "SHA-256", "content": "d" * 64}]}]
)
def test_lists_that_contradict_each_other_end_the_build(tmp_path: Path, change: dict[str, Any]) -> None:
    install_rust(tmp_path, "alpha", [CRATE])
    install_rust(tmp_path, "beta", [{**CRATE, **change}])
    with pytest.raises(ValueError, match="contradict each other about pkg:cargo/memo"):
        inside(tmp_path)


def test_another_kind_of_list_ends_the_build(tmp_path: Path) -> None:
    install_rust(tmp_path, "alpha", [CRATE])
    path = next(tmp_path.rglob("list.cyclonedx.json"))
    path.write_text('{"spdxVersion": "SPDX-2.3"}', encoding="utf-8")
    with pytest.raises(ValueError, match="not a CycloneDX list"):
        inside(tmp_path)


def test_the_document_tells_what_is_inside_what(tmp_path: Path) -> None:
    install_rust(tmp_path, "alpha", [CRATE])
    lock = [Pinned("alpha", "1.0", "", (f"sha256:{DIGEST}",))]
    parts = distribution_components(tmp_path, lock, {"alpha": DIGEST}, {"alpha"})
    sbom = make_sbom("1.2.3", parts, 0)
    assert sbom["dependencies"] == [
        {"ref": "ziping", "dependsOn": ["alpha@1.0"]},
        {"ref": "alpha@1.0", "dependsOn": ["Rust standard library", "pkg:cargo/memo@2.7.4"]},
    ]
    (memo,) = [one for one in sbom["components"] if one["name"] == "memo"]
    assert memo["properties"] == [{"name": "ziping:within", "value": "alpha"}]
    assert memo["authors"] == [{"name": "A. One"}, {"name": "Two"}]
    with pytest.raises(ValueError, match="not listed: alpha"):
        make_sbom("1.2.3", parts[1:], 0)
    assert distribution_components(tmp_path, lock, {"alpha": DIGEST}, {"other"}) == []
