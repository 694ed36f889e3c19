"""Watches an answer's text for stop sequences that the provider was not told of."""

from __future__ import annotations

from collections.abc import Sequence


class StopWatch:
    """Text in by `feed`, what may go on out. matched: the sequence that was met; nothing goes on after it."""

    def __init__(self, sequences: Sequence[str]) -> None:
        self.matched: str | None = None
        self._sequences = tuple(sequences)
        self._held = ""

    def feed(self, text: str) -> str:
        """The text up to a stop sequence, less an end that may be the beginning of one."""
        if self.matched is not None:
            return ""
        text = self._held + text
        self._held = ""
        met = [(at, sequence) for sequence in self._sequences if (at := text.find(sequence)) >= 0]
        if met:
            at, self.matched = min(met, key=lambda pair: pair[0])
            return text[:at]
        keep = max((_overlap(text, sequence) for sequence in self._sequences), default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]

    def flush(self) -> str:
        """What was held: it was no stop sequence after all."""
        held, self._held = self._held, ""
        return held


def _overlap(text: str, sequence: str) -> int:
    """How long the longest end of the text is that begins the sequence."""
    for length in range(min(len(text), len(sequence) - 1), 0, -1):
        if text.endswith(sequence[:length]):
            return length
    return 0
