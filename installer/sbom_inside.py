"""What is compiled into distributions: the crates of those written in Rust, from the lists their wheels bring.

A wheel tells in ``*.dist-info/sboms`` (PEP 770, CycloneDX) what it is made of. A crate shows in the bytes of a library
by the paths of its sources; every crate that shows has to be in the list, so no list can be forgotten. The lists do not
tell apart what is only needed for other systems or by the compiler; only what they mark as ``excluded``, which serves
building alone, is left out. The standard library of Rust is in no list and read from the bytes.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from installer.sbom_parts import Component, licence_tokens

SOURCE = re.compile(rb"registry[/\\]+src[/\\]+[\w.-]+[/\\]+([A-Za-z][\w-]*?)-(\d+\.\d+\.\d+[\w.+-]*)[/\\]")
"""Where the source of a crate lay when it was compiled."""
OWN_SOURCE = re.compile(rb"/rust[/\\]+deps[/\\]+([A-Za-z][\w-]*?)-(\d+\.\d+\.\d+[\w.+-]*)[/\\]")
"""Where that of a crate lay which the standard library of Rust is made of."""
RUST = re.compile(rb"/rustc/([0-9a-f]{40})/library")
RUST_VERSION = re.compile(rb"rustc version (\d+\.\d+\.\d+)")
RUST_NAME = "Rust standard library"
RUST_LICENCE = "MIT OR Apache-2.0"
RUST_CRATES = {
    "addr2line": "Apache-2.0 OR MIT", "gimli": "MIT OR Apache-2.0", "hashbrown": "MIT OR Apache-2.0",
    "memchr": "Unlicense OR MIT", "miniz_oxide": "MIT OR Zlib OR Apache-2.0", "object": "Apache-2.0 OR MIT",
    "rustc-demangle": "MIT OR Apache-2.0",
}  # fmt: skip
"""Licences of the crates in Rust's standard library, as their makers state them."""
CYTHON = re.compile(rb"_cython_(\d+)_(\d+)_(\d+)")


def components(installed: Mapping[str, importlib.metadata.Distribution]) -> list[Component]:
    """Everything compiled into distributions, by their names, sorted; a crate in several of them stands once.

    Raises ValueError when a library shows a crate that its wheel does not list, when a list cannot be understood, and
    when two lists contradict each other.
    """
    found: dict[str, Component] = {}
    for name, distribution in sorted(installed.items()):
        listed = [one for path in brought_lists(distribution) for one in read_list(name, path)]
        data = b"".join(library_bytes(distribution))
        shown = {f"pkg:cargo/{crate}@{version}" for crate, version in _matches(SOURCE, data)}
        if missing := sorted(shown - {one.purl for one in listed}):
            raise ValueError(f"{name} holds crates that no list in its wheel names: " + ", ".join(missing))
        if RUST.search(data) and not listed:
            raise ValueError(f"{name} is written in Rust, and its wheel brings no list of its parts")
        for one in listed + standard_library(name, data):
            found[one.reference] = _merged(found.get(one.reference), one)
    return sorted(found.values())


def _merged(known: Component | None, new: Component) -> Component:
    if known is None:
        return new
    if known.licence != new.licence or (known.sha256 and new.sha256 and known.sha256 != new.sha256):
        raise ValueError(f"two lists contradict each other about {new.reference}")
    return replace(
        known,
        note=known.note if new.note in known.note else f"{known.note}; {new.note}",
        within=tuple(sorted({*known.within, *new.within})),
        sha256=known.sha256 or new.sha256,
        authors=known.authors or new.authors,
    )


def library_bytes(distribution: importlib.metadata.Distribution) -> Iterator[bytes]:
    """What the compiled modules of a distribution hold."""
    for file in sorted(distribution.files or []):
        path = Path(str(file.locate()))
        if path.suffix in (".pyd", ".so") and path.is_file():
            yield path.read_bytes()


