"""Icons: every shape of the design exists, shows at every screen scale and takes its colours from theme roles."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QApplication

from desktop.ui.icon_source import coloured_svg, icon_names, raw_svg
from desktop.ui.icons import icon, pixmap
from desktop.ui.theme import load_theme

SHAPES_OF_THE_DESIGN = {
    "error", "verify", "info", "ok", "explained", "unmet", "met", "empty", "partial", "import", "outside", "returned",
    "new", "open", "copy", "consolidate", "undo", "redo", "find", "history", "export", "guide", "table", "back",
    "chevron-up", "chevron-down", "chevron-left", "chevron-right", "saved", "database", "shield", "keyboard",
    "font-size", "help", "paperclip", "plus", "minus", "trash", "jump", "warning", "app",
}  # fmt: skip


def opaque_pixels(picture: QPixmap) -> int:
    """Return how many pixels are at least half covered."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    return sum(image.pixelColor(x, y).alpha() > 127 for x in range(image.width()) for y in range(image.height()))


def test_all_shapes_of_the_design_exist() -> None:
    assert icon_names() >= SHAPES_OF_THE_DESIGN


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("name", sorted(icon_names()))
def test_every_icon_shows_at_every_scale(qapp: QApplication, name: str, ratio: float) -> None:
    theme = load_theme("light")
    for size in (11, 16, 18):
        picture = pixmap(name, size=size, theme=theme, ratio=ratio)
        assert picture.devicePixelRatio() == ratio
        assert picture.deviceIndependentSize().width() == pytest.approx(size, abs=1)
        assert opaque_pixels(picture) >= size * ratio / 3


@pytest.mark.parametrize("name", sorted(icon_names()))
def test_every_icon_is_drawn_on_the_grid_and_takes_its_colour_from_a_role(qapp: QApplication, name: str) -> None:
    text = raw_svg(name)
    assert 'viewBox="0 0 16 16"' in text
    assert "currentColor" in text
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\b|rgb|gradient|<style|<image|href", text)
    light, dark = (
        opaque_colours(pixmap(name, "text", 32, theme, ratio=2.0))
        for theme in (load_theme("light"), load_theme("dark"))
    )
    assert load_theme("light").roles["text"].lower() in light
    assert load_theme("dark").roles["text"].lower() in dark
    picture = coloured_svg(name, "#123456", load_theme("light").roles)
    assert b"var(" not in picture


def opaque_colours(picture: QPixmap) -> set[str]:
    """Return the colours of all fully covered pixels as #rrggbb."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def test_icon_shows_other_colours_when_checked_disabled_or_selected(qapp: QApplication) -> None:
    theme = load_theme("light")
    found = icon("guide", "text2", 16, theme, on_role="on-accent")

    def shown(mode: QIcon.Mode, state: QIcon.State) -> set[str]:
        return opaque_colours(found.pixmap(QSize(16, 16), 1.0, mode, state))

    off, on = QIcon.State.Off, QIcon.State.On
    assert theme.roles["text2"].lower() in shown(QIcon.Mode.Normal, off)
    assert theme.roles["text2"].lower() in shown(QIcon.Mode.Selected, off)
    assert theme.roles["on-accent"].lower() in shown(QIcon.Mode.Normal, on)
    assert theme.roles["rule"].lower() in shown(QIcon.Mode.Disabled, off)


def test_icons_grow_with_the_base_and_are_kept_per_theme(qapp: QApplication) -> None:
    small, large = load_theme("light"), load_theme("light", 20)
    assert pixmap("undo", theme=small, ratio=1.0).width() == 16
    assert pixmap("undo", theme=large, ratio=1.0).width() == large.px(16)
    assert pixmap("undo", theme=small, ratio=1.5).width() == 24
    one, again = (pixmap("undo", theme=small, ratio=1.0).cacheKey() for _ in range(2))
    assert one == again
    assert one != pixmap("undo", theme=load_theme("dark"), ratio=1.0).cacheKey()


def test_unknown_icons_and_roles_are_refused(qapp: QApplication) -> None:
    with pytest.raises(KeyError, match="no icon"):
        icon("no-such-shape")
    with pytest.raises(KeyError):
        pixmap("undo", "no-such-role")
