"""Paints one cell of the official sheet: ground, edges, mark and text by its state (mockups: "States of a cell").

Issued text stands in 宋体, what people fill in the interface font: form and entry are told apart without colour. The
ground says what a cell is (issued, computed, locked, to fill); edges and mark say what the checks found.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetrics, QPainter, QPen, QTextOption

from desktop.domain.sheet import SheetCell, Style
from desktop.services.review import CellState
from desktop.services.table_rows import DEPARTMENT
from desktop.ui.icons import pixmap
from desktop.ui.theme import Theme

MARKS = {
    CellState.INVALID: "error",
    CellState.NEEDED: "error",
    CellState.UNMET: "unmet",
    CellState.VERIFY: "verify",
    CellState.EXPLAINED: "explained",
}
_STATE_GROUNDS = {CellState.INVALID: "err-soft", CellState.UNMET: "ver-soft"}
_KIND_GROUNDS = {CellState.COMPUTED: "sunken", CellState.LOCKED: "head", CellState.ISSUED: "head"}
_PLAIN = (Style.TITLE, Style.YEAR, Style.NOTE, Style.FOOTNOTE)
_MARK_SIZE = 11
_TURNED = {"（": "︵", "）": "︶", "(": "︵", ")": "︶"}


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks now.

    Attributes:
        text: what it shows.
        state: gravest state, findings included.
        kind: what it is whatever the checks say: issued, computed, locked, entered, empty.
        current: it has the focus ring.
        active: the sheet has the keyboard; without it the ring is grey.
        chosen: it belongs to a chosen block.
        flashing: the ring of a jump is on.
        first: it stands in the first row of the table, whose upper edge nobody else draws.
        shown: the part of the cell that is in view; a long merged cell keeps its text there. None: all of it.
        badge: a word in a frame behind the text, 部门合计 or 本级; the department's own row is bold.
    """

    text: str
    state: CellState = CellState.EMPTY
    kind: CellState = CellState.EMPTY
    current: bool = False
    active: bool = True
    chosen: bool = False
    flashing: bool = False
    first: bool = False
    shown: QRect | None = None
    badge: str = ""

    @property
    def is_zero(self) -> bool:
        """True for 0, 0.00 and the like: they stand back."""
        return "0" in self.text and not self.text.strip("0.,")


def cell_font(theme: Theme, place: SheetCell, kind: CellState, zoom: float) -> QFont:
    """The font of a cell at a zoom factor."""
    if place.style is Style.TITLE:
        return theme.official_font(20 * zoom, True)
    if place.style in (Style.YEAR, Style.FOOTNOTE):
        return theme.official_font(13 * zoom, False)
    if kind is CellState.ISSUED or place.cell is None:
        return theme.official_font(13 * zoom, place.style is Style.HEAD)
    return theme.font(13 * zoom)


def paint_cell(painter: QPainter, rect: QRect, place: SheetCell, look: Look, theme: Theme, zoom: float) -> None:
    """Paint a cell into ``rect``."""
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.fillRect(rect, theme.color(_ground(place, look)))
    if look.kind is CellState.LOCKED:
        painter.fillRect(rect, QBrush(theme.color("hatch"), Qt.BrushStyle.BDiagPattern))
    if place.is_bordered:
        _grid(painter, rect, place, look, theme)
    _edges(painter, rect, look.state, theme)
    _text(painter, rect, place, look, theme, zoom)
    _mark(painter, rect, look.state, theme)
    if look.current:
        _ring(painter, rect, look, theme)
    painter.restore()


def padding(theme: Theme, zoom: float) -> int:
    """Pixels between the edge of a cell and its text, left and right."""
    return theme.px(6 * zoom)


def indent_width(theme: Theme, place: SheetCell, zoom: float) -> int:
    """Pixels a row's name is moved in."""
    return place.indent * theme.px(13 * zoom) if place.indent else 0


def text_option(place: SheetCell) -> QTextOption:
    """Alignment and wrapping of a cell's text."""
    option = QTextOption(horizontal(place.align) | Qt.AlignmentFlag.AlignVCenter)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def horizontal(align: str) -> Qt.AlignmentFlag:
    """``left``, ``center`` or ``right`` as Qt says it."""
    known = {"center": Qt.AlignmentFlag.AlignHCenter, "right": Qt.AlignmentFlag.AlignRight}
    return known.get(align, Qt.AlignmentFlag.AlignLeft)


def badge_width(theme: Theme, badge: str, zoom: float) -> int:
    """Pixels a badge takes with the space before it; 0 without one."""
    if not badge:
        return 0
    return QFontMetrics(theme.font(12 * zoom)).horizontalAdvance(badge) + theme.px(16 * zoom) + theme.px(6 * zoom)


def text_height(theme: Theme, place: SheetCell, text: str, width: int, zoom: float, kind: CellState) -> int:
    """Pixels a cell of ``width`` pixels needs to show its whole text, padding included; 0 for no text."""
    if not text:
        return 0
    metrics = QFontMetrics(cell_font(theme, place, kind, zoom))
    if place.is_stacked:
        return len(text) * _tight_step(metrics) + theme.px(4)
    room = max(20, width - 2 * padding(theme, zoom) - indent_width(theme, place, zoom))
    flags = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
    return metrics.boundingRect(0, 0, room, 100_000, flags, text).height() + theme.px(8)


