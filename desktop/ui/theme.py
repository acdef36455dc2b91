"""The looks of the interface: colours, sizes and fonts by name, and the palette and style sheet made from them.

Everything comes from `resources/themes/ziping.toml` (tokens) and `ziping.qss` (template). Widgets ask for roles and
never name a colour: `active_theme().color("accent")`, `.px(12)`, `.font("hint")`. When the theme changes, `apply`
makes Qt send every widget a StyleChange event; a widget that paints itself asks again in its `paintEvent`, and one
that stored a size or an icon asks again in `changeEvent`. Icons are in `desktop.ui.icons`.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from desktop.paths import resources_dir
from desktop.ui.fonts import make_font
from desktop.ui.icon_source import coloured_svg
from desktop.ui.style_sheet import fill, icon_file_name, register_pictures, template

Mode = Literal["light", "dark"]
Choice = Literal["light", "dark", "system"]

DEFAULT_PT = 10.5


@dataclass(frozen=True, eq=False)
class Theme:
    """Every role, size and font of one mode at one base size. Made by `load_theme`; compared by identity.

    Attributes:
        mode: "light" or "dark", already decided.
        base_pt: chosen base font size in points; 10.5 pt is 14 px and leaves all lengths as drawn.
        follows_system: the mode was taken from the system and should change with it.
        roles: role name to colour, written #RRGGBB.
        tokens: the tables of the theme file besides the colours (type, space, radius, height, icon, marks).
    """

    mode: Mode
    base_pt: float
    follows_system: bool
    roles: Mapping[str, str]
    tokens: Mapping[str, Any]
    _colors: dict[str, QColor] = field(default_factory=dict, init=False, repr=False)
    _fonts: dict[tuple[float, bool, bool], QFont] = field(default_factory=dict, init=False, repr=False)

    @property
    def is_dark(self) -> bool:
        """Tell whether light text stands on dark ground."""
        return self.mode == "dark"

    @property
    def scale(self) -> float:
        """Factor of all lengths: chosen base size ÷ 10.5 pt."""
        return self.base_pt / float(self.tokens["type"]["base_pt"])

    def color(self, role: str) -> QColor:
        """Return the colour of a role as a value of the caller's own.

        Raises:
            KeyError: the theme has no such role.
        """
        found = self._colors.get(role)
        if found is None:
            found = self._colors[role] = QColor(self.roles[role])
        return QColor(found)

    def px(self, length: float) -> int:
        """Return a length given at base size in px of this theme, rounded half up; never 0 unless the length is 0.

        Hairlines of 1 px and frames of 2 or 3 px do not grow with the font: write those as plain numbers.
        """
        scaled = math.floor(length * self.scale + 0.5)
        return scaled or (1 if length > 0 else 0)

    def height(self, name: str) -> int:
        """Return a named height in px: button, small, row, cell, big, menu-row, status … (`[height]` of the file)."""
        return self.px(self.tokens["height"][name])

    def radius(self, name: str) -> int:
        """Return a named corner radius in px: check, button, field, card, bubble, cell."""
        return self.px(self.tokens["radius"][name])

    def space(self, name: str) -> int:
        """Return a named inset in px: "page" or "panel"; other distances are `px` of 4, 8, 12, 16, 24 or 32."""
        return self.px(self.tokens["space"][name])

    def icon_size(self, name: str) -> int:
        """Return a named icon size in px: toolbar, mark, mark-small, cell."""
        return self.px(self.tokens["icon"][name])

    def text_size(self, size: float | str) -> float:
        """Return a text size at base size in px; a name (hint, list, body, …) stands for its entry in the file."""
        return float(self.tokens["type"]["sizes"][size] if isinstance(size, str) else size)

    def line_height(self, size: float | str = "body") -> int:
        """Return the distance of two base lines of running text in px, 1.4 × the text size."""
        return self.px(self.text_size(size) * float(self.tokens["type"]["line_height"]))

    def font(self, size: float | str = "body", bold: bool = False) -> QFont:
        """Return the interface font, for everything people fill in and all labels of the program.

        Args:
            size: px at base size, or hint 12, list 13, body 14, panel 15, section 16, target 18, indicator 22.
            bold: weight 700 instead of 400.
        """
        return self._font(size, bold, official=False)

    def official_font(self, size: float | str = "body", bold: bool = False) -> QFont:
        """Return the font of issued text (宋体), for labels and titles of official forms."""
        return self._font(size, bold, official=True)

    def mark_role(self, icon_name: str) -> str:
        """Return the role an icon takes when nobody asks for another one."""
        return str(self.tokens["marks"].get(icon_name, "text2"))

    def _font(self, size: float | str, bold: bool, official: bool) -> QFont:
        base = self.text_size(size)
        found = self._fonts.get((base, bold, official))
        if found is None:
            families = self.tokens["type"]["families"]["official" if official else "interface"]
            found = self._fonts[base, bold, official] = make_font(families, self.px(base), bold=bold)
        return QFont(found)


_active: Theme | None = None


def load_theme(mode: Choice = "system", base_pt: float = DEFAULT_PT) -> Theme:
    """Return the theme of a mode at a base size; the same arguments give the same object.

    Args:
        mode: "system" asks the system once; connect `QGuiApplication.styleHints().colorSchemeChanged` and load again
            to follow it. A system that does not say counts as light.
        base_pt: one of `selectable_sizes()`.

    Raises:
        ValueError: the mode or the base size is not offered.
    """
    if mode not in ("light", "dark", "system"):
        raise ValueError(f"mode {mode!r} is not light, dark or system")
    if base_pt not in selectable_sizes():
        raise ValueError(f"base size {base_pt!r} is not one of {selectable_sizes()}")
    return _build(_system_mode() if mode == "system" else mode, float(base_pt), mode == "system")


def selectable_sizes() -> tuple[float, ...]:
    """Return the base font sizes people can choose, in points, smallest first."""
    return tuple(float(size) for size in _tokens()["type"]["selectable_pt"])


def active_theme() -> Theme:
    """Return the theme applied last; before any, the light one at its base size (tests of single widgets)."""
    return _active or load_theme("light")


def apply(app: QApplication, theme: Theme) -> None:
    """Give the application the palette, font and style sheet of a theme and make it the active one.

    Fusion is the base everywhere, so that Windows and Linux look alike. Existing widgets are restyled by Qt.
    """
    global _active
    _active = theme
    hints = app.styleHints()
    # Title bars are the system's own; they turn dark only when Qt is told what the program has chosen.
    if theme.follows_system:
        hints.unsetColorScheme()
    else:
        hints.setColorScheme(Qt.ColorScheme.Dark if theme.is_dark else Qt.ColorScheme.Light)
    if app.style().name().lower() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(palette(theme))
    app.setFont(theme.font("body"))
    app.setStyleSheet(style_sheet(theme))


def set_property(widget: QWidget, **properties: object) -> None:
    """Set style properties (kind, state, role …) and repaint the widget by the rules that now apply.

    A property alone does not make Qt look at the style sheet again. Nothing happens when all values are unchanged.
    """
    changed = {name: value for name, value in properties.items() if widget.property(name) != value}
    for name, value in changed.items():
        widget.setProperty(name, value)
    if changed:
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def palette(theme: Theme) -> QPalette:
    """Return the palette of a theme: what Qt paints where the style sheet is silent."""
    result = QPalette()
    for name, role in _PALETTE.items():
        result.setColor(getattr(QPalette.ColorRole, name), theme.color(role))
    for name in ("WindowText", "Text", "ButtonText", "HighlightedText"):
        result.setColor(QPalette.ColorGroup.Disabled, getattr(QPalette.ColorRole, name), theme.color("text3"))
    for name in ("Base", "Button"):
        result.setColor(QPalette.ColorGroup.Disabled, getattr(QPalette.ColorRole, name), theme.color("head"))
    result.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, theme.color("sunken"))
    return result


@lru_cache(maxsize=16)
def style_sheet(theme: Theme) -> str:
    """Return the application style sheet of a theme, without any placeholder left.

    Raises:
        KeyError: the template names a role, size or icon that does not exist.
    """
    pictures: dict[str, bytes] = {}
    folder = f"ziping-{theme.mode}"

    def picture(names: str) -> str:
        name, _, role = names.partition(":")
        pictures[icon_file_name(name, role)] = coloured_svg(name, theme.roles[role], theme.roles)
        return f":/{folder}/{icon_file_name(name, role)}"

    def height(expression: str) -> str:
        name, _, less = expression.rpartition("-") if expression[-1].isdigit() else (expression, "", "0")
        return f"{theme.height(name) - int(less)}px"

    text = fill(
        template(),
        {
            "role": theme.roles.__getitem__,
            "px": lambda length: f"{theme.px(float(length))}px",
            "font": lambda name: f"{theme.px(theme.text_size(name))}px",
            "height": height,
            "radius": lambda name: f"{theme.radius(name)}px",
            "icon": picture,
        },
    )
    register_pictures(folder, pictures)
    return text


# What Fusion shades frames with is set too: with its own guesses dark mode gets light bevels.
_PALETTE = {
    "Window": "window", "WindowText": "text", "Base": "surface", "AlternateBase": "panel", "Text": "text",
    "Button": "surface", "ButtonText": "text", "BrightText": "on-accent", "ToolTipBase": "surface",
    "ToolTipText": "text", "PlaceholderText": "text3", "Highlight": "accent-fill", "HighlightedText": "on-accent",
    "Accent": "accent", "Link": "accent", "LinkVisited": "accent", "Light": "surface", "Midlight": "head",
    "Mid": "rule", "Dark": "line2", "Shadow": "line2",
}  # fmt: skip


def _system_mode() -> Mode:
    """Return what the system asks for; light when it does not say."""
    return "dark" if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


@lru_cache(maxsize=1)
def _tokens() -> Mapping[str, Any]:
    """Return the theme file as read."""
    text = (resources_dir() / "themes" / "ziping.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@lru_cache(maxsize=32)
def _build(mode: Mode, base_pt: float, follows_system: bool) -> Theme:
    """Make the theme of a mode that is already decided."""
    tokens = {name: table for name, table in _tokens().items() if name not in ("light", "dark")}
    return Theme(mode, base_pt, follows_system, MappingProxyType(_tokens()[mode]), MappingProxyType(tokens))
