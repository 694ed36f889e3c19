"""Edits of a TOML text that keep everything else: one value, one table, one list of tables.

Owns the joining of blocks and arrays (places) with tomlkit (values). Works on valid texts with plain data and
knows nothing of the configuration. What it gives is to be read and compared by the caller before it is used.

Source: tomlkit (https://tomlkit.readthedocs.io), which keeps comments and spacing within a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import tomlkit
from tomlkit.items import InlineTable, Item, Table

from app.toml_arrays import parse_array, rebuild
from app.toml_blocks import Block, Placed, ended, entries, entry_core, join, place, split
from app.toml_scan import Keys, Kind, array_items, statements, value_end

_WIDE = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One table of a list as it shall be.

    old: its index until now; None for a new one. values: what changes (for a new one: everything); None for
    a value takes it out. lists: steps for the lists of tables below it, by key.
    """

    old: int | None
    values: Mapping[str, Any]
    lists: Mapping[str, Sequence[Step]] | None = None


def literal(value: Any) -> str:
    """A value in TOML on one line. Raises TypeError for what TOML cannot say."""
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_key(key)} = {literal(item)}" for key, item in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(literal(item) for item in value)}]"
    if not isinstance(value, str | int | float | date | datetime | time):
        raise TypeError(f"TOML has no {type(value).__name__}")
    return str(tomlkit.item(value).as_string())


def _key(key: str) -> str:
    return str(tomlkit.key(key).as_string())


def new_entry(path: Keys, values: Mapping[str, Any]) -> str:
    """The text of a new table of the list at `path`, with its header."""
    lines = [f"[[{'.'.join(_key(key) for key in path)}]]\n"]
    for key, value in values.items():
        if isinstance(value, list | tuple) and value and all(isinstance(item, Mapping) for item in value):
            lines.append(f"{_key(key)} = {_rows(value)}\n")
        else:
            lines.append(f"{_key(key)} = {literal(value)}\n")
    return "".join(lines)


def _rows(tables: Sequence[Mapping[str, Any]]) -> str:
    flat = f"[ {', '.join(literal(table) for table in tables)} ]"
    if len(tables) == 1 and len(flat) <= _WIDE:
        return flat
    return "[\n" + "".join(f"    {literal(table)},\n" for table in tables) + "]"


def set_value(text: str, group: str, name: str, value: Any) -> str:
    """The text with `name` of the table `group` set; the table is made if there is none."""
    blocks = split(text)
    for number, block in enumerate(blocks):
        if block.keys == (group,) and not block.entry:
            blocks[number] = _with_value(block, group, name, value)
            return join(blocks)
    if any(item.kind is Kind.PAIR and item.keys[0] == group for item in statements(blocks[0].text)):
        blocks[0] = _with_value(blocks[0], group, name, value)
        return join(blocks)
    return join(_with_table(blocks, Block((group,), False, f"[{group}]\n{name} = {literal(value)}\n", "")))


def add_root_pair(text: str, name: str, value: Any) -> str:
    """The text with a new pair above all headers."""
    blocks = split(text)
    root = blocks[0]
    line = f"{_key(name)} = {literal(value)}\n"
    if root.core:
        blocks[0] = Block((), False, ended(root.core) + line, root.tail)
    else:
        blocks[0] = Block((), False, ended(root.tail) + line, "\n" if len(blocks) > 1 else "")
    return join(blocks)


def _with_value(block: Block, group: str, name: str, value: Any) -> Block:
    document = tomlkit.parse(ended(block.core))
    section: Any = document[group]
    section[name] = _item(value)
    return Block(block.keys, block.entry, tomlkit.dumps(document), block.tail)


