"""Tabs of a form of several sheets: number, short name, mark of its state."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QWidget

from desktop.services.pages import PageTab
from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.marks import MARK_WORDS, MarkLabel

HEIGHT = 36
_SURPLUS = 14
"""Pixels that Qt leaves between name and mark beyond what looks right."""


class _Mark(QWidget):
    """A mark with room to the edge of its tab."""

    def __init__(self, mark: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.label = MarkLabel(mark, 14)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, active_theme().px(8), 0)
        row.addWidget(self.label)


class SheetTabs(QTabBar):
    """36 high.

    Signals:
        page_chosen(str): key of the page the user chose; not sent when the program chooses.
    """

    page_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """No tabs yet."""
        super().__init__(parent)
        self._tabs: list[PageTab] = []
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_property(self, ground="window")
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        # Tables are changed by Ctrl+Tab from wherever one types; the walk of the Tab key stays in the sheet.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(active_theme().px(HEIGHT))
        self.setAccessibleName(self.tr("各张表"))
        self.currentChanged.connect(self._tell)

    def show_tabs(self, tabs: Sequence[PageTab]) -> None:
        """Show the tabs; they are made once, afterwards only marks change."""
        was = self.blockSignals(True)
        if len(tabs) != self.count():
            while self.count():
                self.removeTab(0)
            for tab in tabs:
                index = self.addTab(f"{tab.number} {tab.name}" if tab.number else tab.name)
                self.setTabButton(index, QTabBar.ButtonPosition.RightSide, _Mark(tab.mark, self))
            self._tabs = []
        for index, tab in enumerate(tabs):
            if index >= len(self._tabs) or self._tabs[index] != tab:
                self._show(index, tab)
        self._tabs = list(tabs)
        self.blockSignals(was)

    def _show(self, index: int, tab: PageTab) -> None:
        mark = self.tabButton(index, QTabBar.ButtonPosition.RightSide)
        if isinstance(mark, _Mark):
            mark.label.show_mark(tab.mark)
        words = f"{tab.title}，{MARK_WORDS[tab.mark]}"
        self.setTabToolTip(index, words)
        self.setAccessibleTabName(index, words)

    def show_page(self, key: str) -> None:
        """Mark the page that is shown, without telling anybody."""
        keys = [tab.key for tab in self._tabs]
        if key in keys and keys.index(key) != self.currentIndex():
            was = self.blockSignals(True)
            self.setCurrentIndex(keys.index(key))
            self.blockSignals(was)
            self.update()

    def tabSizeHint(self, index: int) -> QSize:
        """As wide as the bold name needs, so that nothing moves when another tab is chosen."""
        theme = active_theme()
        size = super().tabSizeHint(index)
        return QSize(size.width() - theme.px(_SURPLUS), theme.px(HEIGHT))

    def changeEvent(self, event: QEvent) -> None:
        """Another theme: the same height in its scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setFixedHeight(active_theme().px(HEIGHT))

    def _tell(self, index: int) -> None:
        if 0 <= index < len(self._tabs):
            self.page_chosen.emit(self._tabs[index].key)
