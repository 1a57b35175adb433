"""Each fault does what its name says, for as long as it is told to, and nothing once it is over."""

import gzip
import json
import socket
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
import requests

from tests.cloud.hostile import HUGE_BYTES
from tests.cloud.sample_terminal import Line, SampleTerminal
from tests.cloud.switches import NAMES, WHATS, Switch, Switches
from tests.rig.cloud import CloudProcess

DEADLINE_S = 20.0


def wait_for(what: Callable[[], bool]) -> None:
    """Wait until something holds; AssertionError when it does not in time."""
    deadline = time.monotonic() + DEADLINE_S
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def reached(line: Line, terminal: SampleTerminal) -> bool:
    try:
        return line.employees(terminal).ok
    except requests.ConnectionError:
        return False


def test_an_outage_refuses_connections_and_resets_those_that_stand(
    cloud: CloudProcess, line: Line, terminal: SampleTerminal
) -> None:
    assert reached(line, terminal)  # a connection stands
    url = urlsplit(cloud.url)
    cloud.switch("outage")
    with pytest.raises(requests.ConnectionError):
        line.employees(terminal)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", url.port), timeout=5)
    cloud.clear("outage")
    assert reached(line, terminal)
    assert urlsplit(cloud.url).port == url.port


def test_an_outage_ends_by_itself_after_its_seconds(cloud: CloudProcess, line: Line, terminal: SampleTerminal) -> None:
    cloud.switch("outage", seconds=0.2)
    wait_for(lambda: reached(line, terminal))
    assert cloud.switches() == []


def test_an_outage_can_begin_and_end_many_times(cloud: CloudProcess, line: Line, terminal: SampleTerminal) -> None:
    for _ in range(20):
        cloud.switch("outage")
        assert not reached(line, terminal)
        cloud.clear()
        assert reached(line, terminal)


def test_slow_delays_the_answer(cloud: CloudProcess, line: Line, terminal: SampleTerminal) -> None:
    cloud.switch("slow", delay_s=30, count=1)
    with pytest.raises(requests.ReadTimeout):
        line.ask("GET", f"/v1/terminals/{terminal.name}/employees", timeout=0.2)
    cloud.switch("slow", delay_s=0.2, count=1)
    begun = time.monotonic()
    assert line.employees(terminal).ok
    assert time.monotonic() - begun >= 0.2


@pytest.mark.parametrize(("name", "status"), [("500", 500), ("429", 429), ("503", 503)])
def test_an_error_is_answered_for_as_many_requests_as_counted_and_nothing_is_kept(
    cloud: CloudProcess, line: Line, terminal: SampleTerminal, name: str, status: int
) -> None:
    batch = terminal.clockings(2)
    cloud.switch(name, count=2, retry_after_s=7)
    for _ in range(2):
        answer = line.deliver(terminal, batch)
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers.get("Retry-After") == (None if status == 500 else "7")
        assert cloud.clockings(terminal.name) == []
    assert line.deliver(terminal, batch).ok


def test_half_ack_commits_all_and_acknowledges_every_second(
    cloud: CloudProcess, line: Line, terminal: SampleTerminal
) -> None:
    batch = terminal.clockings(6)
    cloud.switch("half-ack")
    results = line.deliver(terminal, batch).json()["results"]
    assert len(results) == 3
    assert len(cloud.clockings(terminal.name)) == 6
    # A batch of one gets through at the second attempt at the latest.
    single = terminal.clockings(1)
    acknowledged = [len(line.deliver(terminal, single).json()["results"]) for _ in range(2)]
    assert sorted(acknowledged) == [0, 1]


@pytest.mark.parametrize(("name", "kept"), [("cut-before-commit", 0), ("cut-after-commit", 3)])
def test_a_cut_leaves_the_terminal_without_an_answer(
    cloud: CloudProcess, line: Line, terminal: SampleTerminal, name: str, kept: int
) -> None:
    batch = terminal.clockings(3)
    cloud.switch(name, count=1)
    assert line.employees(terminal).ok  # only deliveries are cut
    with pytest.raises(requests.ConnectionError):
        line.deliver(terminal, batch)
    assert len(cloud.clockings(terminal.name)) == kept
    results = line.deliver(terminal, batch).json()["results"]
    assert [result["status"] for result in results] == ["received"] * 3
    assert cloud.audit(terminal.name)["repeats"] == kept


def test_a_fault_can_be_kept_to_one_operation(cloud: CloudProcess, line: Line, terminal: SampleTerminal) -> None:
    cloud.switch("500", only="employees")
    assert line.deliver(terminal, terminal.clockings(1)).ok
    assert line.employees(terminal).status_code == 500


