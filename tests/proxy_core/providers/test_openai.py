"""The kind of chat completions: what it makes of a request for its machine."""

from __future__ import annotations

from proxy_core.providers.openai import OpenAIChat
from tests.golden.replay import call, chunk, message_of, read, sse

KIND = OpenAIChat()
REQUEST = {"model": "claude", "max_tokens": 5, "messages": [{"role": "user", "content": "hi"}]}
STREAM = sse(
    chunk({"role": "assistant", "content": ""}), chunk({"content": "Hi"}), chunk({}, "stop"), "[DONE]"
)


def test_a_client_that_does_not_stream_never_gets_arguments_that_are_no_object() -> None:
    tool = {"index": 0, "id": "a", "function": {"name": "Bash", "arguments": '{"command":"rm -rf /tmp/x'}}
    data = sse(chunk({"tool_calls": [tool]}), chunk({}, "length"), "[DONE]")
    message = message_of(read(call(REQUEST), [data]))
    assert message["content"][0]["input"] == {"_raw_arguments": '{"command":"rm -rf /tmp/x'}
    assert message["stop_reason"] == "max_tokens"


def test_the_clients_stop_sequences_and_thinking_are_respected() -> None:
    request = {**REQUEST, "stop_sequences": ["a", "b", "c", "d", "END"], "thinking": {"type": "disabled"}}
    data = sse(chunk({"reasoning_content": "t", "content": "one END two"}), chunk({}, "stop"), "[DONE]")
    message = message_of(read(call(request), [data]))
    assert message["content"] == [{"type": "text", "text": "one "}]
    assert message["stop_sequence"] == "END"


def test_the_kind_makes_its_own_reader() -> None:
    machine = KIND.reader(call(REQUEST), "text/event-stream")
    assert message_of([*machine.feed(STREAM), *machine.finish()])["model"] == "claude"
