"""Which sheets of a workbook are which pages of a form, and how many forms there are.

A page is known by its title, by the name of its sheet or the number of its table, else by its headings and row names
alone. Several tables may stand on one sheet below each other; each begins with its title. Tables beside each other on
one sheet are not told apart.

Requirements (cited by the tests):
    P1  Title, sheet name and number are proposals; a table is taken only with enough of its headings.
    P2  Headings alone are enough when most of them are there; tables with equal headings are then taken in their order.
    P3  A table that stands on a sheet twice running goes on there (续表).
    P4  A second table of one kind, or a cover behind tables, begins another form. Tables that name their bureau go to
        the form of that bureau.
    P5  The program's own marks are no condition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from desktop.domain.definition import FormDefinition, Page, Shape
from desktop.domain.table_shape import bands
from desktop.exchange.grid import Grid
from desktop.exchange.labels import LabelBook, fold, label_book
from desktop.exchange.numbering import without_number
from desktop.exchange.page_head import is_cover, is_number_line, read_head, table_number, titled
from desktop.exchange.sheet_index import SheetIndex
from desktop.exchange.table_heads import find_heads, head_names, is_figure

WITH_TITLE, WITH_NAME, BY_HEADINGS = 0.4, 0.5, 0.75
"""Share of its headings that a table must show when its title says what it is, its sheet's name, nothing."""
_FEWEST_HEADINGS = 4
_TITLE_TEXTS = 3
_SAME_BUREAU = 70.0


@dataclass
class PagePart:
    """A stretch of a sheet that is a page.

    Attributes:
        page: the page it is.
        grid: the stretch, with its true rows.
        share: share of its labels found, 0 to 1.
        bureau: whose table it says it is, folded; ``""`` when it does not.
        others: pages it might as well be, when only its headings tell.
    """

    page: Page
    grid: Grid
    share: float
    bureau: str = ""
    others: tuple[Page, ...] = ()


@dataclass
class PagedForm:
    """The parts of one form, by page."""

    parts: dict[str, PagePart] = field(default_factory=dict)
    bureau: str = ""


def match_pages(grid: Grid, definition: FormDefinition) -> list[PagePart]:
    """The pages that a sheet holds, from the top; empty when it belongs to the form with nothing."""
    starts = _titles(grid, definition)
    parts: list[PagePart] = []
    for number, (row, key) in enumerate(starts):
        end = starts[number + 1][0] - 1 if number + 1 < len(starts) else grid.last_row
        part = _part(stretch(grid, row, end), definition, [definition.page_by_key[key]], WITH_TITLE)
        if part is not None and parts and parts[-1].page is part.page:
            last = parts[-1]
            first = min(position[0] for position in last.grid.cells)
            parts[-1] = PagePart(last.page, stretch(grid, first, end), last.share, last.bureau)
        elif part is not None:
            parts.append(part)
    if not parts:
        one = _by_name(grid, definition) or _by_headings(grid, definition)
        parts = [one] if one is not None else []
    first = min((row for part in parts for row, _ in part.grid.cells), default=grid.last_row + 1)
    return [*_cover(stretch(grid, 1, first - 1), definition), *parts]


def stretch(grid: Grid, first: int, last: int) -> Grid:
    """Some rows of a sheet; they keep their numbers."""
    return Grid(
        grid.name,
        {place: text for place, text in grid.cells.items() if first <= place[0] <= last},
        [merge for merge in grid.merges if first <= merge[0] <= last],
        [place for place in grid.uncalculated if first <= place[0] <= last],
        grid.layout,
    )


def _titles(grid: Grid, definition: FormDefinition) -> list[tuple[int, str]]:
    """Row and page of each title, moved up to the number of the table above it."""
    rows: dict[int, list[str]] = {}
    for (row, _), text in sorted(grid.cells.items()):
        rows.setdefault(row, []).append(text)
    found: list[tuple[int, str]] = []
    for row, texts in rows.items():
        if len(texts) > _TITLE_TEXTS or any(is_figure(text) for text in texts):
            continue
        key = next((key for key in (titled(text, definition) for text in texts) if key), "")
        if key:
            above = row - 1
            alone = above in rows and all(is_number_line(text) for text in rows[above])
            found.append((above if alone else row, key))
    return found


def _cover(grid: Grid, definition: FormDefinition) -> list[PagePart]:
    """The form's own title before its tables, or alone on a sheet; in an own export whatever the title says."""
    page = next((page for page in definition.pages if is_cover(definition, page)), None)
    if page is None or len(grid.cells) > _FEWEST_HEADINGS * _TITLE_TEXTS:
        return []
    book = label_book(definition)
    own = grid.layout == definition.id and grid.cells and grid.name.startswith(page.style.name)
    if not own and not any(book.is_title(fold(text)) for text in grid.cells.values()):
        return []
    return [PagePart(page, grid, 1.0)]


