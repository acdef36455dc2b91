"""The looks layer: contrast of the theme, a complete style sheet, no colour outside the theme.

Requirements come from the token table of the screens: text at least 4.5 against every ground it may stand on, marks,
control borders and focus rings at least 3; the table also states the lowest contrast of each text role, which holds
the stored colours to the issued ones.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QFile, QIODevice, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.paths import resources_dir
from desktop.ui import theme as theme_module
from desktop.ui.fonts import make_font
from desktop.ui.icon_source import icon_names, raw_svg
from desktop.ui.style_sheet import fill, register_pictures, template
from desktop.ui.theme import active_theme, apply, load_theme, palette, selectable_sizes, set_property, style_sheet

UI_SOURCES = sorted((Path(__file__).resolve().parents[2] / "desktop" / "ui").rglob("*.py"))
MODES = ("light", "dark")
GROUNDS = ("surface", "panel", "window", "sunken", "head", "accent-soft")
STATES = ("err", "ver", "info", "ok", "exp", "imp")


@pytest.fixture(autouse=True)
def restored_looks(qapp: QApplication) -> Iterator[None]:
    """Take the theme a test applied off the application again."""
    before = qapp.palette(), qapp.font(), qapp.styleSheet(), theme_module._active
    hints = qapp.styleHints()
    yield
    hints.unsetColorScheme()
    qapp.setStyleSheet(before[2])
    qapp.setPalette(before[0])
    qapp.setFont(before[1])
    theme_module._active = before[3]


def luminance(colour: str) -> float:
    """Return the relative luminance of #RRGGBB, 0 to 1 (WCAG 2.1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lowest(mode: str, role: str, grounds: tuple[str, ...]) -> float:
    """Return the lowest contrast of a role over its grounds."""
    roles = load_theme(mode).roles  # type: ignore[arg-type]
    return min(contrast(roles[role], roles[ground]) for ground in grounds)


# ---- contrast


def test_contrast_measures_what_the_standard_says() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("role", ["text", "text2", "text3", "accent"])
def test_text_is_readable_on_every_ground(mode: str, role: str) -> None:
    softs = tuple(f"{state}-soft" for state in STATES) if role == "text" else ()
    assert lowest(mode, role, GROUNDS + softs) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("state", STATES)
def test_words_and_marks_of_states_stand_out_on_every_ground_and_their_own(mode: str, state: str) -> None:
    grounds = (*GROUNDS, f"{state}-soft")
    assert lowest(mode, state, grounds) >= 4.5
    assert lowest(mode, f"{state}-fill", grounds) >= 3


