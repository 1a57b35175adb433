"""The layers around the terminal's handlers: contract, faults, problems, token, bodies. Outermost first."""

import asyncio
import hmac
import logging
import socket
import struct
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Middleware

from tests.cloud.cloud import Cloud
from tests.cloud.description import Operation
from tests.cloud.hostile import hostile_answer
from tests.cloud.problems import ProblemError

_log = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
FAULTY = web.RequestKey("faulty", bool)
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: on, 0 s


def cut(transport: asyncio.BaseTransport | None) -> None:
    """Reset a connection: the peer gets neither an answer nor a polite end."""
    if not isinstance(transport, asyncio.WriteTransport):
        return
    sock = transport.get_extra_info("socket")
    if sock is not None and sock.fileno() >= 0:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    transport.abort()


def middlewares(cloud: Cloud) -> list[Middleware]:
    """Return the layers, outermost first."""
    return [_contract(cloud), _faults(cloud), _problems(cloud), _token(cloud)]


def operation_of(cloud: Cloud, request: web.Request) -> Operation | None:
    """Return the described operation that a request asks for, if any."""
    resource = request.match_info.route.resource
    return cloud.description.operations.get((request.method, resource.canonical)) if resource else None


def _contract(cloud: Cloud) -> Middleware:
    """Hold every answer to the description; one that departs from it becomes a 500 and is kept for the tests."""

    @web.middleware
    async def layer(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        operation = operation_of(cloud, request)
        if request.get(FAULTY) or operation is None:
            return response
        if not isinstance(response, web.Response) or not isinstance(response.body, bytes):
            complaint: str | None = "the answer is not a plain body"
        else:
            response.headers.setdefault("Date", formatdate(usegmt=True))
            complaint = operation.complaint_about_answer(
                response.status, response.content_type, response.headers, response.body
            )
        if complaint is None:
            return response
        cloud.violations.append(f"{operation.id}: {complaint}")
        _log.error("The answer to %s departs from openapi.yaml: %s", operation.id, complaint)
        return ProblemError("failed", 500, "the cloud's answer departs from its own description").response()

    return layer


def _faults(cloud: Cloud) -> Middleware:
    @web.middleware
    async def layer(request: web.Request, handler: Handler) -> web.StreamResponse:
        operation = operation_of(cloud, request)
        kind = operation.id if operation else ""
        take = cloud.switches.take
        if cloud.switches.is_on("outage") or take("cut-before-commit", kind):
            return _cut_off(request)
        if slow := take("slow", kind):
            await asyncio.sleep(slow.delay_s)
        if take("500", kind):
            return ProblemError("failed", 500, "switched on by the admin").response()
        for name, status in (("429", 429), ("503", 503)):
            if busy := take(name, kind):  # type: ignore[arg-type]  # both are switches
                headers = {"Retry-After": str(busy.retry_after_s)}
                return ProblemError("busy", status, "switched on by the admin", headers=headers).response()
        if hostile := take("hostile", kind):
            request[FAULTY] = True
            return await hostile_answer(request, hostile.what, cloud.trap_url)
        response = await handler(request)
        if response.status == HTTPStatus.OK and take("cut-after-commit", kind):
            return _cut_off(request)
        return response

    return layer


def _cut_off(request: web.Request) -> web.Response:
    request[FAULTY] = True
    cut(request.transport)
    return web.Response()  # goes nowhere: the connection is gone


def _problems(cloud: Cloud) -> Middleware:
    @web.middleware
    async def layer(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except ProblemError as err:
            return err.response()
        except web.HTTPMethodNotAllowed as err:
            allowed = ", ".join(sorted(err.allowed_methods))
            return ProblemError(
                "wrong-method", 405, f"{request.method} is not offered here", headers={"Allow": allowed}
            ).response()
        except web.HTTPNotFound:
            return ProblemError("no-such-page", 404, f"nothing is at {request.path}").response()
        except ConnectionError:
            raise  # the peer went away; nobody is left to answer
        except Exception as err:  # noqa: BLE001  # the boundary: whatever it was, terminals get a problem, tests the reason
            cloud.violations.append(f"{request.method} {request.path}: {err!r}")
            _log.exception("Answering %s %s failed", request.method, request.path)
            return ProblemError("failed", 500, "the cloud met a fault of its own; its log says which").response()

    return layer


def _token(cloud: Cloud) -> Middleware:
    expected = f"Bearer {cloud.token}".encode()

    @web.middleware
    async def layer(request: web.Request, handler: Handler) -> web.StreamResponse:
        operation = operation_of(cloud, request)
        if operation is None:
            return await handler(request)
        given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, expected):
            detail = "send the terminal's token as Authorization: Bearer"
            raise ProblemError("unauthorised", 401, detail, headers={"WWW-Authenticate": "Bearer"})
        parameters = {("path", name): value for name, value in request.match_info.items()}
        parameters |= {("query", name): value for name, value in request.query.items()}
        if complaint := operation.complaint_about_parameters(parameters):
            raise ProblemError("bad-request", 400, complaint)
        return await handler(request)

    return layer
