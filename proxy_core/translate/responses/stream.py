"""The answer: events of the Responses API in, Anthropic events out.

One machine for streams and whole answers. Items may come mixed, without announcement, without deltas or
without an end; what goes out is one item after the other, each in its own block or blocks: the first item
that is not over streams, and what comes of later ones meanwhile waits for its end. So a thought has its
signature, which comes with the end of its item, before anything follows it. A failure is an `error` event,
and nothing comes after it. Synchronous and without I/O.
Source: https://platform.openai.com/docs/api-reference/responses-streaming
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from enum import Enum
from typing import Any

from proxy_core.errors import ProxyError
from proxy_core.translate import usage
from proxy_core.translate.arguments import Phase
from proxy_core.translate.blocks import Blocks, Ending
from proxy_core.translate.names import ToolNames, client_id
from proxy_core.translate.reasoning import Said, ThinkTags
from proxy_core.translate.responses.items import Item, Items, Kind, Part, Place, arguments_of, part_of
from proxy_core.translate.responses.search import blocks_of
from proxy_core.translate.responses.thoughts import signature
from proxy_core.translate.stops import StopWatch
from proxy_core.translate.tables import STOP_REASONS
from proxy_core.wire.events import Event
from proxy_core.wire.openai_responses import ENDINGS, error_of, is_error, response_of


class State(Enum):
    """Where the answer stands."""

    START = "nothing has come"
    BETWEEN = "message_start is out, or ready, and no block is open"
    THINKING = "a thinking block is open"
    TEXT = "a text block is open"
    TOOL = "a call's block is open"
    CUT = "a stop sequence was met: the rest is read for its usage only"
    ENDED = "message_stop is out"
    FAILED = "error is out"


class Piece(Enum):
    """What can come."""

    THOUGHT = "thought"
    TEXT = "text"
    CALL = "call"
    PAUSE = "the end of a part or of an item"
    STOP = "a stop sequence"
    END = "the end of the answer"
    FAILURE = "a failure"


_OPEN = {
    Piece.THOUGHT: State.THINKING,
    Piece.TEXT: State.TEXT,
    Piece.CALL: State.TOOL,
    Piece.PAUSE: State.BETWEEN,
    Piece.STOP: State.CUT,
    Piece.END: State.ENDED,
    Piece.FAILURE: State.FAILED,
}
#: state -> piece -> next state. Leaving a block's state closes the block, entering one opens it. A piece that
#: is not named is dropped.
TRANSITIONS: Mapping[State, Mapping[Piece, State]] = {
    State.START: {Piece.FAILURE: State.FAILED},
    State.BETWEEN: _OPEN,
    State.THINKING: _OPEN,
    State.TEXT: _OPEN,
    State.TOOL: _OPEN,
    State.CUT: {Piece.END: State.ENDED, Piece.FAILURE: State.FAILED},
    State.ENDED: {},
    State.FAILED: {},
}
_BLOCKS = (State.THINKING, State.TEXT, State.TOOL)
_OVER = (State.ENDED, State.FAILED)

#: event -> what its `delta` is a piece of, and the field with the part's number
_DELTAS: Mapping[str, tuple[Part, str]] = {
    "response.output_text.delta": (Part.TEXT, "content_index"),
    "response.refusal.delta": (Part.REFUSAL, "content_index"),
    "response.reasoning_summary_text.delta": (Part.SUMMARY, "summary_index"),
    "response.reasoning_summary.delta": (Part.SUMMARY, "summary_index"),
    "response.reasoning_text.delta": (Part.THOUGHT, "content_index"),
    "response.reasoning.delta": (Part.THOUGHT, "content_index"),
    "response.function_call_arguments.delta": (Part.ARGUMENTS, ""),
}
#: event -> the same for an event that has the whole part, and the field that holds it
_WHOLES: Mapping[str, tuple[Part, str, str]] = {
    "response.output_text.done": (Part.TEXT, "content_index", "text"),
    "response.refusal.done": (Part.REFUSAL, "content_index", "refusal"),
    "response.reasoning_summary_text.done": (Part.SUMMARY, "summary_index", "text"),
    "response.reasoning_text.done": (Part.THOUGHT, "content_index", "text"),
    "response.function_call_arguments.done": (Part.ARGUMENTS, "", "arguments"),
}
#: events with the whole part as an object -> the field with its number
_PARTS: Mapping[str, str] = {
    "response.content_part.done": "content_index",
    "response.reasoning_summary_part.done": "summary_index",
}


class ResponsesStream:
    """`feed` takes decoded events, `finish` says that no more come; both return what is complete."""

    def __init__(
        self,
        model: str,
        provider: str = "",
        *,
        names: ToolNames | None = None,
        stops: Sequence[str] = (),
        issuer: str = "",
        think_tags: str = "off",
        show_thinking: bool = True,
        whole: bool = False,
        earlier_ids: Callable[[], Collection[str]] = frozenset,
        failure: Callable[[Mapping[str, Any]], ProxyError] | None = None,
        estimate: Callable[[], int] | None = None,
        new_id: Callable[[], str] = secrets.token_hex,
    ) -> None:
        """model: as the client calls it. provider: for errors. stops: sequences to cut at. issuer: whose
        reasoning is to be kept (`thoughts`); empty if none is. whole: arguments are held until they are known
        in full. failure: the error for an error object inside the answer. earlier_ids: of the calls in the
        request's history. estimate: the request's tokens, asked only if nobody else counts.
        """
        self.state = State.START
        self._provider, self._issuer = provider, issuer
        self._names = names or ToolNames()
        self._show_thinking, self._whole = show_thinking, whole
        self._failure, self._estimate = failure, estimate
        self._watch = StopWatch(stops) if stops else None
        self._tags = ThinkTags(think_tags) if think_tags != "off" else None
        self._blocks = Blocks(model, new_id, earlier_ids)
        self._items = Items()
        self._queue: deque[Item] = deque()  # those that are not over, in order; the first one streams
        self._blank = ""  # white space before a text: a block of nothing else is refused in later requests
        self._usage: Mapping[str, Any] | None = None
        self._matched = ""
        self._refused = self._cut_off = False

    # ------------------------------------------------------------ in

    def feed(self, event: Mapping[str, Any]) -> list[Event]:
        """The events that an event completes."""
        kind = str(event.get("type"))
        if kind == "response.output_text.delta" and (text := self._plain_text(event)):
            return [self._blocks.delta_event("text_delta", text)]
        if self.state in _OVER:
            return []
        if is_error(event):
            return self.fail(self._error_of(event))
        if self.state is State.START:
            self._begin(event)
        if kind in ENDINGS:
            self._end(ENDINGS[kind], response_of(event))
        else:
            self._take(kind, event)
            self._advance()
        return self._blocks.take()

    def finish(self, done: bool = False) -> list[Event]:
        """The events at the end. done: whether the upstream said that it was the end."""
        if self.state in _OVER:
            return []
        if self.state is State.START:
            return self.fail(self._broken("sent an empty answer"))
        if not done or self._queue or not self._items.all:
            return self.fail(self._broken("broke off in the middle of its answer"))
        self._end("completed", {})
        return self._blocks.take()

    def fail(self, error: ProxyError) -> list[Event]:
        """The events that report a failure; nothing follows them."""
        if self._go(Piece.FAILURE):
            self._blocks.fail(error)
        return self._blocks.take()

    def _plain_text(self, event: Mapping[str, Any]) -> str:
        """The text of a delta that only goes on with the open text, as nearly all events do; else empty."""
        if self.state is not State.TEXT or self._watch is not None or self._tags is not None:
            return ""
        place = (Part.TEXT, event.get("content_index") or 0)
        item = self._items.of(event, place)
        text = event.get("delta")
        if item is None or item is not self._queue[0] or item.showing != place or type(text) is not str:
            return ""
        item.say(place, text)
        item.waiting.clear()
        return text

    def _begin(self, event: Mapping[str, Any]) -> None:
        self.state = State.BETWEEN
        self._blocks.begin(response_of(event).get("id") if "response" in event else None)

    def _take(self, kind: str, event: Mapping[str, Any]) -> None:
        if kind in _DELTAS:
            part, number = _DELTAS[kind]
            self._piece(event, (part, _count(event.get(number))), event.get("delta"), whole=False)
        elif kind in _WHOLES:
            part, number, field = _WHOLES[kind]
            self._piece(event, (part, _count(event.get(number))), event.get(field), whole=True)
        elif kind in _PARTS and isinstance(event.get("part"), dict):
            if (found := part_of(event["part"])) is not None:
                self._piece(event, (found[0], _count(event.get(_PARTS[kind]))), found[1], whole=True)
        elif kind == "response.output_item.added" and isinstance(event.get("item"), dict):
            self._wait(self._items.added(event, event["item"]))
        elif kind == "response.output_item.done" and isinstance(event.get("item"), dict):
            item = self._items.ended(event, event["item"])
            if item is not None:
                self._wait(item)
                item.complete(event["item"])

    def _piece(self, event: Mapping[str, Any], place: Place, value: Any, *, whole: bool) -> None:
        text = arguments_of(value) if place[0] is Part.ARGUMENTS and value is not None else value
        if not isinstance(text, str) or not (text or whole):
            return
        item = self._items.of(event, place)
        if item is None:
            return
        self._wait(item)
        if not whole:
            item.say(place, text)
        else:
            item.whole(place, text)
            # A thought is not over before its item is: what must come back with it comes last.
            item.settled = item.kind is not Kind.REASONING

    # ------------------------------------------------------------ one item after the other

    def _wait(self, item: Item) -> None:
        if not item.closed and item not in self._queue:
            self._queue.append(item)

    def _advance(self, ended: bool = False) -> None:
        """Let the first item go on, and after it what waits. ended: no more comes for any item."""
        while self._queue:
            item = self._queue[0]
            self._show(item)
            # Nobody ends an item that nobody has announced, and some never end any.
            passed = len(self._queue) > 1 and (item.settled or not item.announced)
            complete = item.done or (item.kind is Kind.CALL and item.settled and item.name)
            if not (ended or passed or complete):
                return
            self._queue.popleft()
            self._close(item, ended)

    def _show(self, item: Item) -> None:
        while item.waiting:
            place, text = item.waiting.popleft()
            if item.kind is Kind.CALL:
                self._call_piece(item, text)
            elif item.kind is Kind.REASONING:
                self._reasoning_piece(item, place, text)
            elif item.kind is Kind.MESSAGE:
                self._message_piece(item, place, text)
        if item.kind is Kind.CALL:
            self._stream_call(item)

    def _close(self, item: Item, ended: bool) -> None:
        if item.kind is Kind.CALL:
            self._close_call(item, ended)
        elif item.kind is Kind.REASONING:
            self._close_thought(item)
        elif item.kind is Kind.MESSAGE:
            self._flush_text()
        elif item.kind is Kind.SEARCH and self._go(Piece.PAUSE):
            for block in blocks_of(item.data):
                self._blocks.add(block)
        self._go(Piece.PAUSE)
        item.close()

    # ------------------------------------------------------------ thoughts

    def _reasoning_piece(self, item: Item, place: Place, text: str) -> None:
        """A summary and the reasoning itself say the same: what comes first is shown."""
        if item.showing is not None and item.showing[0] is not place[0]:
            return
        if item.showing is not None and item.showing != place:
            text = f"\n\n{text}"
        item.showing = place
        self._thought(text)

    def _thought(self, text: str) -> None:
        if text and self._show_thinking and self._go(Piece.THOUGHT):
            self._blocks.delta("thinking_delta", text)

    def _close_thought(self, item: Item) -> None:
        """What must come back stands in the signature, in a block without words if the thought has none."""
        sign = signature(item.data, self._issuer) if self._issuer and self._show_thinking else ""
        if sign and self._go(Piece.THOUGHT):
            self._blocks.delta("signature_delta", sign)

    # ------------------------------------------------------------ words

    def _message_piece(self, item: Item, place: Place, text: str) -> None:
        if item.showing is not None and item.showing != place:
            self._flush_text()
            self._go(Piece.PAUSE)
        item.showing = place
        if place[0] is Part.REFUSAL:
            self._refused = True
            self._text(text)
        else:
            self._said(self._tags.feed(text) if self._tags is not None else Said(text=text))

    def _said(self, said: Said) -> None:
        self._thought(said.thought)
        self._text(said.text)

    def _text(self, text: str) -> None:
        if self._watch is not None:
            text = self._watch.feed(text)
        self._emit_text(text)
        if self._watch is not None and self._watch.matched is not None and self._go(Piece.STOP):
            self._matched = self._watch.matched

    def _emit_text(self, text: str) -> None:
        if self.state is not State.TEXT:
            text, self._blank = self._blank + text, ""
            if not text or text.isspace():
                self._blank = text
                return
        if text and self._go(Piece.TEXT):
            self._blocks.delta("text_delta", text)

    def _flush_text(self) -> None:
        if self._tags is not None and not self._tags.over:
            self._said(self._tags.flush())
        if self._watch is not None and (held := self._watch.flush()):
            self._emit_text(held)
        self._blank = ""

    # ------------------------------------------------------------ calls

    def _call_piece(self, item: Item, text: str) -> None:
        if out := item.arguments.feed(text):
            item.held.append(out)

    def _stream_call(self, item: Item) -> None:
        if self._whole or not (item.held and item.name) or not self._open_call(item):
            return
        self._blocks.delta("input_json_delta", "".join(item.held))
        item.held.clear()

    def _close_call(self, item: Item, ended: bool) -> None:
        phase = item.arguments.phase
        over = item.settled or (item.done and not item.cut_off)
        if item.opened:
            # What streamed cannot be taken back, and must not be closed: half a command is another command.
            self._cut_off |= phase is not Phase.DONE
        elif not over and not item.arguments.begun:
            self._cut_off = True  # of this call nothing is known but its name
        elif self._open_call(item):
            self._cut_off |= item.cut_off
            self._blocks.delta("input_json_delta", item.arguments.whole())

    def _open_call(self, item: Item) -> bool:
        if not item.opened and self._go(Piece.CALL):
            item.opened = True
            self._blocks.open_call(client_id(item.call_id or item.id), self._names.to_client(item.name))
        return item.opened and self.state is State.TOOL

    # ------------------------------------------------------------ the machine

    def _go(self, piece: Piece) -> bool:
        """Take the step that a piece asks for. False if the piece is dropped."""
        new = TRANSITIONS[self.state].get(piece)
        if new is None:
            return False
        if new is not self.state:
            if self.state in _BLOCKS and new is not State.FAILED:
                self._blocks.close()
            self.state = new
            if new is State.TEXT:
                self._blocks.open_text()
            elif new is State.THINKING:
                self._blocks.open_thought()
        return True

    def _end(self, how: str, response: Mapping[str, Any]) -> None:
        """Complete and close what is open, tell why the answer ended and what it cost."""
        how = ENDINGS.get(str(response.get("status")), how)
        if isinstance(response.get("usage"), dict):
            self._usage = response["usage"]
        if how == "failed":
            self._go(Piece.FAILURE)
            self._blocks.fail(self._error_of(error_of(response)))
        elif how == "cancelled":
            self._go(Piece.FAILURE)
            self._blocks.fail(self._broken("broke off its answer"))
        else:
            for item, data in self._items.left_out(response.get("output")):
                self._wait(item)
                item.complete(data)
            self._advance(ended=True)
            if self._go(Piece.END):
                reason = _reason(response) if how == "incomplete" else "end_turn"
                ending = Ending(reason, self._matched, self._refused, self._cut_off)
                counts = usage.counts(self._usage, self._estimate, self._blocks.characters)
                self._blocks.end(ending, counts)

    def _error_of(self, value: Mapping[str, Any]) -> ProxyError:
        if self._failure is None or not value:
            return self._broken("reported a failure")
        return self._failure(value)

    def _broken(self, what: str) -> ProxyError:
        return ProxyError("INFERENCE_UPSTREAM_FAILURE", f"The provider '{self._provider}' {what}.")


def _reason(response: Mapping[str, Any]) -> str:
    """Why a response is incomplete; what is not known is as if its length had been, since it is not whole."""
    details = response.get("incomplete_details")
    reason = details.get("reason") if isinstance(details, dict) else None
    return STOP_REASONS.get(str(reason).lower(), "max_tokens")


def _count(value: Any) -> int:
    return value if isinstance(value, int) else 0
