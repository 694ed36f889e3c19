"""The words for the proxy's states."""

from __future__ import annotations

import pytest

from ui.ports import ProxyState, ProxyStatus
from ui.states import LOOKS, is_on, state_sentence, state_word

URL = "http://127.0.0.1:7440"


@pytest.mark.parametrize("state", list(ProxyState))
def test_every_state_has_a_look_a_word_and_a_sentence(state: ProxyState) -> None:
    status = ProxyStatus(state, URL)
    assert LOOKS[state]
    assert state_word(status)
    assert len(state_sentence(status)) > 10


def test_no_two_states_look_alike() -> None:
    assert len(set(LOOKS.values())) == len(ProxyState)


@pytest.mark.parametrize(("active", "words"), [(1, "1 request is running"), (3, "3 requests are running")])
def test_a_busy_proxy_says_how_many(active: int, words: str) -> None:
    status = ProxyStatus(ProxyState.BUSY, URL, active=active)
    assert state_sentence(status) == words
    assert state_word(status) == f"{active} running"


def test_an_error_speaks_in_its_own_words() -> None:
    assert (
        state_sentence(ProxyStatus(ProxyState.ERROR, message="Port 7440 is in use."))
        == "Port 7440 is in use."
    )


def test_it_is_on_while_it_serves() -> None:
    assert {state for state in ProxyState if is_on(ProxyStatus(state))} == {
        ProxyState.ON,
        ProxyState.BUSY,
        ProxyState.BLOCKED,
    }
