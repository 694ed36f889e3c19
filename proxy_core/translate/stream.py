"""The answer: chat completions chunks in, Anthropic events out.

One machine for streams and whole answers. What it holds to, whatever the upstream does:
- one block is open at a time; indices are 0, 1, 2...; each delta fits its block
- the call that is open streams; text, thoughts and calls that come meanwhile wait until its arguments end
- message_start once, with the first thing said: a failure before it is still an HTTP status, and another
  provider may take over; exactly one message_delta, when finish reason and usage are known; then message_stop
- a failure is an `error` event, and nothing comes after it
Synchronous and without I/O; nothing of the answer is kept longer than its block needs.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from enum import Enum
from typing import Any

from proxy_core.errors import ProxyError
from proxy_core.translate import thinking, usage
from proxy_core.translate.arguments import Phase
from proxy_core.translate.blocks import Blocks, Ending
from proxy_core.translate.calls import CallTable, ToolCall
from proxy_core.translate.names import ToolNames, client_id
from proxy_core.translate.reasoning import Details, Said, ThinkTags, parts_of
from proxy_core.translate.stops import StopWatch
from proxy_core.translate.tables import FAILED_REASONS, STOP_REASONS
from proxy_core.wire.events import Event
from proxy_core.wire.openai_chat import first_choice, is_error


class State(Enum):
    """Where the answer stands."""

    START = "nothing has come"
    BETWEEN = "message_start is out and no block is open"
    THINKING = "a thinking block is open"
    TEXT = "a text block is open"
    TOOL = "a call's arguments are coming; all else waits"
    CUT = "a stop sequence was met: the rest is read for its usage only"
    ENDED = "message_stop is out"
    FAILED = "error is out"


class Piece(Enum):
    """What can come."""

    THOUGHT = "thought"
    TEXT = "text"
    CALL = "call"
    END = "the end of the answer"
    FAILURE = "a failure"


_OPEN = {
    Piece.THOUGHT: State.THINKING,
    Piece.TEXT: State.TEXT,
    Piece.CALL: State.TOOL,
    Piece.END: State.ENDED,
    Piece.FAILURE: State.FAILED,
}
#: state -> piece -> next state. Leaving a block's state closes the block, entering one opens it. What leads
#: from TOOL to TOOL and is not of the open call waits in the queue. A piece that is not named is dropped.
TRANSITIONS: Mapping[State, Mapping[Piece, State]] = {
    State.START: {Piece.END: State.FAILED, Piece.FAILURE: State.FAILED},
    State.BETWEEN: _OPEN,
    State.THINKING: _OPEN,
    State.TEXT: _OPEN,
    State.TOOL: {**_OPEN, Piece.THOUGHT: State.TOOL, Piece.TEXT: State.TOOL},
    State.CUT: {Piece.END: State.ENDED, Piece.FAILURE: State.FAILED},
    State.ENDED: {},
    State.FAILED: {},
}

#: what a delta of plain text may have beside its content, if it is empty
_PLAIN = frozenset({"content", "role"})


class ChatStream:
    """`feed` takes decoded chunks, `finish` says that no more come; both return what is complete."""

    def __init__(
        self,
        model: str,
        provider: str = "",
        *,
        names: ToolNames | None = None,
        stops: Sequence[str] = (),
        client_stops: Sequence[str] = (),
        earlier_ids: Callable[[], Collection[str]] = frozenset,
        think_tags: str = "off",
        show_thinking: bool = True,
        whole: bool = False,
        failure: Callable[[Mapping[str, Any]], ProxyError] | None = None,
        estimate: Callable[[], int] | None = None,
        new_id: Callable[[], str] = secrets.token_hex,
    ) -> None:
        """model: as the client calls it. provider: for errors. stops: sequences to cut at; client_stops: all
        that the client named. earlier_ids: see `Blocks`. whole: arguments are held until they are known in
        full. failure: the error for an error object inside the answer. estimate: the request's tokens, asked
        only if nobody else counts.
        """
        self.state = State.START
        self._provider = provider
        self._names = names or ToolNames()
        self._client_stops = client_stops
        self._show_thinking, self._whole = show_thinking, whole
        self._failure, self._estimate = failure, estimate
        self._watch = StopWatch(stops) if stops else None
        self._tags = ThinkTags(think_tags) if think_tags != "off" else None
        self._details = Details()
        self._table = CallTable(self._names.offered)
        self._blocks = Blocks(model, new_id, earlier_ids)
        self._blank = ""  # white space before a text: a block of nothing else is refused in later requests
        self._call: ToolCall | None = None
        self._queue: deque[ToolCall | tuple[Piece, str]] = deque()
        self._usage: Mapping[str, Any] | None = None
        self._finish = self._matched = ""
        self._refused = False
        self._cut_off = False

    # ------------------------------------------------------------ in

    def feed(self, chunk: Mapping[str, Any]) -> list[Event]:
        """The events that a chunk completes."""
        if self.state is State.TEXT and (text := self._plain_text(chunk)):
            return [self._blocks.delta_event("text_delta", text)]
        if self.state in (State.ENDED, State.FAILED):
            return []
        if is_error(chunk):
            return self.fail(self._error_of(chunk))
        choice = first_choice(chunk)
        if self.state is State.START:
            self.state = State.BETWEEN
            self._blocks.begin(chunk.get("id"))
        if found := usage.find(chunk, choice):
            self._usage = found
        if choice is not None:
            self._take_choice(choice)
        elif self._finish and found:
            self._end()
        return self._blocks.take()

    def finish(self, done: bool = False) -> list[Event]:
        """The events at the end. done: whether the upstream said that it was the end."""
        if self.state in (State.ENDED, State.FAILED):
            return []
        if self.state is State.START:
            return self.fail(self._broken("sent an empty answer"))
        if not done and not self._finish:
            return self.fail(self._broken("broke off in the middle of its answer"))
        self._end()
        return self._blocks.take()

    def fail(self, error: ProxyError) -> list[Event]:
        """The events that report a failure; nothing follows them."""
        self._fail(error)
        return self._blocks.take()

    def _plain_text(self, chunk: Mapping[str, Any]) -> str:
        """The text of a chunk that holds nothing else, which is nearly every chunk; else an empty string."""
        if self._watch is not None or self._tags is not None or chunk.get("usage") or "error" in chunk:
            return ""
        choices = chunk.get("choices")
        if type(choices) is not list or len(choices) != 1 or type(choices[0]) is not dict:
            return ""
        choice = choices[0]
        delta = choice.get("delta")
        if type(delta) is not dict or choice.get("finish_reason") is not None or choice.get("index"):
            return ""
        for name in delta:
            if name not in _PLAIN and delta[name]:
                return ""
        text = delta.get("content")
        return text if type(text) is str else ""

    def _take_choice(self, choice: Mapping[str, Any]) -> None:
        delta = choice.get("delta")
        if delta is None:
            delta = choice.get("message")
        if isinstance(delta, dict):
            self._take_delta(delta)
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason:
            if reason.lower() in FAILED_REASONS:
                self._fail(self._broken(FAILED_REASONS[reason.lower()]))
                return
            # Some send "stop" with every chunk, or after the reason that counts.
            if STOP_REASONS.get(self._finish, "end_turn") == "end_turn":
                self._finish = reason.lower()
        if self._client_stops:
            # vLLM and SGLang tell which one it was; on other wires a stop sequence looks like an end.
            told = choice.get("stop_reason") or choice.get("matched_stop")
            if isinstance(told, str) and told in self._client_stops:
                self._matched = told

    def _take_delta(self, delta: Mapping[str, Any]) -> None:
        calls = delta.get("tool_calls")
        if not calls or len(delta) > 1:
            self._take_words(delta)
        if isinstance(calls, dict):  # a single call without its list
            calls = [calls]
        for call in calls if isinstance(calls, list) else ():
            if isinstance(call, dict):
                self._call_delta(call)
        if isinstance(delta.get("function_call"), dict):
            self._call_delta({"index": 0, "function": delta["function_call"]})

    def _take_words(self, delta: Mapping[str, Any]) -> None:
        if "reasoning_details" in delta:
            self._details.take(delta)
        said = parts_of(delta)
        if said.thought:
            self._thought(said.thought)
        if said.signature:
            self._sign(said.signature)
        if said.text:
            self._said(self._tags.feed(said.text) if self._tags else Said(text=said.text))
        refusal = delta.get("refusal")
        if isinstance(refusal, str) and refusal:
            self._refused = True
            self._text(refusal)

    # ------------------------------------------------------------ thoughts and text

    def _said(self, said: Said) -> None:
        if said.thought:
            self._thought(said.thought)
        if said.text:
            self._text(said.text)

    def _thought(self, text: str) -> None:
        if self._show_thinking and self._go(Piece.THOUGHT, text):
            self._blocks.delta("thinking_delta", text)

    def _sign(self, signature: str) -> None:
        """A thought's signature, which must stand in a thinking block: one of its own if none is open."""
        if self._show_thinking and self.state is not State.TOOL:
            self._go(Piece.THOUGHT)
            if self.state is State.THINKING:
                self._blocks.delta("signature_delta", signature)

    def _text(self, text: str) -> None:
        if self.state is State.TOOL:
            self._go(Piece.TEXT, text)
            return
        if self._watch is not None:
            text = self._watch.feed(text)
        self._emit_text(text)
        if self._watch is not None and self._watch.matched is not None:
            self._matched = self._watch.matched
            self._close_block()
            self.state = State.CUT

    def _emit_text(self, text: str) -> None:
        if self.state is not State.TEXT:
            text, self._blank = self._blank + text, ""
            if not text or text.isspace():
                self._blank = text
                return
        if text and self._go(Piece.TEXT, text):
            self._blocks.delta("text_delta", text)

    def _flush_text(self) -> None:
        if self._tags is not None and not self._tags.over:
            self._said(self._tags.flush())
        if self._watch is not None and (held := self._watch.flush()):
            self._emit_text(held)
        self._blank = ""

    # ------------------------------------------------------------ calls

    def _call_delta(self, delta: Mapping[str, Any]) -> None:
        if Piece.CALL not in TRANSITIONS[self.state]:
            return
        if self.state is not State.TOOL:
            self._flush_text()
        for call in self._table.take(delta):
            if call is not self._call and call not in self._queue and not call.closed:
                self._queue.append(call)
        self._drain()

    def _drain(self, ended: bool = False) -> None:
        """Let the open call go on, and after it what waits. ended: no more comes for any call."""
        while self._call is not None or self._queue:
            if self._call is None:
                self._next(self._queue.popleft())
                continue
            self._stream(self._call)
            phase = self._call.arguments.phase
            # An empty object may be a placeholder for what is still to come, unless something else comes.
            complete = phase is Phase.DONE or (phase is Phase.EMPTY and bool(self._queue))
            if not (ended or (complete and self._call.name)):
                return
            self._close_call(self._call)

    def _next(self, waiting: ToolCall | tuple[Piece, str]) -> None:
        if isinstance(waiting, ToolCall):
            if self._go(Piece.CALL):
                self._call = waiting
        elif waiting[0] is Piece.THOUGHT:
            self._thought(waiting[1])
        else:
            self._text(waiting[1])

    def _stream(self, call: ToolCall) -> None:
        """Hand on what the open call's arguments have so far, unless they must be known in full first."""
        if self._whole or call.after is not None or not (call.held and call.name):
            return
        self._open_call(call)
        self._blocks.delta("input_json_delta", "".join(call.held))
        call.held.clear()
        call.sent = True

    def _close_call(self, call: ToolCall) -> None:
        if not call.sent and not call.is_noise():
            self._open_call(call)
            self._blocks.delta("input_json_delta", call.arguments.whole())
        elif call.sent and call.arguments.phase is not Phase.DONE:
            # What streamed cannot be taken back, and must not be closed: half a command is another command.
            # The client must not take it for a call that is ready to run.
            self._cut_off = True
        call.closed = True
        self._close_block()
        self._call = None
        self.state = State.BETWEEN

    def _open_call(self, call: ToolCall) -> None:
        if call.opened:
            return
        call.opened = True
        signature = self._details.signature()
        if call.signature:
            signature = thinking.pack(thinking.GOOGLE, call.signature)
        if signature and self._show_thinking:
            # A thought of which only the companion is told: it must come back with the call.
            self._blocks.open_thought()
            self._blocks.delta("signature_delta", signature)
            self._blocks.close()
        self._blocks.open_call(client_id(call.id), self._names.to_client(call.name))

    # ------------------------------------------------------------ the machine

    def _fail(self, error: ProxyError) -> None:
        if self._go(Piece.FAILURE):
            self._blocks.fail(error)

    def _go(self, piece: Piece, text: str = "") -> bool:
        """Take the step that a piece asks for. False if the piece has to wait, and does, or is dropped."""
        new = TRANSITIONS[self.state].get(piece)
        if new is None:
            return False
        if self.state is State.TOOL and new is State.TOOL:
            self._queue.append((piece, text))
            self._drain()
            return False
        if new is not self.state:
            if new is not State.FAILED:
                self._close_block()
            self.state = new
            if new is State.TEXT:
                self._blocks.open_text()
            elif new is State.THINKING:
                self._blocks.open_thought()
        return True

    def _close_block(self) -> None:
        """Close the block that is open, if one is."""
        if self.state is State.THINKING and (signature := self._details.signature()):
            self._blocks.delta("signature_delta", signature)
        if self.state in (State.TEXT, State.THINKING) or (self._call is not None and self._call.opened):
            self._blocks.close()

    def _end(self) -> None:
        """Close what is open, tell why the answer ended and what it cost."""
        self._flush_text()
        self._drain(ended=True)
        if not self._go(Piece.END):
            return
        reason = STOP_REASONS.get(self._finish, "end_turn")
        counts = usage.counts(self._usage, self._estimate, self._blocks.characters)
        self._blocks.end(Ending(reason, self._matched, self._refused, self._cut_off), counts)

    def _error_of(self, chunk: Mapping[str, Any]) -> ProxyError:
        return self._failure(chunk) if self._failure is not None else self._broken("reported a failure")

    def _broken(self, what: str) -> ProxyError:
        return ProxyError("INFERENCE_UPSTREAM_FAILURE", f"The provider '{self._provider}' {what}.")
