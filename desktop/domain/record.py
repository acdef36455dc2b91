"""One filled-in form of one reporting unit and year, in memory: rows, entered texts, calculated texts.

The record holds what was entered exactly as it was entered; numbers are parsed on demand and remembered.
It knows nothing of storage, undo or findings: ``apply`` takes changes, ``calculation`` fills ``calculated``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from desktop.domain.address import CellId, Row
from desktop.domain.amounts import (
    POINTS_UNIT,
    Amount,
    format_amount,
    parse_amount,
    parse_points,
    parse_rate,
    without_points_unit,
)
from desktop.domain.changes import CellChange, Change, RowChange
from desktop.domain.definition import Column, FormDefinition, Item, Section, Shape, ValueType
from desktop.domain.table_tree import Tree, grow, squeezed

FIELD_ROW = Row("", "")
_PROVINCE = re.compile(r"^.+?(?:省|自治区|特别行政区|兵团|市)")


class Record:
    """One form.

    Attributes:
        definition: its layout.
        calculated: texts of computed cells, kept current by ``calculation.Calculator``.
    """

    def __init__(
        self,
        definition: FormDefinition,
        rows: Mapping[str, Sequence[Row]] | None = None,
        texts: Mapping[CellId, str] | None = None,
    ) -> None:
        """Make a record.

        Args:
            definition: the layout.
            rows: rows of the ``list`` sections, in order.
            texts: entered texts; empty texts are dropped.
        """
        self.definition = definition
        self.calculated: dict[CellId, str] = {}
        self._texts: dict[CellId, str] = {cell: text for cell, text in (texts or {}).items() if text != ""}
        self._parsed: dict[CellId, tuple[str, Amount | None]] = {}
        self._trees: dict[str, Tree] = {}
        self._former_trees: dict[str, Tree] = {}
        self._rows: dict[str, list[Row]] = {}
        self._positions: dict[str, dict[str, int]] = {}
        for section in definition.sections:
            self._rows[section.key] = _initial_rows(section, (rows or {}).get(section.key, ()))

    # rows ---------------------------------------------------------------------------------------------------------

    def rows(self, section: str) -> Sequence[Row]:
        """Rows of a section in order; a section of fields has the one row ``Row("", "")``."""
        return self._rows[section]

    def row(self, cell: CellId) -> Row:
        """The row a cell stands in. Raises KeyError when the record has no such row."""
        return self._rows[cell.section][self.position(cell.section, cell.row)]

    def position(self, section: str, row: str) -> int:
        """Position of row key ``row``, counted from 0. Raises KeyError when the record has no such row."""
        positions = self._positions.get(section)
        if positions is None:
            positions = {r.key: index for index, r in enumerate(self._rows[section])}
            self._positions[section] = positions
        return positions[row]

    def has_cell(self, cell: CellId) -> bool:
        """True when the form has this cell now."""
        section = self.definition.section_by_key.get(cell.section)
        if section is None or cell.column not in section.column_by_key:
            return False
        try:
            self.position(cell.section, cell.row)
        except KeyError:
            return False
        return True

    def item(self, section: str, row: Row | str) -> Item | None:
        """The definition's item behind a row, or None for a row the definition does not know."""
        key = row.item if isinstance(row, Row) else self._rows[section][self.position(section, row)].item
        return self.definition.section_by_key[section].item_by_key.get(key)

    def tree(self, section: str) -> Tree | None:
        """How the rows of a budget table lie above each other; None for a section without a tree."""
        known = self._trees.get(section)
        spec = self.definition.section_by_key[section].tree
        if known is not None or spec is None:
            return known
        rows = [
            (row.key, {key: self.text(CellId(section, row.key, key)) for key in spec.columns})
            for row in self._rows[section]
        ]
        tree = grow(spec, rows, self.definition.subjects_of(section), self._units(spec.units_of))
        before = self._former_trees.pop(section, None)
        if before is not None and before == tree:
            tree = before  # the same object says that nothing moved
        self._trees[section] = tree
        return tree

    def _units(self, section: str) -> frozenset[str]:
        part = self.definition.section_by_key.get(section)
        column = part.tree.unit if part is not None and part.tree is not None else ""
        if not column:
            return frozenset()
        names = (squeezed(self.text(CellId(section, row.key, column))) for row in self._rows[section])
        return frozenset(name for name in names if name)

    def is_summed(self, cell: CellId) -> bool:
        """True when the rows below this one in its table add up to the cell."""
        section = self.definition.section_by_key[cell.section]
        if section.tree is None:
            return False
        column = section.column_by_key[cell.column]
        if column.type is not ValueType.AMOUNT or column.computed is not None:
            return False
        tree = self.tree(cell.section)
        node = tree.nodes.get(cell.row) if tree is not None else None
        return node is not None and bool(node.children)

    # texts --------------------------------------------------------------------------------------------------------

    @property
    def texts(self) -> Mapping[CellId, str]:
        """Every entered text that is not empty."""
        return self._texts

    def text(self, cell: CellId) -> str:
        """The entered text, ``""`` when nothing is entered."""
        return self._texts.get(cell, "")

    def shown(self, cell: CellId) -> str:
        """What the cell shows: the entered text, else the calculated one, else ``""``."""
        return self._texts.get(cell) or self.calculated.get(cell, "")

    def is_computed(self, cell: CellId) -> bool:
        """True when the definition computes this cell."""
        column = self.definition.column(cell.section, cell.column)
        if column.pattern or self.is_summed(cell):
            return True
        item = self.item(cell.section, cell.row) if cell.row else None
        return formula_of(column, item) is not None

    def may_type_over(self, cell: CellId) -> bool:
        """True when the cell is calculated and the printed figure counts all the same: titles, budget tables."""
        section = self.definition.section_by_key[cell.section]
        if section.column_by_key[cell.column].pattern:
            return True
        return section.typed_over and self.is_computed(cell) and not self.is_locked(cell)

    def is_locked(self, cell: CellId) -> bool:
        """True when the cell takes no entry in this row (不用填)."""
        item = self.item(cell.section, cell.row) if cell.row else None
        return item is not None and cell.column in item.locked

    def is_entry(self, cell: CellId) -> bool:
        """True when a clerk fills this cell: Enter and Tab stop here, progress counts it."""
        column = self.definition.column(cell.section, cell.column)
        if column.issued or column.type is ValueType.LABEL or column.pattern:
            return False
        return not self.is_locked(cell) and not self.is_computed(cell)

    def cells(self, section: Section | None = None) -> Iterator[CellId]:
        """Every cell of the form or of one section, row by row, hidden sections included."""
        for part in (section,) if section else self.definition.sections:
            for row in self._rows[part.key]:
                for column in part.columns:
                    yield CellId(part.key, row.key, column.key)

    def entry_cells(self, section: Section) -> Iterator[CellId]:
        """The cells of a section that a clerk fills, row by row."""
        return (cell for cell in self.cells(section) if self.is_entry(cell))

    # numbers ------------------------------------------------------------------------------------------------------

    def amount(self, cell: CellId) -> Amount | None:
        """The number a numeric cell shows, in the form's unit or in percent, with its printed decimals.

        None when the cell is empty or its text does not parse.
        """
        text = self.shown(cell)
        known = self._parsed.get(cell)
        if known is not None and known[0] == text:
            return known[1]
        amount = read_amount(self.definition.column(cell.section, cell.column), text)
        self._parsed[cell] = (text, amount)
        return amount

    def number(self, cell: CellId) -> Decimal | None:
        """The number for formulas: amounts and points as they are, rates as fractions (42.7% is 0.427)."""
        amount = self.amount(cell)
        if amount is None:
            return None
        if self.definition.column(cell.section, cell.column).type is ValueType.PERCENT:
            return amount.value / 100
        return amount.value

    # identity -----------------------------------------------------------------------------------------------------

    @property
    def bureau(self) -> str:
        """Reporting unit 填报单位."""
        return self.shown(CellId("form", "", "bureau"))

    @property
    def year(self) -> int | None:
        """Period 年度; None when it is empty or no number."""
        amount = self.amount(CellId("form", "", "year"))
        return int(amount.value) if amount is not None else None

    @property
    def unit(self) -> str:
        """Unit of the amounts, 元 or 万元."""
        return self.shown(CellId("form", "", "unit")) or self.definition.unit

    # changing -----------------------------------------------------------------------------------------------------

    def apply(self, changes: Iterable[Change]) -> None:
        """Make changes in order. Raises KeyError for a row that is not there; old values are not compared."""
        for change in changes:
            if self._trees:
                self._forget_trees(change)
            if isinstance(change, CellChange):
                if change.new == "":
                    self._texts.pop(change.cell, None)
                else:
                    self._texts[change.cell] = change.new
            else:
                self._apply_row(change)

    def _forget_trees(self, change: Change) -> None:
        """Drop the trees that ``change`` may shape: that of its section, and those that look at its units."""
        section = change.section if isinstance(change, RowChange) else change.cell.section
        tree = self.definition.section_by_key[section].tree
        if tree is None or (isinstance(change, CellChange) and change.cell.column not in tree.columns):
            return
        for key in list(self._trees):
            spec = self.definition.section_by_key[key].tree
            if key == section or (spec is not None and spec.units_of == section):
                self._former_trees[key] = self._trees.pop(key)

    def _apply_row(self, change: RowChange) -> None:
        rows = self._rows[change.section]
        if change.old is not None:
            # The key decides, not the remembered position: positions may have shifted since.
            rows.pop(self.position(change.section, change.row.key))
            self._positions.pop(change.section, None)
        if change.new is not None:
            rows.insert(min(change.new, len(rows)), change.row)
        self._positions.pop(change.section, None)


