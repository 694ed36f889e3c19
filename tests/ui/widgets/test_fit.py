"""Which columns fit, and how wide."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.widgets.fit import Room, fit

ROOMS = st.lists(
    st.one_of(st.none(), st.builds(Room, st.integers(20, 400), st.integers(0, 20), st.booleans())),
    max_size=12,
)


@given(ROOMS, st.integers(0, 3000))
def test_the_room_is_filled_and_never_overrun_by_more_than_one_column(
    columns: list[Room | None], room: int
) -> None:
    widths = fit(columns, room)
    shown = [width for width in widths if width]
    assert len(widths) == len(columns)
    assert all(width == 0 for width, column in zip(widths, columns, strict=True) if column is None)
    if any(columns):
        assert shown
        assert sum(shown) == room or (len(shown) == 1 and sum(shown) > room)


def test_the_best_ranked_stay() -> None:
    columns = [Room(100, 2), Room(100, 0), Room(100, 1), Room(100, 3)]
    assert [bool(width) for width in fit(columns, 250)] == [False, True, True, False]


def test_a_flexible_column_takes_what_is_left() -> None:
    assert fit([Room(100, 0), Room(100, 1, flexible=True)], 500) == [100, 400]


def test_flexible_columns_shrink_before_one_is_dropped() -> None:
    columns = [Room(100, 0), Room(100, 1, flexible=True), Room(100, 2, flexible=True), Room(100, 3)]
    assert all(fit(columns, 360))


def test_where_hardly_any_would_fit_they_shrink_more() -> None:
    columns = [Room(90, 0), Room(120, 1), Room(180, 2, flexible=True)]
    assert all(fit(columns, 320))
    assert fit(columns, 280) == [90, 190, 0]
