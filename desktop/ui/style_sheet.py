"""Turns the template `resources/themes/ziping.qss` into a style sheet and holds the small pictures it points to.

Placeholders in the template:

    ${accent}            colour of a role
    ${px:12}             length at base size, scaled
    ${font:hint}         font size of a named text size, scaled, with its unit
    ${height:button-2}   named height less so many unscaled px (the two border lines), scaled, with its unit
    ${radius:card}       named radius, scaled, with its unit
    ${icon:check:text}   address of an icon in the colour of a role

A style sheet can show a picture only from an address. The icons get their colours when the theme is loaded, so they
are handed to Qt's resource system in memory: nothing is written to disk and the vectors stay sharp at every scale.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping
from functools import lru_cache

from PySide6.QtCore import qRegisterResourceData

from desktop.paths import resources_dir

_PLACEHOLDER = re.compile(r"\$\{([^{}]*)\}")
_FORMAT = 1  # of the resource tree: no time stamps, no compression
_IS_FOLDER = 0x02
_registered: dict[str, tuple[bytes, bytes, bytes]] = {}


@lru_cache(maxsize=1)
def template() -> str:
    """Return the style sheet template as stored, its comments removed."""
    text = (resources_dir() / "themes" / "ziping.qss").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def fill(text: str, resolve: Mapping[str, Callable[[str], str]]) -> str:
    """Return the text with every placeholder replaced.

    Args:
        text: a template.
        resolve: kind of placeholder (the part before the first colon, "role" when there is none) to a function from
            the rest of the placeholder to its value.

    Raises:
        KeyError: a kind or a name is unknown; the message names the placeholder.
    """

    def value(match: re.Match[str]) -> str:
        kind, colon, rest = match[1].partition(":")
        try:
            return resolve[kind](rest) if colon else resolve["role"](kind)
        except KeyError as unknown:
            raise KeyError(f"style sheet placeholder {match[0]}: {unknown.args[0]}") from unknown

    return _PLACEHOLDER.sub(value, text)


def icon_file_name(name: str, role: str) -> str:
    """Return the file name under which an icon in the colour of a role is kept in memory."""
    return f"{name}--{role}.svg"


def register_pictures(folder: str, files: Mapping[str, bytes]) -> str:
    """Hand files to Qt's resource system and return the address of their folder, such as ":/ziping-light".

    Registering the same folder name again does nothing: its content is taken to be the same, and the style sheet
    engine would keep showing the first picture of an address anyway.
    """
    if folder not in _registered:
        blocks = _resource_blocks(folder, files)
        # Qt reads these blocks in place for as long as the program runs, so they are kept here.
        if not qRegisterResourceData(_FORMAT, *blocks):
            raise RuntimeError(f"Qt refused the pictures of {folder}")
        _registered[folder] = blocks
    return f":/{folder}"


def _resource_blocks(folder: str, files: Mapping[str, bytes]) -> tuple[bytes, bytes, bytes]:
    """Return tree, names and data of a resource with one folder, in the layout Qt's resource compiler writes.

    A node of the tree is 14 bytes: offset of its name, flags, then for a folder the number and index of its children,
    for a file its language and the offset of its data. Children are ordered by the hash of their names.
    """
    names, data, nodes = bytearray(), bytearray(), []

    def add_name(name: str) -> int:
        offset = len(names)
        names.extend(struct.pack(">HI", len(name), _name_hash(name)) + name.encode("utf-16-be"))
        return offset

    nodes.append(struct.pack(">IHII", 0, _IS_FOLDER, 1, 1))
    nodes.append(struct.pack(">IHII", add_name(folder), _IS_FOLDER, len(files), 2))
    for name in sorted(files, key=_name_hash):
        nodes.append(struct.pack(">IHHHI", add_name(name), 0, 0, 1, len(data)))
        data.extend(struct.pack(">I", len(files[name])) + files[name])
    return b"".join(nodes), bytes(names), bytes(data)


def _name_hash(name: str) -> int:
    """Return the hash Qt's resource system looks names up by (the classic ELF hash)."""
    value = 0
    for letter in name:
        value = (value << 4) + ord(letter)
        value ^= (value & 0xF0000000) >> 23
        value &= 0x0FFFFFFF
    return value
