"""A user's data folder in the making."""

from __future__ import annotations

from pathlib import Path

DERIVED = """[form]
extends = "region/beijing-2022"
layout = "own-2023"
name = "本市的表"
year = 2023
[[section]]
key = "indicators"
row = [{ key = "satisfaction", target = "≥90%" }, { key = "supplement-drugs", remove = true }]
[[check]]
code = "funds.rate-low"
when = "rate < 85%"
right = "85%"
"""
"""A layout in about ten lines."""

BROKEN_RULES = '[[check]]\nkind = "required"\ncode = "header.required"\nseverity = "fatal"\nsource = "x"\n'


def put(folder: Path, name: str, text: str | bytes) -> Path:
    """Write ``name`` into the data folder, with the folders above it; text as UTF-8."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
