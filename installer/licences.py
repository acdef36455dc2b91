"""The folder ``许可证`` of the product: every part's licence, and in Chinese what the program is made of.

Nothing is shipped whose licence is not there: a distribution brings it in its ``dist-info``, for the others a text
lies in ``installer/licences``, and whatever has neither ends the build; the lists of parts that wheels bring are laid
beside their licences. What is compiled into distributions is told apart (``licences_inside``). Checks too that nothing
obliges the program to be GPL: no part under GPL or AGPL alone, none of the Qt modules that are.
"""

from __future__ import annotations

import importlib.metadata
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from installer import licences_inside
from installer.licences_inside import TEXTS
from installer.project import ROOT
from installer.sbom import distributions
from installer.sbom_inside import brought_lists
from installer.sbom_parts import QT_LICENCE, Component, alternatives, normalised

FOLDER = "许可证"
GUIDE = "说明.txt"
LICENCE_FILE = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS)", re.IGNORECASE)
NO_TEXT = {
    "Microsoft Visual C++ Runtime": "微软的可再发行条款，见第五节",
    "Microsoft Universal C Runtime": "微软的可再发行条款，见第五节",
    "PyInstaller bootloader": "其例外免除对成品的一切要求，见第五节",
    "SQLite": "作者放弃一切权利，没有须附的全文，见第五节",
    "XZ Utils": "作者放弃一切权利，没有须附的全文，见第五节",
    "rapidfuzz-cpp": "与 rapidfuzz 同一作者，全文同“rapidfuzz”文件夹",
    "xcb-util": "全文在软件包的 copyright 文件中",
    "xcb-util-cursor": "全文在软件包的 copyright 文件中",
}
"""Parts without a text of their own, and what the guide says instead; deb.py lays that of xcb in the package."""
OWN_TEXT = {"Expat", "ICU", "Taskflow", "bzip2", "libffi", "mpdecimal", "zlib"}
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
    return any(all(_free(one) for one in choice) for choice in alternatives(expression))


def _free(licence: str) -> bool:
    name, _, exception = licence.partition(" WITH ")
    return not name.startswith(("GPL-", "AGPL-")) or exception in HARMLESS_EXCEPTIONS


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
    licences_inside.write(target, components)
    for one in own_parts(components):
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
    """Copy the licence files of a distribution out of its dist-info, and its lists of parts."""
    listed = (distribution.files or []) if distribution else []
    texts = [one for one in listed if ".dist-info" in one.parts[0] and LICENCE_FILE.match(one.name)]
    if not (distribution and texts):
        raise ValueError(f"{component.name} {component.version} brings no licence, and installer/licences has none")
    folder = target / component.name
    folder.mkdir()
    for text in texts:
        shutil.copyfile(Path(str(text.locate())), folder / text.name)
    for path in brought_lists(distribution):
        shutil.copyfile(path, folder / path.name)


def own_parts(components: Iterable[Component]) -> list[Component]:
    """The parts that are not compiled into a distribution, sorted."""
    return sorted(one for one in components if not one.within)


def place(component: Component) -> str:
    """Where in the folder of licences the guide sends one for the text of a part, or why there is none."""
    if component.licence == QT_LICENCE:
        return "全文见“Qt”文件夹"
    if component.name in NO_TEXT:
        return NO_TEXT[component.name]
    if component.name == "CPython" or component.name in OWN_TEXT or component.licence == "Apache-2.0":
        return f"全文见“{component.name}.txt”"
    return f"全文见“{component.name}”文件夹"


def guide(version: str, components: Sequence[Component]) -> bytes:
    """The guide in Chinese as Windows' editors want it: UTF-8 with byte order mark, CR LF."""
    lines = [f"{one.name} {one.version}".strip() + f"：{one.licence}；{place(one)}" for one in own_parts(components)]
    (qt,) = {one.version for one in components if one.name == "Qt"}
    hosts = "、".join(sorted({host for one in components for host in one.within})) or "（无）"
    text = (
        (TEXTS / GUIDE).read_text(encoding="utf-8").format(version=version, parts="\n".join(lines), qt=qt, hosts=hosts)
    )
    return text.replace("\n", "\r\n").encode("utf-8-sig")