def _ground(place: SheetCell, look: Look) -> str:
    if look.chosen and not look.current:
        return "accent-soft"
    if look.state in _STATE_GROUNDS:
        return _STATE_GROUNDS[look.state]
    if place.style in _PLAIN:
        return "surface"
    if look.badge == DEPARTMENT:
        return "sunken"
    return "head" if place.cell is None else _KIND_GROUNDS.get(look.kind, "surface")


def _grid(painter: QPainter, rect: QRect, place: SheetCell, look: Look, theme: Theme) -> None:
    """Each cell draws its right and lower edge; the first row and column draw the outer ones too."""
    painter.setPen(QPen(theme.color("rule"), 1))
    painter.drawLine(rect.bottomLeft(), rect.bottomRight())
    painter.drawLine(rect.topRight(), rect.bottomRight())
    if place.left == 1:
        painter.drawLine(rect.topLeft(), rect.bottomLeft())
    if look.first:
        painter.drawLine(rect.topLeft(), rect.topRight())


def _edges(painter: QPainter, rect: QRect, state: CellState, theme: Theme) -> None:
    if state in (CellState.INVALID, CellState.NEEDED):
        painter.setPen(QPen(theme.color("err-fill"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(1, 1, -2, -2))
    elif state in (CellState.UNMET, CellState.VERIFY):
        painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height() - 1), theme.color("ver-fill"))


def _ring(painter: QPainter, rect: QRect, look: Look, theme: Theme) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("accent" if look.active or look.flashing else "line2"), 2))
    painter.drawRect(rect.adjusted(1, 1, -2, -2))
    if look.flashing:
        painter.setPen(QPen(theme.color("bar"), 3))
        painter.drawRect(rect.adjusted(3, 3, -5, -5))


def _text(painter: QPainter, rect: QRect, place: SheetCell, look: Look, theme: Theme, zoom: float) -> None:
    if not look.text:
        return
    font = cell_font(theme, place, look.kind, zoom)
    if look.badge == DEPARTMENT:
        font.setBold(True)
    painter.setFont(font)
    faint = look.kind is CellState.LOCKED or (place.style is Style.FIGURE and look.is_zero)
    painter.setPen(theme.color("text3" if faint else "text"))
    inner = _room(rect, place, look, theme, zoom)
    if place.is_stacked:
        _stacked(painter, inner, look.text)
        return
    if look.badge:
        inner = _badge(painter, inner, look, theme, zoom)
    painter.drawText(inner, look.text, text_option(place))


def _badge(painter: QPainter, inner: QRect, look: Look, theme: Theme, zoom: float) -> QRect:
    """Paint the badge behind the text, at the right edge of a cell that the text fills; the room left for the text."""
    width = badge_width(theme, look.badge, zoom)
    room = inner.adjusted(0, 0, -width, 0)
    left = min(painter.fontMetrics().horizontalAdvance(look.text), room.width()) + theme.px(6 * zoom)
    height = theme.px(18 * zoom)
    top = inner.center().y() - height // 2
    box = QRect(inner.left() + left, top, width - theme.px(6 * zoom), height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("line2"), 1))
    painter.setBrush(theme.color("surface"))
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setFont(theme.font(12 * zoom))
    painter.setPen(theme.color("text2"))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), look.badge)
    painter.restore()
    return room


def _room(rect: QRect, place: SheetCell, look: Look, theme: Theme, zoom: float) -> QRect:
    """Where the text goes: a cell merged over rows that is partly out of view keeps its text in the visible part."""
    side = padding(theme, zoom)
    inner = rect.adjusted(side + indent_width(theme, place, zoom), theme.px(2), -side, -theme.px(2))
    if look.shown is None or place.top == place.bottom:
        return inner
    seen = inner.intersected(look.shown)
    needed = text_height(theme, place, look.text, rect.width(), zoom, look.kind) - theme.px(8)
    if seen.height() >= needed:
        return seen
    # Too little in view for the whole text: it ends where the cell ends, as if it were scrolled away.
    if seen.top() > inner.top():
        return QRect(inner.left(), inner.bottom() - needed, inner.width(), needed)
    return QRect(inner.left(), inner.top(), inner.width(), needed)


def _mark(painter: QPainter, rect: QRect, state: CellState, theme: Theme) -> None:
    name = MARKS.get(state)
    if name is None:
        return
    image = pixmap(name, None, _MARK_SIZE, theme, ratio=painter.device().devicePixelRatioF())
    painter.drawPixmap(rect.right() - theme.px(_MARK_SIZE) - 3, rect.top() + 3, image)


def _stacked(painter: QPainter, rect: QRect, text: str) -> None:
    """Characters one under the other; brackets are turned, as the workbook prints them."""
    metrics = painter.fontMetrics()
    step = metrics.height()
    if step * len(text) > rect.height():
        step = max(_tight_step(metrics), rect.height() // len(text))
    top = rect.top() + (rect.height() - step * len(text)) // 2
    for index, sign in enumerate(text):
        line = QRect(rect.left(), top + index * step, rect.width(), step)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
        painter.drawText(line, int(flags), _TURNED.get(sign, sign))


def _tight_step(metrics: QFontMetrics) -> int:
    """The least distance at which characters one under the other still read well: the square of a character."""
    return metrics.horizontalAdvance("字") + 2
