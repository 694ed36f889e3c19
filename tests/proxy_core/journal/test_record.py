"""What is written down of an exchange: one entry when it begins, one when it ends, and no content."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.auth import Principal
from proxy_core.config import Provider, Route
from proxy_core.errors import ERRORS, ProxyError
from proxy_core.exchange import Authorized, Candidate, Parsed, Received, Redacted, Routed, Surface
from proxy_core.journal.entry import Attempt, Entry, Outcome, Usage
from proxy_core.journal.record import BLOCKING, METERED, Recorder
from proxy_core.journal.ring import Ring
from proxy_core.privacy.guard import Guard
from proxy_core.providers.demo import Demo
from proxy_core.wire.events import Event
from tests.fakes.clock import FakeClock

PATIENT = "Mrs. Canary Testperson, SSN 219-09-9999"
BODY = {"model": "claude-opus-4-8", "max_tokens": 1, "messages": [{"role": "user", "content": PATIENT}]}


class Notebook:
    """A recorder, its ring, its clock and all entries that observers saw."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.ring = Ring(100)
        self.seen: list[Entry] = []
        self.ring.subscribe(self.seen.append)
        headers = MappingProxyType({"user-agent": "claude-cli/2.1.197 (x)", "authorization": "Bearer canary"})
        self.received = Received(
            "req_1", Surface.MESSAGES, headers, b"x" * 100, self.clock.now(), self.clock.monotonic()
        )
        self.parsed = Parsed(
            Authorized(self.received, Principal("laptop", ())), BODY, "claude-opus-4-8", True, "s1"
        )
        self.record = Recorder(self.ring, self.clock, self.received)

    def last(self) -> Entry:
        self.record.close(7)
        (entry,) = self.ring.entries()
        return entry


def candidate(name: str) -> Candidate:
    return Candidate(Provider(name, "demo"), Demo(), Route(name), f"{name}-m")


def usage(type: str = "message_delta", **counts: Any) -> Event:
    return Event.of({"type": type, "delta": {}, "usage": counts})


def test_an_exchange_that_goes_well_is_written_whole() -> None:
    book = Notebook()
    book.record.admitted(book.parsed.authorized.principal)
    book.record.parsed(book.parsed)
    assert book.seen == []
    redacted = Redacted(book.parsed, Guard(b"k" * 16).redact(BODY))
    book.record.redacted(redacted)
    book.record.routed(Routed(redacted, (candidate("azure"), candidate("local"))))
    (begun,) = book.seen
    assert (begun.outcome, begun.key, begun.session, begun.stream) == (Outcome.RUNNING, "laptop", "s1", True)
    assert (begun.client, begun.requested_model, begun.request_bytes) == (
        "claude-cli/2.1.197",
        "claude-opus-4-8",
        100,
    )
    assert begun.counted
    assert begun.provider == "azure", "where it goes first is seen while it runs"
    assert begun.phi, "and what was replaced"
    book.record.attempt(candidate("azure"), "429 RATE_LIMITED", 12.0)
    book.record.attempt(candidate("local"), "ok", 34.0)
    book.clock.advance(0.5)
    book.record.first_byte()
    book.record.usage(
        Event.of(
            {"type": "message_start", "message": {"usage": {"input_tokens": 9, "cache_read_input_tokens": 5}}}
        )
    )
    book.record.usage(usage(output_tokens=3, cache_creation_input_tokens=2))
    book.record.unresolved(1)
    book.clock.advance(1.0)
    book.record.done()
    entry = book.last()
    assert (entry.outcome, entry.status, entry.code) == (Outcome.DONE, 200, "")
    assert (entry.provider, entry.model) == ("local", "local-m")
    assert entry.attempts == (
        Attempt("azure", "azure-m", "429 RATE_LIMITED", 12.0),
        Attempt("local", "local-m", "ok", 34.0),
    )
    assert entry.usage == Usage(input=9, output=3, cache_read=5, cache_write=2)
    assert (entry.first_byte_ms, entry.total_ms, entry.response_bytes) == (500.0, 1500.0, 7)
    assert entry.phi["SSN"] == 1
    assert (entry.phi_scanned > 0, entry.phi_unresolved) == (True, 1)
    assert len(book.seen) == 2


def test_no_content_and_no_key_is_written() -> None:
    book = Notebook()
    book.record.parsed(book.parsed)
    book.record.redacted(Redacted(book.parsed, Guard(b"k" * 16).redact(BODY)))
    written = repr(book.last())
    for secret in ("Canary", "Testperson", "219-09-9999", "Bearer", "canary"):
        assert secret not in written


def test_an_exchange_that_ends_without_a_word_has_failed() -> None:
    entry = Notebook().last()
    assert (entry.outcome, entry.status, entry.total_ms) == (Outcome.FAILED, 500, 0.0)


def test_a_request_that_is_not_understood_is_written_once_at_its_end() -> None:
    book = Notebook()
    book.record.failed(ProxyError("VALIDATION_FAILED", "messages: must be a list"))
    entry = book.last()
    assert len(book.seen) == 1
    assert (entry.outcome, entry.status, entry.code) == (Outcome.FAILED, 400, "VALIDATION_FAILED")
    assert entry.message == "messages: must be a list"


@pytest.mark.parametrize("code", ERRORS)
def test_what_is_refused_on_purpose_is_blocked_and_the_rest_has_failed(code: str) -> None:
    book = Notebook()
    book.record.failed(ProxyError(code))
    assert book.last().outcome is (Outcome.BLOCKED if code in BLOCKING else Outcome.FAILED)
    assert set(ERRORS) >= BLOCKING


def test_a_client_that_left_is_cancelled() -> None:
    book = Notebook()
    book.record.parsed(book.parsed)
    book.record.cancelled("The client left.")
    assert (book.last().outcome, book.last().status) == (Outcome.CANCELLED, 499)


def test_later_counts_replace_earlier_ones_and_zero_is_no_count() -> None:
    book = Notebook()
    for event in (
        usage(output_tokens=1),
        usage(output_tokens=8),
        usage(output_tokens=0),
        usage(output_tokens=None),
    ):
        book.record.usage(event)
    assert book.last().usage == Usage(output=8)


def test_a_placeholder_start_does_not_hide_what_comes_later() -> None:
    assert {"message_start", "message_delta"} == METERED


@pytest.mark.parametrize(
    "event",
    [
        Event("message_delta", payload=b"{broken"),
        Event("message_delta", payload=b"[]"),
        Event("message_delta", payload=b""),
        Event.of({"type": "message_start", "message": None}),
        Event.of({"type": "message_start", "message": "x"}),
        Event.of({"type": "message_start", "message": {"usage": "x"}}),
        Event.of({"type": "message_delta", "usage": [1]}),
        usage(output_tokens="7"),
        usage(output_tokens=True),
        usage(output_tokens=-5),
        usage(output_tokens=1.5),
        usage(output_tokens={"a": 1}),
    ],
)
def test_usage_that_is_none_is_passed_over(event: Event) -> None:
    book = Notebook()
    book.record.usage(event)
    assert book.last().usage == Usage()


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["usage", "message", "output_tokens"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["usage", "message", "delta"]), values))
def test_no_event_disturbs_the_exchange(data: dict[str, Any]) -> None:
    book = Notebook()
    book.record.usage(Event.of({"type": "message_delta", **data}))
    assert book.last().usage.output >= 0