@pytest.mark.parametrize("mode", MODES)
def test_marks_keep_the_issued_reserve(mode: str) -> None:
    # The table says 3.6 in light and 3.9 in dark; in dark that leaves out the current row, where err-fill has 3.79.
    plain = tuple(ground for ground in GROUNDS if ground != "accent-soft")
    found = min(lowest(mode, f"{state}-fill", (*plain, f"{state}-soft")) for state in STATES)
    assert found == pytest.approx({"light": 3.6, "dark": 3.9}[mode], abs=0.05)
    assert min(lowest(mode, f"{state}-fill", ("accent-soft",)) for state in STATES) >= 3.6


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("role", "grounds", "least"),
    [
        ("line2", GROUNDS, 3),
        ("accent", GROUNDS, 3),
        ("on-accent", ("accent-fill", "accent-hover", "accent-press"), 4.5),
        ("accent-hint", ("accent-fill", "accent-hover", "accent-press"), 4.5),
        ("on-accent", ("accent-tile",), 3),
        ("bar", ("surface", "panel", "sunken"), 3),
        ("text3", ("surface", "sunken", "err-soft", "ver-soft"), 4.5),
        ("surface", ("err-fill", "ver-fill"), 3),
        ("ink", ("paper",), 21),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_pairs_that_stand_together(mode: str, role: str, grounds: tuple[str, ...], least: float) -> None:
    """Control borders, focus ring, what stands on the fill, this year's bar, hints in fields, the cross in a disc."""
    assert lowest(mode, role, grounds) >= least


@pytest.mark.parametrize(
    ("role", "light", "dark"),
    [
        ("text", 13.9, 10.8), ("text2", 7.2, 7.1), ("text3", 4.9, 5.1), ("line2", 3.1, 3.6), ("accent", 5.9, 6.4),
        ("err", 5.6, 6.5), ("ver", 5.7, 7.6), ("info", 6.0, 6.6), ("ok", 5.1, 7.2), ("exp", 6.1, 6.8),
        ("imp", 5.6, 7.1),
    ],
)  # fmt: skip
def test_lowest_contrast_is_the_one_of_the_token_table(role: str, light: float, dark: float) -> None:
    grounds = (*GROUNDS, f"{role}-soft") if role in STATES else GROUNDS
    assert lowest("light", role, grounds) == pytest.approx(light, abs=0.06)
    assert lowest("dark", role, grounds) == pytest.approx(dark, abs=0.06)


def test_both_modes_name_the_same_roles_as_six_digits() -> None:
    light, dark = load_theme("light").roles, load_theme("dark").roles
    assert set(light) == set(dark)
    assert all(re.fullmatch(r"#[0-9A-F]{6}", value) for roles in (light, dark) for value in roles.values())


# ---- Theme


def test_same_arguments_give_the_same_theme_and_others_another(qapp: QApplication) -> None:
    assert load_theme("light") is load_theme("light", 10.5)
    assert load_theme("light") is not load_theme("light", 12)
    assert load_theme("dark").is_dark
    assert not load_theme("light").is_dark


@pytest.mark.parametrize(("mode", "pt"), [("dim", 10.5), ("light", 11), ("light", 0)])
def test_what_is_not_offered_is_refused(mode: Any, pt: float) -> None:
    with pytest.raises(ValueError, match="is not"):
        load_theme(mode, pt)


@pytest.mark.parametrize(
    ("scheme", "mode"),
    [(Qt.ColorScheme.Dark, "dark"), (Qt.ColorScheme.Light, "light"), (Qt.ColorScheme.Unknown, "light")],
)
def test_system_mode_follows_what_the_system_says(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, scheme: Qt.ColorScheme, mode: str
) -> None:
    hints = type("Hints", (), {"colorScheme": lambda self: scheme})()
    monkeypatch.setattr(QGuiApplication, "styleHints", lambda: hints)
    found = load_theme("system")
    assert found.mode == mode
    assert found.follows_system


def test_sizes_scale_with_the_base(qapp: QApplication) -> None:
    normal, large = load_theme("light"), load_theme("light", 20)
    assert selectable_sizes() == (10.5, 12, 14, 16, 18, 20)
    assert (normal.px(14), normal.height("button"), normal.font("body").pixelSize()) == (14, 32, 14)
    assert (large.px(14), large.height("button"), large.font("body").pixelSize()) == (27, 61, 27)
    assert large.font("indicator").pixelSize() == large.px(22)
    assert large.line_height("body") > large.font("body").pixelSize()
    assert (large.radius("card"), large.space("page"), large.icon_size("toolbar")) == (15, 69, 34)


@given(st.sampled_from((10.5, 12, 14, 16, 18, 20)), st.integers(0, 4000))
def test_px_never_loses_a_length_and_keeps_order(pt: float, length: int) -> None:
    theme = load_theme("light", pt)
    assert (theme.px(length) == 0) == (length == 0)
    assert theme.px(length) >= length
    assert theme.px(length + 1) > theme.px(length)


def test_colours_and_fonts_handed_out_cannot_spoil_the_theme(qapp: QApplication) -> None:
    theme = load_theme("light")
    theme.color("accent").setAlpha(1)
    theme.font("hint").setPixelSize(99)
    assert theme.color("accent") == QColor(theme.roles["accent"])
    assert theme.font("hint").pixelSize() == 12
    with pytest.raises(KeyError):
        theme.color("no-such-role")
    with pytest.raises(TypeError):
        theme.roles["accent"] = "x"  # type: ignore[index]


def test_marks_take_their_own_role_and_others_the_second_text_colour() -> None:
    theme = load_theme("light")
    assert theme.mark_role("error") == "err-fill"
    assert theme.mark_role("undo") == "text2"
    marks = theme.tokens["marks"]
    assert set(marks) <= icon_names()
    assert set(marks.values()) <= set(theme.roles)


def test_fonts_differ_in_weight_and_issued_text_has_its_own_family(qapp: QApplication) -> None:
    theme = load_theme("light")
    assert (theme.font(13).weight(), theme.font(13, bold=True).weight()) == (400, 700)
    assert theme.official_font(13).pixelSize() == 13
    wanted = theme.tokens["type"]["families"]
    assert wanted["interface"][0] == "Microsoft YaHei UI"
    assert wanted["official"][:2] == ["SimSun", "NSimSun"]


def test_missing_families_fall_back_to_the_system_font(qapp: QApplication) -> None:
    found = make_font(["此字体不存在"], 15, bold=True)
    assert found.family() == qapp.font().family()
    assert (found.pixelSize(), found.bold()) == (15, True)


# ---- application: palette, style sheet, properties


@pytest.mark.parametrize("mode", MODES)
def test_apply_sets_palette_font_and_style_sheet(qapp: QApplication, mode: Any) -> None:
    theme = load_theme(mode, 12)
    apply(qapp, theme)
    assert active_theme() is theme
    assert qapp.palette().color(QPalette.ColorRole.Base) == theme.color("surface")
    assert qapp.font().pixelSize() == 16
    assert theme.roles["accent-fill"] in qapp.styleSheet()


def test_active_theme_without_apply_is_the_light_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theme_module, "_active", None)
    assert active_theme() is load_theme("light")


