"""Reading keys of a TOML table: what each reader accepts and refuses, and that no key goes unasked."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import pytest

from desktop.domain.errors import DefinitionError
from desktop.domain.toml_table import Table


class Colour(StrEnum):
    """An enumeration to choose from."""

    RED = "red"
    BLUE = "blue"


Read = Callable[[Table], Any]

ACCEPTED: dict[str, tuple[Any, Read, Any]] = {
    "text": ("甲", lambda t: t.text("k"), "甲"),
    "empty text": ("", lambda t: t.text("k", "x"), ""),
    "texts": (["甲", "乙"], lambda t: t.texts("k"), ("甲", "乙")),
    "no texts": ([], lambda t: t.texts("k"), ()),
    "integer": (0, lambda t: t.integer("k"), 0),
    "number": (1.5, lambda t: t.number("k"), 1.5),
    "whole number": (2, lambda t: t.number("k"), 2.0),
    "flag": (False, lambda t: t.flag("k", True), False),
    "choice": ("blue", lambda t: t.choice("k", Colour), Colour.BLUE),
    "one of": ("b", lambda t: t.one_of("k", ("a", "b")), "b"),
    "raw": ([1, "x"], lambda t: t.raw("k"), [1, "x"]),
}


@pytest.mark.parametrize("case", ACCEPTED.values(), ids=list(ACCEPTED))
def test_accepted(case: tuple[Any, Read, Any]) -> None:
    value, read, expected = case
    table = Table("f.toml", {"k": value})
    assert read(table) == expected
    table.done()


REFUSED: dict[str, tuple[Any, Read, str]] = {
    "number for a text": (1, lambda t: t.text("k"), "文字"),
    "text for texts": ("甲", lambda t: t.texts("k"), "一列文字"),
    "number among texts": (["甲", 1], lambda t: t.texts("k"), "一列文字"),
    "text for an integer": ("1", lambda t: t.integer("k"), "整数"),
    "flag for an integer": (True, lambda t: t.integer("k"), "整数"),
    "fraction for an integer": (1.5, lambda t: t.integer("k"), "整数"),
    "text for a number": ("1", lambda t: t.number("k"), "数"),
    "flag for a number": (True, lambda t: t.number("k"), "数"),
    "infinite number": (float("inf"), lambda t: t.number("k"), "有限"),
    "not a number": (float("nan"), lambda t: t.number("k"), "有限"),
    "number for a flag": (1, lambda t: t.flag("k"), "true"),
    "unknown choice": ("green", lambda t: t.choice("k", Colour), "red、blue"),
    "list for a choice": (["red"], lambda t: t.choice("k", Colour), "red、blue"),
    "unknown word": ("c", lambda t: t.one_of("k", ("a", "b")), "a、b"),
    "number for a word": (1, lambda t: t.one_of("k", ("a", "b")), "文字"),
    "text for a table": ("x", lambda t: t.table("k"), "一张表"),
    "table for tables": ({}, lambda t: t.tables("k"), "一组表"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=list(REFUSED))
def test_refused_with_file_key_and_reason(case: tuple[Any, Read, str]) -> None:
    value, read, reason = case
    with pytest.raises(DefinitionError) as caught:
        read(Table("f.toml", {"k": value}, "form"))
    assert (caught.value.file, caught.value.key) == ("f.toml", "form.k")
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    "read",
    [
        lambda t: t.text("k"),
        lambda t: t.texts("k"),
        lambda t: t.integer("k"),
        lambda t: t.number("k"),
        lambda t: t.flag("k"),
        lambda t: t.choice("k", Colour),
        lambda t: t.one_of("k", ("a",)),
        lambda t: t.table("k"),
        lambda t: t.tables("k"),
    ],
)
def test_missing_key_is_refused(read: Read) -> None:
    with pytest.raises(DefinitionError) as caught:
        read(Table("f.toml", {}))
    assert (caught.value.key, caught.value.reason) == ("k", "缺少这一项。")


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (lambda t: t.text("k", "x"), "x"),
        (lambda t: t.texts("k", ("x",)), ("x",)),
        (lambda t: t.integer("k", None), None),
        (lambda t: t.number("k", None), None),
        (lambda t: t.number("k", 3), 3.0),
        (lambda t: t.flag("k", True), True),
        (lambda t: t.choice("k", Colour, Colour.RED), Colour.RED),
        (lambda t: t.one_of("k", ("a", "b"), "a"), "a"),
        (lambda t: t.tables("k", []), []),
    ],
)
def test_default_stands_for_a_missing_key(read: Read, expected: Any) -> None:
    assert read(Table("f.toml", {})) == expected


def test_unasked_key_is_refused_by_name() -> None:
    table = Table("f.toml", {"a": 1, "b": 2}, "sheet")
    table.integer("a")
    with pytest.raises(DefinitionError) as caught:
        table.done()
    assert caught.value.key == "sheet.b"


def test_looking_whether_a_key_is_there_is_not_asking_for_it() -> None:
    table = Table("f.toml", {"a": 1})
    assert table.has("a")
    assert not table.has("b")
    assert list(table.keys()) == ["a"]
    with pytest.raises(DefinitionError):
        table.done()


def test_tables_know_their_place() -> None:
    table = Table("f.toml", {"section": [{"field": [{"key": "a"}, {"wrong": 1}]}]})
    second = table.tables("section")[0].tables("field")[1]
    with pytest.raises(DefinitionError) as caught:
        second.text("key")
    assert caught.value.key == "section[0].field[1].key"


def test_entry_that_is_no_table_is_refused() -> None:
    with pytest.raises(DefinitionError) as caught:
        Table("f.toml", {"row": [{}, "x"]}).tables("row")
    assert caught.value.key == "row[1]"


def test_rest_is_everything_not_asked_for_yet() -> None:
    table = Table("f.toml", {"kind": "sum", "limit": 90, "cells": ["a"]})
    table.text("kind")
    assert table.rest() == {"limit": 90, "cells": ["a"]}
    assert table.rest() == {}
    table.done()
