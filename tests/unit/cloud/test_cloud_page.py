"""The cloud's page shows what came, live, and takes nothing that came for markup."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
import requests

from tests.cloud.ledger import Terminal
from tests.cloud.page import render
from tests.cloud.sample_terminal import Line, SampleTerminal
from tests.cloud.switches import NAMES, WHATS, Switch
from tests.rig.cloud import CloudProcess

NASTY = "<script>alert('1')</script> \"quoted\" &amp; $name ${x} O\u2019Neil 山田 \u202eright \U0001f600"


class Reader(HTMLParser):
    """Gathers a page's tags and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.pressed: dict[str, str] = {}
        self.external: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if "data-switch" in given:
            self.pressed[str(given["data-switch"])] = str(given["aria-pressed"])
        self.external += [str(given[name]) for name in ("src", "href") if "//" in str(given.get(name, ""))]

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def page_of(cloud: CloudProcess) -> Reader:
    answer = requests.get(f"{cloud.admin_url}/", timeout=10)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    return Reader(answer.text)


def test_names_are_shown_as_text_and_never_as_markup(cloud: CloudProcess, line: Line, terminal: SampleTerminal) -> None:
    plain = page_of(cloud).tags.count("script")
    cloud.put_employees({"nasty": NASTY})
    line.deliver(terminal, [terminal.clocking("nasty")])
    page = page_of(cloud)
    assert NASTY in page.texts
    assert page.tags.count("script") == plain == 1


def test_what_a_terminal_says_of_itself_is_escaped() -> None:
    terminal = Terminal('"><img src=x>', b"", "<i>1</i>", NASTY, 0, 0)
    page = Reader(render([terminal], {}, [], []))
    assert "img" not in page.tags
    assert "i" not in page.tags
    assert {'"><img src=x>', "<i>1</i>", NASTY, "never"} <= set(page.texts)


def test_a_refused_clocking_is_shown_with_the_reason(cloud: CloudProcess, line: Line, terminal: SampleTerminal) -> None:
    line.deliver(terminal, [terminal.clocking("who-is-this")])
    texts = page_of(cloud).texts
    assert "who-is-this" in texts
    assert "unknown-employee" in texts


def test_switches_are_buttons_that_show_their_state(cloud: CloudProcess) -> None:
    cloud.switch("slow", delay_s=0)
    pressed = page_of(cloud).pressed
    assert set(pressed) == set(NAMES)
    assert [name for name, state in pressed.items() if state == "true"] == ["slow"]
    assert Reader(render([], {}, [], [Switch(name="429")])).pressed["429"] == "true"


def test_the_page_offers_every_hostile_answer_and_loads_nothing_from_elsewhere(cloud: CloudProcess) -> None:
    page = page_of(cloud)
    assert set(WHATS) <= set(page.texts)
    assert page.external == []


def test_the_script_writes_no_markup() -> None:
    script = Path(__file__).parents[2].joinpath("cloud", "page.js").read_text(encoding="utf-8")
    for sink in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert sink not in script


def test_clockings_and_switches_arrive_live(cloud: CloudProcess, line: Line, terminal: SampleTerminal) -> None:
    with requests.get(f"{cloud.admin_url}/events", stream=True, timeout=10) as stream:
        lines = stream.iter_lines(chunk_size=1, decode_unicode=True)
        assert next(lines).startswith("retry:")
        cloud.switch("slow", delay_s=0)
        line.deliver(terminal, [terminal.clocking(), terminal.clocking("who-is-this")])
        told: dict[str, object] = {}
        for text in lines:
            if text.startswith("event: "):
                event = text.removeprefix("event: ")
            elif text.startswith("data: "):
                told[event] = json.loads(text.removeprefix("data: "))
            if "clockings" in told:
                break
    assert [switch["name"] for switch in told["switches"]] == ["slow"]  # type: ignore[attr-defined]
    clockings = told["clockings"]
    assert isinstance(clockings, list)
    assert [(view["number"], view["name"], view["refused"], view["local_time"]) for view in clockings] == [
        (1, "Alex Example", None, "2026-09-21 15:13:20"),
        (2, None, "unknown-employee", "2026-09-21 15:13:20"),
    ]
    assert told["contact"]["terminal"] == terminal.name  # type: ignore[index]


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://elsewhere.example"}, {"Host": "elsewhere.example"}, {"Origin": "null"}]
)
def test_a_foreign_page_in_the_same_browser_cannot_use_the_admin_side(
    cloud: CloudProcess, headers: dict[str, str]
) -> None:
    answer = requests.post(f"{cloud.admin_url}/admin/reset-cursors", headers=headers, timeout=10)
    assert answer.status_code == 403
