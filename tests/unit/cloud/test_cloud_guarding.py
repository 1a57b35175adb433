"""The cloud holds its own answers to the description while it serves, and owns up to its faults."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from tests.cloud.cloud import Cloud
from tests.cloud.terminal_side import TerminalSide

Handler = Callable[[TerminalSide, web.Request], Awaitable[web.Response]]


async def unknown_member(_side: TerminalSide, _request: web.Request) -> web.Response:
    return web.json_response({"employees": [], "deleted": [], "cursor": "a.0", "more": False, "surplus": 1})


async def undescribed_status(_side: TerminalSide, _request: web.Request) -> web.Response:
    return web.json_response({}, status=202)


async def fault(_side: TerminalSide, _request: web.Request) -> web.Response:
    message = "a fault that nobody thought of"
    raise RuntimeError(message)


def ask_for_employees(folder: Path) -> tuple[int, str, list[str]]:
    """Return status and problem type of an answer, and the violations noted."""

    async def ask() -> tuple[int, str, list[str]]:
        cloud = Cloud.at(folder, "token")
        server = TestServer(TerminalSide(cloud).app())
        try:
            async with TestClient(server) as client:
                answer = await client.get("/v1/terminals/t1/employees", headers={"Authorization": "Bearer token"})
                return answer.status, str((await answer.json(content_type=None)).get("type")), list(cloud.violations)
        finally:
            cloud.close()

    return asyncio.run(ask())


def test_a_good_answer_passes(tmp_path: Path) -> None:
    assert ask_for_employees(tmp_path) == (200, "None", [])


@pytest.mark.parametrize(
    ("handler", "reason"),
    [(unknown_member, "surplus"), (undescribed_status, "status 202"), (fault, "a fault that nobody thought of")],
)
def test_an_answer_that_departs_or_fails_becomes_a_problem_and_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, handler: Handler, reason: str
) -> None:
    monkeypatch.setattr(TerminalSide, "employees", handler)
    status, problem, violations = ask_for_employees(tmp_path)
    assert (status, problem) == (500, "urn:clock-terminal:problem:failed")
    assert len(violations) == 1
    assert reason in violations[0]
