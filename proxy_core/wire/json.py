"""JSON in and out, once each.

msgspec and not orjson: integers beyond 64 bits survive the round trip (orjson turns them into floats
without a word), and both are equally fast on bodies of Claude Code's shape.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

_decoder = msgspec.json.Decoder()
_encoder = msgspec.json.Encoder()

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

#: bytes of compact JSON from any tree of dict, list, str, int, float, bool and None.
dumps = _encoder.encode


class Encoded(dict[str, Any]):
    """An object with its JSON at hand, made when it was made. It must not be changed afterwards; a changed
    copy (`{**encoded, ...}`) is a plain dict and is encoded anew.

    derived: what another wire made of it the last time, behind the object that says for whom.
    """

    __slots__ = ("derived", "json")

    def __init__(self, value: dict[str, Any]) -> None:
        super().__init__(value)
        self.json = dumps(value)
        self.derived: tuple[object, Any] | None = None


class EncodedList(list[Any]):
    """A list in the same way."""

    __slots__ = ("derived", "json")

    def __init__(self, value: list[Any]) -> None:
        super().__init__(value)
        self.json = dumps(value)
        self.derived: tuple[object, Any] | None = None


def ready(value: Any) -> Any:
    """A value for `dumps`, with what is encoded already as it is: itself, or items of a plain list."""
    kind = type(value)
    if kind is Encoded or kind is EncodedList:
        return msgspec.Raw(value.json)
    if kind is list:
        return [msgspec.Raw(item.json) if type(item) is Encoded else item for item in value]
    return value


class InvalidJson(ValueError):
    """The bytes are not JSON. The text says where, never what."""


def loads(data: bytes | bytearray | memoryview | msgspec.Raw | str) -> Any:
    """The value of one JSON document. A repeated key counts as its last value.

    Raises `InvalidJson` for broken syntax, invalid UTF-8, lone surrogates, NaN and absurd nesting.
    """
    try:
        return _decoder.decode(data)
    except msgspec.DecodeError as error:
        raise InvalidJson(_plain(error)) from None
    except UnicodeDecodeError as error:
        raise InvalidJson(f"invalid UTF-8 at byte {error.start}") from None
    except UnicodeEncodeError as error:
        raise InvalidJson(f"an unpaired surrogate at character {error.start}") from None
    except RecursionError:
        raise InvalidJson("nested too deeply") from None


def without_lone_surrogates(value: Any) -> Any:
    """A copy in which half of a surrogate pair, which UTF-8 cannot hold, is the replacement character."""
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {without_lone_surrogates(key): without_lone_surrogates(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_lone_surrogates(item) for item in value]
    return value


def _plain(error: msgspec.DecodeError) -> str:
    text = str(error).removeprefix("JSON is malformed: ")
    # msgspec reports an unpaired \\ud800 as truncated input; a person is helped by neither word alone.
    if text == "Input data was truncated":
        return "it ends too early or holds an unpaired surrogate"
    return text
