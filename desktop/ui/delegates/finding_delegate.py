"""Paints the findings: group heads, and for each finding its place, its sentences and its links."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from desktop.domain.checks.finding import Finding, Severity
from desktop.services.explanations import Unneeded
from desktop.services.progress import is_unfilled
from desktop.ui.icons import pixmap
from desktop.ui.models.findings import GroupLine, Role
from desktop.ui.theme import active_theme

WRAP = int(Qt.TextFlag.TextWordWrap)
PART = " · "
Link = tuple[str, str]


def takes_explanation(finding: Finding) -> bool:
    """True for a 核实 finding of what is filled: an explanation of it can be written."""
    return finding.severity is Severity.VERIFY and not isinstance(finding, Unneeded) and not is_unfilled(finding)


def links_of(finding: Finding) -> list[Link]:
    """Name and label of each link of a finding."""
    links: list[Link] = []
    if finding.cell is not None:
        links.append(("go", "转到"))
    if isinstance(finding, Unneeded):
        return [*links, ("drop", "删去说明")]
    if finding.fix is not None:
        links.append(("fix", finding.fix.label))
    if takes_explanation(finding):
        if finding.lapsed:
            links.append(("confirm", "仍然适用"))
        links.append(("explain", "改说明" if finding.explained or finding.lapsed else "写说明"))
    return links


def mark_of(finding: Finding) -> str:
    """The icon of a finding."""
    if is_unfilled(finding):
        return "empty"
    return "explained" if finding.explained else str(finding.severity)


def sentences(finding: Finding) -> str:
    """Message and advice; an explanation that lapsed asks for something else than the finding did at first."""
    return finding.message if finding.lapsed else f"{finding.message}{finding.advice}"


MOST_KNOWN = 5000


class FindingDelegate(QStyledItemDelegate):
    """Rows as high as their text; an open explanation gets room below it."""

    def __init__(self, view: QTreeView, room_below: Callable[[Finding], int]) -> None:
        """Paint for ``view``.

        Args:
            view: the tree.
            room_below: px to keep free below the text of a finding for its explanation box.
        """
        super().__init__(view)
        self._view = view
        self._room_below = room_below
        # A list asks for every height whenever a line comes or goes; measuring text is what that would cost.
        self._known: dict[tuple[object, ...], int] = {}

    # sizes --------------------------------------------------------------------------------------------------------

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Height of a group head, or of the wrapped text of a finding."""
        theme = active_theme()
        finding = index.data(Role.FINDING)
        if not isinstance(finding, Finding):
            return QSize(0, theme.px(32))
        return QSize(0, self.text_height(finding) + self._room_below(finding))

    def text_height(self, finding: Finding) -> int:
        """Height of everything painted, without the explanation box."""
        theme = active_theme()
        texts = (finding.place, finding.message, finding.advice, finding.explanation, finding.lapsed)
        kind = (type(finding), finding.severity, finding.explained, finding.fix is None, self._room_below(finding) > 0)
        key = (*texts, *kind, self._width(), theme.base_pt)
        if key not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = self._measure(finding)
        return self._known[key]

    def _measure(self, finding: Finding) -> int:
        theme = active_theme()
        height = theme.px(12)
        for text, font, _ in self._lines(finding):
            height += self._height(text, font) + theme.px(2)
        if links_of(finding):
            height += theme.px(24)
        return height + theme.px(10)

    def text_left(self) -> int:
        """Where text begins, px from the left."""
        return active_theme().px(40)

    def link_at(self, rect: QRect, finding: Finding, point: QPoint) -> str:
        """Name of the link under ``point`` in the row ``rect``; ``""`` for none."""
        return next((name for name, _, box in self._links(rect, finding) if box.contains(point)), "")

    # painting -----------------------------------------------------------------------------------------------------

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one row."""
        rect = QRect(0, option.rect.y(), self._view.viewport().width(), option.rect.height())
        painter.save()
        finding = index.data(Role.FINDING)
        if isinstance(finding, Finding):
            self._finding(painter, rect, finding, bool(option.state & QStyle.StateFlag.State_Selected))
        else:
            self._group(painter, rect, index.data(Role.GROUP), self._view.isExpanded(index))
        painter.setPen(active_theme().color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def _group(self, painter: QPainter, rect: QRect, line: GroupLine, expanded: bool) -> None:
        theme = active_theme()
        painter.fillRect(rect, theme.color("window"))
        middle = rect.y() + rect.height() // 2
        edge = theme.px(16)
        ratio = self._view.devicePixelRatioF()
        painter.drawPixmap(theme.px(16), middle - edge // 2, pixmap(line.mark, None, 16, ratio=ratio))
        x = self.text_left()
        for text, font, role in (
            (f"{line.title} {line.count}", theme.font("body", bold=True), "text"),
            (line.hint, theme.font("hint"), "text2"),
        ):
            painter.setFont(font)
            painter.setPen(theme.color(role))
            width = QFontMetrics(font).horizontalAdvance(text)
            painter.drawText(QRect(x, rect.y(), width, rect.height()), Qt.AlignmentFlag.AlignVCenter, text)
            x += width + theme.px(8)
        name = "chevron-down" if expanded else "chevron-right"
        painter.drawPixmap(rect.right() - theme.px(30), middle - edge // 2, pixmap(name, "text2", 16, ratio=ratio))

    def _finding(self, painter: QPainter, rect: QRect, finding: Finding, selected: bool) -> None:
        theme = active_theme()
        if selected:
            painter.fillRect(rect, theme.color("accent-soft"))
            painter.fillRect(QRect(0, rect.y(), 3, rect.height()), theme.color("accent"))
        y = rect.y() + theme.px(12)
        ratio = self._view.devicePixelRatioF()
        painter.drawPixmap(theme.px(16), y, pixmap(mark_of(finding), None, 16, ratio=ratio))
        for text, font, role in self._lines(finding):
            height = self._height(text, font)
            painter.setFont(font)
            painter.setPen(theme.color(role))
            painter.drawText(QRect(self.text_left(), y, self._width(), height), WRAP, text)
            y += height + theme.px(2)
        painter.setFont(theme.font("list"))
        painter.setPen(theme.color("accent"))
        for _, label, box in self._links(rect, finding):
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, label)

    def _lines(self, finding: Finding) -> list[tuple[str, QFont, str]]:
        theme = active_theme()
        lines = [
            (self._place(finding.place, theme.font("hint")), theme.font("hint"), "text2"),
            (sentences(finding), theme.font("list"), "text"),
        ]
        # While the explanation is being written it stands in the box below.
        told = bool(finding.explanation) and self._room_below(finding) == 0
        if finding.lapsed:
            lines.append((finding.lapsed, theme.font("list", bold=True), "ver"))
        if told and (finding.lapsed or isinstance(finding, Unneeded)):
            lines.append((f"原说明：{finding.explanation}", theme.font("list"), "text2"))
        elif told and finding.explained:
            lines.append((f"已说明：{finding.explanation}", theme.font("list"), "exp"))
        return lines

    def _links(self, rect: QRect, finding: Finding) -> list[tuple[str, str, QRect]]:
        theme = active_theme()
        metrics = QFontMetrics(theme.font("list"))
        x, height = self.text_left(), theme.px(22)
        y = rect.y() + self.text_height(finding) - height - theme.px(8)
        found = []
        for name, label in links_of(finding):
            width = metrics.horizontalAdvance(label)
            found.append((name, label, QRect(x, y, width, height)))
            x += width + theme.px(16)
        return found

    def _place(self, place: str, font: QFont) -> str:
        """The place on one line: long names in the middle give way first, section and column stay."""
        metrics, room = QFontMetrics(font), self._width()
        parts = place.split(PART)
        if metrics.horizontalAdvance(place) <= room or len(parts) < 3:
            return metrics.elidedText(place, Qt.TextElideMode.ElideRight, room)
        around = metrics.horizontalAdvance(PART.join((parts[0], "", parts[-1])))
        middle = metrics.elidedText(PART.join(parts[1:-1]), Qt.TextElideMode.ElideRight, max(room - around, room // 4))
        return metrics.elidedText(PART.join((parts[0], middle, parts[-1])), Qt.TextElideMode.ElideRight, room)

    def _width(self) -> int:
        return max(self._view.viewport().width() - self.text_left() - active_theme().px(14), active_theme().px(80))

    def _height(self, text: str, font: QFont) -> int:
        metrics = QFontMetrics(font)
        box = metrics.boundingRect(QRect(0, 0, self._width(), 100_000), WRAP, text)
        return box.height()
