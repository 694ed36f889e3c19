"""Edits of a TOML text that keep everything else: one value, one table, one list of tables.

Owns the choice among the forms that TOML has for the same thing. Works on valid texts with plain data and
knows nothing of the configuration. What it gives is to be read and compared by the caller before it is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.toml_arrays import parse_array, rebuild
from app.toml_blocks import Block, Placed, ended, entries, entry_core, join, place, split, without
from app.toml_pairs import (
    Verbatim,
    has_dotted,
    inline_value,
    key_text,
    literal,
    names_in,
    pair_at,
    remove_pairs,
    set_pair,
    update_inline,
)
from app.toml_scan import Keys, array_items, value_end

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


def set_value(text: str, group: str, name: str, value: Any) -> str:
    """The text with `name` of the table `group` set; the table is made if there is none."""
    blocks = split(text)
    for number, block in enumerate(blocks):
        if block.keys == (group,) and not block.entry:
            blocks[number] = replace(block, core=set_pair(block.core, (name,), value))
            return join(blocks)
    root = blocks[0]
    braces = pair_at(root.core, (group,))
    if braces is not None:
        end = value_end(root.core, braces.value)
        edited = update_inline(root.core[braces.value : end].rstrip(), {name: value})
        rest = root.core[braces.value : end]
        core = root.core[: braces.value] + edited + rest[len(rest.rstrip()) :] + root.core[end:]
        blocks[0] = replace(root, core=core)
        return join(blocks)
    if has_dotted(root.core, (group,)):
        blocks[0] = replace(root, core=set_pair(root.core, (group, name), value))
        return join(blocks)
    return join(_with_table(blocks, f"[{group}]\n{key_text(name)} = {literal(value)}\n", (group,)))


def add_root_pair(text: str, name: str, value: Any) -> str:
    """The text with a new pair above all headers."""
    blocks = split(text)
    root = blocks[0]
    if root.core:
        blocks[0] = replace(root, core=set_pair(root.core, (name,), value))
    else:
        tail = "\n" if len(blocks) > 1 else ""
        blocks[0] = Block((), False, set_pair(ended(root.tail), (name,), value), tail)
    return join(blocks)


def sync_list(text: str, path: Keys, steps: Sequence[Step]) -> str:
    """The text with the list of tables at `path` made as the steps say, in `[[path]]` or bracket form."""
    blocks = split(text)
    found = entries(blocks, path)
    if not found:
        for number, block in enumerate(blocks):
            prefix = len(block.keys)
            brackets = pair_at(block.text, path[prefix:]) if block.keys == path[:prefix] else None
            if brackets is not None:
                start, end = brackets.value, value_end(block.text, brackets.value)
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


def new_entry(path: Keys, values: Mapping[str, Any]) -> str:
    """The text of a new table of the list at `path`, with its header."""
    lines = [f"[[{'.'.join(key_text(key) for key in path)}]]\n"]
    for key, value in values.items():
        tables = isinstance(value, list | tuple) and value and all(isinstance(v, Mapping) for v in value)
        lines.append(f"{key_text(key)} = {_rows(value) if tables else literal(value)}\n")
    return "".join(lines)


def _rows(tables: Sequence[Mapping[str, Any]]) -> str:
    flat = f"[ {', '.join(literal(table) for table in tables)} ]"
    if len(tables) == 1 and len(flat) <= _WIDE:
        return flat
    return "[\n" + "".join(f"    {literal(table)},\n" for table in tables) + "]"


def _with_table(blocks: list[Block], core: str, keys: Keys) -> list[Block]:
    """Puts a new plain table after the last plain one before any list of tables, a blank line apart."""
    position = 0
    for number, block in enumerate(blocks):
        if block.entry:
            break
        position = number
    before, behind = blocks[position], blocks[position + 1 :]
    if before.core:
        blocks[position] = replace(before, core=ended(before.core), tail="\n")
        tail = before.tail or ("\n" if behind else "")
    else:
        words = ended(before.tail).strip("\n")
        blocks[position] = replace(before, tail=f"{words}\n\n" if words else "")
        tail = "\n" if behind else ""
    return [*blocks[: position + 1], Block(keys, False, core, tail), *behind]


def _sync_array(text: str, steps: Sequence[Step]) -> str:
    spans = array_items(text, 0)
    placed = [
        Placed(None, literal(step.values))
        if step.old is None
        else Placed(step.old, _sync_inline(text[spans[step.old][0] : spans[step.old][1]], step))
        for step in steps
    ]
    if [item.old for item in placed] == list(range(len(spans))):
        for (start, end), item in reversed(list(zip(spans, placed, strict=True))):
            text = text[:start] + item.core + text[end:]
        return text
    return rebuild(parse_array(text), placed)


def _sync_inline(text: str, step: Step) -> str:
    values = dict(step.values)
    for key, steps in (step.lists or {}).items():
        values[key] = Verbatim(_sync_array(inline_value(text, key), steps))
    return update_inline(text, values) if values else text


def _sync_entry(core: str, path: Keys, step: Step) -> str:
    for key, value in step.values.items():
        core = _sync_value(core, path, key, value)
    for key, steps in (step.lists or {}).items():
        core = sync_list(core, (*path, key), steps)
    return core


def _sync_value(core: str, path: Keys, key: str, value: Any) -> str:
    """One value of the table whose header, at `path`, is the first of the text."""
    blocks = split(core)
    at = next(number for number, block in enumerate(blocks) if block.keys == path)
    below = [n for n, block in enumerate(blocks) if block.keys[: len(path) + 1] == (*path, key)]
    if below and isinstance(value, Mapping):
        own = blocks[below[0]]
        present = [item for item in names_in(own.core) if item not in value]
        edited = own.core
        for name in present:
            edited = remove_pairs(edited, (name,))
        for name, item in value.items():
            edited = set_pair(edited, (name,), item)
        blocks[below[0]] = replace(own, core=edited)
        return join(blocks)
    if below:
        return _sync_value(join(without(blocks, below)), path, key, value)
    own = blocks[at]
    if value is None or (has_dotted(own.core, (key,)) and pair_at(own.core, (key,)) is None):
        own = replace(own, core=remove_pairs(own.core, (key,)))
    if value is not None:
        own = replace(own, core=set_pair(own.core, (key,), value))
    blocks[at] = own
    return join(blocks)
