"""The cloud's web page, rendered on the server; page.js keeps it up to date."""

import datetime as dt
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import Template

from tests.cloud.ledger import Terminal
from tests.cloud.switches import NAMES, Switch
from tests.cloud.viewing import ClockingView

_TEMPLATE = Template(Path(__file__).with_name("page.html").read_text(encoding="utf-8"))
_KINDS = {"in": "In", "out": "Out", "break_start": "Break start", "break_end": "Break end", "void": "Taken back"}


def render(
    terminals: Iterable[Terminal],
    contacts: Mapping[str, float],
    clockings: Iterable[ClockingView],
    switches: Iterable[Switch],
) -> str:
    """Return the page. Whatever comes from outside is escaped."""
    on = {switch.name for switch in switches}
    return _TEMPLATE.substitute(
        terminals="\n".join(_terminal(terminal, contacts.get(terminal.id)) for terminal in terminals),
        clockings="\n".join(map(_clocking, clockings)),
        switches="\n".join(_switch(name, on=name in on) for name in NAMES),
    )


def _terminal(terminal: Terminal, contact: float | None) -> str:
    heard = dt.datetime.fromtimestamp(contact, dt.UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if contact else "never"
    return (
        f'<tr data-terminal="{escape(terminal.id)}"><th scope="row">{_text(terminal.id)}</th>'
        f"<td>{_text(terminal.site)}</td><td>{_text(terminal.version)}</td>"
        f'<td class="contact">{heard}</td></tr>'
    )


def _clocking(view: ClockingView) -> str:
    settled = f'<td class="receipt">{view.receipt}</td>'
    if view.refused is not None:
        settled = f'<td class="refused"><span>{_text(view.refused)}</span></td>'
    return (
        f'<tr data-id="{view.id}"><td class="number">{view.number}</td><td>{_text(view.name or view.employee)}</td>'
        f'<td><span class="kind {escape(view.kind)}">{_text(_KINDS.get(view.kind, view.kind))}</span></td>'
        f"<td>{_text(view.local_time)}</td>"
        f'<td><span class="quality {escape(view.quality)}">{_text(view.quality)}</span></td>'
        f"{settled}<td>{_text(view.terminal)}</td></tr>"
    )


def _switch(name: str, *, on: bool) -> str:
    return f'<button type="button" data-switch="{name}" aria-pressed="{str(on).lower()}">{name}</button>'


def _text(value: str) -> str:
    """Return text as it may stand in the page, kept from turning the direction of what follows it."""
    return f"<bdi>{escape(value)}</bdi>"
