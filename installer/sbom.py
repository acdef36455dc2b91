"""The list of what the product really carries (SBOM, CycloneDX 1.6), read from the frozen folder itself.

Three kinds of parts: distributions of ``requirements.lock`` whose modules are in the frozen program; libraries without
a distribution, recognised by file name (``NATIVE``); the start program of PyInstaller. Nothing may stay unexplained: a
library of unknown origin, a module of a distribution that is not locked, a licence not in ``LICENCES``
ends the build. Left out: the third-party code compiled into Qt, which ``许可证/说明.txt`` names.
"""

from __future__ import annotations

import importlib.metadata
import json
import marshal
import re
import struct
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from installer import pe
from installer.inputs import Pinned
from installer.project import APP_ID, APP_NAME, PUBLISHER

INTERNAL = "_internal"
SBOM = "sbom.cdx.json"
"""Its name in the folder of licences, which the guide there tells."""
LICENCES = frozenset({
    "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only", "LGPL-3.0-only",
    "LicenseRef-Microsoft-Visual-Cpp-Runtime", "LicenseRef-xz-public-domain", "MIT", "PSF-2.0", "Python-2.0",
    "Unicode-DFS-2016", "X11", "Zlib", "blessing", "bzip2-1.0.6",
})  # fmt: skip
"""SPDX identifiers that have been looked at; another one stops the build until somebody has."""
EXCEPTIONS = frozenset({"Bootloader-exception"})
QT_LICENCE = "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"
MODULES_END = (".py", ".pyd", ".so")
COOKIE = b"MEI\014\013\012\013\016"
"""Begins the record at the end of a program made by PyInstaller (its ``archive/readers.py``)."""


@dataclass(frozen=True, order=True)
class Component:
    """One part of the product.

    Attributes:
        name, version: as its makers call it; version ``""`` where the file does not tell.
        licence: SPDX expression.
        purl: package URL, or ``""``.
        sha256: of the wheel it came in, or ``""``.
        note: what exactly is taken from it, or ``""``.
    """

    name: str
    version: str
    licence: str
    purl: str = ""
    sha256: str = ""
    note: str = ""


@dataclass(frozen=True)
class Native:
    """A library without a distribution: its name, its files, its licence, where the version stands in the bytes.

    ``inside`` marks one that is compiled into a file of somebody else, so that it does not explain that file.
    """

    name: str
    files: str
    licence: str
    version: bytes = b""
    inside: bool = False


NATIVE = (
    Native("SQLite", r"sqlite3\.dll|libsqlite3\.so\..+", "blessing", rb"\0(3\.\d+\.\d+)\0"),
    Native("OpenSSL", r"lib(crypto|ssl)[-.].+", "Apache-2.0", rb"OpenSSL (3\.\d+\.\d+) "),
    Native("libffi", r"libffi[-.].+", "MIT"),
    Native("ICU", r"libicu(data|i18n|uc)\.so\..+", "Unicode-DFS-2016", rb"\0(\d\d\.\d)\0"),
    Native("xcb-util", r"libxcb-util\.so\..+", "X11"),
    Native("xcb-util-cursor", r"libxcb-cursor\.so\..+", "X11"),
    Native(
        "Microsoft Visual C++ Runtime",
        r"(concrt|msvcp|vccorlib|vcomp|vcruntime)140[\w.-]*\.dll",
        "LicenseRef-Microsoft-Visual-Cpp-Runtime",
    ),
    Native(
        "Microsoft Universal C Runtime", r"(ucrtbase|api-ms-win-[\w-]+)\.dll", "LicenseRef-Microsoft-Visual-Cpp-Runtime"
    ),
    Native("mpdecimal", r"libmpdec\.so\..+", "BSD-2-Clause"),
    Native("mpdecimal", r"_decimal\.(pyd|.+\.so)", "BSD-2-Clause", rb"\0(2\.[45]\.\d)\0", inside=True),
    Native("bzip2", r"_bz2\.pyd", "bzip2-1.0.6", rb"(1\.\d\.\d), \d+-\w{3}-\d{4}", inside=True),
    Native("XZ Utils", r"_lzma\.pyd", "LicenseRef-xz-public-domain", inside=True),
    Native("Expat", r"pyexpat\.(pyd|.+\.so)", "MIT", rb"expat_(\d\.\d+\.\d+)", inside=True),
    Native("zlib", r"python3\d\d\.dll", "Zlib", rb"\0(1\.[23]\.\d+)\0", inside=True),
)