def _initial_rows(section: Section, rows: Sequence[Row]) -> list[Row]:
    if section.shape is Shape.FIELDS:
        return [FIELD_ROW]
    if section.shape is Shape.ROWS:
        return [Row(item.key, item.key) for item in section.items]
    return list(rows)


def formula_of(column: Column, item: Item | None) -> object | None:
    """The formula that computes ``column`` in the row of ``item``: the row's own, else the column's, else None."""
    if item is not None:
        if column.key in item.locked:
            return None
        own = item.computed.get(column.key)
        if own is None and column.type is ValueType.AMOUNT:
            own = item.computed.get("*")
        if own is not None:
            return own
    return column.computed


def read_amount(column: Column, text: str) -> Amount | None:
    """The number in ``text`` as ``column`` reads it; None when it is empty or does not parse."""
    try:
        if column.type is ValueType.PERCENT:
            return parse_rate(text)
        if column.type is ValueType.NUMBER:
            return parse_points(text)
        if column.type.is_numeric:
            return parse_amount(text)
    except ValueError:
        return None
    return None


def normalize_entry(column: Column, text: str) -> str:
    """The text to keep when an editor closes.

    Numbers are folded to half-width without thousands separators, their printed decimals kept (``７，５６９．１７`` →
    ``7569.17``); points keep the unit 分 they were written with. Text that does not parse stays exactly as typed. Prose
    only loses white space at its ends.
    """
    stripped = text.strip()
    if not column.type.is_numeric:
        return stripped
    amount = read_amount(column, stripped)
    if amount is None:
        return stripped
    folded = format_amount(amount)
    if column.type is ValueType.NUMBER and without_points_unit(stripped) != stripped:
        return folded + POINTS_UNIT
    return f"{folded}%" if column.type is ValueType.PERCENT else folded


