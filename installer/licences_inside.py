"""The folder ``许可证/Rust 组件``: what is compiled into distributions, and each licence it is taken under once.

Where a part leaves a choice, the licence taken is the first of ``TAKEN`` that suffices. A licence that asks for the
copyright line to be passed on gets it from ``installer/licences/rust/copyright.txt``, or else the authors whom the
wheel's list names; a part with neither ends the build.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from installer.project import ROOT
from installer.sbom_parts import Component, alternatives

TEXTS = ROOT / "installer" / "licences"
FOLDER = "Rust 组件"
LIST = "清单.txt"
COPYRIGHT = "copyright.txt"
TAKEN = ("Apache-2.0", "MIT", "BSD-3-Clause", "Zlib", "Unicode-3.0", "Unicode-DFS-2016")
"""Licences whose text we have, the one with the clearest terms first."""
NAMES_WANTED = {"MIT", "BSD-3-Clause", "Zlib"}
"""Licences whose text is to be passed on together with the part's own copyright line."""
HEAD = """编译在其他部分中的 Rust 组件

以下名称、版本、作者与许可出自各部分自带的组成清单；Rust 标准库及其组件的名称和版本读自程序文件本身。
清单不区分只用于其他系统或只在编译时使用的组件，因此所列可能多于程序实际包含的。
可以选择许可的组件，“采用”之后写明本程序采用的许可，其全文在本文件夹的同名文件中。

"""


def taken(component: Component) -> list[str]:
    """The licences a part is taken under, sorted. Raises ValueError when no choice it leaves has all its texts here."""
    possible = [one for one in alternatives(component.licence) if one <= set(TAKEN)]
    if not possible:
        raise ValueError(f"{component.name} {component.version}: no text of {component.licence} in installer/licences")
    return sorted(min(possible, key=lambda one: sorted(map(TAKEN.index, one))))


def copyright_lines() -> dict[str, str]:
    """Copyright lines by the names of parts."""
    lines = (TEXTS / "rust" / COPYRIGHT).read_text(encoding="utf-8").splitlines()
    return {name: line for name, _, line in (one.partition(": ") for one in lines)}


def described(component: Component, lines: dict[str, str]) -> str:
    """A part's entry in the list. Raises ValueError when its licence wants a name and nobody tells one."""
    licences = taken(component)
    whose = lines.get(component.name) or "、".join(component.authors)
    if not whose and NAMES_WANTED & set(licences):
        raise ValueError(f"{component.name} {component.version}: nobody tells whose copyright it is")
    title = f"{component.name} {component.version}".strip()
    if whose and component.name not in lines:
        whose = f"作者：{whose}"
    pieces = [component.licence, "采用 " + "、".join(licences), *([whose] if whose else [])]
    return f"{title}（{'、'.join(component.within)}）：" + "；".join(pieces)


def write(target: Path, components: Iterable[Component]) -> None:
    """Fill the folder within the folder of licences ``target``; without such parts there is none.

    Raises ValueError that names a part whose licence or copyright line is missing.
    """
    inside = sorted(one for one in components if one.within)
    if not inside:
        return
    folder = target / FOLDER
    folder.mkdir()
    lines = copyright_lines()
    text = HEAD + "".join(described(one, lines) + "\n" for one in inside)
    (folder / LIST).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    for name in sorted({licence for one in inside for licence in taken(one)}):
        source = ROOT / "LICENSE" if name == "Apache-2.0" else TEXTS / "rust" / f"{name}.txt"
        shutil.copyfile(source, folder / f"{name}.txt")
