"""Top of a guided page: where it stands in the form, its title, the target as read with its meaning."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.services.verdict import TargetChip
from desktop.ui.models.guide_items import GuideItem
from desktop.ui.theme import active_theme
from desktop.ui.widgets.marks import MarkLabel


class GuideHead(QWidget):
    """Path and number, title, target row (only where the row has a target)."""

    def __init__(self, item: GuideItem, chip: TargetChip | None, parent: QWidget | None = None) -> None:
        """Show ``item``; ``chip`` is its target as read, None without one."""
        super().__init__(parent)
        theme = active_theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        if item.path or item.count > 1:
            column.addLayout(self._path_row(item))
        title = QLabel(item.title)
        title.setProperty("role", "indicator")
        title.setWordWrap(True)
        column.addWidget(title)
        if chip is not None:
            column.addSpacing(theme.px(6))
            column.addLayout(self._target_row(chip))

    def _path_row(self, item: GuideItem) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(active_theme().px(4))
        for index, name in enumerate(item.path):
            if index:
                row.addWidget(MarkLabel("chevron-right", 14, "text3"))
            row.addWidget(_second(name))
        row.addStretch(1)
        if item.count > 1:
            row.addWidget(_second(self.tr("第 {0} 项，共 {1} 项").format(item.number, item.count)))
        return row

    def _target_row(self, chip: TargetChip) -> QHBoxLayout:
        theme = active_theme()
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(_second(self.tr("目标")))
        row.addWidget(_chip(chip))
        meaning = chip.meaning
        plain = "".join((chip.operator, chip.figure, chip.unit))
        if "".join(chip.source.split()) != "".join(plain.split()) or chip.operator:
            meaning = self.tr("{0}原文“{1}”。").format(meaning, " ".join(chip.source.split()))
        text = _second(meaning)
        text.setWordWrap(True)
        text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(text, 1)
        return row


def _chip(chip: TargetChip) -> QLabel:
    figure = " ".join(part for part in (chip.operator, " ".join(chip.figure.split())) if part)
    label = QLabel(figure)
    theme = active_theme()
    label.setProperty("chip", "target")
    if chip.unit:
        # The unit is smaller than the figure; rich text knows only points and px, so the px come from the theme.
        unit = f'<span style="font-size:{theme.px(14)}px; font-weight:400">&nbsp;{_escaped(chip.unit)}</span>'
        label.setText(f"{_escaped(figure)}{unit}")
    label.setAccessibleName(" ".join((figure, chip.unit)).strip())
    return label


def _second(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "second")
    return label


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
