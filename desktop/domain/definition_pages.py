"""Sheets of a form and the tables on them, as frozen data: looks, print set-up, head lines, the tree of a table's rows.

A *page* is one worksheet. Most forms have one; a budget has one a table. Left out: sections and columns
(``definition``), how pages are read from a file (``page_loader``), where cells fall (``sheet``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PrintSetup:
    """How the official sheet prints. Margins in centimetres; ``repeat`` names rows printed again on each page."""

    paper: str = "A4"
    orientation: str = "portrait"
    margin_left: float = 1.5
    margin_right: float = 1.5
    margin_top: float = 1.5
    margin_bottom: float = 1.8
    footer: str = "第 &P 页，共 &N 页"
    repeat: tuple[str, ...] = ("title",)


@dataclass(frozen=True, slots=True)
class SheetStyle:
    """The official sheet without its rows: name, column widths in characters, fonts in points, print set-up."""

    name: str
    widths: Mapping[str, float]
    title_font: str = "宋体"
    title_size: float = 18
    title_bold: bool = True
    head_font: str = "宋体"
    head_size: float = 10.5
    head_bold: bool = True
    cell_font: str = "宋体"
    cell_size: float = 10.5
    note_size: float = 9
    print_setup: PrintSetup = field(default_factory=PrintSetup)


@dataclass(frozen=True, slots=True)
class PageLine:
    """A text in the head of a page: 表2, the title, 部门名称, 单位.

    Attributes:
        text: may hold {title} {no} {bureau} {province} {fund} {year} {unit}.
        at: sheet columns.
        line: lines of the same number share a sheet row.
        align: ``left``, ``center`` or ``right``.
        size: font size in points; None for that of the notes, of a title for a line that is the title.
        bold: bold type; the title is as the sheet's titles are.
    """

    text: str
    at: str
    line: int = 0
    align: str = "left"
    size: float | None = None
    bold: bool = False

    @property
    def is_title(self) -> bool:
        """True for the line that holds the page's title, and nothing else."""
        return self.text == "{title}"


@dataclass(frozen=True, slots=True)
class Page:
    """One worksheet of a form.

    Attributes:
        key: stable key; ``""`` for the only sheet of a form.
        style: name, widths, fonts, print set-up.
        title: title as issued, e.g. 收入总表; ``""`` where the form's own title is the only one.
        number: number of the table, 0 where it has none.
        short: name on a tab.
        json: where its number, title and notes stand in the JSON shape: ``tables`` a list of tables with rows of
            cells, any other word an object of that name; ``""`` nowhere.
        synonyms: other titles under which the table is recognised.
        lines: head of the page.
        has_notes: True when notes may stand below the table.
    """

    key: str
    style: SheetStyle
    title: str = ""
    number: int = 0
    short: str = ""
    json: str = ""
    synonyms: tuple[str, ...] = ()
    lines: tuple[PageLine, ...] = ()
    has_notes: bool = False

    @property
    def is_table(self) -> bool:
        """True when its sections are one table of cells in the JSON shape."""
        return self.json == TABLES


TABLES = "tables"


@dataclass(frozen=True, slots=True)
class TableTree:
    """How rows of a list lie above each other: department, its units, subjects 类 款 项 or projects.

    Attributes:
        unit: column that names the unit; rows below it belong to the unit until the next one is named.
        code: column of the subject code; its length says the level.
        name: column of the subject's or project's name; without ``code`` the names are looked up in the code list.
        department: True when the first row is the whole department, the sum of its units.
        indent: True when names are moved in by their level on the sheet.
        units_of: for a table in which units and projects share a column, the section whose units they are.
        subjects: name of the code list of this table's subjects; ``""`` for that of the form.
    """

    unit: str = ""
    code: str = ""
    name: str = ""
    department: bool = False
    indent: bool = False
    units_of: str = ""
    subjects: str = ""

    @property
    def columns(self) -> frozenset[str]:
        """Columns whose texts make the tree."""
        return frozenset(key for key in (self.unit, self.code, self.name) if key)
