"""Ranks keep any order, whatever was inserted before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from db.row_order import GAP, ranks
from desktop.domain.address import Row


@given(st.lists(st.one_of(st.none(), st.integers(-3, 3), st.integers(-(2**60), 2**60)), max_size=12))
def test_ranks_ascend_and_known_ones_stay_when_there_is_room(wanted: list[int | None]) -> None:
    order = [Row(str(position), "") for position in range(len(wanted))]
    given_ranks = sorted({rank for rank in wanted if rank is not None})
    known = dict(
        zip([row for row, rank in zip(order, wanted, strict=True) if rank is not None], given_ranks, strict=False)
    )
    found = ranks(order, known)
    assert list(found) == order
    assert sorted(found.values()) == list(found.values())
    assert len(set(found.values())) == len(order)
    renumbered = [GAP * position for position in range(len(order))]
    assert list(found.values()) == renumbered or all(found[row] == rank for row, rank in known.items())


def test_appending_and_inserting_touch_no_other_row() -> None:
    first, second, new = Row("1", ""), Row("2", ""), Row("n", "")
    known = {first: 0, second: GAP}
    for order in ([new, first, second], [first, new, second], [first, second, new]):
        found = ranks(order, known)
        assert {row: found[row] for row in known} == known


def test_without_room_all_are_renumbered() -> None:
    first, second, new = Row("1", ""), Row("2", ""), Row("n", "")
    assert ranks([first, new, second], {first: 7, second: 8}) == {first: 0, new: GAP, second: 2 * GAP}