class Hostile:
    """A terminal that delivers to a cloud that answers with something else."""

    def __init__(self, cloud: CloudProcess, line: Line, terminal: SampleTerminal) -> None:
        self.cloud, self.line, self.terminal = cloud, line, terminal
        self.body = json.dumps({"clockings": terminal.clockings(2)}).encode()

    def answer(self, what: str, **options: object) -> requests.Response:
        self.cloud.switch("hostile", what=what)
        path = f"/v1/terminals/{self.terminal.name}/clockings"
        headers = {"Content-Type": "application/json"}
        options.setdefault("allow_redirects", False)
        return self.line.ask("POST", path, data=self.body, headers=headers, **options)


@pytest.fixture
def hostile(cloud: CloudProcess, line: Line, terminal: SampleTerminal) -> Hostile:
    return Hostile(cloud, line, terminal)


def test_a_hostile_answer_keeps_nothing_of_the_request(hostile: Hostile) -> None:
    for what in WHATS:
        if what not in {"huge", "drip"}:
            hostile.answer(what, stream=True).close()
    assert hostile.cloud.clockings(hostile.terminal.name) == []


def test_hostile_html_looks_like_a_sign_in_page(hostile: Hostile) -> None:
    answer = hostile.answer("html")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")


def test_hostile_bodies_are_as_bad_as_announced(hostile: Hostile) -> None:
    assert isinstance(hostile.answer("wrong-types").json()["results"], dict)
    assert hostile.answer("empty").content == b""
    with pytest.raises(ValueError, match="Expecting value"):
        hostile.answer("not-json").json()
    with pytest.raises(UnicodeDecodeError):
        hostile.answer("bad-utf8").content.decode()
    assert hostile.answer("deep-nesting").content.startswith(b"[" * 100_000)


def test_hostile_acknowledgements_are_for_clockings_nobody_sent(hostile: Hostile) -> None:
    sent = {json.loads(signed["record"])["uuid"] for signed in json.loads(hostile.body)["clockings"]}
    told = {result["uuid"] for result in hostile.answer("wrong-uuids").json()["results"]}
    assert told
    assert not sent & told


def test_hostile_gzip_is_cut_off(hostile: Hostile) -> None:
    raw = hostile.answer("truncated-gzip", stream=True)
    with pytest.raises(EOFError):
        gzip.decompress(raw.raw.read(decode_content=False))


def test_a_hostile_redirect_leads_to_plain_http_and_notes_who_follows(hostile: Hostile) -> None:
    answer = hostile.answer("redirect-http")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("http://")
    before = len(hostile.cloud.trapped())
    requests.get(answer.headers["Location"], headers={"Authorization": "Bearer lost"}, timeout=10)
    assert hostile.cloud.trapped()[before:] == [{"method": "GET", "path": "/trap", "token_given": True}]


def test_a_hostile_huge_answer_is_larger_than_64_mebibytes(hostile: Hostile) -> None:
    answer = hostile.answer("huge", stream=True)
    received = sum(len(part) for part in answer.iter_content(1 << 20))
    assert received > HUGE_BYTES > 64 * 1024 * 1024


def test_a_hostile_drip_never_comes_to_an_end_and_does_not_hold_up_others(hostile: Hostile) -> None:
    answer = hostile.answer("drip", stream=True)
    assert answer.raw.read(1) == b"{"
    hostile.cloud.clear()
    other = Line(hostile.cloud.url, hostile.cloud.ca_file, hostile.cloud.token)
    assert other.employees(hostile.terminal).ok
    other.close()
    answer.close()


class Clock:
    """A clock that goes when told."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_a_fault_lasts_its_seconds_by_the_clock() -> None:
    clock = Clock()
    switches = Switches(now=clock)
    switches.turn_on(Switch(name="500", seconds=10))
    assert switches.next_end_s() == 10
    clock.now_s = 9.9
    assert switches.take("500", "deliver")
    clock.now_s = 10.0
    assert switches.take("500", "deliver") is None
    assert switches.next_end_s() is None


def test_a_fault_strikes_with_its_probability() -> None:
    draws = iter([0.1, 0.4, 0.3, 0.9])
    switches = Switches(chance=lambda: next(draws))
    switches.turn_on(Switch(name="500", probability=0.35))
    assert [switches.take("500", "deliver") is not None for _ in range(4)] == [True, False, True, False]


def test_every_change_of_a_switch_is_told() -> None:
    switches = Switches()
    told: list[list[str]] = []
    switches.on_change = lambda: told.append([switch.name for switch in switches.state()])
    switches.turn_on(Switch(name="429", count=1))
    switches.take("429", "deliver")
    switches.turn_on(Switch(name="slow"))
    switches.clear()
    assert told == [["429"], [], ["slow"], []]


def test_only_deliveries_can_be_cut_or_half_acknowledged() -> None:
    switches = Switches()
    for name in NAMES:
        switches.turn_on(Switch(name=name))
    struck = {name for name in NAMES if switches.take(name, "employees")}
    assert set(NAMES) - struck == {"half-ack", "cut-before-commit", "cut-after-commit"}
