"""Reads request bodies, compressed or not, within a bound."""

import zlib

from aiohttp import web

from tests.cloud.problems import ProblemError

MAX_BODY_BYTES = 4 * 1024 * 1024


async def read_json_bytes(request: web.Request, *, bad: str) -> bytes:
    """Return the decompressed body; a body that cannot be read ends with a problem, of the name `bad` if damaged."""
    if request.content_type != "application/json":
        raise ProblemError("unsupported-body", 415, f"the body is {request.content_type}; send application/json")
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"gzip", "identity"}:
        raise ProblemError("unsupported-body", 415, f"the body is compressed with {encoding}; send it plain or as gzip")
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge as err:
        raise _too_large() from err
    return body if encoding == "identity" else _inflate(body, bad)


def _inflate(body: bytes, bad: str) -> bytes:
    inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = inflater.decompress(body, MAX_BODY_BYTES + 1)
    except zlib.error as err:
        raise ProblemError(bad, 400, f"the body is not gzip: {err}") from err
    if len(plain) > MAX_BODY_BYTES:
        raise _too_large()
    if not inflater.eof or inflater.unused_data:
        raise ProblemError(bad, 400, "the gzip body is cut off, or something follows it")
    return plain


def _too_large() -> ProblemError:
    return ProblemError("too-large", 413, f"the body exceeds {MAX_BODY_BYTES} bytes; send smaller batches")
