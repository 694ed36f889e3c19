"""Whether a proxy of ours answers at an address, and whose it is."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from app.running_proxy import Found, find_proxy, listener_uid, proxy_url


@contextmanager
def answering(body: bytes) -> Iterator[int]:
    """A server on a free loopback port that gives one body to every GET. Yields the port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(30)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:7440"),
        ("localhost", "http://localhost:7440"),
        ("0.0.0.0", "http://127.0.0.1:7440"),
        ("::", "http://[::1]:7440"),
        ("[::1]", "http://[::1]:7440"),
        ("192.168.1.5", "http://192.168.1.5:7440"),
    ],
)
def test_a_client_gets_an_address_that_it_can_reach(host: str, url: str) -> None:
    assert proxy_url(host, 7440) == url


def test_a_proxy_of_ours_is_known_by_its_word() -> None:
    with answering(json.dumps({"product": "scrubroom", "version": "9.8"}).encode()) as port:
        assert find_proxy("127.0.0.1", port) == Found(True, ours=True, version="9.8")
        assert find_proxy("0.0.0.0", port).ours


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"product": "other"}'])
def test_another_program_is_none_of_ours(body: bytes) -> None:
    with answering(body) as port:
        assert find_proxy("127.0.0.1", port) == Found(True)


def test_a_free_port_is_free() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        assert find_proxy("127.0.0.1", probe.getsockname()[1]) == Found(False)
    assert find_proxy("no.such.host.invalid", 1) == Found(False)


def test_the_owner_of_a_port_is_known_where_the_system_tells() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        assert listener_uid(server.getsockname()[1]) is None
        server.listen()
        assert listener_uid(server.getsockname()[1]) == os.getuid()


def test_another_users_port_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "tcp").write_text(
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
        "   0: 0100007F:1D10 00000000:0000 01 00000000:00000000 00:00000000 00000000  1001        0 1\n"
        "   1: 0100007F:1D10 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1002        0 1\n"
    )
    assert listener_uid(7440, tmp_path) == 1002
    assert listener_uid(7441, tmp_path) is None
