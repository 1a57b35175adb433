"""The tests' and the demonstrator's side: switches, employees, clockings, audits, and the page.

It asks for no password, for it is meant for tests: it listens on the loopback address only.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import msgspec
from aiohttp import web

from tests.cloud.audit import audit
from tests.cloud.cloud import Cloud
from tests.cloud.page import render
from tests.cloud.switches import NAMES, Switch
from tests.cloud.viewing import clockings_after, clockings_for_page
from tests.cloud.wire import NamedEmployee

_KEEP_ALIVE_S = 15.0
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}
_PAGE_FOLDER = Path(__file__).parent
T = TypeVar("T")


class AdminSide:
    """The handlers of the plain loopback listener."""

    def __init__(self, cloud: Cloud, follow_outage: Callable[[], Awaitable[None]]) -> None:
        self._cloud = cloud
        self._follow_outage = follow_outage

    def app(self) -> web.Application:
        """Return the application to serve on the loopback address."""
        app = web.Application(client_max_size=64 * 1024 * 1024, middlewares=[_only_by_loopback_name])
        app.router.add_get("/", self.page)
        app.router.add_get("/events", self.events)
        app.router.add_get("/page/{file}", self.page_file)
        app.router.add_get("/admin/switch", self.switches)
        app.router.add_post("/admin/switch", self.turn_on)
        app.router.add_delete("/admin/switch", self.clear)
        app.router.add_delete("/admin/switch/{name}", self.clear)
        app.router.add_post("/admin/employees", self.put_employees)
        app.router.add_delete("/admin/employees/{id}", self.delete_employee)
        app.router.add_post("/admin/reset-cursors", self.reset_cursors)
        app.router.add_get("/admin/clockings", self.clockings)
        app.router.add_get("/admin/terminals", self.terminals)
        app.router.add_get("/admin/terminals/{terminal}/audit", self.audit)
        app.router.add_get("/admin/violations", self.violations)
        app.router.add_get("/admin/trap", self.trapped)
        app.router.add_route("*", "/trap", self.trap)
        return app

    async def switches(self, _request: web.Request) -> web.Response:
        """Tell which faults are on."""
        return _json({"on": self._cloud.switches.state()})

    async def turn_on(self, request: web.Request) -> web.Response:
        """Switch a fault on; an outage has begun when the answer comes."""
        self._cloud.switches.turn_on(await _decoded(request, Switch))
        await self._follow_outage()
        return await self.switches(request)

    async def clear(self, request: web.Request) -> web.Response:
        """Switch one fault off, or all; an outage is over when the answer comes."""
        name = request.match_info.get("name")
        if name is not None and name not in NAMES:
            raise web.HTTPNotFound(text=f"There is no switch {name}; there are {', '.join(NAMES)}.")
        self._cloud.switches.clear(name)
        await self._follow_outage()
        return await self.switches(request)

    async def put_employees(self, request: web.Request) -> web.Response:
        """Add or rename employees."""
        employees = await _decoded(request, list[NamedEmployee])
        await self._cloud.in_ledger(self._cloud.ledger.put_employees, employees)
        return _json({"put": len(employees)})

    async def delete_employee(self, request: web.Request) -> web.Response:
        """Delete an employee."""
        gone = await self._cloud.in_ledger(self._cloud.ledger.delete_employee, request.match_info["id"])
        if not gone:
            raise web.HTTPNotFound(text="There is no such employee.")
        return _json({"deleted": request.match_info["id"]})

    async def reset_cursors(self, _request: web.Request) -> web.Response:
        """Make all cursors expire."""
        await self._cloud.in_ledger(self._cloud.ledger.reset_cursors)
        return _json({"reset": True})

    async def clockings(self, request: web.Request) -> web.Response:
        """List clockings, a thousand at a time, with the `after` of the next page."""
        terminal, after = request.query.get("terminal"), request.query.get("after", "0")
        if not (after.isascii() and after.isdigit()):
            raise web.HTTPBadRequest(text="after is the id of a clocking, a whole number.")
        views = await self._cloud.in_ledger(clockings_after, self._cloud.ledger, terminal, int(after))
        return _json({"clockings": views, "after": views[-1].id if views else int(after)})

    async def terminals(self, _request: web.Request) -> web.Response:
        """List the terminals."""
        known = await self._cloud.in_ledger(self._cloud.ledger.terminals)
        contacts = self._cloud.contacts
        return _json(
            {
                "terminals": [
                    {
                        "terminal": terminal.id,
                        "version": terminal.version,
                        "site": terminal.site,
                        "last_contact": contacts.get(terminal.id),
                    }
                    for terminal in known
                ]
            }
        )

    async def audit(self, request: web.Request) -> web.Response:
        """Audit a terminal's records."""
        found = await self._cloud.in_ledger(audit, self._cloud.ledger, request.match_info["terminal"])
        if found is None:
            raise web.HTTPNotFound(text="No terminal of this name has introduced itself.")
        return _json(found)

    async def violations(self, _request: web.Request) -> web.Response:
        """List the cloud's own departures from its description; a test wants none."""
        return _json({"violations": list(self._cloud.violations)})

    async def trap(self, request: web.Request) -> web.Response:
        """Note that somebody followed a redirect away from HTTPS."""
        self._cloud.trap.note(request.method, request.path, token_given="Authorization" in request.headers)
        return _json({})

    async def trapped(self, _request: web.Request) -> web.Response:
        """List who followed a redirect away from HTTPS."""
        return _json({"visits": list(self._cloud.trap.visits)})

    async def page(self, _request: web.Request) -> web.Response:
        """Show what the cloud has."""
        cloud = self._cloud
        known = await cloud.in_ledger(cloud.ledger.terminals)
        views = await cloud.in_ledger(clockings_for_page, cloud.ledger)
        text = render(known, cloud.contacts, views, cloud.switches.state())
        return web.Response(text=text, content_type="text/html", headers=_PAGE_HEADERS)

    async def page_file(self, request: web.Request) -> web.FileResponse:
        """Give the page's script or style sheet."""
        name = request.match_info["file"]
        if name not in {"page.js", "page.css"}:
            raise web.HTTPNotFound
        return web.FileResponse(_PAGE_FOLDER / name, headers={"Cache-Control": "no-store"})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Stream what happens, until the onlooker leaves or the cloud stops."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        audience = self._cloud.audience
        queue = audience.join()
        try:
            await response.write(b"retry: 1000\n\n")
            while not audience.closing.is_set():
                try:
                    await response.write(await asyncio.wait_for(queue.get(), _KEEP_ALIVE_S))
                except TimeoutError:
                    await response.write(b": still here\n\n")
        except ConnectionError:
            return response
        finally:
            audience.leave(queue)
        return response


@web.middleware
async def _only_by_loopback_name(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse what a foreign page in the same browser could send: its own name, or a form."""
    host = (request.url.host or "").lower()
    origin = request.headers.get("Origin")
    if host not in {"localhost", "127.0.0.1", "::1"} or (origin is not None and origin != str(request.url.origin())):
        raise web.HTTPForbidden(text="The admin side answers only to its own page and to local tests.")
    return await handler(request)


async def _decoded(request: web.Request, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(await request.read(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as err:
        raise web.HTTPUnprocessableEntity(text=f"The request is not understood: {err}") from err


def _json(answer: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(answer), content_type="application/json")
