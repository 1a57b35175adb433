"""What terminals may ask, as openapi.yaml describes it."""

import binascii

import msgspec
from aiohttp import web

from tests.cloud.bodies import MAX_BODY_BYTES, read_json_bytes
from tests.cloud.cloud import Cloud
from tests.cloud.guarding import middlewares
from tests.cloud.intake import receive
from tests.cloud.ledger import CursorExpiredError, KeyChangedError
from tests.cloud.problems import ProblemError
from tests.cloud.viewing import clockings_named
from tests.cloud.wire import BadBatchError, Introduced, Introduction, Result, Results, decode_batch

_MOST_SHOWN = 100


class TerminalSide:
    """The handlers. They find token and parameters already checked, and see to the bodies themselves."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._acknowledged = 0  # counts results while half of them are withheld

    def app(self) -> web.Application:
        """Return the application to serve over TLS."""
        app = web.Application(middlewares=middlewares(self._cloud), client_max_size=MAX_BODY_BYTES)
        app.router.add_put("/v1/terminals/{terminal}", self.introduce)
        app.router.add_post("/v1/terminals/{terminal}/clockings", self.deliver)
        app.router.add_get("/v1/terminals/{terminal}/employees", self.employees, allow_head=False)
        return app

    async def introduce(self, request: web.Request) -> web.Response:
        """Take note of a terminal and its key."""
        terminal = request.match_info["terminal"]
        body = await read_json_bytes(request, bad="bad-request")
        try:
            said = msgspec.json.decode(body, type=Introduction)
        except msgspec.ValidationError as err:
            raise ProblemError("bad-request", 422, str(err)) from err
        except (msgspec.DecodeError, UnicodeDecodeError) as err:
            raise ProblemError("bad-request", 400, f"the body is not JSON: {err}") from err
        key = binascii.a2b_base64(said.public_key)
        try:
            highest = await self._cloud.in_ledger(self._cloud.ledger.introduce, terminal, key, said.version, said.site)
        except KeyChangedError as err:
            detail = f"terminal {terminal} is known with another key; keep its key, or give it a new name"
            raise ProblemError("key-changed", 409, detail) from err
        self._cloud.contact(terminal)
        return _json(Introduced(terminal, highest))

    async def deliver(self, request: web.Request) -> web.Response:
        """Receive clockings."""
        cloud, terminal_id = self._cloud, request.match_info["terminal"]
        body = await read_json_bytes(request, bad="bad-batch")
        terminal = await cloud.in_ledger(cloud.ledger.terminal, terminal_id)
        if terminal is None:
            detail = f"terminal {terminal_id} has to introduce itself with PUT before it delivers"
            raise ProblemError("unknown-terminal", 404, detail)
        try:
            batch = decode_batch(body)
        except BadBatchError as err:
            raise ProblemError("bad-batch", err.status, str(err), index=err.index) from err
        results = await cloud.in_ledger(receive, cloud.ledger, cloud.signatures, terminal, batch)
        cloud.contact(terminal_id)
        await self._show(results)
        if cloud.switches.take("half-ack", "deliver"):
            results = self._every_second(results)
        return _json(Results(results))

    async def employees(self, request: web.Request) -> web.Response:
        """Tell the changes of the employee list."""
        cloud = self._cloud
        try:
            page = await cloud.in_ledger(cloud.ledger.employees_since, request.query.get("cursor"))
        except CursorExpiredError as err:
            raise ProblemError("cursor-expired", 410, "ask again without a cursor, for the whole list") from err
        cloud.contact(request.match_info["terminal"])
        return _json(page)

    def _every_second(self, results: list[Result]) -> list[Result]:
        """Return every second result, counted across deliveries, so that a batch of one gets through in the end."""
        kept = [result for place, result in enumerate(results, self._acknowledged) if place % 2]
        self._acknowledged += len(results)
        return kept

    async def _show(self, results: list[Result]) -> None:
        """Tell those who look what a delivery left in the ledger, refused clockings included."""
        cloud = self._cloud
        if len(cloud.audience):
            uuids = [result.uuid for result in results[-_MOST_SHOWN:]]
            cloud.audience.tell("clockings", await cloud.in_ledger(clockings_named, cloud.ledger, uuids))


def _json(answer: msgspec.Struct) -> web.Response:
    return web.Response(body=msgspec.json.encode(answer), content_type="application/json")
