"""One pair of a TOML table, changed as text: every other byte of the table stays.

Owns the setting and taking out of single pairs within one block, and how values are written. tomlkit writes
scalars and changes tables in braces; it does not give back every byte of what it has read (a date before a
closing brace loses its space), so it never sees more than the value that changes.

Source: tomlkit (https://tomlkit.readthedocs.io).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

import tomlkit
from tomlkit.items import InlineTable, Item

from app.toml_blocks import ended
from app.toml_scan import Keys, Kind, Statement, statements, value_end


def literal(value: Any) -> str:
    """A value in TOML on one line. Raises TypeError for what TOML cannot say."""
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{key_text(key)} = {literal(item)}" for key, item in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(literal(item) for item in value)}]"
    if not isinstance(value, str | int | float | date | datetime | time):
        raise TypeError(f"TOML has no {type(value).__name__}")
    return str(tomlkit.item(value).as_string())


def key_text(key: str) -> str:
    """A key, in quotes if it needs them."""
    return str(tomlkit.key(key).as_string())


def pair_at(text: str, keys: Keys) -> Statement | None:
    """The pair of these keys in a block, by its keys as they are written there."""
    return next((item for item in statements(text) if item.kind is Kind.PAIR and item.keys == keys), None)


def has_dotted(text: str, prefix: Keys) -> bool:
    """Whether a block has pairs whose keys go on behind the prefix: `baa.status = …`."""
    length = len(prefix)
    return any(
        item.kind is Kind.PAIR and len(item.keys) > length and item.keys[:length] == prefix
        for item in statements(text)
    )


def names_in(core: str) -> list[str]:
    """The first keys of a block's pairs."""
    return list(dict.fromkeys(item.keys[0] for item in statements(core) if item.kind is Kind.PAIR))


def set_pair(core: str, keys: Keys, value: Any) -> str:
    """The core of a block with a pair set, or added at its end. value: plain data, never None."""
    found = pair_at(core, keys)
    if found is None:
        return f"{ended(core)}{'.'.join(key_text(key) for key in keys)} = {literal(value)}\n"
    end = value_end(core, found.value)
    old = core[found.value : end].rstrip()
    end = found.value + len(old)
    new = change_inline(old, value) if isinstance(value, Mapping) and old.startswith("{") else literal(value)
    return core[: found.value] + new + core[end:]


def remove_pairs(core: str, prefix: Keys) -> str:
    """The core of a block without the pair of these keys and those whose keys go on behind them."""
    return "".join(
        core[item.start : item.end]
        for item in statements(core)
        if item.kind is not Kind.PAIR or item.keys[: len(prefix)] != prefix
    )


def change_inline(text: str, value: Mapping[str, Any]) -> str:
    """A table in braces, made equal to a value; what does not differ keeps its manner."""
    table: Any = tomlkit.parse(f"item = {text}\n")["item"]
    _sync(table, {**dict.fromkeys(key for key in table if key not in value), **value})
    return _tidy(text, table)


def update_inline(text: str, values: Mapping[str, Any]) -> str:
    """A table in braces with some of its values set; None takes one out."""
    table: Any = tomlkit.parse(f"item = {text}\n")["item"]
    _sync(table, values)
    return _tidy(text, table)


def inline_value(text: str, key: str) -> str:
    """A value of a table in braces as it is written there."""
    table: Any = tomlkit.parse(f"item = {text}\n")["item"]
    return str(table[key].as_string())


def _tidy(before: str, table: Any) -> str:
    after = str(table.as_string()).strip()
    return re.sub(r"\s*}\Z", " }", after) if before.startswith("{ ") and after != "{}" else after


class Verbatim(str):
    """A value that is TOML already."""

    __slots__ = ()


def _sync(table: Any, values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        if value is None:
            if key in table:
                del table[key]
        elif isinstance(value, Mapping) and isinstance(table.get(key), InlineTable):
            inner = table[key]
            _sync(inner, {**dict.fromkeys(name for name in inner if name not in value), **value})
        elif key not in table or not _same(table[key], value):
            written = value if isinstance(value, Verbatim) else literal(value)
            table[key] = tomlkit.parse(f"value = {written}\n")["value"]


def _same(present: Any, value: Any) -> bool:
    """Whether a value need not be written again; True and 1 are not the same."""
    plain = present.unwrap() if isinstance(present, Item) else present
    return type(plain) is type(value) and bool(plain == value)
