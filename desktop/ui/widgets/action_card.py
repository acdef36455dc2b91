"""Large painted buttons of the start page: what can be done, and where a workbook can be dropped."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.icons import pixmap
from desktop.ui.theme import Theme, active_theme
from desktop.ui.widgets.form_card import HEIGHT, WIDTH
from desktop.ui.widgets.painted_button import PaintedButton

ACTION_WIDTH, ACTION_HEIGHT = 313, 68


class ActionCard(PaintedButton):
    """A large button with icon, title, second line and key."""

    def __init__(self, name: str, title: str, second: str, key: str, *, primary: bool = False) -> None:
        """Show ``title`` and ``second`` beside the icon ``name``; ``key`` is told in the corner."""
        super().__init__()
        self._name, self._second, self._key, self._primary = name, second, key, primary
        self.setText(title)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(active_theme().px(ACTION_WIDTH))
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"{second}，{key}")

    def sizeHint(self) -> QSize:
        """The size of the anatomy, scaled."""
        theme = active_theme()
        return QSize(theme.px(ACTION_WIDTH), theme.px(ACTION_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, icon tile, texts."""
        theme, painter = active_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, theme)
        px, primary = theme.px, self._primary
        tile = QRect(px(17), px(14), px(40), px(40))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent-tile" if primary else "accent-soft"))
        painter.drawRoundedRect(tile, theme.radius("card"), theme.radius("card"))
        image = pixmap(self._name, "on-accent" if primary else "accent", 20, theme, ratio=self.devicePixelRatioF())
        painter.drawPixmap(tile.left() + px(10), tile.top() + px(10), image)
        left, right = px(71), self.width() - px(17)
        first, second, third = ("on-accent", "accent-hint", "accent-hint") if primary else ("text", "text2", "text3")
        # In a narrow card with large letters the key gives way; the menu names it too.
        needed = QFontMetrics(theme.font("panel", True)).horizontalAdvance(self.text()) + px(12)
        needed += QFontMetrics(theme.font("hint")).horizontalAdvance(self._key)
        key = self._key if needed <= right - left else ""
        texts = (
            (self.text(), theme.font("panel", True), first, 14, Qt.AlignmentFlag.AlignLeft),
            (self._second, theme.font("list"), second, 36, Qt.AlignmentFlag.AlignLeft),
            (key, theme.font("hint"), third, 14, Qt.AlignmentFlag.AlignRight),
        )
        for text, font, role, top, align in texts:
            painter.setFont(font)
            painter.setPen(theme.color(role))
            painter.drawText(QRect(left, px(top), right - left, px(22)), align | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()

    def _ground(self, painter: QPainter, theme: Theme) -> None:
        ground = "surface"
        if self._primary:
            ground = "accent-press" if self.isDown() else "accent-hover" if self.underMouse() else "accent-fill"
        edge = ground if self._primary else "line2" if self.underMouse() else "line"
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.color(edge), 1))
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(frame, theme.radius("card"), theme.radius("card"))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent-hint" if self._primary else "accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset = 3 if self._primary else 0.5
            ring = frame.adjusted(inset, inset, -inset, -inset)
            painter.drawRoundedRect(ring, theme.radius("card") - inset, theme.radius("card") - inset)


class DropTarget(PaintedButton):
    """The dashed place that takes a dropped workbook; pressed, it asks for a file instead."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty place."""
        super().__init__(parent)
        self.setText(self.tr("把 Excel 表拖到这里"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("把 Excel 表拖到这里，或点一下选文件"))
        self._lifted = False

    def set_lifted(self, lifted: bool) -> None:
        """Show that a file over the page would be taken."""
        if lifted != self._lifted:
            self._lifted = lifted
            self.update()

    def sizeHint(self) -> QSize:
        """As large as a card."""
        theme = active_theme()
        return QSize(theme.px(WIDTH), theme.px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A dashed frame, an arrow and two lines."""
        theme, painter = active_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = self._lifted or self.hasFocus() or self.underMouse()
        style = Qt.PenStyle.SolidLine if self._lifted else Qt.PenStyle.DashLine
        painter.setPen(QPen(theme.color("accent" if strong else "line2"), 2 if strong else 1, style))
        painter.setBrush(theme.color("accent-soft") if self._lifted else Qt.BrushStyle.NoBrush)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(frame, theme.radius("card"), theme.radius("card"))
        px, middle = theme.px, self.height() // 2
        image = pixmap("import", "text2", 28, theme, ratio=self.devicePixelRatioF())
        painter.drawPixmap(QPointF(self.width() / 2 - px(14), middle - px(42)), image)
        lines = (
            (self.text(), theme.font("panel"), "text", -4),
            (self.tr("先预览，看过再写入"), theme.font("list"), "text2", 22),
        )
        for text, font, role, offset in lines:
            painter.setFont(font)
            painter.setPen(theme.color(role))
            rect = QRect(0, middle + px(offset), self.width(), px(24))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
