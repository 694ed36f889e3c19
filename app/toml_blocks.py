"""A TOML text as blocks, one for each header, so that tables can be added, removed and moved as wholes.

Owns what belongs together: comments directly above a header go with it, what stands after a blank line at the
end of a block stays where it is. A block that is not touched keeps every byte. Reads only valid texts and
knows no values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.toml_scan import Keys, Kind, Statement, statements


@dataclass(frozen=True, slots=True)
class Block:
    """keys: the header's; () for what stands before the first one. core: attached comments, header and pairs.

    tail: blank lines and the comments after them; it belongs to the place, not to the table.
    """

    keys: Keys
    entry: bool
    core: str
    tail: str

    @property
    def text(self) -> str:
        return self.core + self.tail


@dataclass(frozen=True, slots=True)
class Placed:
    """One table of a list as it shall be. old: its index until now, None for a new one. core: its text."""

    old: int | None
    core: str


def split(text: str) -> list[Block]:
    """The blocks of a valid text; the first has no header and may be empty."""
    runs: list[list[Statement]] = [[]]
    for statement in statements(text):
        if statement.kind in (Kind.TABLE, Kind.ENTRY):
            runs.append([*_take_attached(runs), statement])
        else:
            runs[-1].append(statement)
    return [_block(text, run) for run in runs]


def _take_attached(runs: list[list[Statement]]) -> list[Statement]:
    """Takes the comments directly above a header from the run before it, but not those that open the file."""
    before = runs[-1]
    count = 0
    while count < len(before) and before[-1 - count].kind is Kind.COMMENT:
        count += 1
    if not count or (len(runs) == 1 and count == len(before)):
        return []
    taken = before[-count:]
    del before[-count:]
    return taken


def _block(text: str, run: Sequence[Statement]) -> Block:
    if not run:
        return Block((), False, "", "")
    header = next((item for item in run if item.kind in (Kind.TABLE, Kind.ENTRY)), None)
    last = max((number for number, item in enumerate(run) if item.keys), default=-1)
    while last + 1 < len(run) and run[last + 1].kind is Kind.COMMENT:
        last += 1
    start, end = run[0].start, run[-1].end
    middle = run[last].end if last >= 0 else start
    keys, entry = (header.keys, header.kind is Kind.ENTRY) if header else ((), False)
    return Block(keys, entry, text[start:middle], text[middle:end])


def join(blocks: Sequence[Block]) -> str:
    """The text of the blocks; a block that is not the last ends its line."""
    texts = [block.text for block in blocks if block.text]
    return "".join(ended(text) for text in texts[:-1]) + (texts[-1] if texts else "")


def ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def entries(blocks: Sequence[Block], path: Keys) -> list[list[int]]:
    """For each table of the list at `path`, the numbers of its blocks: its header's and those below it."""
    found: list[list[int]] = []
    for number, block in enumerate(blocks):
        if block.entry and block.keys == path:
            found.append([number])
        elif found and len(block.keys) > len(path) and block.keys[: len(path)] == path:
            found[-1].append(number)
    return found


def entry_core(blocks: Sequence[Block], numbers: Sequence[int]) -> str:
    """The text of one table of a list with everything below it, without the tail of its place."""
    return "".join(ended(blocks[number].text) for number in numbers[:-1]) + blocks[numbers[-1]].core


def place(blocks: Sequence[Block], path: Keys, wanted: Sequence[Placed]) -> list[Block]:
    """The blocks with the list at `path` made as wanted. Kept tables take over each other's places in the new
    order; new ones stand after the one before them; a table that goes leaves the free comments behind it."""
    result = _merged(blocks, path)
    slots = [number for number, block in enumerate(result) if block.entry and block.keys == path]
    kept = sorted(item.old for item in wanted if item.old is not None)
    places = iter([slots[old] for old in kept])
    added: dict[int, list[Block]] = {}  # number of the block before them (-1: no kept one) -> new blocks
    previous = -1
    for item in wanted:
        if item.old is not None:
            previous = next(places)
            result[previous] = replace(result[previous], core=item.core)
        else:
            added.setdefault(previous, []).append(Block(path, True, item.core, ""))
    gone = {slot for old, slot in enumerate(slots) if old not in kept}
    return _assembled(result, added, gone, first=slots[0] if slots else len(result))


def _merged(blocks: Sequence[Block], path: Keys) -> list[Block]:
    """The blocks with each table of the list in one block, also where its parts stood apart."""
    result: list[Block | None] = list(blocks)
    for numbers in entries(blocks, path):
        result[numbers[0]] = Block(path, True, entry_core(blocks, numbers), blocks[numbers[-1]].tail)
        for number in numbers[1:]:
            result[number] = None
    return [block for block in result if block is not None]


def _assembled(
    blocks: Sequence[Block], added: dict[int, list[Block]], gone: set[int], first: int
) -> list[Block]:
    result: list[Block] = []
    for number, block in enumerate(blocks):
        if number == first:
            _insert(result, added.get(-1, []), before_list=True)
        if number not in gone:
            result.append(block)
            _insert(result, added.get(number, []))
        elif "#" in block.tail:
            tail = block.tail.lstrip("\n") if result[-1].text.endswith("\n\n") else block.tail
            result.append(Block((), False, "", tail))
        elif number == len(blocks) - 1 and not result[-1].tail.strip():
            result[-1] = replace(result[-1], tail=block.tail)
    if first == len(blocks):
        _insert(result, added.get(-1, []))
    return result


def _insert(result: list[Block], new: Sequence[Block], *, before_list: bool = False) -> None:
    """Adds new blocks, a blank line apart; the tail of the last place stays the last."""
    for block in new:
        if before_list:
            result.append(replace(block, core=ended(block.core), tail="\n"))
            continue
        before = result[-1] if result else None
        if before is None or not before.text:
            result.append(replace(block, core=ended(block.core)))
        elif before.core:
            result[-1] = replace(before, core=ended(before.core), tail="\n")
            result.append(replace(block, core=ended(block.core), tail=before.tail))
        else:
            result[-1] = replace(before, tail=ended(before.tail).rstrip("\n") + "\n\n")
            result.append(replace(block, core=ended(block.core)))


def without(blocks: Sequence[Block], numbers: Sequence[int]) -> list[Block]:
    """The blocks without some of them; free comments behind these stay."""
    return _assembled(blocks, {}, set(numbers), first=-1)
