"""What a Linux program file or library asks of the system it runs on, read from the file itself.

No tool is called: the build machine may lack ``readelf``, and its output differs between versions. Only what decides
where a package can be installed is read: names of needed libraries and of needed symbol versions, from the dynamic
section that the loader itself uses. And one thing is changed: search paths of the build machine can be taken out.
Left out: symbols, sections, relocations, and files of 32 bits or with the high
byte first, for which there is no Qt either.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
_SEGMENT = struct.Struct("<IIQQQQQQ")
_DYNAMIC = struct.Struct("<qQ")
_VERNEED = struct.Struct("<HHIII")
_VERNAUX = struct.Struct("<IHHII")
_LOAD, _DYNAMIC_SEGMENT = 1, 2
_NEEDED, _STRTAB, _SONAME, _VERNEED_AT, _VERNEED_COUNT = 1, 5, 14, 0x6FFFFFFE, 0x6FFFFFFF
_RPATH, _RUNPATH = 15, 29
_WEAK = 2
MAGIC = b"\x7fELF"


@dataclass(frozen=True)
class Needs:
    """What one file asks for.

    Attributes:
        soname: the name others ask for this library by; "" when it has none.
        libraries: names of the libraries it does not run without, such as ``libz.so.1``.
        versions: names of the symbol versions it does not run without, such as ``GLIBC_2.34``.
    """

    soname: str = ""
    libraries: tuple[str, ...] = ()
    versions: frozenset[str] = frozenset()


def is_elf(path: Path) -> bool:
    """True when the file begins as Linux programs and libraries do."""
    with path.open("rb") as file:
        return file.read(4) == MAGIC


def elf_files(folder: Path) -> list[Path]:
    """All programs and libraries under a folder, sorted; links are left out: what they lead to is found itself."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(path for path in files if is_elf(path))


def needs(path: Path) -> Needs:
    """What the file asks for; nothing when it is linked statically.

    Raises:
        ValueError: not an ELF file of 64 bits, low byte first, or cut off in the middle.
    """
    data = path.read_bytes()
    if data[:6] != MAGIC + b"\x02\x01":
        raise ValueError(f"not a 64-bit little-endian ELF file: {path}")
    try:
        return _read(data)
    except (struct.error, IndexError) as error:
        raise ValueError(f"the ELF file is damaged: {path}: {error}") from error


def _read(data: bytes) -> Needs:
    loads, dynamic = _segments(data)
    if not dynamic:
        return Needs()
    entries = list(_dynamic(data, *dynamic[0]))
    single = dict(entries)
    strings = _offset(single[_STRTAB], loads)

    def text(index: int) -> str:
        start = strings + index
        return data[start : data.index(b"\0", start)].decode("utf-8")

    versions: frozenset[str] = frozenset()
    if _VERNEED_AT in single:
        found = _versions(data, _offset(single[_VERNEED_AT], loads), single[_VERNEED_COUNT])
        versions = frozenset(text(index) for index in found)
    libraries = tuple(text(value) for tag, value in entries if tag == _NEEDED)
    return Needs(text(single[_SONAME]) if _SONAME in single else "", libraries, versions)


def without_search_paths(data: bytes) -> bytes:
    """The file without search paths that begin at the root; those beside the file (``$ORIGIN``) stay.

    A Python built by its user says where its own libraries lie. On another machine that folder is nobody's, and who
    can make it decides what the program loads.
    """
    loads, dynamic = _segments(data)
    if not dynamic:
        return data
    entries = list(_dynamic(data, *dynamic[0]))
    strings = _offset(dict(entries)[_STRTAB], loads)
    kept = [
        (tag, value)
        for tag, value in entries
        if tag not in (_RPATH, _RUNPATH) or not data[strings + value :].startswith(b"/")
    ]
    changed = bytearray(data)
    kept += [(0, 0)] * (len(entries) - len(kept))
    for number, entry in enumerate(kept):
        _DYNAMIC.pack_into(changed, dynamic[0][0] + number * _DYNAMIC.size, *entry)
    return bytes(changed)


def _segments(data: bytes) -> tuple[list[tuple[int, int, int]], list[tuple[int, int]]]:
    """Loaded parts as (address, place in the file, length), and the dynamic section as (place, length), if any."""
    header = _HEADER.unpack_from(data)
    at, size, count = header[5], header[9], header[10]
    segments = [_SEGMENT.unpack_from(data, at + number * size) for number in range(count)]
    loads = [(s[3], s[2], s[5]) for s in segments if s[0] == _LOAD]
    return loads, [(s[2], s[5]) for s in segments if s[0] == _DYNAMIC_SEGMENT]


def _dynamic(data: bytes, start: int, length: int) -> Iterator[tuple[int, int]]:
    for at in range(start, start + length, _DYNAMIC.size):
        tag, value = _DYNAMIC.unpack_from(data, at)
        if tag == 0:
            return
        yield tag, value


def _offset(address: int, loads: list[tuple[int, int, int]]) -> int:
    """Where in the file lies what the loader sees at ``address``. Raises IndexError when no part of the file does."""
    for start, offset, length in loads:
        if start <= address < start + length:
            return address - start + offset
    raise IndexError(f"nothing is loaded at {address:#x}")


def _versions(data: bytes, at: int, count: int) -> Iterator[int]:
    """Places in the string table of the version names asked for; weak ones only make the loader print a warning."""
    for _ in range(count):
        _, names, _, first, following = _VERNEED.unpack_from(data, at)
        name_at = at + first
        for _ in range(names):
            _, flags, _, name, next_name = _VERNAUX.unpack_from(data, name_at)
            if not flags & _WEAK:
                yield name
            name_at += next_name
        at += following