def _with_table(blocks: list[Block], new: Block) -> list[Block]:
    """Puts a new plain table after the last plain one before any list of tables, a blank line apart."""
    position = 0
    for number, block in enumerate(blocks):
        if block.entry:
            break
        position = number
    before = blocks[position]
    if not before.text.strip():
        tail = "\n" if position + 1 < len(blocks) else ""
        return [before, Block(new.keys, False, new.core, tail), *blocks[position + 1 :]]
    last = position + 1 == len(blocks)
    blocks[position] = Block(before.keys, before.entry, ended(before.core), "\n")
    tail = before.tail or ("" if last else "\n")
    if not before.core:  # only comments: they stay above
        blocks[position] = Block((), False, "", ended(before.tail).rstrip("\n") + "\n\n")
        tail = "" if last else "\n"
    blocks.insert(position + 1, Block(new.keys, False, new.core, tail))
    return blocks


def sync_list(text: str, path: Keys, steps: Sequence[Step]) -> str:
    """The text with the list of tables at `path` made as the steps say, in `[[path]]` or bracket form."""
    blocks = split(text)
    found = entries(blocks, path)
    if not found:
        for number, block in enumerate(blocks):
            for start, end in _arrays(block, path):
                edited = block.text[:start] + _sync_array(block.text[start:end], steps) + block.text[end:]
                blocks[number] = Block(block.keys, block.entry, edited, "")
                return join(blocks)
    cores = [entry_core(blocks, numbers) for numbers in found]
    placed = [
        Placed(None, new_entry(path, step.values))
        if step.old is None
        else Placed(step.old, _sync_entry(cores[step.old], path, step))
        for step in steps
    ]
    return join(place(blocks, path, placed))


def _arrays(block: Block, path: Keys) -> Iterable[tuple[int, int]]:
    """Where in the block's text the array at `path` stands."""
    text = block.text
    for statement in statements(text):
        if statement.kind is Kind.PAIR and block.keys + statement.keys == path:
            yield statement.value, value_end(text, statement.value)


def _sync_array(text: str, steps: Sequence[Step]) -> str:
    spans = array_items(text, 0)
    placed = [
        Placed(None, literal(step.values))
        if step.old is None
        else Placed(step.old, _sync_inline(text[spans[step.old][0] : spans[step.old][1]], step))
        for step in steps
    ]
    if all(item.old == number for number, item in enumerate(placed)) and len(placed) == len(spans):
        for (start, end), item in reversed(list(zip(spans, placed, strict=True))):
            text = text[:start] + item.core + text[end:]
        return text
    return rebuild(parse_array(text), placed)


def _sync_entry(core: str, path: Keys, step: Step) -> str:
    if step.values:
        document = tomlkit.parse(ended(core))
        table: Any = document
        for key in path:
            table = table[key]
        _sync_table(table[0], step.values)
        core = tomlkit.dumps(document)
    for key, steps in (step.lists or {}).items():
        core = sync_list(core, (*path, key), steps)
    return core


def _sync_inline(text: str, step: Step) -> str:
    document = tomlkit.parse(f"item = {text}\n")
    table: Any = document["item"]
    values = dict(step.values)
    for key, steps in (step.lists or {}).items():
        prefix = f"{key} = "
        values[key] = tomlkit.parse(prefix + _sync_array(str(table[key].as_string()), steps))[key]
    _sync_table(table, values)
    edited = str(table.as_string()).strip()
    return re.sub(r"\s*}\Z", " }", edited) if text.startswith("{ ") and edited != "{}" else edited


def _sync_table(table: Any, values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        if value is None:
            if key in table:
                del table[key]
        elif isinstance(value, Mapping) and isinstance(table.get(key), Table | InlineTable):
            inner = table[key]
            _sync_table(inner, {**dict.fromkeys(name for name in inner if name not in value), **value})
        elif key not in table or not _same(table[key], value):
            table[key] = _item(value)


def _same(present: Any, value: Any) -> bool:
    """Whether a value need not be written again; True and 1 are not the same."""
    plain = present.unwrap() if isinstance(present, Item) else present
    return type(plain) is type(value) and bool(plain == value)


def _item(value: Any) -> Any:
    if isinstance(value, Item):
        return value
    return tomlkit.parse(f"value = {literal(value)}\n")["value"]
