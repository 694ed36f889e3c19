"""The ends of the pipeline in memory."""

from __future__ import annotations

import logging

import pytest

from app.verify_capture import Capture, Client, Ear, NoCredentials
from app.verify_wires import Said, anthropic_stream, in_pieces
from proxy_core.config import Auth, Provider
from proxy_core.providers.anthropic import StreamReader
from proxy_core.providers.base import UpstreamRequest
from proxy_core.wire.collect import BrokenStream


async def test_the_capture_keeps_what_is_sent_and_answers_it() -> None:
    capture = Capture()
    capture.respond = lambda request: (request.body, b"b", b"c")
    request = UpstreamRequest("POST", "https://far.invalid/v1/messages", {}, b"a")
    answer = await capture.open(request)
    assert await answer.next_chunk() == b"a"
    assert await answer.read(9) == b"bc"
    assert await answer.next_chunk() == b""
    await answer.close()
    assert capture.sent == [request]
    count = await capture.open(UpstreamRequest("POST", "https://far.invalid/v1/messages/count_tokens", {}))
    assert await count.read(99) == b'{"input_tokens":1}'


async def test_a_client_reads_the_message() -> None:
    client, reader = Client(), StreamReader("far")
    for frame in anthropic_stream(Said("", "Hello", ()), in_pieces(2)):
        await client.send(reader.feed(frame))
    assert client.message()["content"] == [{"type": "text", "text": "Hello"}]
    assert client.sent_bytes > 100


async def test_a_client_does_not_take_a_part_for_the_whole() -> None:
    client, reader = Client(), StreamReader("far")
    for frame in [*anthropic_stream(Said("", "Hello", ()), in_pieces(2))][:-1]:
        await client.send(reader.feed(frame))
    with pytest.raises(BrokenStream):
        client.message()


@pytest.mark.parametrize(
    ("auth", "key"), [("keyring", True), ("env", True), ("none", False), ("client", False)]
)
async def test_no_key_is_read_from_anywhere(auth: str, key: bool) -> None:
    secret = await NoCredentials().get(Provider("far", "openai", auth=Auth(auth)))
    assert (secret is not None) == key
    assert secret is None or "no-key" in secret.reveal()


def test_the_ear_hears_every_level_and_every_exception_only_while_it_listens() -> None:
    quiet = logging.getLogger("scrubroom.test.ear")
    root = logging.getLogger()
    before = root.level, list(root.handlers)
    with Ear() as ear:
        quiet.debug("a %s", "value")
        try:
            raise ValueError("in an exception")
        except ValueError:
            quiet.info("failed", exc_info=True)
        heard = ear.take()
        assert ear.take() == ""
    assert "a value" in heard
    assert "in an exception" in heard
    assert (root.level, root.handlers) == before