def _matches(pattern: re.Pattern[bytes], data: bytes) -> set[tuple[str, str]]:
    return {(match[1].decode("ascii"), match[2].decode("ascii")) for match in pattern.finditer(data)}


def brought_lists(distribution: importlib.metadata.Distribution) -> list[Path]:
    """The lists of parts that a wheel brings, sorted."""
    files = [one for one in distribution.files or [] if one.parts[0].endswith(".dist-info") and "sboms" in one.parts]
    return sorted(Path(str(one.locate())) for one in files)


def read_list(within: str, path: Path) -> list[Component]:
    """The crates a CycloneDX list names as parts of the distribution ``within``, in its order.

    Raises ValueError that names list and entry when it is no such list, or an entry is no crate with a known licence.
    """
    document = json.loads(path.read_text(encoding="utf-8"))
    if document.get("bomFormat") != "CycloneDX":
        raise ValueError(f"{path.name} of {within} is not a CycloneDX list")
    entries = [one for one in _entries(document.get("components", [])) if one.get("scope") != "excluded"]
    return [_crate(within, path.name, one) for one in entries]


def _entries(entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """All entries, those inside others too."""
    for one in entries:
        yield one
        yield from _entries(one.get("components", []))


def _crate(within: str, file: str, entry: Mapping[str, Any]) -> Component:
    name, version, purl = entry["name"], entry.get("version", ""), entry.get("purl", "")
    if purl != f"pkg:cargo/{name}@{version}":
        raise ValueError(f"{file} of {within} names {name} {version}, which is no crate from the registry: {purl!r}")
    stated = [one.get("expression") or one.get("license", {}).get("id", "") for one in entry.get("licenses", [])]
    licence = " AND ".join(f"({one})" for one in stated) if len(stated) > 1 else "".join(stated)
    try:
        licence_tokens(licence)
    except ValueError as error:
        raise ValueError(f"licence of {name} {version} in {file} of {within}: {error}") from error
    digest = next((one["content"] for one in entry.get("hashes", []) if one["alg"] == "SHA-256"), "")
    told = entry.get("author") or ", ".join(one.get("name", "") for one in entry.get("authors", []))
    plain = re.sub(r"\s*<[^>]*>", "", told)
    authors = tuple(one for one in re.split(r"\s*,\s*", plain) if one)
    return Component(name, version, licence, purl, digest, "crate, as the wheel lists it", (within,), authors)


def standard_library(within: str, data: bytes) -> list[Component]:
    """The standard library of Rust and its crates, if it shows in ``data``; version ``""`` where that is not told.

    Raises ValueError for a crate in it that ``RUST_CRATES`` does not know.
    """
    commits = sorted({match[1].decode("ascii") for match in RUST.finditer(data)})
    if not commits:
        return []
    versions = sorted({match[1].decode("ascii") for match in RUST_VERSION.finditer(data)})
    version = versions[0] if len(versions) == 1 else ""
    note = "commit " + ", ".join(commits) + "; read from the libraries, no list names it"
    found = [Component(RUST_NAME, version, RUST_LICENCE, note=note, within=(within,))]
    for name, its in sorted(_matches(OWN_SOURCE, data)):
        if name not in RUST_CRATES:
            raise ValueError(f"{within} holds {name} {its} of Rust's standard library, whose licence nobody looked at")
        own = f"crate in the {RUST_NAME}, read from the libraries"
        found.append(Component(name, its, RUST_CRATES[name], f"pkg:cargo/{name}@{its}", note=own, within=(within,)))
    return found


def cython_note(distribution: importlib.metadata.Distribution) -> str:
    """A remark on C code that Cython wrote for a distribution, or ``""``; Cython puts no terms on what it writes."""
    data = b"".join(library_bytes(distribution))
    versions = sorted({b".".join(match.groups()).decode("ascii") for match in CYTHON.finditer(data)})
    return "holds C code written by Cython " + ", ".join(versions) if versions else ""
