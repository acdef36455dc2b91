"""Icons as Qt objects: own SVG shapes in the colour of a theme role, sharp at every screen scale.

`icon` serves buttons, menus and trees; `pixmap` serves code that paints itself. QtSvg is loaded at the first icon,
not with this module. Shapes are files in `resources/icons`, see `desktop.ui.icon_source`.
"""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap

from desktop.ui.icon_source import coloured_svg
from desktop.ui.theme import Theme, active_theme

DISABLED_ROLE = "rule"


def icon(
    name: str,
    role: str | None = None,
    size: int = 16,
    theme: Theme | None = None,
    *,
    on_role: str | None = None,
) -> QIcon:
    """Return an icon with one sharp picture per scale in use among the screens, and a faint one for disabled.

    Args:
        name: shape, such as "undo" or "error".
        role: theme role of its colour; None takes the shape's own role (marks) or text2.
        size: edge at base size in px; it grows with the base font, set `setIconSize` to `theme.px(size)`.
        theme: None for the active theme.
        on_role: role while a checkable button is checked, "on-accent" for segments; None keeps `role`.

    Raises:
        KeyError: no such shape or role.
    """
    theme = theme or active_theme()
    return _icon(name, role or theme.mark_role(name), size, theme, on_role, _screen_scales())


def pixmap(
    name: str,
    role: str | None = None,
    size: int = 16,
    theme: Theme | None = None,
    *,
    ratio: float | None = None,
) -> QPixmap:
    """Return one picture of an icon. Cached: treat it as read-only.

    Args:
        name: shape, such as "undo" or "error".
        role: theme role of its colour; None takes the shape's own role (marks) or text2.
        size: edge at base size in px; it grows with the base font.
        theme: None for the active theme.
        ratio: device pixels per px. Painting code passes `painter.device().devicePixelRatioF()`; None takes the
            largest among the screens.

    Raises:
        KeyError: no such shape or role.
    """
    theme = theme or active_theme()
    return _pixmap(name, role or theme.mark_role(name), theme.px(size), theme, ratio or max(_screen_scales()))


@lru_cache(maxsize=512)
def _icon(name: str, role: str, size: int, theme: Theme, on_role: str | None, scales: tuple[float, ...]) -> QIcon:
    """Return the icon for a fixed set of screen scales."""
    result = QIcon()
    states = {QIcon.State.Off: role, QIcon.State.On: on_role or role}
    for ratio in scales:
        for state, shown in states.items():
            plain = _pixmap(name, shown, theme.px(size), theme, ratio)
            # Without its own picture a selected row would show the mark mixed with the highlight colour.
            for when in (QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Selected):
                result.addPixmap(plain, when, state)
            faint = _pixmap(name, DISABLED_ROLE, theme.px(size), theme, ratio)
            result.addPixmap(faint, QIcon.Mode.Disabled, state)
    return result


@lru_cache(maxsize=2048)
def _pixmap(name: str, role: str, edge: int, theme: Theme, ratio: float) -> QPixmap:
    """Return the picture of an icon, `edge` px wide and high."""
    # Loading the library costs milliseconds the first window should not wait for when it shows no icon.
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(coloured_svg(name, theme.roles[role], theme.roles)))
    pixels = max(1, math.ceil(edge * ratio))
    result = QPixmap(pixels, pixels)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result


def _screen_scales() -> tuple[float, ...]:
    """Return the scales of all screens, each once; 1 when there is no screen."""
    return tuple(sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()})) or (1.0,)
