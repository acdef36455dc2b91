"""A card on the start page: unit, year, form, progress ring, execution bar, open findings, last change.

Painted as one widget; it can be focused, opened with Enter or a click, and reads itself out by its accessible name.
"""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.services.hints import friendly_time
from desktop.services.review import FormOverview
from desktop.ui.icons import pixmap
from desktop.ui.theme import Theme, active_theme
from desktop.ui.widgets.painted_button import PaintedButton

WIDTH, HEIGHT, FOOT = 424, 196, 38


class FormCard(PaintedButton):
    """One form.

    Signals:
        opened(int): open the form of this number.
        menu_asked(int, QPoint): its menu is wanted there, in global coordinates.
        remove_asked(int): the Delete key was pressed.
    """

    opened = Signal(int)
    menu_asked = Signal(int, QPoint)
    remove_asked = Signal(int)

    def __init__(self, overview: FormOverview, parent: QWidget | None = None) -> None:
        """Show ``overview``."""
        super().__init__(parent)
        self.overview = overview
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(active_theme().px(320))
        self.setAccessibleName(described(overview))
        self.clicked.connect(self._open)

    def _open(self) -> None:
        self.opened.emit(self.overview.evaluation_id)

    def sizeHint(self) -> QSize:
        """The size of the anatomy, scaled."""
        theme = active_theme()
        return QSize(theme.px(WIDTH), theme.px(HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete asks to remove the form."""
        if event.key() == Qt.Key.Key_Delete:
            self.remove_asked.emit(self.overview.evaluation_id)
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the card."""
        self.menu_asked.emit(self.overview.evaluation_id, event.globalPos())

    # painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        theme, painter = active_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        edge = "accent" if focused else "line2" if self.underMouse() else "line"
        pen = QPen(theme.color(edge), 2 if focused else 1)
        inset = pen.widthF() / 2
        frame = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.setPen(pen)
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(frame, theme.radius("card"), theme.radius("card"))
        self._heading(painter, theme)
        self._ring(painter, theme)
        self._money(painter, theme)
        self._foot(painter, theme)
        painter.end()

    def _text(self, painter: QPainter, rect: QRect, text: str, font: QFont, role: str, align: Qt.AlignmentFlag) -> None:
        painter.setFont(font)
        painter.setPen(active_theme().color(role))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(align | Qt.AlignmentFlag.AlignVCenter), shown)

    def _heading(self, painter: QPainter, theme: Theme) -> None:
        px, left, width = theme.px, theme.px(20), self.width() - theme.px(40)
        chip = QRect(self.width() - px(86), px(16), px(66), px(22))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("sunken"))
        painter.drawRoundedRect(chip, chip.height() / 2, chip.height() / 2)
        year = self.tr("{}年度").format(self.overview.year)
        self._text(painter, chip, year, theme.font("hint"), "text2", Qt.AlignmentFlag.AlignHCenter)
        left_align = Qt.AlignmentFlag.AlignLeft
        unit = QRect(left, px(14), width - px(80), px(26))
        name = self.overview.bureau or self.tr("（没有写单位）")
        self._text(painter, unit, name, theme.font("section", True), "text", left_align)
        form = QRect(left, px(40), width, px(22))
        self._text(painter, form, self.overview.name, theme.font("list"), "text2", left_align)

    def _ring(self, painter: QPainter, theme: Theme) -> None:
        px, done = theme.px, self.overview
        ring = QRectF(px(23), px(75), px(58), px(58))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("sunken"), px(6)))
        painter.drawEllipse(ring)
        share = done.filled / done.total if done.total else 0.0
        if share > 0:
            role = "ok-fill" if share >= 1 else "bar"
            pen = QPen(theme.color(role), px(6))
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawArc(ring, 90 * 16, -round(share * 360 * 16))
        inner = ring.toRect()
        centre = Qt.AlignmentFlag.AlignHCenter
        upper = QRect(inner.left(), inner.top() + px(11), inner.width(), px(20))
        self._text(painter, upper, f"{done.filled}/{done.total}", theme.font(15, True), "text", centre)
        lower = QRect(inner.left(), inner.top() + px(31), inner.width(), px(16))
        self._text(painter, lower, self.tr("指标"), theme.font("hint"), "text2", centre)

    def _money(self, painter: QPainter, theme: Theme) -> None:
        px, money = theme.px, self.overview
        left, right = px(102), self.width() - px(104)
        line = QRect(left, px(74), right - left, px(22))
        self._text(painter, line, self.tr("预算执行率"), theme.font("list"), "text2", Qt.AlignmentFlag.AlignLeft)
        rate = money.rate_text or "—"
        self._text(painter, line, rate, theme.font("body", True), "text", Qt.AlignmentFlag.AlignRight)
        self._bar(painter, theme, QRectF(left, px(100), right - left, px(10)))
        figures = QRect(left, px(115), right - left, px(20))
        executed = self.tr("执行 {}").format(_separated(money.executed))
        budget = self.tr("预算 {} {}").format(_separated(money.budget), money.unit)
        self._text(painter, figures, executed, theme.font("hint"), "text2", Qt.AlignmentFlag.AlignLeft)
        self._text(painter, figures, budget, theme.font("hint"), "text2", Qt.AlignmentFlag.AlignRight)
        if not money.scored:
            side = QRect(right, px(74), self.width() - px(20) - right, px(62))
            self._text(painter, side, self.tr("不评分"), theme.font("list"), "text3", Qt.AlignmentFlag.AlignRight)

    def _bar(self, painter: QPainter, theme: Theme, track: QRectF) -> None:
        painter.fillRect(track, theme.color("sunken"))
        rate = self.overview.rate
        if rate is not None and rate > 0:
            width = track.width() * min(float(rate), 1.0)
            painter.fillRect(QRectF(track.left(), track.top(), width, track.height()), theme.color("bar"))
        if self.overview.threshold is not None:
            at = track.left() + track.width() * float(self.overview.threshold)
            painter.setPen(QPen(theme.color("text2"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(at, track.top() - 3), QPointF(at, track.bottom() + 3))

    def _foot(self, painter: QPainter, theme: Theme) -> None:
        px, done = theme.px, self.overview
        top = self.height() - px(FOOT)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(QPointF(1, top + 0.5), QPointF(self.width() - 1, top + 0.5))
        left = px(20)
        marks = (
            ("error", self.tr("错误"), done.errors),
            ("verify", self.tr("核实"), done.verifies),
            ("empty", self.tr("未填"), done.unfilled),
        )
        for name, word, count in marks:
            if count:
                left = self._mark(painter, theme, left, top, name, word, count)
        if not any(count for _, _, count in marks):
            left = self._mark(painter, theme, left, top, "ok", self.tr("没有问题"), None)
        rest = QRect(left, top, self.width() - px(20) - left, px(FOOT))
        place = done.last_place.split(" · ")[0]
        text = "，".join(part for part in (friendly_time(done.changed_at), place) if part)
        self._text(painter, rest, text, theme.font("hint"), "text3", Qt.AlignmentFlag.AlignRight)

    def _mark(
        self, painter: QPainter, theme: Theme, left: int, top: int, name: str, word: str, count: int | None
    ) -> int:
        px = theme.px
        image = pixmap(name, None, 14, theme, ratio=self.devicePixelRatioF())
        painter.drawPixmap(QPointF(left, top + px(12)), image)
        left += px(20)
        painter.setPen(theme.color("text2"))
        for text, font in ((word, theme.font("list")), ("" if count is None else str(count), theme.font("list", True))):
            painter.setFont(font)
            width = painter.fontMetrics().horizontalAdvance(text)
            painter.drawText(QRect(left, top, width + 2, px(FOOT)), int(Qt.AlignmentFlag.AlignVCenter), text)
            left += width + px(5)
        return left + px(8)


def described(overview: FormOverview) -> str:
    """The card in words, for screen readers."""
    parts = [overview.bureau, f"{overview.year}年度", overview.name, f"指标已填 {overview.filled}/{overview.total}"]
    if overview.rate_text:
        parts.append(f"预算执行率 {overview.rate_text}")
    parts.append(f"错误 {overview.errors}，核实 {overview.verifies}，未填 {overview.unfilled}")
    return "，".join(parts)


def _separated(text: str) -> str:
    """An amount with thousands separators; other text as it is, "—" when there is none."""
    try:
        value = Decimal(text)
    except ArithmeticError:
        return text or "—"
    places = len(text.partition(".")[2])
    return f"{value:,.{places}f}"