def test_palette_gives_disabled_text_a_fainter_role() -> None:
    theme = load_theme("dark")
    found = palette(theme)
    assert found.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text) == theme.color("text3")
    assert found.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Text) == theme.color("text")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("pt", [10.5, 12, 14, 16, 18, 20])
def test_style_sheet_is_complete_and_plain(qapp: QApplication, mode: Any, pt: float) -> None:
    theme = load_theme(mode, pt)
    found = style_sheet(theme)
    assert "${" not in found
    assert found.count("{") == found.count("}")
    assert not re.search(r"gradient|shadow", found)
    assert {colour.upper() for colour in re.findall(r"#[0-9A-Fa-f]{3,8}\b", found)} <= set(theme.roles.values())
    for address in re.findall(r"url\((.*?)\)", found):
        picture = QFile(address)
        assert picture.open(QIODevice.OpenModeFlag.ReadOnly), address
        assert QSvgRenderer(picture.readAll()).isValid(), address


def test_template_names_no_colour() -> None:
    named = r"(?<![-\w])(?:white|black|red|green|blue|gray|grey|yellow|orange)(?![-\w])"
    assert not re.search(rf"#[0-9A-Fa-f]{{3,8}}\b|\brgba?\(|hsl\(|{named}", template())


@pytest.mark.parametrize(
    ("text", "fault"), [("${no-role}", "no-role"), ("${icon:nothing:text}", "nothing"), ("${odd:x}", "odd")]
)
def test_unknown_placeholder_names_itself(text: str, fault: str) -> None:
    roles = load_theme("light").roles
    resolve = {"role": roles.__getitem__, "icon": lambda names: raw_svg(names.partition(":")[0])}
    with pytest.raises(KeyError, match=fault):
        fill(text, resolve)
    assert fill("a ${accent} b", resolve) == f"a {roles['accent']} b"


def test_pictures_in_memory_are_found_by_name(qapp: QApplication) -> None:
    files = {f"图-{number}.svg": bytes([number]) * number for number in range(40)}
    address = register_pictures("ziping-test", files)
    for name, content in files.items():
        file = QFile(f"{address}/{name}")
        assert file.open(QIODevice.OpenModeFlag.ReadOnly), name
        assert bytes(file.readAll().data()) == content


