"""Reads what Windows sees in a program file (PE), and writes icons; nothing here changes a program.

Read straight from the bytes, so that the checks need no package, as Microsoft's PE format and VS_VERSIONINFO say.
Left out: 32-bit programs beyond their machine type, delayed imports, resources other than manifest and version.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

MACHINES = {0x014C: "x86", 0x8664: "x64", 0xAA64: "arm64"}
SUBSYSTEMS = {2: "windows", 3: "console"}
RT_VERSION = 16
RT_MANIFEST = 24
IMPORTS, RESOURCES, CERTIFICATES = 1, 2, 4
"""Numbers of the data directories used here."""
LARGEST_BMP = 48
"""Icons up to this size are stored as bitmaps: the setup's own reader and old shells know no PNG there."""


class Image:
    """The headers of a program file. Raises ValueError when the bytes are not one."""

    def __init__(self, data: bytes) -> None:
        """Read the headers of ``data``, the whole file."""
        self.data = data
        if data[:2] != b"MZ" or len(data) < 64:
            raise ValueError("not a Windows program file: no MZ header")
        at = self.number(0x3C)
        if data[at : at + 4] != b"PE\0\0":
            raise ValueError("not a Windows program file: no PE header")
        self.machine, sections, _, _, _, optional_size, _ = struct.unpack_from("<HHIIIHH", data, at + 4)
        self.optional = at + 24
        plus = self.number(self.optional, "<H") == 0x20B
        self.subsystem = self.number(self.optional + 68, "<H")
        self._directories = self.optional + (112 if plus else 96)
        self._thunk = "<Q" if plus else "<I"
        table = self.optional + optional_size
        self._sections = [struct.unpack_from("<IIII", data, table + 40 * one + 8) for one in range(sections)]

    def number(self, at: int, layout: str = "<I") -> int:
        """One little-endian number at a place in the file. Raises ValueError past the end."""
        try:
            return int(struct.unpack_from(layout, self.data, at)[0])
        except struct.error:
            raise ValueError("not a whole Windows program file: it ends early") from None

    def directory(self, which: int) -> tuple[int, int]:
        """Address and size of a data directory; (0, 0) when the file has none."""
        if which >= self.number(self._directories - 4):
            return 0, 0
        return self.number(self._directories + 8 * which), self.number(self._directories + 8 * which + 4)

    def place(self, address: int) -> int:
        """Where in the file an address of the loaded image lies. Raises ValueError when no section has it."""
        for virtual_size, virtual, raw_size, raw in self._sections:
            if virtual <= address < virtual + max(virtual_size, raw_size):
                return int(raw + address - virtual)
        raise ValueError(f"no section holds address {address:#x}")

    def text(self, at: int) -> str:
        """The ASCII text up to the next zero byte."""
        return self.data[at : self.data.index(0, at)].decode("ascii")

    def resources(self, kind: int) -> list[bytes]:
        """All resources of a numbered kind, in the file's order."""
        address, _ = self.directory(RESOURCES)
        if not address:
            return []
        root = self.place(address)
        leaves = [
            leaf for number, entry in self._entries(root, root) if number == kind for leaf in self._leaves(root, entry)
        ]
        found = []
        for leaf in leaves:
            start = self.place(self.number(leaf))
            found.append(self.data[start : start + self.number(leaf + 4)])
        return found

    def _entries(self, root: int, table: int) -> Iterator[tuple[int, int]]:
        names, numbers = struct.unpack_from("<HH", self.data, table + 12)
        for one in range(names + numbers):
            key, offset = struct.unpack_from("<II", self.data, table + 16 + 8 * one)
            yield key, offset

    def _leaves(self, root: int, offset: int) -> Iterator[int]:
        if not offset & 0x8000_0000:
            yield root + offset
            return
        for _, below in self._entries(root, root + (offset & 0x7FFF_FFFF)):
            yield from self._leaves(root, below)

    def imports(self) -> list[str]:
        """Names of the libraries the file needs when it is loaded, sorted, in lower case."""
        address, _ = self.directory(IMPORTS)
        found = set()
        at = self.place(address) if address else 0
        while address and (name := self.number(at + 12)):
            found.add(self.text(self.place(name)).lower())
            at += 20
        return sorted(found)


def read(path: Path) -> Image:
    """The headers of a program file. Raises ValueError with its name when it is not one."""
    try:
        return Image(path.read_bytes())
    except (ValueError, struct.error) as error:
        raise ValueError(f"{path.name}: {error}") from error


def machine(path: Path) -> str:
    """``x64``, ``x86`` or ``arm64``; a number in hexadecimal for any other."""
    number = read(path).machine
    return MACHINES.get(number, f"{number:#06x}")


def subsystem(path: Path) -> str:
    """``windows`` for a program that opens no console, ``console`` for one that does; a number for any other."""
    number = read(path).subsystem
    return SUBSYSTEMS.get(number, str(number))


def is_signed(path: Path) -> bool:
    """Whether the file carries a signature inside; whether that is a good one is asked in ``installer.sign``."""
    return read(path).directory(CERTIFICATES)[1] > 0


def imports(path: Path) -> list[str]:
    """Names of the libraries the file needs when it is loaded, sorted, in lower case."""
    return read(path).imports()


