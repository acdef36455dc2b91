"""Widths of columns and heights of rows of the sheet on the screen, in pixels.

Columns keep the proportions of the official widths; rows are as high as their texts need in the screen's fonts. Cells
merged over several rows get the room they lack from all of them.
"""

from __future__ import annotations

from desktop.domain.sheet import SheetCell, column_points
from desktop.services.review import CellState
from desktop.ui.delegates.sheet_paint import badge_width, text_height
from desktop.ui.models.sheet_model import Role, SheetModel
from desktop.ui.theme import Theme, active_theme

_PIXELS_A_POINT = 96 / 72
_SCREEN = 1.38
"""Screens are read from farther away than paper: 100 % is this much wider than the sheet on paper."""
_NARROWEST = 1.22
"""The least a table may be narrowed to, to fit into the window."""
_LOWEST_ROW = 26
_TITLE_ROOM = 14


class SheetGeometry:
    """Measures one sheet; remembers the heights of texts, so that measuring again costs only what changed."""

    def __init__(self, model: SheetModel) -> None:
        """Measure the sheet of ``model``."""
        self._model = model
        self._known: dict[tuple[object, ...], int] = {}
        self._shares: list[int] = []
        self.room = 0
        """Pixels that a table with headings that stay should fit into at 100 %; 0 asks for nothing."""

    def widths(self, zoom: float) -> list[int]:
        """Pixels of each column."""
        points = [column_points(width) for width in self._model.sheet.widths]
        scale = _PIXELS_A_POINT * active_theme().scale
        screen = _SCREEN
        if self.room and self._model.frozen.last:
            # Rather a little narrower than scrolled: the last column of a wide table is the one that is compared.
            screen = min(_SCREEN, max(_NARROWEST, (self.room - len(points)) / (sum(points) * scale)))
        return [round(width * scale * screen * zoom) for width in points]

    def heights(self, zoom: float) -> list[int]:
        """Pixels of each row."""
        theme, sheet, widths = active_theme(), self._model.sheet, self.widths(zoom)
        heights = [self._lowest(zoom)] * sheet.row_count
        over_rows = []
        for place in sheet.cells:
            if place.top != place.bottom:
                over_rows.append(place)
                continue
            heights[place.top - 1] = max(heights[place.top - 1], self._needed(place, widths, zoom, theme))
        own = list(heights)
        for place in over_rows:
            rows = range(place.top - 1, place.bottom)
            lacking = self._needed(place, widths, zoom, theme) - sum(heights[row] for row in rows)
            for number, row in enumerate(rows):
                heights[row] += max(0, lacking * (number + 1) // len(rows) - lacking * number // len(rows))
        self._shares = [height - alone for height, alone in zip(heights, own, strict=True)]
        return heights

    def height(self, row: int, zoom: float) -> int:
        """Pixels of one row, counted from 0, after its texts changed; its share of merged cells stays as it was."""
        theme, sheet, widths = active_theme(), self._model.sheet, self.widths(zoom)
        places = {sheet.at(row + 1, column) for column in range(1, sheet.column_count + 1)}
        alone = [place for place in places if place is not None and place.top == place.bottom]
        needed = [self._needed(place, widths, zoom, theme) for place in alone]
        return max([self._lowest(zoom), *needed]) + (self._shares[row] if row < len(self._shares) else 0)

    @staticmethod
    def _lowest(zoom: float) -> int:
        return round(_LOWEST_ROW * active_theme().scale * zoom)

    def _needed(self, place: SheetCell, widths: list[int], zoom: float, theme: Theme) -> int:
        text = self._model.shown(place)
        if not text:
            return 0
        kind = CellState(self._model.index(place.top - 1, place.left - 1).data(Role.KIND))
        width = sum(widths[place.left - 1 : place.right])
        badge = self._model.index(place.top - 1, place.left - 1).data(Role.BADGE)
        if badge:
            width -= badge_width(theme, badge, zoom)
        key = (text, width, place.style, place.indent, kind, zoom, theme.base_pt)
        if key not in self._known:
            room = theme.px(_TITLE_ROOM) if place.top == 1 else 0
            self._known[key] = text_height(theme, place, text, width, zoom, kind) + room
        return self._known[key]


def column_letters(number: int) -> str:
    """1 → ``A``, 27 → ``AA``."""
    letters = ""
    while number > 0:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters
