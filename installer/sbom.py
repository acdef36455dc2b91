"""The list of what the product really carries (SBOM, CycloneDX 1.6), read from the frozen folder itself.

Four kinds of parts: distributions of ``requirements.lock`` whose modules are in the frozen program; what is compiled
into them (``sbom_inside``); libraries without a distribution, recognised by file name (``NATIVE``); the start program
of PyInstaller. Nothing may stay unexplained: a library of unknown origin, a module of a distribution that is not
locked, a crate its wheel does not list, a licence not in ``LICENCES`` ends the build. Left out: the third-party code
compiled into Qt, which ``许可证/说明.txt`` names.
"""

from __future__ import annotations

import importlib.metadata
import json
import marshal
import re
import struct
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from installer import pe, sbom_inside
from installer.inputs import Pinned
from installer.project import APP_ID, APP_NAME, PUBLISHER
from installer.sbom_parts import NATIVE, QT_LICENCE, Component, Native, licence_tokens, normalised

INTERNAL = "_internal"
SBOM = "sbom.cdx.json"
"""Its name in the folder of licences, which the guide there tells."""
MODULES_END = (".py", ".pyd", ".so")
COOKIE = b"MEI\014\013\012\013\016"
"""Begins the record at the end of a program made by PyInstaller (its ``archive/readers.py``)."""


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
    """The locked distributions that are in the frozen program, sorted, then what is compiled into them.

    ``hashes`` as from ``used_hashes`` and ``frozen`` as from ``frozen_modules``. Raises ValueError when an installed
    version is not the locked one, when the program holds modules of a distribution that is not locked, and where
    ``sbom_inside.components`` does.
    """
    installed = distributions(site_packages)
    locked = {normalised(one.name): one for one in lock}
    found, taken = [], {}
    for name, distribution in sorted(installed.items()):
        if not top_level(distribution) & frozen or name in (APP_ID, "pyinstaller"):
            continue
        if name not in locked:
            raise ValueError(f"the frozen program holds {name}, which requirements.lock does not name")
        if distribution.version != locked[name].version:
            raise ValueError(f"{name} {distribution.version} is installed, {locked[name].version} is locked")
        purl = f"pkg:pypi/{name}@{distribution.version}"
        licence = licence_of(distribution.metadata)
        taken[name] = distribution
        note = sbom_inside.cython_note(distribution)
        found.append(Component(name, distribution.version, licence, purl, hashes[name], note))
    return found + sbom_inside.components(taken)


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
        found |= {Component(part.name, native_version(path, part), part.licence, note=part.note) for part in known}
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
    parts = sorted(components)
    entries = [entry(one) for one in parts]
    references = [one.reference for one in parts]
    if len(set(references)) != len(references):
        raise ValueError("a component is listed twice: " + ", ".join(sorted(references)))
    product = Component(APP_NAME, version, "Apache-2.0", purl=f"pkg:generic/{APP_ID}@{version}")
    described = entry(product) | {"type": "application", "bom-ref": APP_ID, "publisher": PUBLISHER}
    content: dict[str, Any] = {
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(date, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": described,
        },
        "components": entries,
        "dependencies": dependencies(parts),
    }
    serial = uuid.uuid5(uuid.NAMESPACE_OID, f"{APP_ID} {version} {json.dumps(content, sort_keys=True)}")
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        **content,
    }


def dependencies(parts: Sequence[Component]) -> list[dict[str, Any]]:
    """Who contains what: the product its own parts, a distribution what is compiled into it.

    Raises ValueError when a part is compiled into a distribution that is not listed.
    """
    hosts = {one.name: one.reference for one in parts if not one.within}
    if lost := sorted({host for one in parts for host in one.within} - hosts.keys()):
        raise ValueError("something is compiled into what is not listed: " + ", ".join(lost))
    inside = {
        host: [one.reference for one in parts if host in one.within]
        for host in sorted({host for one in parts for host in one.within})
    }
    own = [one.reference for one in parts if not one.within]
    return [
        {"ref": APP_ID, "dependsOn": own},
        *({"ref": hosts[host], "dependsOn": within} for host, within in inside.items()),
    ]


def entry(component: Component) -> dict[str, Any]:
    """A component as CycloneDX writes it, without what is not known of it."""
    licence_tokens(component.licence)
    written: dict[str, Any] = {"type": "library", "bom-ref": component.reference, "name": component.name}
    if component.authors:
        written["authors"] = [{"name": one} for one in component.authors]
    if component.version:
        written["version"] = component.version
    if component.sha256:
        written["hashes"] = [{"alg": "SHA-256", "content": component.sha256}]
    written["licenses"] = [{"expression": component.licence}]
    if component.purl:
        written["purl"] = component.purl
    if component.note:
        written["description"] = component.note
    if component.within:
        written["properties"] = [{"name": f"{APP_ID}:within", "value": one} for one in component.within]
    return written


def write_sbom(path: Path, sbom: Mapping[str, Any]) -> None:
    """Write the document as readable UTF-8."""
    path.write_text(json.dumps(sbom, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
