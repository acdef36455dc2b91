"""The icon is drawn in the theme's colours in every size, and the setup's picture is one that its maker takes."""

from __future__ import annotations

import shutil
import struct
import tomllib
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from installer import app_icon, nsis, project
from installer.pe import make_ico
from tests.ci import skip_unless_ci

PIXELS = 54
"""Where the pixels of a bitmap without a table of colours begin."""


def theme() -> dict[str, str]:
    text = (project.ROOT / "resources" / "themes" / "ziping.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text)["light"])


def image(data: bytes) -> QImage:
    read = QImage.fromData(data)
    assert not read.isNull()
    return read


def colours(picture: QImage) -> set[str]:
    """All colours that cover a pixel wholly, like ``#1d5b98``."""
    pixels = (picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


@pytest.fixture
def other_theme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The project's shape in colours that no theme of ours has."""
    for name in ("icons/app.svg", "themes/ziping.toml"):
        (tmp_path / "resources" / name).parent.mkdir(parents=True)
    shutil.copyfile(project.ROOT / "resources" / "icons" / "app.svg", tmp_path / "resources" / "icons" / "app.svg")
    roles = '[light]\naccent = "#112233"\non-accent = "#FFEE00"\naccent-press = "#00FF77"\n'
    (tmp_path / "resources" / "themes" / "ziping.toml").write_text(roles, encoding="utf-8")
    monkeypatch.setattr(app_icon, "ROOT", tmp_path)


@pytest.mark.parametrize("size", app_icon.SIZES)
def test_every_size_is_drawn_in_the_accent_on_nothing(size: int) -> None:
    drawn = image(app_icon.app_png(size))
    assert (drawn.width(), drawn.height()) == (size, size)
    assert drawn.pixelColor(0, 0).alpha() < 255, "the corners are round"
    assert drawn.pixelColor(size // 2, size // 8) == QColor(theme()["accent"])
    assert len({drawn.pixelColor(x, y).name() for x in range(size) for y in range(size)}) > 2, "the sign is on it"


def test_the_sizes_are_those_an_icon_file_can_hold() -> None:
    assert {16, 32, 48, 256} <= set(app_icon.SIZES)
    assert list(app_icon.SIZES) == sorted(set(app_icon.SIZES))
    assert max(app_icon.SIZES) == 256


def test_a_drawing_has_no_colour_left_open() -> None:
    svg = app_icon.app_svg()
    assert "currentColor" not in svg
    assert "var(" not in svg
    assert theme()["accent"] in svg


@pytest.mark.usefixtures("other_theme")
def test_colours_are_the_themes() -> None:
    assert {"#112233", "#ffee00"} <= colours(image(app_icon.app_png(64)))
    picture = colours(image(app_icon.setup_bitmap()))
    assert {"#112233", "#ffee00", "#00ff77"} <= picture
    assert theme()["accent"].lower() not in picture


def test_drawing_twice_gives_the_same_bytes() -> None:
    assert app_icon.app_png(48) == app_icon.app_png(48)
    assert app_icon.setup_bitmap() == app_icon.setup_bitmap()


def test_the_setups_picture_is_a_plain_bitmap_of_its_size() -> None:
    data = app_icon.setup_bitmap()
    assert data[:2] == b"BM"
    size, start = struct.unpack_from("<I4xI", data, 2)
    head, width, height, planes, depth, packed = struct.unpack_from("<IiiHHI", data, 14)
    assert (width, height, planes, depth, packed) == (164, 314, 1, 24, 0)
    assert (head, start, size) == (40, PIXELS, len(data))
    assert len(data) == PIXELS + 164 * 3 * 314


@pytest.mark.qt_log_ignore(".*")
@pytest.mark.parametrize("svg", ["", "<svg", "no drawing"])
def test_what_cannot_be_drawn_is_refused(svg: str) -> None:
    with pytest.raises(RuntimeError, match="cannot be drawn"):
        app_icon._drawn(svg, 16, 16, "PNG")


def test_the_setups_maker_takes_icon_and_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It warns of pictures it cannot use, and a warning ends the compilation."""
    if shutil.which("makensis") is None:
        skip_unless_ci("no makensis")
    monkeypatch.setattr(nsis, "LISTS", tmp_path / "work" / "lists.nsh")
    for name in (project.WINDOW_EXE, project.CONSOLE_EXE):
        (tmp_path / "f").mkdir(exist_ok=True)
        (tmp_path / "f" / name).write_bytes(b"x")
    icon, picture = tmp_path / "app.ico", tmp_path / "setup.bmp"
    icon.write_bytes(make_ico({size: app_icon.app_png(size) for size in app_icon.SIZES}))
    picture.write_bytes(app_icon.setup_bitmap())

    def made(**pictures: Path) -> bytes:
        return nsis.compile_setup(
            tmp_path / "f", tmp_path / "x.exe", "1.2.3", compressor="zlib", **pictures
        ).read_bytes()

    with_pictures = made(icon=icon, picture=picture)
    assert with_pictures != made()
    middle = len(app_icon.app_png(256)) // 2
    assert app_icon.app_png(256)[middle : middle + 200] in with_pictures, "the icon lies in the setup as it is"
