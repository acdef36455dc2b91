"""Behind the verdict of a scored row: the most it can get, what it was given, why, and the button that takes it over.

Live at every key. Rules and wording are the services'; taking is one step of undo.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.address import CellId
from desktop.services.entry import FormSession
from desktop.services.scores import ScoreNote, score_note, score_summary
from desktop.ui.score_tasks import TAKE_KEY, take_score
from desktop.ui.session import Session
from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.elided_label import ElidedLabel
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.marks import MarkLabel
from desktop.ui.widgets.verdict_line import VerdictLine

NOTE_ROLES = {"met": "ok", "verify": "ver", "info": "info"}
"""Mark of a note → text role."""


class ScoreLine(QWidget):
    """Figures in one line, behind a verdict where there is room, and the sentence why below.

    Attributes:
        cell: the cell with the score.
    """

    def __init__(
        self, session: Session, form: FormSession, cell: CellId, *, title: str = "", lead: VerdictLine | None = None
    ) -> None:
        """Make the line of ``cell``.

        Args:
            session: takes the score.
            form: the form in work.
            cell: a cell with a note.
            title: which score it is, where no field says so.
            lead: the verdict to stand before the figures.
        """
        super().__init__()
        self.cell = cell
        self._session, self._form, self._lead = session, form, lead
        self._label, self._most, self._given_label, self._given = (QLabel() for _ in range(4))
        self._word, self._why = QLabel(), QLabel()
        self._mark, self._total = MarkLabel(), ElidedLabel()
        self.button = KeyButton("", TAKE_KEY, kind="small")
        self.button.clicked.connect(self.take)
        self._first = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.refresh()

    def _lay_out(self, title: str) -> None:
        theme = active_theme()
        for label in (self._label, self._given_label, self._why):
            label.setProperty("role", "second")
        for label in (self._most, self._given):
            label.setProperty("role", "strong")
        self._total.setProperty("role", "hint")
        self._why.setWordWrap(True)
        self._why.setMinimumHeight(2 * theme.line_height("list"))  # nothing jumps while the sentence gets longer
        self._why.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._why.setFont(theme.font("list"))
        self._figures = QWidget()
        figures = QHBoxLayout(self._figures)
        figures.setContentsMargins(0, 0, 0, 0)
        figures.setSpacing(theme.px(6))
        if title:
            name = QLabel(title)
            name.setProperty("role", "strong")
            figures.addWidget(name)
            figures.addSpacing(theme.px(8))
        for widget in (self._label, self._most, self._given_label, self._given, self._mark, self._word, self.button):
            figures.addWidget(widget)
        figures.addStretch(1)
        figures.addWidget(self._total)
        self._figures.setMinimumHeight(theme.height("small"))
        self._first.setContentsMargins(0, 0, 0, 0)
        self._first.setSpacing(theme.px(4))
        if self._lead is not None:
            self._first.addWidget(self._lead)
        self._first.addWidget(self._figures, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addLayout(self._first)
        column.addWidget(self._why)

    @property
    def text(self) -> str:
        """The figures as read: ``最高可得 9.2 分 / 自评 9``."""
        parts = (self._label, self._most, self._given_label, self._given)
        return " ".join(label.text() for label in parts if label.text())

    @property
    def why(self) -> str:
        """The sentences shown."""
        return self._why.text()

    def refresh(self) -> None:
        """Show what the rules say now."""
        note = score_note(self._form.record, self.cell)
        if note is not None:
            self._show(note)
        self._fit()

    def take(self) -> bool:
        """Take the proposed score over; False when there is none."""
        return take_score(self._session, self._form, self.cell)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The figures stand behind the verdict or below it."""
        super().resizeEvent(event)
        self._fit()

    def _show(self, note: ScoreNote) -> None:
        self._label.setText(note.label)
        self._most.setText(note.most or "—")
        self._given_label.setText(self.tr("/ 自评"))
        self._given.setText(note.given or "—")
        self._mark.show_mark(note.mark)
        self._mark.setVisible(bool(note.mark))
        set_property(self._word, role=NOTE_ROLES.get(note.mark, "second"))
        # The figure stands beside it; only the word is news.
        self._word.setText(note.word.removeprefix(note.given).strip())
        self._word.setVisible(bool(note.word))
        self._why.setText("".join(note.why))
        self._why.setToolTip(note.rule)
        self.button.setText(self.tr("采用 {0}").format(note.proposal))
        self.button.setAccessibleName(self.button.text())
        self.button.setVisible(bool(note.proposal))
        self.button.updateGeometry()
        summary = score_summary(self._form.record)
        if summary is not None and summary.total is not None:
            grade = f"　{summary.grade.name}" if summary.grade is not None else ""
            self._total.setText(self.tr("总分 {0}").format(summary.total_words) + grade)
        self._total.setVisible(bool(summary is not None and summary.total is not None))
        self.setAccessibleName("，".join(part for part in (self.text, note.word) if part))
        self.setAccessibleDescription(f"{self.why}{note.rule}")

    def _fit(self) -> None:
        if self._lead is None:
            return
        gap = active_theme().px(24)
        wanted = self._lead.width_in_one_line() + gap + self._figures.sizeHint().width()
        beside = wanted <= self.width()
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._lead.keep_in_one_line(beside)
        self._first.setSpacing(gap if beside else active_theme().px(4))
        if self._first.direction() != direction:
            self._first.setDirection(direction)
