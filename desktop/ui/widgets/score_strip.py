"""The strip below the sheet of a scored form: total, grade, points by level 1, and where the total lies among grades.

Live at every key that can change it; folded away in low windows. Figures come from ``desktop.services.scores``.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.changes import ChangeSet
from desktop.services.entry import FormSession
from desktop.services.scores import LevelScore, ScoreSummary, points_of, score_summary, touches
from desktop.ui.theme import Theme, active_theme
from desktop.ui.widgets.elided_label import ElidedLabel
from desktop.ui.widgets.marks import MarkLabel

LOW = 640
"""Windows lower than this fold the strip, px at base size."""
PAUSE = 300
"""Milliseconds without a change before the line about cap and spending comes or goes."""
HEIGHT, INSET, GAP = 56, 16, 18
BAR, LEAST_BAR, SCALE = 132, 62, 280
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_MIDDLE, _CENTRE = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignCenter
FULL = Decimal(100)


def grade_role(rank: int, count: int) -> str:
    """The colour of a grade by its place: never red, which means filled wrongly and nothing else."""
    if rank == 0:
        return "ok"
    if rank == count - 1:
        return "ver"
    return "accent" if rank == 1 else "info"


class ScoreStrip(QFrame):
    """Total and grade of one form; always hidden for a form without scores."""

    def __init__(self, form: FormSession, parent: QWidget | None = None) -> None:
        """Show ``form`` as it is now."""
        super().__init__(parent)
        theme = active_theme()
        self._form = form
        self.setProperty("ground", "surface")
        self.setProperty("edge", "top")
        self._note = QWidget(self)
        self._remark = ElidedLabel(parent=self._note)
        self._remark.setProperty("role", "ver")
        self.figures = ScoreFigures(self)
        line = QHBoxLayout(self._note)
        line.setContentsMargins(theme.px(INSET), theme.px(5), theme.px(INSET), 0)
        line.setSpacing(theme.px(6))
        line.addWidget(MarkLabel("verify", 14))
        line.addWidget(self._remark)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._note)
        column.addWidget(self.figures)
        # A line that comes and goes while somebody types would shift the sheet under the hands.
        self._settling = QTimer(self, singleShot=True, interval=PAUSE)
        self._settling.timeout.connect(self._show_remark)
        self.show_summary()
        self._show_remark()

    @property
    def remark(self) -> str:
        """What the strip says of cap and spending; ``""`` for nothing."""
        return self._remark.text()

    def refresh(self, change: ChangeSet) -> None:
        """Show a change of this form."""
        if change.sections or touches(self._form.record, change.cells):
            self.show_summary()

    def show_summary(self) -> None:
        """Show the form as it is now."""
        summary = score_summary(self._form.record)
        if summary is None:
            self.hide()
            return
        sentences = [summary.cap.sentence] if summary.cap is not None else []
        sentences += summary.remarks
        if self.figures.summary is None or summary != self.figures.summary:
            self._remark.setText("".join(sentences))
            self._remark.setToolTip("\n".join(sentences))
            self._settling.start()
            self.figures.show_summary(summary)
            self.setAccessibleName(summary.words())

    def _show_remark(self) -> None:
        self._note.setVisible(bool(self.remark))

    def fold(self) -> None:
        """Hide in a low window."""
        scored = self.figures.summary is not None
        self.setVisible(scored and self.window().height() >= active_theme().px(LOW))


class ScoreFigures(QWidget):
    """Painted: total and grade at the left, bars, the scale at the right where there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Nothing to show yet."""
        super().__init__(parent)
        self.summary: ScoreSummary | None = None
        self.setFixedHeight(active_theme().px(HEIGHT))

    def show_summary(self, summary: ScoreSummary) -> None:
        """Show other figures."""
        if summary != self.summary:
            self.summary = summary
            self.setAccessibleName(summary.words())
            self.setToolTip(_tip(summary))
            self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Paint in the colours of a new theme."""
        super().changeEvent(event)
        self.update()

    def parts(self) -> tuple[int, int, int]:
        """Px: right end of the total, width of a bar and of the scale; 0 for what has no room."""
        theme, summary = active_theme(), self.summary
        if summary is None:
            return 0, 0, 0
        gap, count = theme.px(GAP), len(summary.levels)
        grade = QFontMetrics(theme.font("section", bold=True)).horizontalAdvance(_grade_name(summary))
        total = QFontMetrics(theme.font("indicator", bold=True)).horizontalAdvance(summary.total_words or "—")
        end = theme.px(INSET) + max(theme.px(112), total + theme.px(8) + grade)
        room = self.width() - end - theme.px(24) - theme.px(INSET)
        for scale in (theme.px(SCALE), 0):
            left = room - (scale + theme.px(32) if scale else 0)
            bar = min(theme.px(BAR), (left - gap * (count - 1)) // count) if count else 0
            if bar >= theme.px(LEAST_BAR) or (not count and left >= 0):
                return end, bar, scale
        return end, 0, 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint everything."""
        summary = self.summary
        if summary is None:
            return
        theme, painter = active_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        end, bar, scale = self.parts()
        self._paint_total(painter, theme, summary, end)
        left = end + theme.px(24)
        for level in summary.levels if bar else ():
            _paint_level(painter, theme, level, QRect(left, theme.px(8), bar, theme.px(38)))
            left += bar + theme.px(GAP)
        if scale:
            box = QRect(self.width() - theme.px(INSET) - scale, theme.px(4), scale, theme.px(48))
            _paint_scale(painter, theme, summary, box)
        painter.end()

    def _paint_total(self, painter: QPainter, theme: Theme, summary: ScoreSummary, end: int) -> None:
        left = theme.px(INSET)
        _write(painter, theme, "hint", "text2", QRect(left, theme.px(5), end - left, theme.px(16)), self.tr("总分"))
        line = QRect(left, theme.px(20), end - left, theme.px(32))
        figure = summary.total_words or "—"
        _write(painter, theme, "indicator", "text" if summary.total is not None else "text3", line, figure, bold=True)
        if summary.rank is not None:
            width = painter.fontMetrics().horizontalAdvance(figure) + theme.px(8)
            role = grade_role(summary.rank, len(summary.grades))
            place = line.adjusted(width, theme.px(2), theme.px(4), theme.px(2))
            _write(painter, theme, "section", role, place, _grade_name(summary), bold=True)


def _paint_level(painter: QPainter, theme: Theme, level: LevelScore, box: QRect) -> None:
    """Name, points got of points possible, and the bar."""
    line = QRect(box.left(), box.top(), box.width(), theme.px(20))
    got, _, possible = points_of(level).partition("/")
    possible = f"/{possible}"
    metrics = QFontMetrics(theme.font("list"))
    behind = metrics.horizontalAdvance(possible)
    _write(painter, theme, "list", "text3", line, possible, _RIGHT)
    _write(painter, theme, "list", "text", line.adjusted(0, 0, -behind, 0), got, _RIGHT, bold=True)
    free = line.width() - behind - painter.fontMetrics().horizontalAdvance(got) - theme.px(6)
    name = metrics.elidedText(level.name, Qt.TextElideMode.ElideRight, max(free, 0))
    _write(painter, theme, "list", "text2", line, name)
    track = QRectF(box.left(), line.bottom() + theme.px(3), box.width(), theme.px(8))
    painter.fillRect(track, theme.color("sunken"))
    if level.got is not None and level.possible > 0:
        share = min(max(level.got / level.possible, Decimal(0)), Decimal(1))
        painter.fillRect(QRectF(track.left(), track.top(), track.width() * float(share), track.height()), _bar(theme))


def _bar(theme: Theme) -> QBrush:
    return QBrush(theme.color("bar"))


def _paint_scale(painter: QPainter, theme: Theme, summary: ScoreSummary, box: QRect) -> None:
    """The grades from the lowest to the best as equal pieces, the earned one filled, a mark at the total."""
    steps = list(reversed(summary.grades))
    piece = box.width() / len(steps)
    top, high = box.top() + theme.px(18), theme.px(8)
    ends = [step.least for step in steps] + [FULL]
    painter.fillRect(QRectF(box.left(), top, box.width(), high), theme.color("sunken"))
    for number, step in enumerate(steps):
        left = box.left() + number * piece
        earned = step == summary.grade
        if earned:
            painter.fillRect(QRectF(left, top, piece, high), theme.color("bar2"))
        name = QRect(int(left), box.top(), int(piece), theme.px(16))
        _write(painter, theme, "hint", "text" if earned else "text2", name, step.name, _CENTRE, bold=earned)
    if summary.cap is not None:
        left = _place(ends, min(summary.cap.most, FULL)) * piece + box.left()
        hatch = QBrush(theme.color("line2"), Qt.BrushStyle.BDiagPattern)
        painter.fillRect(QRectF(left, top, box.right() + 1 - left, high), hatch)
    for number, edge in enumerate(ends[1:], 1):
        x = box.left() + number * piece
        painter.fillRect(QRectF(x - 1, top - 1, 1, high + theme.px(4)), theme.color("rule"))
        under = QRect(int(x) - theme.px(20), top + high + theme.px(3), theme.px(40), theme.px(16))
        if number == len(steps):
            under.moveRight(box.right() + 1)
        _write(painter, theme, "hint", "text2", under, f"{edge:f}", _RIGHT if number == len(steps) else _CENTRE)
    if summary.total is not None:
        x, half = box.left() + _place(ends, summary.total) * piece, theme.px(5)
        y = top + theme.px(6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("text"))
        painter.drawPolygon(
            QPolygonF([QPointF(x - half, y - half * 1.6), QPointF(x + half, y - half * 1.6), QPointF(x, y)])
        )


def _place(ends: list[Decimal], total: Decimal) -> float:
    """Where a total lies, counted in pieces from the left."""
    for number, (low, high) in enumerate(pairwise(ends)):
        if total < high or number == len(ends) - 2:
            share = (total - low) / (high - low) if high > low else Decimal(0)
            return number + float(min(max(share, Decimal(0)), Decimal(1)))
    return 0.0


def _write(
    painter: QPainter,
    theme: Theme,
    size: str,
    role: str,
    box: QRect,
    text: str,
    align: Qt.AlignmentFlag = _LEFT,
    *,
    bold: bool = False,
) -> None:
    """Write on one line in a font and colour of the theme."""
    painter.setFont(theme.font(size, bold=bold))
    painter.setPen(theme.color(role))
    painter.drawText(box, int(align | _MIDDLE) | int(Qt.TextFlag.TextDontClip), text)


def _grade_name(summary: ScoreSummary) -> str:
    return summary.grade.name if summary.grade is not None else ""


def _tip(summary: ScoreSummary) -> str:
    """Every level on a line of its own, with the rows that have no score yet."""
    lines = []
    for level in summary.levels:
        missing = f"，{level.missing} 行没有得分" if level.missing else ""
        lines.append(f"{level.name} {points_of(level)}{missing}")
    return "\n".join(lines)
