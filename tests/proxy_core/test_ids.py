"""Identifiers are unique, readable and sort by time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from proxy_core.ids import request_id, ulid

CROCKFORD = set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
moments = st.datetimes(datetime(1970, 1, 2), datetime(9999, 1, 1), timezones=st.just(UTC))


@given(moments)
def test_an_id_is_26_characters_of_crockfords_alphabet(now: datetime) -> None:
    identifier = ulid(now)
    assert len(identifier) == 26
    assert set(identifier) <= CROCKFORD
    assert identifier[0] <= "7"  # 128 bits in 26 characters of five bits


@given(moments, st.integers(1, 10**9))
def test_a_later_id_sorts_after_an_earlier_one(now: datetime, milliseconds: int) -> None:
    later = now + timedelta(milliseconds=min(milliseconds, 10**9))
    assert ulid(now) < ulid(later)


def test_the_time_is_that_of_the_specification() -> None:
    # https://github.com/ulid/spec: 1469918176385 ms encodes as 01ARYZ6S41.
    now = datetime.fromtimestamp(1469918176385 / 1000, UTC)
    assert ulid(now)[:10] == "01ARYZ6S41"
    assert ulid(now.astimezone(timezone(timedelta(hours=9))))[:10] == "01ARYZ6S41"


def test_ids_of_one_moment_differ() -> None:
    now = datetime(2026, 3, 14, tzinfo=UTC)
    assert len({ulid(now) for _ in range(1000)}) == 1000


def test_a_clock_before_1970_still_gives_an_id() -> None:
    assert len(ulid(datetime(1901, 1, 1, tzinfo=UTC))) == 26


def test_a_request_id_says_what_it_is() -> None:
    identifier = request_id(datetime(2026, 3, 14, tzinfo=UTC))
    assert identifier.startswith("req_")
    assert len(identifier) == 30
    assert identifier.isascii()
