"""What the translation costs: `python -m tests.bench.translate_bench`.

A text delta and an arguments delta from the upstream's bytes to the client's frame, against decoding and
encoding the same chunk and nothing else; and a request of 1 MB against one `dumps` of it, new and known from
the turn before. The best of several rounds on one core; other work on the machine makes the numbers worse,
never better.
"""

from __future__ import annotations

import json as standard
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

from proxy_core.config import Auth, Provider
from proxy_core.providers.base import Call
from proxy_core.providers.openai import ChatReader, OpenAIChat
from proxy_core.wire import json
from tests.bench.bodies import body

ROUNDS = 7
DELTAS = 5000


def best(work: Callable[[], object], times: int = 1) -> float:
    """Seconds for one, of `times` in a row, in the best of several rounds."""
    found = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        found.append((perf_counter() - start) / times)
    return min(found)


def chunk(delta: Mapping[str, Any]) -> bytes:
    """A chunk as OpenAI sends it."""
    value = {
        "id": "chatcmpl-BxkQ7d0m5cVZ4t1Yw2p8",
        "object": "chat.completion.chunk",
        "created": 1767225600,
        "model": "gpt-4.1-2025-04-14",
        "service_tier": "default",
        "system_fingerprint": "fp_51e1070cf2",
        "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}],
        "usage": None,
    }
    return standard.dumps(value, separators=(",", ":")).encode()


def a_call(request: Mapping[str, Any]) -> Call:
    return Call(Provider("p", "openai", "https://api.openai.com/v1", Auth("none")), "gpt-4.1", request, True)


def deltas(first: list[bytes], payload: bytes) -> tuple[float, float]:
    """Seconds for one delta: through the reader to a frame, and decoded and encoded alone."""
    request = {"messages": [], "tools": [{"name": "Write", "input_schema": {"type": "object"}}]}
    event = b"data: " + payload + b"\n\n"

    def translated() -> None:
        reader = ChatReader(a_call(request))
        for each in first:
            reader.feed(b"data: " + each + b"\n\n")
        for _ in range(DELTAS):
            for made in reader.feed(event):
                made.frame()

    def bare() -> None:
        for _ in range(DELTAS):
            json.dumps(json.loads(payload))

    return best(translated, DELTAS), best(bare, DELTAS)


def main() -> None:
    text = deltas([chunk({"role": "assistant", "content": "x"})], chunk({"content": " further"}))
    head = {
        "index": 0,
        "id": "call_1",
        "type": "function",
        "function": {"name": "Write", "arguments": '{"text":"'},
    }
    part = {"index": 0, "function": {"arguments": "some more"}}
    tool = deltas([chunk({"tool_calls": [head]})], chunk({"tool_calls": [part]}))
    for name, (translated, bare) in (("text delta", text), ("arguments delta", tool)):
        print(f"{name}: {translated * 1e6:.2f} µs, bare {bare * 1e6:.2f} µs, ratio {translated / bare:.2f}")
    request = json.loads(body("claude-opus-4-8", 1_000_000, stream=True))
    kind = OpenAIChat()
    size = len(json.dumps(request))
    encoded = best(lambda: json.dumps(request))
    made = best(lambda: kind.request(a_call(request)))
    print(
        f"request of {size / 1e6:.2f} MB: {made * 1e3:.2f} ms, one dumps {encoded * 1e3:.2f} ms, "
        f"ratio {made / encoded:.2f}"
    )
    earlier, newest = request["messages"][:-1], request["messages"][-1]
    known = request | {"messages": [*map(json.Encoded, earlier), newest]}
    again = best(lambda: kind.request(a_call(known)))
    print(f"the same with all but the newest message known: {again * 1e3:.2f} ms, {again / made:.2f} of it")


if __name__ == "__main__":
    main()