def _by_name(grid: Grid, definition: FormDefinition) -> PagePart | None:
    """By the name of the sheet, else by the number of the table in its name or its first rows."""
    key = titled(grid.name, definition)
    number = table_number(grid.name)
    first = min((row for row, _ in grid.cells), default=0)
    early = [text for (row, _), text in grid.cells.items() if row <= first + 2 and is_number_line(text)]
    number = number or next((found for found in map(table_number, early) if found), 0)
    pages = [definition.page_by_key[key]] if key else [p for p in definition.pages if number and p.number == number]
    return _part(grid, definition, pages, WITH_NAME)


def _by_headings(grid: Grid, definition: FormDefinition) -> PagePart | None:
    pages = [page for page in definition.pages if not is_cover(definition, page)]
    return _part(grid, definition, pages, BY_HEADINGS, fewest=_FEWEST_HEADINGS)


def _part(
    grid: Grid, definition: FormDefinition, pages: Sequence[Page], least: float, fewest: int = 0
) -> PagePart | None:
    """The page of ``pages`` that the stretch shows most of, if it shows enough."""
    if not pages or not grid.cells:
        return None
    index = SheetIndex(grid, own=grid.layout == definition.id)
    texts: frozenset[str] | None = None
    ranked: list[tuple[int, float, Page]] = []
    for page in pages:
        texts = texts if texts is not None else _texts(grid)
        found, missing = _found(index, texts, definition, page, rows=least == BY_HEADINGS)
        share = found / (found + missing) if found else 0.0
        if share >= least and found >= fewest:
            ranked.append((found - missing, share, page))
    if not ranked:
        return None
    best = max(ranked, key=lambda entry: entry[0])
    equal = tuple(page for margin, _, page in ranked if margin == best[0] and page is not best[2])
    head = read_head(index, definition, best[2], min(grid.last_row, min(row for row, _ in grid.cells) + 8))
    bureau = fold(head.bureau[0]) if head.bureau else ""
    return PagePart(best[2], grid, best[1], bureau, equal)


def _texts(grid: Grid) -> frozenset[str]:
    return frozenset(
        name for text in grid.cells.values() if len(text) <= 60 for name in (fold(text), without_number(text))
    )


def _found(
    index: SheetIndex, texts: frozenset[str], definition: FormDefinition, page: Page, *, rows: bool
) -> tuple[int, int]:
    """Labels of a page found and missing; what may stay empty is not missed.

    ``rows``: fixed rows count too. They tell tables with equal headings apart; where a title has said which table it
    is they do not, because rows without figures are often left out.
    """
    parts = bands(definition, page)
    if not parts:
        return _labels_found(texts, label_book(definition, page.key))
    names = head_names(parts[0])
    block = find_heads(index, names)
    heads = block.heads if block is not None else {}
    found = len(heads)
    missing = sum(1 for one in names.wanted if one.key not in heads and not one.optional)
    fixed = [section for band in parts for section in band if rows and section.shape is Shape.ROWS]
    for section in fixed:
        for item in section.items:
            known = not texts.isdisjoint(without_number(name) for name in (item.label, *item.synonyms))
            found, missing = found + known, missing + (not known)
    return found, missing


def _labels_found(texts: frozenset[str], book: LabelBook) -> tuple[int, int]:
    groups = [names for _, names, _ in book.groups if names]
    found = sum(1 for names in groups if not texts.isdisjoint(names))
    return found, len(groups) - found


def assemble(parts: Sequence[PagePart], definition: FormDefinition) -> list[PagedForm]:
    """The forms that the parts of a workbook make, in the order in which they begin."""
    forms: list[PagedForm] = []
    for part in parts:
        covers = is_cover(definition, part.page)
        form = None if covers and forms and forms[-1].parts else _form_for(part, forms)
        if form is None:
            form = PagedForm()
            forms.append(form)
        page = next((page for page in (part.page, *part.others) if page.key not in form.parts), part.page)
        part.page = page
        form.parts[page.key] = part
        form.bureau = form.bureau or part.bureau
    return [form for form in forms if any(not is_cover(definition, part.page) for part in form.parts.values())]


def _form_for(part: PagePart, forms: Sequence[PagedForm]) -> PagedForm | None:
    """The form that lacks the page: of the same bureau, else the latest of a bureau not altogether different."""
    lacking = [form for form in forms if any(page.key not in form.parts for page in (part.page, *part.others))]
    for form in lacking:
        if part.bureau and form.bureau == part.bureau:
            return form
    for form in reversed(lacking):
        if not part.bureau or not form.bureau or fuzz.ratio(part.bureau, form.bureau) >= _SAME_BUREAU:
            return form
    return None
