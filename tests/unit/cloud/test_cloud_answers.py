"""What a terminal gets from the running cloud, over TLS."""

import datetime as dt
import gzip
import http.client
import json
import re
import socket
import ssl
import stat
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest
import requests

from tests.cloud.description import Description
from tests.cloud.sample_terminal import Line, SampleTerminal
from tests.rig.cloud import CloudProcess

DESCRIPTION = Description()
JSON = {"Content-Type": "application/json"}


def problem(answer: requests.Response) -> str:
    """Return the name of a problem, which must be as described."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    content = answer.json()
    assert DESCRIPTION.schema("Problem").is_valid(content)
    assert content["status"] == answer.status_code
    return str(content["type"]).removeprefix("urn:clock-terminal:problem:")


def path_of(terminal: SampleTerminal) -> str:
    return f"/v1/terminals/{terminal.name}/clockings"


def test_delivered_clockings_are_listed_with_their_receipts(
    cloud: CloudProcess, line: Line, terminal: SampleTerminal
) -> None:
    batch = terminal.clockings(3)
    results = line.deliver(terminal, batch).json()["results"]
    held = cloud.clockings(terminal.name)
    assert [row["receipt"] for row in held] == [result["receipt"] for result in results]
    assert [row["text"] for row in held] == [signed["record"] for signed in batch]
    assert held[0]["name"] == "Alex Example"
    assert held[0]["record"]["number"] == 1
    assert line.introduce(terminal).json()["last_sequence"] == 3
    assert cloud.audit(terminal.name)["proven"]


def test_a_full_batch_of_a_thousand_is_received_and_one_more_is_not(line: Line, terminal: SampleTerminal) -> None:
    batch = terminal.clockings(1001)
    too_many = line.deliver(terminal, batch)
    assert (too_many.status_code, problem(too_many)) == (422, "bad-batch")
    assert len(line.deliver(terminal, batch[:1000]).json()["results"]) == 1000


def test_a_compressed_batch_is_received(line: Line, terminal: SampleTerminal) -> None:
    body = gzip.compress(json.dumps({"clockings": terminal.clockings(2)}).encode())
    answer = line.ask("POST", path_of(terminal), data=body, headers=JSON | {"Content-Encoding": "gzip"})
    assert [result["status"] for result in answer.json()["results"]] == ["received", "received"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[]", 422),
        (b'{"clockings":[]}', 422),
        (b"[" * 100_000, 422),
        (b'{"clockings":' + b"[" * 100_000, 422),
        (b'{"x":' + b"[" * 100_000, 422),
    ],
)
def test_a_body_that_is_not_a_batch_is_refused_whole(
    line: Line, terminal: SampleTerminal, body: bytes, status: int
) -> None:
    answer = line.ask("POST", path_of(terminal), data=body, headers=JSON)
    assert (answer.status_code, problem(answer)) == (status, "bad-batch")


def test_a_bad_clocking_is_named_by_its_index(line: Line, terminal: SampleTerminal) -> None:
    batch = terminal.clockings(3)
    batch[1] = terminal.signed({"v": 1})
    answer = line.deliver(terminal, batch)
    assert (answer.status_code, problem(answer), answer.json()["index"]) == (422, "bad-batch", 1)


@pytest.mark.parametrize("damage", ["cut", "noise", "followed"])
def test_a_damaged_compressed_body_is_refused(line: Line, terminal: SampleTerminal, damage: str) -> None:
    whole = gzip.compress(json.dumps({"clockings": terminal.clockings(2)}).encode())
    body = {"cut": whole[:-9], "noise": b"no gzip at all", "followed": whole + b"more"}[damage]
    answer = line.ask("POST", path_of(terminal), data=body, headers=JSON | {"Content-Encoding": "gzip"})
    assert (answer.status_code, problem(answer)) == (400, "bad-batch")


@pytest.mark.parametrize("compressed", [False, True])
def test_a_body_beyond_four_mebibytes_is_refused_also_when_it_comes_as_a_small_bomb(
    line: Line, terminal: SampleTerminal, *, compressed: bool
) -> None:
    body = b" " * (4 * 1024 * 1024 + 1)
    headers = JSON | ({"Content-Encoding": "gzip"} if compressed else {})
    answer = line.ask("POST", path_of(terminal), data=gzip.compress(body) if compressed else body, headers=headers)
    assert (answer.status_code, problem(answer)) == (413, "too-large")


@pytest.mark.parametrize("headers", [{"Content-Type": "text/plain"}, JSON | {"Content-Encoding": "br"}])
def test_other_kinds_of_body_are_refused(line: Line, terminal: SampleTerminal, headers: dict[str, str]) -> None:
    answer = line.ask("POST", path_of(terminal), data=b"{}", headers=headers)
    assert (answer.status_code, problem(answer)) == (415, "unsupported-body")


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer wrong", "Basic dXNlcjpwYXNz"])
def test_a_wrong_token_is_refused(line: Line, terminal: SampleTerminal, token: str) -> None:
    for method, tail in (("PUT", ""), ("POST", "/clockings"), ("GET", "/employees")):
        answer = line.ask(method, f"/v1/terminals/{terminal.name}{tail}", headers={"Authorization": token})
        assert (answer.status_code, problem(answer)) == (401, "unauthorised")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_terminal_that_did_not_introduce_itself_cannot_deliver(line: Line) -> None:
    stranger = SampleTerminal("stranger")
    answer = line.deliver(stranger, stranger.clockings(1))
    assert (answer.status_code, problem(answer)) == (404, "unknown-terminal")


def test_a_changed_key_is_refused(line: Line, terminal: SampleTerminal) -> None:
    answer = line.introduce(SampleTerminal(terminal.name))
    assert (answer.status_code, problem(answer)) == (409, "key-changed")


@pytest.mark.parametrize("name", ["a b", "x" * 65, "ü"])
def test_a_terminal_name_out_of_the_ordinary_is_refused(line: Line, name: str) -> None:
    answer = line.introduce(SampleTerminal(name))
    assert (answer.status_code, problem(answer)) == (400, "bad-request")


@pytest.mark.parametrize(("body", "status"), [(b"{", 400), (b"{}", 422), (b'{"public_key": 1}', 422)])
def test_an_introduction_that_is_not_understood_is_refused(line: Line, body: bytes, status: int) -> None:
    answer = line.ask("PUT", "/v1/terminals/t1", data=body, headers=JSON)
    assert (answer.status_code, problem(answer)) == (status, "bad-request")


def test_employees_are_told_and_an_expired_cursor_is_a_problem(
    cloud: CloudProcess, line: Line, terminal: SampleTerminal
) -> None:
    page = line.employees(terminal).json()
    assert {"id": "e1", "name": "Alex Example"} in page["employees"]
    cloud.put_employees({"e9": "Zoë <b>Example</b> \U0001f600"})
    cloud.delete_employee("e9")
    cloud.put_employees({"e8": "Kim Sample"})
    changed = line.employees(terminal, page["cursor"]).json()
    assert (changed["employees"], changed["deleted"]) == ([{"id": "e8", "name": "Kim Sample"}], ["e9"])
    cloud.reset_cursors()
    answer = line.employees(terminal, page["cursor"])
    assert (answer.status_code, problem(answer)) == (410, "cursor-expired")


def test_an_address_or_a_method_that_is_not_offered_is_a_problem(line: Line, terminal: SampleTerminal) -> None:
    missing, wrong = line.ask("GET", "/v2"), line.ask("DELETE", f"/v1/terminals/{terminal.name}")
    assert (missing.status_code, problem(missing)) == (404, "no-such-page")
    assert (wrong.status_code, problem(wrong), wrong.headers["Allow"]) == (405, "wrong-method", "PUT")


def test_the_date_of_an_answer_is_true(line: Line, terminal: SampleTerminal) -> None:
    before = dt.datetime.now(dt.UTC)
    told = parsedate_to_datetime(line.employees(terminal).headers["Date"])
    after = dt.datetime.now(dt.UTC)
    # The header has whole seconds.
    assert before - dt.timedelta(seconds=1) <= told <= after + dt.timedelta(seconds=1)


def test_the_certificate_holds_under_strict_verification_and_only_for_its_names(cloud: CloudProcess) -> None:
    context = ssl.create_default_context(cafile=str(cloud.ca_file))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    port = urlsplit(cloud.url).port
    for name in ("localhost", "127.0.0.1"):
        with (
            socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
            context.wrap_socket(plain, server_hostname=name) as secured,
        ):
            assert secured.version() in {"TLSv1.2", "TLSv1.3"}
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        context.wrap_socket(plain, server_hostname="cloud.example")


def test_secrets_on_disk_are_readable_by_their_owner_only(cloud: CloudProcess) -> None:
    for secret in (cloud.token_file, cloud.folder / "ca.key", cloud.folder / "server.key"):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", cloud.token)


def test_a_peer_that_goes_away_in_the_middle_of_a_body_is_no_fault_of_the_cloud(
    cloud: CloudProcess, line: Line, terminal: SampleTerminal
) -> None:
    context = ssl.create_default_context(cafile=str(cloud.ca_file))
    half = http.client.HTTPSConnection("localhost", int(urlsplit(cloud.url).port or 0), context=context, timeout=10)
    half.putrequest("POST", path_of(terminal))
    for name, value in {"Authorization": f"Bearer {cloud.token}", "Content-Length": "5000", **JSON}.items():
        half.putheader(name, value)
    half.endheaders(b'{"clockings":[')
    half.close()
    assert line.deliver(terminal, terminal.clockings(1)).ok
    assert len(cloud.clockings(terminal.name)) == 1
