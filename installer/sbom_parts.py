"""What the list of parts is made of: a part, the libraries known by file name, and the reading of SPDX expressions."""

from __future__ import annotations

import re
from dataclasses import dataclass

LICENCES = frozenset({
    "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only",
    "LGPL-2.1-or-later", "LGPL-3.0-only", "LicenseRef-Microsoft-Visual-Cpp-Runtime", "LicenseRef-xz-public-domain",
    "MIT", "PSF-2.0", "Python-2.0", "Unicode-3.0", "Unicode-DFS-2016", "Unlicense", "X11", "Zlib", "blessing",
    "bzip2-1.0.6",
})  # fmt: skip
"""SPDX identifiers that have been looked at; another one stops the build until somebody has."""
EXCEPTIONS = frozenset({"Bootloader-exception", "LLVM-exception"})
QT_LICENCE = "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"


@dataclass(frozen=True, order=True)
class Component:
    """One part of the product.

    Attributes:
        name, version: as its makers call it; version ``""`` where the file does not tell.
        licence: SPDX expression.
        purl: package URL, or ``""``.
        sha256: of the wheel or source archive it came in, or ``""``.
        note: what exactly is taken from it, or ``""``.
        within: names of the distributions it is compiled into, sorted; empty for a part of its own.
        authors: whom the list that names it calls so, without addresses.
    """

    name: str
    version: str
    licence: str
    purl: str = ""
    sha256: str = ""
    note: str = ""
    within: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        """What the other entries of the list call it: the package URL of a crate, else its name with the version."""
        if self.within and self.purl:
            return self.purl
        return f"{self.name}@{self.version}" if self.version else self.name


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
    note: str = ""


IN_RAPIDFUZZ = "compiled into rapidfuzz, whose wheel tells neither its version nor its licence"

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
    Native("Taskflow", r"process_cpp_impl\..*(pyd|so)", "MIT", inside=True, note=IN_RAPIDFUZZ),
    Native("rapidfuzz-cpp", r"(fuzz|metrics|process|utils)_cpp\w*\..*(pyd|so)", "MIT", inside=True, note=IN_RAPIDFUZZ),
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


def alternatives(expression: str) -> list[frozenset[str]]:
    """The sets of licences an SPDX expression lets one choose from, each ``ID`` or ``ID WITH EXCEPTION``.

    Raises ValueError when it cannot be read.
    """
    tokens = re.findall(r"[()]|[^\s()]+", expression)
    answer = _either(tokens)
    if tokens:
        raise ValueError(f"not an SPDX expression: {expression!r}")
    return answer


def _either(tokens: list[str]) -> list[frozenset[str]]:
    answer = _all_of(tokens)
    while tokens and tokens[0] == "OR":
        tokens.pop(0)
        answer += _all_of(tokens)
    return answer


def _all_of(tokens: list[str]) -> list[frozenset[str]]:
    answer = _one(tokens)
    while tokens and tokens[0] == "AND":
        tokens.pop(0)
        answer = [left | right for right in _one(tokens) for left in answer]
    return answer


def _one(tokens: list[str]) -> list[frozenset[str]]:
    word = tokens.pop(0) if tokens else ""
    if word == "(":
        answer = _either(tokens)
        if not tokens or tokens.pop(0) != ")":
            raise ValueError("not an SPDX expression: a bracket is left open")
        return answer
    if word in ("", ")", "AND", "OR", "WITH"):
        raise ValueError(f"not an SPDX expression: {word or 'nothing'} where a licence belongs")
    if tokens and tokens[0] == "WITH":
        word = " ".join([word, *tokens[:2]])
        del tokens[:2]
    return [frozenset({word})]
