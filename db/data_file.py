"""The door to a data file: one object per open file, one transaction per method.

Leaves out every rule of the forms: what it is given it keeps, what it keeps it gives back. When a writing method
returns, its work is on disk; when it raises, the file is as it was before.

All methods raise EnvironmentFault (disk full, locked, damaged, read-only) and StaleDataFault (another window changed
the same thing) with a Chinese sentence; see ``faults``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType

from db import backup, schema, verification
from db.engine import BUSY_SECONDS, Database
from db.faults import StaleDataFault
from db.repositories import content, evaluations, log, settings
from db.repositories.content import Cents
from db.stored import HistoryEntry, StoredContent
from desktop.domain.address import CellId, Row
from desktop.domain.changes import CellChange, Change, Command, RowChange, invert
from desktop.domain.evaluation import EvaluationHead


class DataFile:
    """An open data file. Used by one thread at a time; a worker opens its own.

    Attributes:
        path: where it lies.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self.path = db.path

    @classmethod
    def open(cls, path: Path, *, create: bool = True, busy_seconds: float = BUSY_SECONDS) -> DataFile:
        """Open a data file; make it when missing, upgrade it (after a backup beside it) when older.

        Args:
            path: the file.
            create: make the file when it is missing or empty; else that is an InputError.
            busy_seconds: how long a write waits for another program.

        Raises:
            InputError: not a data file of this program, or written by a newer version.
            EnvironmentFault: folder missing, file damaged, locked or read-only, disk full.
        """
        schema.prepare(path, create=create)
        db = Database(path, busy_seconds)
        try:
            db.require_writable()
        except BaseException:
            db.close()
            raise
        return cls(db)

    def close(self) -> None:
        """Close the file; nothing is pending at any time."""
        self._db.close()

    def __enter__(self) -> DataFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # reading ----------------------------------------------------------------------------------------------------------

    def evaluations(self) -> list[EvaluationHead]:
        """Every evaluation, in the order they were added."""
        return evaluations.heads(self._db)

    def head(self, evaluation_id: int) -> EvaluationHead:
        """One evaluation. Raises InputError when there is none of this number."""
        return evaluations.head(self._db, evaluation_id)

    def content(self, evaluation_id: int) -> StoredContent:
        """Rows and entered texts of one evaluation. Raises InputError when there is none of this number."""
        with self._db.snapshot():
            evaluations.head(self._db, evaluation_id)
            return content.read(self._db, evaluation_id)

    def history(self, evaluation_id: int, cell: CellId | None = None, limit: int | None = 500) -> list[HistoryEntry]:
        """What happened to an evaluation or to one cell of it, newest first, ``limit`` entries at most; None: all."""
        return log.history(self._db, evaluation_id, cell, limit)

    def next_undo(self) -> Command | None:
        """The command undo takes back next, in whichever evaluation; None when there is none."""
        with self._db.snapshot():
            return log.next_undo(self._db)

    def next_redo(self) -> Command | None:
        """The command redo does again next; None when there is none."""
        with self._db.snapshot():
            return log.next_redo(self._db)

    def setting(self, key: str) -> str:
        """A property of the file, ``""`` when it was never set."""
        return settings.read(self._db, key)

    # writing ----------------------------------------------------------------------------------------------------------

    def add_evaluation(
        self,
        head: EvaluationHead,
        rows: Mapping[str, Sequence[Row]],
        cells: Mapping[CellId, str],
        command: Command | None = None,
        cents: Cents | None = None,
    ) -> int:
        """Add an evaluation with its first content; its number.

        The creation is the first entry of its history and cannot be undone: removing an evaluation is asked for in the
        window. What can be redone in other evaluations stays so.

        Args:
            head: ``id`` is ignored.
            rows: section key → rows in order.
            cells: entered texts; empty ones are left out.
            command: without changes, it says label, time, person and source of the creation. With changes (an import),
                it is stored as the first step that *can* be undone, on top of ``rows`` and ``cells``, in the same
                transaction. Its evaluation_id is ignored.
            cents: amounts of ``cells`` and of the command's new texts.
        """
        amounts = cents or {}
        with self._db.transaction():
            number = evaluations.add(self._db, head)
            content.fill(self._db, number, rows, cells, amounts)
            log.found(self._db, _founding(head, number, _as_changes(rows, cells), command))
            if command is not None and command.changes:
                self._do(replace(command, evaluation_id=number), amounts)
        return number

    def remove_evaluation(self, evaluation_id: int) -> None:
        """Remove an evaluation with its content and history, for good. Raises InputError when there is none."""
        with self._db.transaction():
            evaluations.remove(self._db, evaluation_id)

    def apply(self, command: Command, cents: Cents) -> Command:
        """Store a new command and what it changes.

        Args:
            command: ``id`` and ``undone`` are ignored. Its changes start from what the file holds; positions of rows
                are those at the time of each change. Changes from a text to itself are dropped. While ``merge_key`` is
                that of the last command of the file, both become one: per cell the old text of the first, the new one
                of the last.
            cents: cell → (分, printed decimals) for those new texts that are amounts; the others get none.

        Returns:
            The command as stored, merged where it was merged. Its ``id`` is 0 and it has no changes when it had no
            effect, or when the merged keystrokes came back to where they began (the command is gone then).

        Raises:
            StaleDataFault: the file does not hold what a change starts from, or the evaluation is gone.
        """
        command = replace(command, changes=tuple(change for change in command.changes if change.old != change.new))
        if not command.changes:
            return replace(command, id=0)
        with self._db.transaction():
            return self._do(command, cents)

    def undo(self, command: Command, at: datetime, who: str, cents: Cents) -> Command:
        """Take back the command that ``next_undo`` gave; ``cents`` are the amounts of the texts that come back.

        Returns it with ``undone`` set. Raises StaleDataFault when another command is next by now.
        """
        with self._db.transaction():
            stored = self._expect(log.next_undo(self._db), command)
            self._write(stored, invert(stored.changes), at, cents)
            return log.mark(self._db, stored, True, at, who)

    def redo(self, command: Command, at: datetime, who: str, cents: Cents) -> Command:
        """Do the command again that ``next_redo`` gave; ``cents`` are the amounts of its new texts.

        Returns it with ``undone`` cleared. Raises StaleDataFault when another command is next by now.
        """
        with self._db.transaction():
            stored = self._expect(log.next_redo(self._db), command)
            self._write(stored, stored.changes, at, cents)
            return log.mark(self._db, stored, False, at, who)

    def seal(self) -> None:
        """End merging: the next command is one of its own even under the same key."""
        with self._db.transaction():
            log.seal(self._db)

    def set_setting(self, key: str, value: str) -> None:
        """Set a property of the file; ``""`` removes it."""
        with self._db.transaction():
            settings.write(self._db, key, value)

    # proving ----------------------------------------------------------------------------------------------------------

    def verify(self) -> list[str]:
        """Everything that is wrong with the file, as Chinese sentences; empty when it is sound.

        Loads SQLModel, for the comparison of the schema with its declaration.
        """
        return verification.verify(self._db)

    def backup(self, target: Path) -> list[str]:
        """Copy the file to ``target`` (one file, replaced only by a whole copy) and verify the copy.

        Returns what ``verify`` says of the copy: a file whose log contradicts its content is still worth keeping.
        Raises EnvironmentFault when the copy cannot be written or is damaged; InputError when ``target`` is the file
        itself.
        """
        backup.copy(self.path, target)
        copied = Database(target, write_ahead=False)
        try:
            return verification.verify(copied, schema=False)
        finally:
            copied.close()

    def _do(self, command: Command, cents: Cents) -> Command:
        self._write(command, command.changes, command.at, cents)
        return log.record(self._db, command)

    def _write(self, command: Command, changes: Sequence[Change], at: datetime, cents: Cents) -> None:
        evaluations.touch(self._db, command.evaluation_id, at, command.label, changes)
        content.write(self._db, command.evaluation_id, changes, cents)

    def _expect(self, found: Command | None, asked: Command) -> Command:
        if found is None or found.id != asked.id:
            raise StaleDataFault(
                f"数据文件“{self.path.name}”已在另一个窗口改过，这一步没有撤销或重做；请重新打开数据文件后再试。"
            )
        return found


def _as_changes(rows: Mapping[str, Sequence[Row]], cells: Mapping[CellId, str]) -> tuple[Change, ...]:
    """First content as changes from nothing, so that the log alone gives the whole content."""
    added = [
        RowChange(section, row, None, position) for section, order in rows.items() for position, row in enumerate(order)
    ]
    return (*added, *(CellChange(cell, "", text) for cell, text in cells.items() if text))


def _founding(head: EvaluationHead, number: int, changes: tuple[Change, ...], command: Command | None) -> Command:
    if command is not None and not command.changes:
        return replace(command, evaluation_id=number, merge_key="", changes=changes)
    who = command.who if command else ""
    label = f"新建 {head.bureau} {head.year} 年度自评表"
    return Command(0, number, label, head.created_at, who, "", "", changes)
