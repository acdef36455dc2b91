"""Tab text as Excel and WPS put it on the clipboard: rows of values, quoted where they hold tabs or line breaks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence


def parse_block(text: str) -> list[list[str]]:
    """Rows and values of tab text; quoted values may hold line breaks. An empty text is no rows."""
    if not text:
        return []
    text = text.replace("\r\n", "\n").removesuffix("\n")
    try:
        return [row or [""] for row in csv.reader(io.StringIO(text, newline=""), delimiter="\t")]
    except csv.Error:  # a value longer than the reader allows: not a block of cells, but no reason to lose it
        return [line.split("\t") for line in text.split("\n")]


def block_text(rows: Iterable[Sequence[str]]) -> str:
    """The reverse of ``parse_block``."""
    return "\n".join("\t".join(_quoted(value) for value in row) for row in rows)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in '\t\n"') else text
