"""A provider key shows itself to nobody who does not ask for it."""

from __future__ import annotations

import copy
import logging
import traceback
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_core.secrets import Secret, SecretState, SecretsUnavailable

VALUE = "sk-live-0123456789abcdef-WXYZ"


@dataclass(frozen=True)
class Holder:
    """Something that holds a secret and prints itself."""

    secret: Secret


def test_every_way_to_print_it_is_masked() -> None:
    secret = Secret(VALUE)
    shown = [
        str(secret), repr(secret), f"{secret}", f"{secret!r}", f"{secret} {secret!r}", str([secret]),
        str({secret: secret}), str(Holder(secret)), ascii(secret), str((copy.copy(secret),)),
        logging.makeLogRecord({"msg": "%s", "args": (secret,)}).getMessage(),
    ]  # fmt: skip
    for text in shown:
        assert "WXYZ" in text
        assert VALUE[:-4] not in text
        assert "0123" not in text


def test_a_traceback_does_not_show_it() -> None:
    with pytest.raises(TypeError) as caught:
        Secret(VALUE) + 1  # type: ignore[operator]
    assert "0123" not in "".join(traceback.format_exception(caught.value))


def test_only_reveal_gives_the_value() -> None:
    assert Secret(VALUE).reveal() == VALUE
    assert not hasattr(Secret(VALUE), "__dict__")


@pytest.mark.parametrize(
    ("value", "masked"),
    [("", "••••"), ("abcd", "••••"), ("x" * 11, "••••"), ("x" * 8 + "abcd", "…abcd"), (VALUE, "…WXYZ")],
)
def test_a_short_one_is_not_told_by_four_characters(value: str, masked: str) -> None:
    assert Secret(value).masked() == masked


@given(st.text(max_size=60))
def test_at_most_four_characters_are_ever_shown(value: str) -> None:
    masked = Secret(value).masked()
    assert masked == "••••" or (len(masked) == 5 and len(value) >= 12)


def test_equal_values_are_equal_and_hash_alike() -> None:
    assert Secret(VALUE) == Secret(VALUE)
    assert hash(Secret(VALUE)) == hash(Secret(VALUE))
    assert Secret(VALUE) != Secret("another")
    assert Secret(VALUE) != VALUE


def test_a_keyring_that_is_not_there_says_why_and_what_to_do() -> None:
    error = SecretsUnavailable(SecretState.LOCKED, "Unlock the keyring.")
    assert error.state is SecretState.LOCKED
    assert str(error) == "Unlock the keyring."
