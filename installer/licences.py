"""The folder ``许可证`` of the product: every part's licence, and in Chinese what the program is made of.

Nothing is shipped whose licence is not there: a distribution brings it in its ``dist-info``, for the others a text
lies in ``installer/licences``, and whatever has neither ends the build. Checks too that nothing obliges the program to
be GPL: no part under GPL or AGPL alone, none of the Qt modules that are.
"""

from __future__ import annotations

import importlib.metadata
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from installer.project import ROOT
from installer.sbom import QT_LICENCE, Component, distributions, normalised

FOLDER = "许可证"
GUIDE = "说明.txt"
TEXTS = ROOT / "installer" / "licences"
LICENCE_FILE = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS)", re.IGNORECASE)
NO_TEXT = {
    "Microsoft Visual C++ Runtime": "Microsoft's terms for redistribution, named in the guide",
    "Microsoft Universal C Runtime": "Microsoft's terms for redistribution, named in the guide",
    "PyInstaller bootloader": "its exception lifts every condition from the made program",
    "SQLite": "public domain",
    "XZ Utils": "public domain",
    "xcb-util": "deb.py lays its text beside the package's own",
    "xcb-util-cursor": "deb.py lays its text beside the package's own",
}
"""Parts without a text, and why none is owed."""
OWN_TEXT = {"Expat", "ICU", "bzip2", "libffi", "mpdecimal", "zlib"}
"""Parts whose text is ``installer/licences/NAME.txt``."""
HARMLESS_EXCEPTIONS = {"Bootloader-exception", "GCC-exception-3.1"}
GPL_QT = (
    "Bodymovin", "Charts", "Coap", "DataVisualization", "Graphs", "Grpc", "HttpServer", "InsightTracker",
    "InterfaceFramework", "Lottie", "Mqtt", "NetworkAuth", "OpcUa", "Protobuf", "Quick3D", "QuickTimeline",
    "ShaderTools", "VirtualKeyboard", "WaylandCompositor",
)  # fmt: skip
"""Qt modules offered under GPL or a bought licence alone (Qt 6's list of licences), by the beginning of their names."""


def allowed(expression: str) -> bool:
    """Whether an SPDX expression leaves a choice without GPL and AGPL; an exception that lifts them counts as one.

    Raises ValueError when it cannot be read. LGPL is allowed: see the guide.
    """
    tokens = re.findall(r"[()]|[^\s()]+", expression)
    answer = _choice(tokens)
    if tokens:
        raise ValueError(f"not an SPDX expression: {expression!r}")
    return answer


def _choice(tokens: list[str]) -> bool:
    answers = [_all_of(tokens)]
    while tokens and tokens[0] == "OR":
        tokens.pop(0)
        answers.append(_all_of(tokens))
    return any(answers)


def _all_of(tokens: list[str]) -> bool:
    answers = [_one(tokens)]
    while tokens and tokens[0] == "AND":
        tokens.pop(0)
        answers.append(_one(tokens))
    return all(answers)


def _one(tokens: list[str]) -> bool:
    word = tokens.pop(0) if tokens else ""
    if word == "(":
        answer = _choice(tokens)
        if not tokens or tokens.pop(0) != ")":
            raise ValueError("not an SPDX expression: a bracket is left open")
        return answer
    if word in ("", ")", "AND", "OR", "WITH"):
        raise ValueError(f"not an SPDX expression: {word or 'nothing'} where a licence belongs")
    exception = ""
    if tokens and tokens[0] == "WITH":
        tokens.pop(0)
        exception = tokens.pop(0) if tokens else ""
    return not word.startswith(("GPL-", "AGPL-")) or exception in HARMLESS_EXCEPTIONS


def refuse_copyleft(components: Iterable[Component]) -> None:
    """Raise ValueError that names every part which may be passed on under GPL or AGPL alone."""
    wrong = [f"{one.name} ({one.licence})" for one in components if not allowed(one.licence)]
    if wrong:
        raise ValueError("may not be shipped: " + ", ".join(sorted(wrong)))


def forbidden_qt(folder: Path) -> list[str]:
    """Files under a folder that belong to Qt modules under GPL alone, as sorted paths with slashes."""
    names = "|".join(GPL_QT)
    pattern = re.compile(rf"(lib)?(Qt6?|q)({names})\w*(\.[\w.-]+)?", re.IGNORECASE)
    found = [path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir()]
    return sorted(path.as_posix() for path in found if any(pattern.fullmatch(part) for part in path.parts))


def collect(
    target: Path, site_packages: Path, components: Sequence[Component], python_licence: Path, version: str
) -> list[str]:
    """Fill the folder ``target`` with the licences of all parts and the guide; returns its files, sorted.

    ``python_licence`` is ``LICENSE.txt`` of the Python that was frozen. Raises ValueError that names a part without a
    licence or under GPL alone; RuntimeError when ``target`` is not empty.
    """
    refuse_copyleft(components)
    if target.exists() and any(target.iterdir()):
        raise RuntimeError(f"{target} is not empty")
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / "LICENSE", target / "自评通.txt")
    installed = distributions(site_packages)
    for one in components:
        if one.name == "CPython":
            shutil.copyfile(python_licence, target / "CPython.txt")
        elif one.licence == QT_LICENCE:
            (target / "Qt").mkdir(exist_ok=True)
            for name in ("LGPL-3.0.txt", "GPL-3.0.txt"):
                shutil.copyfile(TEXTS / name, target / "Qt" / name)
        elif one.name in OWN_TEXT:
            shutil.copyfile(TEXTS / f"{one.name}.txt", target / f"{one.name}.txt")
        elif one.licence == "Apache-2.0":
            shutil.copyfile(ROOT / "LICENSE", target / f"{one.name}.txt")
        elif one.name not in NO_TEXT:
            _copy_own(one, installed.get(normalised(one.name)), target)
    (target / GUIDE).write_bytes(guide(version, components))
    return sorted(path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file())


def _copy_own(component: Component, distribution: importlib.metadata.Distribution | None, target: Path) -> None:
    """Copy the licence files of a distribution out of its dist-info."""
    listed = (distribution.files or []) if distribution else []
    texts = [one for one in listed if ".dist-info" in one.parts[0] and LICENCE_FILE.match(one.name)]
    if not texts:
        raise ValueError(f"{component.name} {component.version} brings no licence, and installer/licences has none")
    folder = target / component.name
    folder.mkdir()
    for text in texts:
        shutil.copyfile(Path(str(text.locate())), folder / text.name)


def guide(version: str, components: Sequence[Component]) -> bytes:
    """The guide in Chinese as Windows' editors want it: UTF-8 with byte order mark, CR LF."""
    parts = "\r\n".join(f"{one.name} {one.version}".strip() + f"：{one.licence}" for one in sorted(components))
    (qt,) = {one.version for one in components if one.name == "Qt"}
    text = (TEXTS / GUIDE).read_text(encoding="utf-8").replace("\n", "\r\n")
    return text.format(version=version, parts=parts, qt=qt).encode("utf-8-sig")
