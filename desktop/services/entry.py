"""Filling one form: the single way in which a value changes.

texts → changes → record → recalculate what depends on them → re-check what they touch → one transaction → change set.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from db.stored import StoredContent
from desktop.domain.address import CellId, Row
from desktop.domain.amounts import to_cents
from desktop.domain.calculation import Calculator
from desktop.domain.changes import CellChange, Change, Command, RowChange
from desktop.domain.checks.engine import CheckEngine
from desktop.domain.checks.finding import Finding
from desktop.domain.definition import FormDefinition, ValueType
from desktop.domain.errors import ZipingError
from desktop.domain.evaluation import EvaluationHead
from desktop.domain.places import place_of, row_label
from desktop.domain.record import Record, normalize_entry
from desktop.services.changes import ChangeSet
from desktop.services.conflicts import KEPT, NOT_KEPT, changes_rows, joined, to_file, typed
from desktop.services.explanations import SECTION, Unneeded, explaining, following, taking_up, unneeded, written
from desktop.services.journal import Cents, Journal, now


class FormSession:
    """One open form.

    Attributes:
        head: what identifies it in the data file.
        record: its content, calculated.
        engine: its findings, always true.
        last_place, last_changed: where and when the last change was made.
    """

    def __init__(self, head: EvaluationHead, record: Record, journal: Journal | None) -> None:
        """Open ``record``.

        Args:
            head: its identity.
            record: its content.
            journal: where changes are stored; None for a form that is only looked at (command line).
        """
        self.head = head
        self.record = record
        self.calculator = Calculator(record)
        self.calculator.full()
        self.engine = CheckEngine(record, self.calculator)
        self.engine.full()
        self.last_place = head.last_place
        self.last_changed: datetime = head.changed_at
        self._journal = journal

    @property
    def definition(self) -> FormDefinition:
        """The form's layout."""
        return self.record.definition

    @property
    def findings(self) -> list[Finding]:
        """Every finding, gravest first, then in the order of the form."""
        return self.engine.findings

    def place(self, cell: CellId) -> str:
        """The place of a cell in the user's words."""
        return place_of(self.record, cell)

    # entering -----------------------------------------------------------------------------------------------------

    def commit(
        self, texts: Mapping[CellId, str], label: str = "", merge_key: str = "", source: str = ""
    ) -> ChangeSet | None:
        """Enter texts as they are, in one step.

        Args:
            texts: cell → text; ``""`` clears. In a computed cell a text stands above the calculated one until cleared.
            label: the step in the user's words; by default "填写 <place>".
            merge_key: while an editor is open its keystrokes share a key and become one step of undo.
            source: file name and hash of an import.

        Returns:
            What changed, or None when nothing does.
        """
        changes = [
            CellChange(cell, self.record.text(cell), text)
            for cell, text in texts.items()
            if self.record.text(cell) != text
        ]
        if not changes:
            return None
        if not label:
            more = f"等 {len(changes)} 格" if len(changes) > 1 else ""
            label = f"填写 {self.place(changes[0].cell)}{more}"
        return self.step(tuple(changes), label, merge_key, source)

    def close_editor(self, cell: CellId, text: str, merge_key: str = "") -> ChangeSet | None:
        """The editor of ``cell`` closes on ``text``: keep it folded and trimmed, and end the step."""
        column = self.definition.column(cell.section, cell.column)
        change = self.commit({cell: normalize_entry(column, text)}, merge_key=merge_key)
        self.seal()
        return change

    def seal(self) -> None:
        """End the step that keystrokes merge into."""
        if self._journal is not None:
            self._journal.seal()

    def explain(self, finding: Finding, text: str, merge_key: str = "", about: str | None = None) -> ChangeSet | None:
        """Write, change, confirm or (``""``) withdraw the explanation of a 核实 finding; it travels with the form.

        Args:
            finding: what is explained; the figures it has now are those the explanation is about.
            text: the explanation. The text of one that lapsed confirms it.
            merge_key: while it is being typed, see ``commit``.
            about: figures to remember instead, to put back what was there.

        Returns:
            What changed, or None when nothing does.
        """
        now_there, others = self._explained_together(finding)
        changes = explaining(self.record, now_there, text.strip(), new_row_key(), others, about)
        verb = "写说明" if text.strip() else "撤回说明"
        return self.step(changes, f"{verb} {finding.place}", merge_key, "") if changes else None

    def explanation(self, finding: Finding) -> tuple[str, str]:
        """What is written about ``finding``, valid or lapsed, and the figures it is about; both empty if nothing."""
        row = written(self.record, *self._explained_together(finding))
        if row is None:
            return "", ""
        return self.record.text(CellId(SECTION, row, "text")), self.record.text(CellId(SECTION, row, "about"))

    @property
    def unneeded(self) -> list[Unneeded]:
        """Explanations whose finding is not there now; kept until they are withdrawn."""
        return unneeded(self.record, self.engine)

    def _explained_together(self, finding: Finding) -> tuple[Finding, list[str]]:
        """``finding`` with its figures of now, and the figures of others with the same code and path."""
        named = [] if isinstance(finding, Unneeded) else self.engine.named(finding.key)
        now_there = finding if finding in named else next(iter(named), finding)
        return now_there, [one.about for one in named if one is not now_there and one != now_there]

    # rows ---------------------------------------------------------------------------------------------------------

    def add_row(
        self, section: str, after: str | None = None, item: str = "", *, before: str | None = None
    ) -> ChangeSet:
        """Add a row behind row ``after``, before row ``before``, or at the end; level names come from the row above.

        ``item`` names an item of the definition whose issued text the row starts with.
        """
        rows = self.record.rows(section)
        position = len(rows) if after is None else self.record.position(section, after) + 1
        if before is not None:
            position = self.record.position(section, before)
        row = Row(item if item and all(r.key != item for r in rows) else new_row_key(), item)
        changes: list[Change] = [RowChange(section, row, None, position)]
        changes += [
            CellChange(CellId(section, row.key, k), "", v) for k, v in self._first_texts(section, row, position)
        ]
        part = self.definition.section_by_key[section]
        return self.step(tuple(changes), f"增加一行 {part.title}", "", "")

    def _first_texts(self, section: str, row: Row, position: int) -> Iterable[tuple[str, str]]:
        part = self.definition.section_by_key[section]
        item = part.item_by_key.get(row.item)
        if item is not None:
            yield from item.preset.items()
        elif position > 0:
            before = self.record.rows(section)[position - 1]
            for column in part.columns:
                if column.merge_down:
                    yield column.key, self.record.text(CellId(section, before.key, column.key))

    def remove_row(self, section: str, row: str, label: str = "") -> ChangeSet:
        """Remove a row with everything in it. Raises KeyError when it is not there."""
        position = self.record.position(section, row)
        kept = self.record.rows(section)[position]
        part = self.definition.section_by_key[section]
        cells = [CellId(section, row, column.key) for column in part.columns]
        changes: list[Change] = [CellChange(c, self.record.text(c), "") for c in cells if self.record.text(c)]
        changes.append(RowChange(section, kept, position, None))
        return self.step(tuple(changes), label or f"删去一行 {row_label(self.record, part, row)}", "", "")

    def move_row(self, section: str, row: str, position: int) -> ChangeSet | None:
        """Move a row to ``position``, counted from 0 without the row itself. None when it stands there already."""
        old = self.record.position(section, row)
        position = max(0, min(position, len(self.record.rows(section)) - 1))
        if position == old:
            return None
        part = self.definition.section_by_key[section]
        change = RowChange(section, self.record.rows(section)[old], old, position)
        return self.step((change,), f"移动一行 {row_label(self.record, part, row)}", "", "")

    # one step -----------------------------------------------------------------------------------------------------

    def step(self, changes: tuple[Change, ...], label: str, merge_key: str, source: str) -> ChangeSet:
        """Make changes that hold their old values as one step of undo, and store it.

        Explanations go with their rows, and those without figures take up the ones they explain.
        """
        changes = (*changes, *following(self.record, changes))
        changes = (*changes, *taking_up(self.record, self.engine, changes))
        at = now()
        changed = self.replay(changes, label)
        if self._journal is None:
            return changed
        command = Command(0, self.head.id, label, at, self._journal.who, merge_key, source, changes)
        saved = self._journal.store(command, self.cents(changes))
        changed = replace(changed, saved=saved, fault=self._journal.fault)
        settled = self.settle()
        return joined(changed, settled) if settled is not None else changed

    def settle(self) -> ChangeSet | None:
        """Settle steps that another window has overtaken, as ``conflicts`` tells. None when there are none."""
        journal = self._journal
        lost = journal.take_overtaken(self.head.id) if journal is not None else []
        if journal is None or not lost:
            return None
        try:
            reloaded = self.reload(journal.content(self.head.id))
        except ZipingError as error:  # removed by the other window, or the file cannot be read at all
            journal.fault = str(error)
            return ChangeSet(self.head.id, frozenset(), frozenset(), (), (), lost[-1].label, False, str(error))
        texts = typed(lost)
        again = {cell: text for cell, text in texts.items() if self.record.has_cell(cell)}
        whole = len(again) == len(texts) and not changes_rows(lost)
        reloaded = replace(reloaded, label=lost[-1].label, note=KEPT if whole else NOT_KEPT)
        entered = self.commit(again, lost[-1].label)
        return joined(reloaded, entered) if entered is not None else reloaded

    def reload(self, content: StoredContent) -> ChangeSet:
        """Take over what the file holds, written there by another window."""
        return self.replay(to_file(self.record, content), "")

    def replay(self, changes: tuple[Change, ...], label: str) -> ChangeSet:
        """Make changes in memory, recalculate and re-check; used by undo and redo, which store on their own."""
        entered = tuple(change.cell for change in changes if isinstance(change, CellChange))
        sections = frozenset(change.section for change in changes if isinstance(change, RowChange))
        before = {cell: self.record.shown(cell) for cell in entered}
        self.record.apply(changes)
        present = [cell for cell in entered if self.record.has_cell(cell)]
        calculated = self.calculator.update(present, sections)
        # A cell whose row is not there has nothing to check, unless the row has just gone with it.
        touched = {cell for cell in entered if cell.section in sections}.union(present, calculated)
        delta = self.engine.recheck(touched, sections)
        shown = {cell for cell in present if self.record.shown(cell) != before[cell]} | calculated
        if entered and present:
            self.last_place = self.place(present[0])
        self.last_changed = now()
        return ChangeSet(
            self.head.id, frozenset(shown), sections, delta.added, delta.removed, label, entered=tuple(present)
        )

    def cents(self, changes: Iterable[Change]) -> Cents:
        """分 and printed decimals of the amounts that ``changes`` leave in the record."""
        return cents_of(
            self.record, [change.cell for change in changes if isinstance(change, CellChange) and change.new]
        )


def look_at(record: Record) -> FormSession:
    """A form that is checked and shown but stored nowhere."""
    at = now()
    definition = record.definition
    head = EvaluationHead(0, definition.kind, definition.layout, record.bureau, record.year or 0, at, at)
    return FormSession(head, record, None)


def cents_of(record: Record, cells: Iterable[CellId]) -> Cents:
    """分 and printed decimals of the amounts entered in ``cells``; texts that do not parse or fit are left out."""
    found = {}
    for cell in cells:
        if not record.text(cell) or not record.has_cell(cell):
            continue
        if record.definition.column(cell.section, cell.column).type is not ValueType.AMOUNT:
            continue
        amount = record.amount(cell)
        if amount is not None:
            try:
                found[cell] = (to_cents(amount, record.unit), amount.decimals)
            except ValueError:
                continue  # too fine or too large for 分: the text is kept, a finding says so
    return found


def new_row_key() -> str:
    """A row key nobody used before; keys are never given twice, so history stays with its row."""
    return f"r{secrets.token_hex(5)}"
