"""The findings of a form as a tree of two levels: groups by weight, findings in the order of the form.

Five groups are always there, empty ones too: 错误, 核实, 提示, 未填 (cells nobody filled yet, which is no mistake) and
不再需要 (explanations whose finding is gone).
Rows that stay keep their place, so that selection, folding and an open explanation survive a keystroke.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.domain.address import CellId
from desktop.domain.checks.finding import SEVERITY_NAMES, Finding
from desktop.services.entry import FormSession
from desktop.services.progress import is_unfilled

Index = QModelIndex | QPersistentModelIndex
Key = tuple[str, str, int]


class Role(IntEnum):
    """Roles besides the text: the finding (None for groups), the group (None for findings)."""

    FINDING = Qt.ItemDataRole.UserRole + 1
    GROUP = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group: name, mark, title, how many findings, what the number asks for."""

    name: str
    mark: str
    title: str
    count: int
    hint: str


GROUPS = (
    ("error", "error"),
    ("verify", "verify"),
    ("info", "info"),
    ("unfilled", "empty"),
    ("unneeded", "explained"),
)
"""Name and mark of each group in order."""


MOST_SHOWN = 200
"""Findings listed in a group. Nobody reads further before mending some; then the next ones move up."""


class FindingsModel(QAbstractItemModel):
    """Tree of one column.

    Attributes:
        whole: findings and open ones of each group in the whole form, whatever the scope shows.
    """

    def __init__(self, form: FormSession, parent: QObject | None = None) -> None:
        """Read the findings of ``form``."""
        super().__init__(parent)
        self._form = form
        self._scope: Callable[[Finding], bool] | None = None
        self._rows: list[list[Finding]] = [[] for _ in GROUPS]
        self._counts: list[tuple[int, int]] = [(0, 0) for _ in GROUPS]
        self._lapsed = 0
        self.whole: list[tuple[int, int]] = list(self._counts)
        self.update()

    # reading ------------------------------------------------------------------------------------------------------

    def update(self) -> None:
        """Read the findings again and tell the view the least that changed."""
        wanted = self._sorted()
        lapsed = sum(1 for finding in wanted[1] if finding.lapsed)
        for group, rows in enumerate(wanted):
            shown = rows[:MOST_SHOWN]
            told_anew = group == 1 and lapsed != self._lapsed
            if self._counts[group] != (counts := _counted(rows)) or told_anew or self._rows[group] != shown:
                self._counts[group] = counts
                self._lapsed = lapsed
                self._change(group, shown)
                index = self.index(group, 0)
                self.dataChanged.emit(index, index)

    def set_scope(self, scope: Callable[[Finding], bool] | None) -> None:
        """Show only findings ``scope`` says yes to; None shows all."""
        self._scope = scope
        self.update()

    def walk(self) -> list[tuple[QModelIndex, Finding]]:
        """What F8 visits: open errors and 核实 in order, and when there are none, the cells still to fill."""
        found = [
            (self.index(row, 0, self.index(group, 0)), finding)
            for group in (0, 1)
            for row, finding in enumerate(self._rows[group])
            if finding.is_open
        ]
        if found:
            return found
        return [(self.index(row, 0, self.index(3, 0)), finding) for row, finding in enumerate(self._rows[3])]

    def index_of(self, finding: Finding) -> QModelIndex:
        """The line of a finding with the same key; invalid when it is gone."""
        for group, rows in enumerate(self._rows):
            for row, other in enumerate(rows):
                if other.key == finding.key and other.cell == finding.cell:
                    return self.index(row, 0, self.index(group, 0))
        return QModelIndex()

    @property
    def total(self) -> int:
        """How many findings are shown besides cells still to fill."""
        return sum(count for count, _ in self._counts[:3])

    @property
    def unfilled(self) -> int:
        """How many cells still to fill are shown."""
        return self._counts[3][0]

    @property
    def unneeded(self) -> int:
        """How many explanations without finding are shown."""
        return self._counts[4][0]

    # Qt -----------------------------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Groups have the id 0, findings that of their group + 1."""
        if column != 0 or not 0 <= row < self.rowCount(parent):
            return QModelIndex()
        return self.createIndex(row, 0, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """The group of a finding."""
        if not index.isValid() or index.internalId() == 0:
            return QModelIndex()
        return self.createIndex(int(index.internalId()) - 1, 0, 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Groups, or findings of a group."""
        if not parent.isValid():
            return len(GROUPS)
        return len(self._rows[parent.row()]) if parent.internalId() == 0 and parent.column() == 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Sentences for people, and the roles above."""
        if not index.isValid():
            return None
        if index.internalId() == 0:
            line = self._group(index.row())
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                return f"{line.title} {line.count}"
            return line if role == Role.GROUP else None
        finding = self._rows[int(index.internalId()) - 1][index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{finding.place}：{finding.message}{finding.lapsed or finding.advice}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"依据：{finding.source}" if finding.source else None
        return finding if role == Role.FINDING else None

    # inside -------------------------------------------------------------------------------------------------------

    def _sorted(self) -> list[list[Finding]]:
        groups: list[list[Finding]] = [[] for _ in GROUPS]
        for finding in self._form.findings:
            groups[3 if is_unfilled(finding) else finding.severity.rank].append(finding)
        groups[4] += self._form.unneeded
        self.whole = [_counted(rows) for rows in groups]
        if self._scope is not None:
            groups = [list(filter(self._scope, rows)) for rows in groups]
        return groups

    def _change(self, group: int, wanted: list[Finding]) -> None:
        """Take gone rows out, put new ones in, renew the rest; order of those that stay never changes."""
        above = self.index(group, 0)
        rows = self._rows[group]
        keys, wanted_keys = _numbered(rows), _numbered(wanted)
        kept = set(wanted_keys)
        for row in reversed(range(len(rows))):
            if keys[row] not in kept:
                self.beginRemoveRows(above, row, row)
                del rows[row], keys[row]
                self.endRemoveRows()
        for row, (finding, key) in enumerate(zip(wanted, wanted_keys, strict=True)):
            if row < len(rows) and keys[row] == key:
                if rows[row] is not finding and rows[row] != finding:
                    rows[row] = finding
                    index = self.index(row, 0, above)
                    self.dataChanged.emit(index, index)
                continue
            self.beginInsertRows(above, row, row)
            rows.insert(row, finding)
            keys.insert(row, key)
            self.endInsertRows()
        surplus = len(rows) - len(wanted)
        if surplus > 0:
            # Rows changed places, as when an indicator was moved: what was put in anew is still there below.
            self.beginRemoveRows(above, len(wanted), len(wanted) + surplus - 1)
            del rows[len(wanted) :]
            self.endRemoveRows()

    def _group(self, group: int) -> GroupLine:
        name, mark = GROUPS[group]
        count, waiting = self._counts[group]
        hints = {
            "error": "报出前必须改好",
            "verify": self._waiting(waiting),
            "info": "可以不改",
            "unfilled": "还没有填的格",
            "unneeded": "所说的问题已经没有",
        }
        names = {str(severity): word for severity, word in SEVERITY_NAMES.items()}
        title = (names | {"unfilled": "未填", "unneeded": "不再需要的说明"})[name]
        more = f"，先列出前 {MOST_SHOWN} 条" if count > MOST_SHOWN else ""
        return GroupLine(name, mark, title, count, hints[name] + more)

    def _waiting(self, waiting: int) -> str:
        """What the 核实 findings ask for: a first explanation, or that an old one be looked at again."""
        new = waiting - self._lapsed
        parts = [f"{new} 条待说明"] if new else []
        parts += [f"{self._lapsed} 条需重新确认"] if self._lapsed else []
        return "，".join(parts) or "都已说明"


def _numbered(findings: list[Finding]) -> list[Key]:
    """The key of each finding, with a number for its likes before it."""
    seen: Counter[tuple[str, str]] = Counter()
    keys: list[Key] = []
    for finding in findings:
        keys.append((*finding.key, seen[finding.key]))
        seen[finding.key] += 1
    return keys


def _counted(findings: list[Finding]) -> tuple[int, int]:
    """How many findings, and how many of them are open."""
    return len(findings), sum(1 for finding in findings if finding.is_open)


def same_row(cell: CellId, other: CellId) -> bool:
    """True when two cells stand in the same row."""
    return (cell.section, cell.row) == (other.section, other.row)
