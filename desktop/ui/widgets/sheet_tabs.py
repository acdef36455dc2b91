"""Tabs of a form of several sheets: number, short name, mark of its state."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QTabBar, QWidget

from desktop.services.pages import PageTab
from desktop.ui.icons import pixmap
from desktop.ui.theme import active_theme
from desktop.ui.widgets.marks import MARK_WORDS

HEIGHT = 36
_SIDE, _GAP, _MARK, _BAR = 7, 4, 14, 3


class SheetTabs(QTabBar):
    """36 high. Painted here: the mark stands behind the name, where a style puts a button to close.

    Signals:
        page_chosen(str): key of the page the user chose; not sent when the program chooses.
    """

    page_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """No tabs yet."""
        super().__init__(parent)
        self._tabs: list[PageTab] = []
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setMouseTracking(True)
        self.setUsesScrollButtons(True)
        # Tables are changed by Ctrl+Tab from wherever one types; the walk of the Tab key stays in the sheet.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(active_theme().px(HEIGHT))
        self.setAccessibleName(self.tr("各张表"))
        self.currentChanged.connect(self._tell)

    @property
    def tabs(self) -> list[PageTab]:
        """What is shown."""
        return self._tabs

    def show_tabs(self, tabs: Sequence[PageTab]) -> None:
        """Show the tabs; they are made once, afterwards only marks change."""
        was = self.blockSignals(True)
        old, self._tabs = self._tabs, list(tabs)
        if len(tabs) != self.count():
            old = []
            while self.count():
                self.removeTab(0)
            for tab in tabs:
                self.addTab(label_of(tab))
        for index, tab in enumerate(tabs):
            if index >= len(old) or old[index] != tab:
                words = f"{tab.title}，{MARK_WORDS[tab.mark]}"
                self.setTabToolTip(index, words)
                self.setAccessibleTabName(index, words)
                self.update(self.tabRect(index))
        self.blockSignals(was)

    def show_page(self, key: str) -> None:
        """Mark the page that is shown, without telling anybody."""
        keys = [tab.key for tab in self._tabs]
        if key in keys and keys.index(key) != self.currentIndex():
            was = self.blockSignals(True)
            self.setCurrentIndex(keys.index(key))
            self.blockSignals(was)
            self.update()

    def tabSizeHint(self, index: int) -> QSize:
        """Room for the bold name, so that nothing moves when another tab is chosen."""
        theme = active_theme()
        width = self._name_width(index) + theme.px(_SIDE + _GAP + _MARK + _SIDE)
        return QSize(width, theme.px(HEIGHT))

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Tabs that do not fit are scrolled, not squeezed."""
        return self.tabSizeHint(index)

    def _name_width(self, index: int) -> int:
        return QFontMetrics(active_theme().font("list", bold=True)).horizontalAdvance(self.tabText(index))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names and marks; the chosen one stands on the ground of the sheet, with a bar above."""
        theme, painter = active_theme(), QPainter(self)
        painter.fillRect(self.rect(), theme.color("window"))
        painter.setPen(QPen(theme.color("line2"), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        for index, tab in enumerate(self._tabs):
            rect = self.tabRect(index)
            if rect.intersects(event.rect()):
                self._paint_tab(painter, rect, index, tab)
        painter.end()

    def _paint_tab(self, painter: QPainter, rect: QRect, index: int, tab: PageTab) -> None:
        theme, chosen = active_theme(), index == self.currentIndex()
        if chosen:
            self._paint_chosen(painter, rect)
        elif rect.contains(self.mapFromGlobal(self.cursor().pos())):
            painter.fillRect(rect.adjusted(0, theme.px(_BAR), 0, -1), theme.color("sunken"))
        painter.setFont(theme.font("list", bold=chosen))
        painter.setPen(theme.color("text" if chosen else "text2"))
        width = self._name_width(index)
        name = QRect(rect.left() + theme.px(_SIDE), rect.top(), width, rect.height())
        painter.drawText(name, int(Qt.AlignmentFlag.AlignCenter), self.tabText(index))
        image = pixmap(tab.mark, None, _MARK, theme, ratio=self.devicePixelRatioF())
        painter.drawPixmap(name.right() + 1 + theme.px(_GAP), rect.center().y() - theme.px(_MARK) // 2, image)

    def _paint_chosen(self, painter: QPainter, rect: QRect) -> None:
        theme = active_theme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        box = rect.toRectF().adjusted(0.5, theme.px(1) + 0.5, -0.5, theme.px(8))
        outline.addRoundedRect(box, theme.radius("button"), theme.radius("button"))
        painter.setClipRect(rect)
        painter.setPen(QPen(theme.color("line2"), 1))
        painter.setBrush(theme.color("surface"))
        painter.drawPath(outline)
        painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
        painter.fillRect(rect.adjusted(0, 0, 0, theme.px(1) + theme.px(_BAR) - rect.height()), theme.color("accent"))
        painter.restore()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme: the same height in its scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setFixedHeight(active_theme().px(HEIGHT))

    def _tell(self, index: int) -> None:
        if 0 <= index < len(self._tabs):
            self.page_chosen.emit(self._tabs[index].key)


def label_of(tab: PageTab) -> str:
    """As in "2 收入总表"."""
    return f"{tab.number} {tab.name}" if tab.number else tab.name