def test_buttons_and_fields_have_the_issued_heights(qapp: QApplication, qtbot: QtBot) -> None:
    apply(qapp, load_theme("light"))
    expected = {"": 32, "primary": 32, "danger": 32, "quiet": 32, "small": 26, "chip": 26, "filter": 30}
    for kind, height in expected.items():
        button = QPushButton("导出")
        button.setProperty("kind", kind)
        qtbot.addWidget(button)
        assert button.sizeHint().height() == height, kind
    for segment, small, height in (("", False, 32), ("first", False, 32), ("last", False, 32), ("only", True, 26)):
        tool = QToolButton()
        tool.setText("引导")
        qtbot.addWidget(tool)
        if segment:
            set_property(tool, segment=segment, small=small)
        assert tool.sizeHint().height() == height, segment
    field = QLineEdit()
    qtbot.addWidget(field)
    assert field.sizeHint().height() == 32
    set_property(field, big=True)
    assert field.sizeHint().height() == 50


def test_a_field_takes_the_colours_of_its_state(qapp: QApplication, qtbot: QtBot) -> None:
    theme = load_theme("light")
    apply(qapp, theme)
    field = QLineEdit()
    field.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    qtbot.addWidget(field)
    field.resize(200, 32)
    assert field.grab().toImage().pixelColor(100, 4) == theme.color("surface")
    set_property(field, state="invalid")
    shown = field.grab().toImage()
    assert shown.pixelColor(100, 4) == theme.color("err-soft")
    assert shown.pixelColor(100, 0) == theme.color("err-fill")
    set_property(field, state="")
    assert field.grab().toImage().pixelColor(100, 0) == theme.color("line2")


# ---- no colour outside the theme


def colour_literals(source: str) -> list[str]:
    """Return what in a module's code names a colour by itself; docstrings may mention notations."""
    tree, found = ast.parse(source), []
    prose = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    named = "black|white|red|darkRed|green|darkGreen|blue|darkBlue|cyan|darkCyan|magenta|darkMagenta|yellow|darkYellow"
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            found += re.findall(
                r"#(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})\b|\b(?:rgb|hsl|hsv)a?\(", node.value
            )
        elif isinstance(node, ast.Attribute) and re.fullmatch(f"{named}|gray|darkGray|lightGray", node.attr):
            owner = ast.unparse(node.value)
            found += [f"{owner}.{node.attr}"] if owner in ("Qt", "Qt.GlobalColor", "QtCore.Qt.GlobalColor") else []
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            fixed = any(isinstance(argument, ast.Constant) for argument in node.args)
            if fixed and re.search(r"(^|\.)(QColor|fromRgb|fromHsv|fromHsl|fromRgbF|fromString|qRgb|qRgba)$", name):
                found.append(ast.unparse(node))
    return found


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("x = '#1D5B98'", 1), ("x = 'color: rgb(1, 2, 3)'", 1), ("QColor('red')", 1), ("QColor(1, 2, 3)", 1),
        ("p.setPen(Qt.GlobalColor.red)", 1), ("p.setPen(Qt.red)", 1), ("QColor.fromRgb(1, 2, 3)", 1),
        ("theme.color('accent')", 0), ("QColor(found)", 0), ("p.fill(Qt.GlobalColor.transparent)", 0),
        ('"""Colours are written #RRGGBB, such as #1D5B98."""', 0), ("x = '第 #3 项'", 0),
    ],
)  # fmt: skip
def test_the_search_for_colours_finds_them(code: str, count: int) -> None:
    assert len(colour_literals(code)) == count


@pytest.mark.parametrize("path", UI_SOURCES, ids=lambda path: path.name)
def test_no_screen_names_a_colour(path: Path) -> None:
    assert colour_literals(path.read_text(encoding="utf-8")) == []


def test_theme_file_holds_no_other_tables_than_the_code_reads() -> None:
    stored = tomllib.loads((resources_dir() / "themes" / "ziping.toml").read_text(encoding="utf-8"))
    assert set(stored) == {"light", "dark", "marks", "type", "space", "radius", "height", "icon"}
