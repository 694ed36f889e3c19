"""The floor: the least that a proxy made with aiohttp must do. Read the body, forward it, relay the answer.

It checks nothing, changes nothing and logs nothing. What Scrubroom takes beyond this is the price of
what Scrubroom does.
"""

from __future__ import annotations

import asyncio
import socket
import sys

from aiohttp import ClientSession, ClientTimeout, TCPConnector, web


class Floor:
    def __init__(self, upstream: str, session: ClientSession) -> None:
        self._upstream = upstream
        self._session = session

    async def relay(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = {"content-type": "application/json"}
        async with self._session.post(self._upstream + request.path, data=body, headers=headers) as answer:
            response = web.StreamResponse(
                status=answer.status, headers={"content-type": answer.headers["content-type"]}
            )
            await response.prepare(request)
            async for chunk in answer.content.iter_any():
                await response.write(chunk)
            await response.write_eof()
            return response


async def main(upstream: str) -> None:
    connector = TCPConnector(limit=0)
    async with ClientSession(
        connector=connector, timeout=ClientTimeout(total=None), auto_decompress=False
    ) as session:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/{path:.*}", Floor(upstream, session).relay)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
        await runner.setup()
        listener = socket.create_server(("127.0.0.1", 0))
        await web.SockSite(runner, listener).start()
        print(f"listening on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