def province_of(bureau: str) -> str:
    """The region in a bureau's name: 上海市医疗保障局 → 上海市; ``""`` when none is found."""
    match = _PROVINCE.match(bureau)
    return match.group() if match else ""


def new_record(definition: FormDefinition, bureau: str, year: int) -> Record:
    """A new form from the definition's dictionary: issued rows and targets, defaults filled, nothing else."""
    rows: dict[str, list[Row]] = {}
    names = {"bureau": bureau, "year": str(year), "province": province_of(bureau), "fund": "", "unit": definition.unit}
    texts: dict[CellId, str] = {}
    for section in definition.sections:
        if section.shape is Shape.LIST and not section.hidden:
            rows[section.key] = [Row(item.key, item.key) for item in section.items]
        for item in section.items:
            texts.update(
                {CellId(section.key, item.key, key): fill_pattern(text, names) for key, text in item.preset.items()}
            )
        if section.shape is Shape.FIELDS:
            for column in section.columns:
                if column.default:
                    texts[CellId(section.key, "", column.key)] = fill_pattern(column.default, names)
    texts[CellId("form", "", "bureau")] = bureau
    texts[CellId("form", "", "year")] = str(year)
    return Record(definition, rows, texts)


def fill_pattern(pattern: str, names: Mapping[str, str]) -> str:
    """``pattern`` with {name} replaced. Unknown names stay as they are; brackets left empty by a blank are dropped."""
    filled = re.sub(r"\{(\w+)\}", lambda match: names.get(match.group(1), match.group()), pattern)
    return re.sub(r"（）|\(\)", "", filled)