def manifest(path: Path) -> str:
    """The XML of the program's manifest. Raises ValueError when it has none or several."""
    found = read(path).resources(RT_MANIFEST)
    if len(found) != 1:
        raise ValueError(f"{path.name} has {len(found)} manifests, not one")
    return found[0].decode("utf-8-sig")


def version_strings(path: Path) -> dict[str, str]:
    """What the file's properties show in Explorer: ``FileVersion``, ``ProductName`` and so on; empty without any."""
    strings: dict[str, str] = {}
    for data in read(path).resources(RT_VERSION):
        for _, _, inside in _blocks(data, 0, len(data)):
            tables = [table for key, _, table in _blocks(data, *inside) if key == "StringFileInfo"]
            for table in tables:
                for _, _, entries in _blocks(data, *table):
                    strings |= {key: value for key, value, _ in _blocks(data, *entries)}
    return strings


def _blocks(data: bytes, at: int, end: int) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """The blocks of a version resource between two places: key, value where it is text, place of what is inside."""
    while at + 6 <= end:
        length, value_length, is_text = struct.unpack_from("<HHH", data, at)
        if not length:
            return
        key_end = at + 6
        while data[key_end : key_end + 2] not in (b"\0\0", b""):
            key_end += 2
        key = data[at + 6 : key_end].decode("utf-16-le")
        value_at = _aligned(key_end + 2)
        value_end = min(value_at + value_length * (2 if is_text else 1), at + length)
        value = data[value_at:value_end].decode("utf-16-le").rstrip("\0") if is_text else ""
        yield key, value, (_aligned(value_end), at + length)
        at = _aligned(at + length)


def _aligned(at: int) -> int:
    return at + 3 & ~3


def make_ico(pngs: dict[int, bytes]) -> bytes:
    """An icon of several sizes from PNG pictures, keyed by their edge in pixels (1 to 256).

    Sizes up to ``LARGEST_BMP`` become 32-bit bitmaps with a mask, the others stay PNG, which Windows knows since Vista.
    Raises ValueError for no picture, an edge that is not the picture's, and PNG kinds other than 8-bit RGBA.
    """
    if not pngs:
        raise ValueError("an icon needs a picture")
    images = []
    for edge, png in sorted(pngs.items()):
        if (
            png[:8] != b"\x89PNG\r\n\x1a\n"
            or struct.unpack_from(">II", png, 16) != (edge, edge)
            or not 1 <= edge <= 256
        ):
            raise ValueError(f"not a PNG picture of {edge} x {edge} pixels")
        images.append((edge, _bitmap(edge, png) if edge <= LARGEST_BMP else png))
    offset = 6 + 16 * len(images)
    head = struct.pack("<HHH", 0, 1, len(images))
    for edge, image in images:
        head += struct.pack("<BBBBHHII", edge % 256, edge % 256, 0, 0, 1, 32, len(image), offset)
        offset += len(image)
    return head + b"".join(image for _, image in images)


def _bitmap(edge: int, png: bytes) -> bytes:
    """A picture as icons hold it: header of twice the height, BGRA rows from below, then one bit a pixel as mask."""
    colours, mask = bytearray(), bytearray()
    for row in reversed(_rgba_rows(edge, png)):
        pixels = [row[at : at + 4] for at in range(0, 4 * edge, 4)]
        colours += b"".join(bytes((blue, green, red, alpha)) for red, green, blue, alpha in pixels)
        bits = "".join("0" if pixel[3] else "1" for pixel in pixels).ljust((edge + 31) // 32 * 32, "0")
        mask += int(bits, 2).to_bytes(len(bits) // 8, "big")
    header = struct.pack("<IiiHHIIiiII", 40, edge, 2 * edge, 1, 32, 0, len(colours) + len(mask), 0, 0, 0, 0)
    return header + bytes(colours) + bytes(mask)


def _rgba_rows(edge: int, png: bytes) -> list[bytes]:
    """The rows of an 8-bit RGBA picture from above, filters undone (PNG specification, 9.2)."""
    if tuple(png[24:29]) != (8, 6, 0, 0, 0):
        raise ValueError("only PNG pictures of 8-bit RGBA without interlacing can become a bitmap")
    packed, at = b"", 8
    while at < len(png):
        length = struct.unpack_from(">I", png, at)[0]
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += 12 + length
    data, width = zlib.decompress(packed), 4 * edge
    rows, above = [], bytes(width)
    for start in range(0, (width + 1) * edge, width + 1):
        above = _unfiltered(data[start], data[start + 1 : start + 1 + width], above)
        rows.append(above)
    return rows


def _unfiltered(kind: int, row: bytes, above: bytes) -> bytes:
    done = bytearray(row)
    for at, value in enumerate(row):
        left, up, corner = (done[at - 4], above[at], above[at - 4]) if at >= 4 else (0, above[at], 0)
        match kind:
            case 0:
                guess = 0
            case 1:
                guess = left
            case 2:
                guess = up
            case 3:
                guess = (left + up) // 2
            case 4:
                guess = _paeth(left, up, corner)
            case _:
                raise ValueError(f"no PNG filter has the number {kind}")
        done[at] = (value + guess) & 0xFF
    return bytes(done)


def _paeth(left: int, up: int, corner: int) -> int:
    """Whichever neighbour is nearest to left + up - corner, the first of equals."""
    aim = left + up - corner
    return min((left, up, corner), key=lambda one: abs(aim - one))
