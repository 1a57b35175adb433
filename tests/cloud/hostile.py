"""Answers of a cloud gone mad, or of somebody in its place. Nothing of the request is processed."""

import asyncio
import gzip
import json
import uuid

from aiohttp import web

from tests.cloud.switches import What

HUGE_BYTES = 80 * 1024 * 1024
_CHUNK = b"a" * 65_536
_DEPTH = 100_000


async def hostile_answer(request: web.Request, what: What, trap_url: str) -> web.StreamResponse:
    """Give the answer called `what`; `trap_url` is where a redirect leads. Blocks as long as the peer bears it."""
    match what:
        case "huge":
            return await _huge(request)
        case "drip":
            return await _drip(request)
        case "redirect-http":
            return web.Response(status=302, headers={"Location": trap_url})
        case "html":
            return web.Response(
                text="<!doctype html><title>Sign in</title><h1>Welcome to the guest network</h1>",
                content_type="text/html",
            )
        case "truncated-gzip":
            whole = gzip.compress(_plausible())
            return web.Response(
                body=whole[: len(whole) // 2], content_type="application/json", headers={"Content-Encoding": "gzip"}
            )
        case _:
            return web.Response(body=_body(what), content_type="application/json")


def _body(what: What) -> bytes:
    bodies = {
        "wrong-types": json.dumps(
            {
                "results": {"0": "yes"},
                "employees": 7,
                "deleted": None,
                "cursor": [],
                "more": "no",
                "terminal": 5,
                "last_sequence": "many",
            }
        ).encode(),
        "not-json": b"OK, received, thank you",
        "empty": b"",
        "wrong-uuids": _plausible(),
        "deep-nesting": b"[" * _DEPTH + b"]" * _DEPTH,
        "bad-utf8": b'{"results":[{"uuid":"\xff\xfe\xc3\x28","status":"received","receipt":"R-00000001"}]}',
    }
    return bodies[what]


def _plausible() -> bytes:
    """Return results of the right shape for clockings that nobody ever sent."""
    strangers = [str(uuid.UUID(int=uuid.uuid4().int & ~(0xF << 76) | (7 << 76))) for _ in range(3)]
    return json.dumps(
        {"results": [{"uuid": stranger, "status": "received", "receipt": "R-99999999"} for stranger in strangers]}
    ).encode()


async def _huge(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    try:
        await response.write(b'{"results":[],"note":"')
        for _ in range(HUGE_BYTES // len(_CHUNK)):
            await response.write(_CHUNK)
        await response.write(b'"}')
        await response.write_eof()
    except ConnectionError:
        return response  # the peer had enough, as it should
    return response


async def _drip(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    try:
        for byte in b'{"results":[' + b" " * 3600 + b"]}":
            await response.write(bytes([byte]))
            await asyncio.sleep(1)
        await response.write_eof()
    except ConnectionError:
        return response
    return response
