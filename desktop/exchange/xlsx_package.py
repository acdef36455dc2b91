"""What the cell reader does not give: number formats, merges, formulas without a value, the program's own marks.

Reads the parts of an .xlsx or .xlsm package with the standard library alone. Text and numbers come from
python-calamine (``grid``); here only attributes of cells are looked at. A part that is missing or odd gives less
knowledge, never a refusal: values are read all the same. Absurd packages (zip bombs, entity tricks) are refused.
"""

from __future__ import annotations

import contextlib
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree
from xml.parsers import expat

from desktop.exchange.number_formats import BUILTIN, GENERAL

LARGEST_PART = 128 * 1024 * 1024
LARGEST_PACKAGE = 256 * 1024 * 1024
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")


class PackageTooLargeError(Exception):
    """Unpacked, the package would be larger than any form can be."""


@dataclass
class SheetFacts:
    """What a sheet's XML says about its cells. Rows and columns count from 1.

    Attributes:
        formats: number format of cells that hold a number.
        merges: top, left, bottom, right.
        uncalculated: cells with a formula and no stored value.
        last_row, last_column: the largest that any cell names.
    """

    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    uncalculated: list[tuple[int, int]] = field(default_factory=list)
    last_row: int = 0
    last_column: int = 0


@dataclass
class PackageFacts:
    """What a package says about itself: facts per sheet name, and custom document properties."""

    sheets: dict[str, SheetFacts] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)


def read_package(content: bytes) -> PackageFacts | None:
    """The facts of an Office Open XML workbook; None when ``content`` is none.

    Raises PackageTooLargeError when it would unpack to an absurd size.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError):
        return None
    with archive:
        sizes = [info.file_size for info in archive.infolist()]
        if max(sizes, default=0) > LARGEST_PART or sum(sizes) > LARGEST_PACKAGE:
            raise PackageTooLargeError
        if "xl/workbook.xml" not in archive.namelist():
            return None
        facts = PackageFacts(properties=_properties(archive))
        formats = _cell_formats(archive)
        for name, part in _sheet_parts(archive):
            facts.sheets[name] = _sheet_facts(_read(archive, part), formats)
    return facts


def cell_reference(row: int, column: int) -> str:
    """``B7`` for row 7, column 2."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def _position(reference: str) -> tuple[int, int] | None:
    match = _CELL.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _read(archive: zipfile.ZipFile, part: str) -> bytes:
    """The part, or nothing when it is missing or damaged."""
    try:
        return archive.read(part)
    except (KeyError, zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError):
        return b""


def _tree(archive: zipfile.ZipFile, part: str) -> ElementTree.Element | None:
    content = _read(archive, part)
    if not content or b"<!DOCTYPE" in content[:1024]:
        return None
    try:
        return ElementTree.fromstring(content)
    except ElementTree.ParseError:
        return None


def _properties(archive: zipfile.ZipFile) -> dict[str, str]:
    tree = _tree(archive, "docProps/custom.xml")
    if tree is None:
        return {}
    return {entry.get("name", ""): "".join(entry.itertext()) for entry in tree}


def _cell_formats(archive: zipfile.ZipFile) -> list[str]:
    """Number format per style number."""
    tree = _tree(archive, "xl/styles.xml")
    if tree is None:
        return []
    own = {
        _number(entry.get("numFmtId")): entry.get("formatCode", GENERAL)
        for entry in tree.iterfind("{*}numFmts/{*}numFmt")
    }
    numbers = (_number(entry.get("numFmtId")) for entry in tree.iterfind("{*}cellXfs/{*}xf"))
    return [own.get(number) or BUILTIN.get(number, GENERAL) for number in numbers]


def _sheet_parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Sheet name and part, in the workbook's order."""
    book, relations = _tree(archive, "xl/workbook.xml"), _tree(archive, "xl/_rels/workbook.xml.rels")
    if book is None or relations is None:
        return []
    targets = {entry.get("Id"): entry.get("Target", "") for entry in relations}
    parts = []
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        key = next((value for name, value in sheet.items() if name.endswith("}id")), None)
        target = targets.get(key, "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        parts.append((sheet.get("name", ""), part))
    return parts


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _sheet_facts(content: bytes, formats: list[str]) -> SheetFacts:
    """One pass over a sheet's XML; stops at what is not well-formed and keeps what was seen."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    scan = _Scan(formats, parser)
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.StartDoctypeDeclHandler = scan.refuse
    with contextlib.suppress(expat.ExpatError, _DoctypeError):
        parser.Parse(content, True)
    return scan.facts


class _DoctypeError(Exception):
    """A workbook has no document type; one that has wants to play entity tricks."""


class _Scan:
    """Collects facts while expat walks over a sheet."""

    def __init__(self, formats: list[str], parser: expat.XMLParserType) -> None:
        self.facts = SheetFacts()
        self._formats = formats
        self._parser = parser
        self._cell: tuple[int, int] | None = None
        self._row = self._column = 0
        self._has_formula = self._has_value = False

    def refuse(self, *_: object) -> None:
        raise _DoctypeError

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "f":
            self._has_formula = True
            self._parser.CharacterDataHandler = None
        elif tag == "v" and self._has_formula:
            self._parser.CharacterDataHandler = self.characters
        elif tag == "row":
            self._row = _number(attributes.get("r")) or self._row + 1
            self._column = 0
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        position = _position(attributes.get("r", "")) or (self._row, self._column + 1)
        self._cell = position
        self._row, self._column = position
        self._has_formula = self._has_value = False
        facts = self.facts
        facts.last_row, facts.last_column = max(facts.last_row, position[0]), max(facts.last_column, position[1])
        style = _number(attributes.get("s"))
        if attributes.get("t", "n") in ("n", "d") and style < len(self._formats):
            facts.formats[position] = self._formats[style]

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = _position(first), _position(last or first)
        if start is not None and end is not None:
            self.facts.merges.append((*start, *end))

    def characters(self, _: str) -> None:
        self._has_value = True

    def end(self, name: str) -> None:
        if self._cell is not None and name.rpartition(" ")[2] == "c":
            if self._has_formula and not self._has_value:
                self.facts.uncalculated.append(self._cell)
            self._parser.CharacterDataHandler = None
            self._cell = None