def normalised(name: str) -> str:
    """A distribution's name as package indexes compare it: lower case, hyphens."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_tokens(expression: str) -> list[str]:
    """The words of an SPDX expression. Raises ValueError for an empty one and for words nobody has looked at."""
    tokens = re.findall(r"[()]|[^\s()]+", expression)
    unknown = [one for one in tokens if one not in LICENCES | EXCEPTIONS | {"AND", "OR", "WITH", "(", ")"}]
    if not tokens or unknown:
        raise ValueError(f"not an SPDX expression of known licences: {expression!r}")
    return tokens


def licence_of(metadata: importlib.metadata.PackageMetadata) -> str:
    """The SPDX expression of a distribution. Raises ValueError that names it when there is none that we know."""
    expression = next((metadata[field] for field in ("License-Expression", "License") if field in metadata), "")
    try:
        licence_tokens(expression)
    except ValueError as error:
        raise ValueError(f"licence of {metadata['Name']} {metadata['Version']}: {error}") from error
    return expression


def used_hashes(report: str, lock: Sequence[Pinned]) -> dict[str, str]:
    """SHA-256 of the wheel of every locked distribution, from what ``pip install --report FILE`` wrote.

    Raises ValueError when a sum is not in the lock, or a locked distribution not in the report.
    """
    locked = {normalised(one.name): one for one in lock}
    found = {}
    for entry in json.loads(report)["install"]:
        name = normalised(entry["metadata"]["name"])
        digest = entry["download_info"]["archive_info"]["hashes"]["sha256"]
        if name in locked:
            if f"sha256:{digest}" not in locked[name].hashes:
                raise ValueError(f"the wheel of {name} is not the one in the lock: {digest}")
            found[name] = digest
    if missing := sorted(locked.keys() - found.keys()):
        raise ValueError("not in pip's report: " + ", ".join(missing))
    return found


def archived_modules(program: bytes) -> set[str]:
    """Full names of the modules inside a program made by PyInstaller. Raises ValueError when it is none."""
    cookie = program.rfind(COOKIE)
    if cookie < 0:
        raise ValueError("not a program made by PyInstaller")
    length, contents, contents_length = struct.unpack_from("!III", program, cookie + 8)
    start = cookie + 88 - length
    at, names = start + contents, set()
    while at < start + contents + contents_length:
        size, offset, packed, _, _, kind = struct.unpack_from("!IIIIBc", program, at)
        if kind in b"zZ":
            archive = program[start + offset : start + offset + packed]
            (table,) = struct.unpack_from("!I", archive, 8)
            names |= {str(name) for name, *_ in marshal.loads(archive[table:])}
        at += size
    if not names:
        raise ValueError("the program made by PyInstaller holds no modules")
    return names


def frozen_modules(folder: Path, program: str) -> set[str]:
    """Top-level names of all modules in a frozen folder: in the archive of ``program`` and lying in ``_internal``."""
    names = {name.split(".")[0] for name in archived_modules((folder / program).read_bytes())}
    return names | {path.name.split(".")[0] for path in (folder / INTERNAL).iterdir()}


def top_level(distribution: importlib.metadata.Distribution) -> set[str]:
    """Names under which a distribution is imported."""
    files = [path for path in distribution.files or [] if path.name.endswith(MODULES_END) and ".." not in path.parts]
    return {path.parts[0].split(".")[0] for path in files}


def distributions(site_packages: Path) -> dict[str, importlib.metadata.Distribution]:
    """What is installed in a folder, by normalised name, for any system."""
    found = importlib.metadata.distributions(path=[str(site_packages)])
    return {normalised(one.metadata["Name"]): one for one in found}


def distribution_components(
    site_packages: Path, lock: Sequence[Pinned], hashes: Mapping[str, str], frozen: set[str]
) -> list[Component]:
    """The locked distributions that are in the frozen program, sorted.

    ``hashes`` as from ``used_hashes`` and ``frozen`` as from ``frozen_modules``. Raises ValueError when an installed
    version is not the locked one, and when the program holds modules of a distribution that is not locked.
    """
    installed = distributions(site_packages)
    locked = {normalised(one.name): one for one in lock}
    found = []
    for name, distribution in sorted(installed.items()):
        if not top_level(distribution) & frozen or name in (APP_ID, "pyinstaller"):
            continue
        if name not in locked:
            raise ValueError(f"the frozen program holds {name}, which requirements.lock does not name")
        if distribution.version != locked[name].version:
            raise ValueError(f"{name} {distribution.version} is installed, {locked[name].version} is locked")
        purl = f"pkg:pypi/{name}@{distribution.version}"
        licence = licence_of(distribution.metadata)
        found.append(Component(name, distribution.version, licence, purl, hashes[name]))
    return found


def native_components(folder: Path, site_packages: Path, versions: Mapping[str, str]) -> list[Component]:
    """Python, Qt, the start program and the libraries in a frozen folder, sorted.

    ``versions`` has ``CPython`` and ``PyInstaller``. Raises ValueError that names the libraries nobody explains.
    """
    installed = distributions(site_packages)
    recorded = {path.as_posix().lower() for one in installed.values() for path in one.files or []}
    found, strange = set(), []
    for path in libraries(folder):
        place = path.relative_to(folder / INTERNAL).as_posix()
        known = [part for part in NATIVE if re.fullmatch(part.files, path.name, re.IGNORECASE)]
        found |= {Component(part.name, native_version(path, part), part.licence) for part in known}
        of_python = re.fullmatch(r"[^/]+\.pyd|python3\d*\.dll|libpython3\.[^/]+|python3\.\d+/lib-dynload/.+", place)
        if not (of_python or place.lower() in recorded or any(not part.inside for part in known)):
            strange.append(place)
    if strange:
        raise ValueError("libraries of unknown origin: " + ", ".join(strange))
    # Where one file of several tells the version (libcrypto does, libssl does not), it stands for all of them.
    told = {one.name for one in found if one.version}
    parts = [one for one in found if one.version or one.name not in told]
    qt = installed["pyside6-essentials"].version
    parts += [
        Component("CPython", versions["CPython"], "Python-2.0"),
        Component("Qt", qt, QT_LICENCE, note="modules: " + " ".join(qt_modules(folder))),
        Component(
            "PyInstaller bootloader", versions["PyInstaller"], "GPL-2.0-or-later WITH Bootloader-exception",
            purl=f"pkg:pypi/pyinstaller@{versions['PyInstaller']}",
        ),
    ]  # fmt: skip
    return sorted(parts)


def libraries(folder: Path) -> Iterator[Path]:
    """Every library of a frozen folder, sorted; links are left out, what they point to is not."""
    for path in sorted((folder / INTERNAL).rglob("*")):
        if re.search(r"\.(dll|pyd|so)(\.[\d.]+)?$", path.name, re.IGNORECASE) and not path.is_symlink():
            yield path


def native_version(path: Path, part: Native) -> str:
    """The version a library tells in its bytes, or of its file properties if it is a file of its own; else ``""``."""
    if part.version and (match := re.search(part.version, path.read_bytes())):
        return match[1].decode("ascii")
    if part.inside or path.suffix.lower() != ".dll":
        return ""
    return pe.version_strings(path).get("FileVersion", "").replace(", ", ".")


def qt_modules(folder: Path) -> list[str]:
    """Names of the Qt libraries in a frozen folder without their prefix, sorted: ``Core`` and so on."""
    names = {re.match(r"(?:lib)?Qt6(\w+?)\.(?:dll|so)", path.name) for path in libraries(folder)}
    return sorted({match[1] for match in names if match})


def make_sbom(version: str, components: Iterable[Component], date: int) -> dict[str, Any]:
    """The CycloneDX document; ``date`` in seconds since 1970. Equal for equal content, its serial number included.

    Raises ValueError when two components are the same, or a licence is not known.
    """
    entries = [entry(one) for one in sorted(components)]
    references = [one["bom-ref"] for one in entries]
    if len(set(references)) != len(references):
        raise ValueError("a component is listed twice: " + ", ".join(sorted(references)))
    product = replace(Component(APP_NAME, version, "Apache-2.0"), purl=f"pkg:generic/{APP_ID}@{version}")
    described = entry(product) | {"type": "application", "bom-ref": APP_ID, "publisher": PUBLISHER}
    content: dict[str, Any] = {
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(date, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": described,
        },
        "components": entries,
        "dependencies": [{"ref": APP_ID, "dependsOn": references}],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_OID, f"{APP_ID} {version} {json.dumps(content, sort_keys=True)}")
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        **content,
    }


def entry(component: Component) -> dict[str, Any]:
    """A component as CycloneDX writes it, without what is not known of it."""
    licence_tokens(component.licence)
    reference = f"{component.name}@{component.version}" if component.version else component.name
    written: dict[str, Any] = {"type": "library", "bom-ref": reference, "name": component.name}
    if component.version:
        written["version"] = component.version
    if component.sha256:
        written["hashes"] = [{"alg": "SHA-256", "content": component.sha256}]
    written["licenses"] = [{"expression": component.licence}]
    if component.purl:
        written["purl"] = component.purl
    if component.note:
        written["description"] = component.note
    return written


def write_sbom(path: Path, sbom: Mapping[str, Any]) -> None:
    """Write the document as readable UTF-8."""
    path.write_text(json.dumps(sbom, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
