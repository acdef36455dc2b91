"""Reading program files: one built here byte by byte, one by a real compiler; icons read back by other programs."""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageReader

from installer import pe
from tests.ci import skip_unless_ci

MANIFEST = "<assembly><!-- 清单 --></assembly>"
VERSIONS = {"FileVersion": "1.2.3", "ProductName": "自评通", "Comments": ""}
EDGES = (16, 20, 24, 32, 48, 64, 256)


def block(key: str, value: bytes, inside: bytes = b"", text: bool = False) -> bytes:
    """One block of a version resource, padded to four bytes as the format asks."""
    head = key.encode("utf-16-le") + b"\0\0"
    head += bytes(-(6 + len(head)) % 4) + value
    head += bytes(-(6 + len(head)) % 4) if inside else b""
    packed = struct.pack("<HHH", 6 + len(head) + len(inside), len(value) // (2 if text else 1), text) + head + inside
    return packed + bytes(-len(packed) % 4)


def version_resource(strings: dict[str, str]) -> bytes:
    entries = b"".join(block(key, (value + "\0").encode("utf-16-le"), text=True) for key, value in strings.items())
    info = block("StringFileInfo", b"", block("080404b0", b"", entries))
    translation = block("VarFileInfo", b"", block("Translation", struct.pack("<HH", 0x804, 1200)))
    return block("VS_VERSION_INFO", bytes(52), info + translation)


def resource_section(resources: dict[int, bytes], address: int) -> bytes:
    """A tree of one resource a kind: kind → name 1 → language 0x804 → data."""
    table = struct.pack("<IIHHHH", 0, 0, 0, 0, 0, len(resources))
    tree, data = b"", b""
    below = len(table) + 8 * len(resources)
    start = below + 64 * len(resources)
    for kind, content in sorted(resources.items()):
        at = below + len(tree)
        table += struct.pack("<II", kind, at | 0x8000_0000)
        tree += struct.pack("<IIHHHHII", 0, 0, 0, 0, 0, 1, 1, (at + 24) | 0x8000_0000)
        tree += struct.pack("<IIHHHHII", 0, 0, 0, 0, 0, 1, 0x804, at + 48)
        tree += struct.pack("<IIII", address + start + len(data), len(content), 0, 0)
        data += content + bytes(-len(content) % 8)
    return table + tree + data


def program(resources: dict[int, bytes], subsystem: int = 2, machine: int = 0x8664) -> bytes:
    """The least a 64-bit program file can be: headers and one section of resources."""
    section = resource_section(resources, 0x1000) if resources else bytes(16)
    directories = [(0, 0)] * 16
    if resources:
        directories[2] = (0x1000, len(section))
    optional = struct.pack("<HBBIIIII", 0x20B, 0, 0, 0, 0, 0, 0, 0) + struct.pack("<Q", 0x140000000)
    optional += struct.pack("<II6H4I2H", 0x1000, 0x200, 6, 0, 0, 0, 6, 0, 0, 0x3000, 0x200, 0, subsystem, 0)
    optional += struct.pack("<4QII", 0, 0, 0, 0, 0, 16) + b"".join(struct.pack("<II", *one) for one in directories)
    head = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0"
    head += struct.pack("<HHIIIHH", machine, 1, 0, 0, 0, len(optional), 0x22) + optional
    size = (len(section) + 511) // 512 * 512
    head += b".rsrc\0\0\0" + struct.pack("<IIIIIIHHI", len(section), 0x1000, size, 0x200, 0, 0, 0, 0, 0x40000040)
    return head.ljust(0x200, b"\0") + section.ljust(size, b"\0")


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "自评通.exe"
    path.write_bytes(program({16: version_resource(VERSIONS), 24: MANIFEST.encode()}))
    return path


def test_what_a_built_file_says(written: Path) -> None:
    assert pe.machine(written) == "x64"
    assert pe.subsystem(written) == "windows"
    assert pe.manifest(written) == MANIFEST
    assert pe.version_strings(written) == VERSIONS
    assert pe.imports(written) == []
    assert not pe.is_signed(written)


@pytest.mark.parametrize(("number", "name"), [(2, "windows"), (3, "console"), (1, "1")])
def test_subsystems(tmp_path: Path, number: int, name: str) -> None:
    (tmp_path / "a.exe").write_bytes(program({}, subsystem=number))
    assert pe.subsystem(tmp_path / "a.exe") == name


@pytest.mark.parametrize(("number", "name"), [(0x14C, "x86"), (0xAA64, "arm64"), (0x1C0, "0x01c0")])
def test_machines(tmp_path: Path, number: int, name: str) -> None:
    (tmp_path / "a.exe").write_bytes(program({}, machine=number))
    assert pe.machine(tmp_path / "a.exe") == name


def test_a_file_without_manifest_is_named(tmp_path: Path) -> None:
    (tmp_path / "bare.exe").write_bytes(program({}))
    assert pe.version_strings(tmp_path / "bare.exe") == {}
    with pytest.raises(ValueError, match=r"bare\.exe has 0 manifests"):
        pe.manifest(tmp_path / "bare.exe")


@pytest.mark.parametrize("data", [b"", b"MZ", b"#!/bin/sh\n" * 20, b"MZ" + bytes(200), program({})[:100]])
def test_other_files_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.exe").write_bytes(data)
    with pytest.raises(ValueError, match=r"a\.exe: "):
        pe.machine(tmp_path / "a.exe")


def test_what_a_compiled_program_says(tmp_path: Path) -> None:
    compiler = shutil.which("x86_64-w64-mingw32-gcc")
    if compiler is None:
        skip_unless_ci("no compiler for Windows programs")
    (tmp_path / "a.c").write_text("int main(void) { return 0; }\n", encoding="ascii")
    subprocess.run([compiler, "-mwindows", "-o", "a.exe", "a.c"], cwd=tmp_path, check=True)
    path = tmp_path / "a.exe"
    assert (pe.machine(path), pe.subsystem(path)) == ("x64", "windows")
    assert {"kernel32.dll", "msvcrt.dll"} <= set(pe.imports(path))


def picture(edge: int) -> QImage:
    """A picture whose every pixel differs from its neighbours, with transparent, half and full parts."""
    image = QImage(edge, edge, QImage.Format.Format_RGBA8888)
    for y in range(edge):
        for x in range(edge):
            alpha = (0, 128, 255)[(x + y) % 3]
            image.setPixel(x, y, alpha << 24 | (x * 255 // edge) << 16 | (y * 255 // edge) << 8 | (x * y) % 256)
    return image


def png_of(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")
    return bytes(buffer.data().data())


@pytest.fixture(scope="module")
def icon() -> bytes:
    return pe.make_ico({edge: png_of(picture(edge)) for edge in EDGES})


def test_qt_reads_every_size_back(icon: bytes) -> None:
    buffer = QBuffer()
    buffer.setData(QByteArray(icon))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, b"ico")
    read = []
    for number in range(reader.imageCount()):
        assert reader.jumpToImage(number)
        read.append(reader.read().convertToFormat(QImage.Format.Format_RGBA8888))
    assert [image.width() for image in read] == list(EDGES)
    for edge, image in zip(EDGES, read, strict=True):
        wanted = picture(edge)
        places = [(x, y) for x in range(edge) for y in range(edge)]
        solid = [at for at in places if sum(at) % 3 == 2]  # Qt rounds the colours of the others
        assert [image.pixel(*at) for at in solid] == [wanted.pixel(*at) for at in solid], edge
        assert [image.pixel(*at) >> 24 for at in places] == [wanted.pixel(*at) >> 24 for at in places], edge


def test_imagemagick_reads_every_size_back(icon: bytes, tmp_path: Path) -> None:
    identify = shutil.which("identify")
    if identify is None:
        skip_unless_ci("no ImageMagick")
    (tmp_path / "a.ico").write_bytes(icon)
    said = subprocess.run(
        [identify, "-format", "%w ", "a.ico"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert [int(one) for one in said.stdout.split()] == list(EDGES)


def test_small_sizes_are_bitmaps_and_large_ones_png(icon: bytes) -> None:
    kinds = {}
    for number in range(len(EDGES)):
        width, _, _, _, _, bits, size, offset = struct.unpack_from("<BBBBHHII", icon, 6 + 16 * number)
        kinds[width or 256] = icon[offset : offset + 4] == b"\x89PNG"
        assert bits == 32
        assert offset + size <= len(icon)
    assert kinds == {edge: edge > 48 for edge in EDGES}


@given(st.integers(1, 40), st.randoms(use_true_random=False))
def test_any_picture_survives(edge: int, chance: object) -> None:
    """Random pixels make Qt's writer use every PNG filter; edges off 32 need padding in the mask."""
    raw = chance.randbytes(4 * edge * edge)  # type: ignore[attr-defined]
    image = QImage(raw, edge, edge, 4 * edge, QImage.Format.Format_RGBA8888).copy()
    icon = pe.make_ico({edge: png_of(image)})
    start = 6 + 16 + 40
    pixels = [icon[start + at : start + at + 4] for at in range(0, 4 * edge * edge, 4)]
    rows = [pixels[at : at + edge] for at in range(0, edge * edge, edge)][::-1]
    assert b"".join(bytes((one[2], one[1], one[0], one[3])) for row in rows for one in row) == raw


@pytest.mark.parametrize(
    ("pngs", "sentence"),
    [
        ({}, "needs a picture"),
        ({32: png_of(picture(16))}, "32 x 32"),
        ({257: png_of(picture(257))}, "257 x 257"),
        ({16: b"BM"}, "16 x 16"),
        ({16: png_of(picture(16).convertToFormat(QImage.Format.Format_Grayscale8))}, "8-bit RGBA"),
    ],
)
def test_other_pictures_are_refused(pngs: dict[int, bytes], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        pe.make_ico(pngs)
