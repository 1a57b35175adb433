"""The orders that a test, a demo or a benchmark gives over the control socket."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import TypeVar

from drivers.fingerprint.emulator.cable import Cable
from drivers.fingerprint.emulator.faults import Fault, Kind, Where
from drivers.fingerprint.emulator.fingers import Quality, template
from drivers.fingerprint.emulator.flash import load
from drivers.fingerprint.emulator.ledger import Ledger
from drivers.fingerprint.emulator.profiles import PROFILES
from drivers.fingerprint.emulator.wire import Wire

Order = Mapping[str, object]
Answer = dict[str, object]
E = TypeVar("E", bound=StrEnum)


class OrderRefused(Exception):
    """An order cannot be carried out; the message says what, why and what to do."""


class Orders:
    """Carries out orders, given as plain values."""

    def __init__(self, wire: Wire, cable: Cable, ledger: Ledger) -> None:
        """Take orders for one emulator."""
        self._wire = wire
        self._cable = cable
        self._ledger = ledger
        self._handlers: dict[str, Callable[[Order], Answer]] = {
            "press": self._press,
            "tap": self._press,
            "lift": self._lift,
            "fault": self._fault,
            "clear": self._clear,
            "unplug": self._unplug,
            "replug": self._replug,
            "restart": self._restart,
            "swap": self._swap,
            "pace": self._pace,
            "enrol": self._enrol,
            "erase": self._erase,
            "status": self._status,
            "timings": self._timings,
        }

    def obey(self, order: Order) -> Answer:
        """Carry out one order. Raises OrderRefused."""
        handler = self._handlers.get(str(order.get("do")))
        if handler is None:
            message = f"unknown order {order.get('do')!r}: use one of {', '.join(self._handlers)}"
            raise OrderRefused(message)
        return handler(order)

    def _press(self, order: Order) -> Answer:
        """Lay a finger down: until lifted, or for `hold_s`, which a tap must say."""
        finger = _whole(order, "finger")
        quality = _choice(order, "quality", Quality, Quality.GOOD)
        hold_s = _seconds(order, "hold_s")
        if hold_s is None and order["do"] == "tap":
            message = "a tap has an end: say hold_s"
            raise OrderRefused(message)
        try:
            impression = self._wire.state.glass.press(finger, quality, hold_s)
        except ValueError as err:
            raise OrderRefused(str(err)) from err
        return {"down_at": self._ledger.down(impression)}

    def _lift(self, _: Order) -> Answer:
        """Take the finger away."""
        self._wire.state.glass.lift()
        return {}

    def _fault(self, order: Order) -> Answer:
        """Switch a fault on."""
        kind = _choice(order, "kind", Kind, None)
        seconds = _seconds(order, "seconds")
        self._wire.state.faults.add(
            Fault(
                kind,
                until=None if seconds is None else monotonic() + seconds,
                count=_whole(order, "count") if "count" in order else None,
                command=_whole(order, "command") if "command" in order else None,
                delay_s=_seconds(order, "delay_s") or 0.0,
                code=_whole(order, "code") if "code" in order else 0,
                where=_choice(order, "where", Where, Where.BEFORE),
            )
        )
        return {"faults": self._wire.state.faults.names()}

    def _clear(self, order: Order) -> Answer:
        """Switch one fault off, or all."""
        self._wire.state.faults.clear(_choice(order, "kind", Kind, None) if "kind" in order else None)
        return {"faults": self._wire.state.faults.names()}

    def _unplug(self, order: Order) -> Answer:
        """Pull the cable out, for some seconds or until replugged."""
        self._wire.pull_out()
        seconds = _seconds(order, "seconds")
        if seconds is not None:
            asyncio.get_running_loop().call_later(seconds, self._replug, {})
        return {}

    def _replug(self, _: Order) -> Answer:
        """Plug the cable in again, if it is out."""
        if self._cable.descriptor is None:
            self._wire.power_up()
        return {"device": self._cable.device}

    def _restart(self, _: Order) -> Answer:
        """Take the power away for a moment, behind the port, as a brown-out does: the host sees no hang-up."""
        if self._cable.descriptor is not None:
            self._wire.power_up()
        return {}

    def _pace(self, order: Order) -> Answer:
        """Change the factor on all times, from the next command on."""
        time_scale = _seconds(order, "time_scale")
        if time_scale is None:
            message = "the pace needs a time_scale: 1 is that of a real sensor"
            raise OrderRefused(message)
        self._wire.time_scale = time_scale
        self._wire.state.glass.touch_s = self._wire.state.profile.touch_s * time_scale
        return {}

    def _swap(self, order: Order) -> Answer:
        """Put another sensor behind the same port, as on a UART: the host sees no hang-up."""
        state = self._wire.state
        name = str(order.get("profile", state.profile.name))
        if name not in PROFILES or "library" not in order:
            message = f"a swap needs library=FILE, and a profile of {', '.join(PROFILES)}"
            raise OrderRefused(message)
        profile = PROFILES[name]
        try:
            state.flash = load(Path(str(order["library"])), profile.template_bytes)
        except (OSError, ValueError, KeyError) as err:
            message = f"the library cannot be used ({err}): name another file"
            raise OrderRefused(message) from err
        state.profile = profile
        state.glass.touch_s = profile.touch_s * self._wire.time_scale
        if self._cable.descriptor is not None:
            self._wire.power_up()
        return {"profile": name}

    def _enrol(self, order: Order) -> Answer:
        """Put templates straight into the library: `count` fingers from `finger` on, in slots from `slot` on."""
        state = self._wire.state
        finger, slot = _whole(order, "finger"), _whole(order, "slot")
        count = _whole(order, "count") if "count" in order else 1
        if slot + count > state.profile.capacity:
            message = f"slots {slot} to {slot + count - 1} do not fit into {state.profile.capacity}: use lower ones"
            raise OrderRefused(message)
        for step in range(count):
            state.flash.templates[slot + step] = template(
                finger + step, Quality.GOOD, secrets.token_bytes(8), state.profile.template_bytes
            )
        state.flash.save()
        return {"count": len(state.flash.templates)}

    def _erase(self, order: Order) -> Answer:
        """Take a slot's template out of the library, or all."""
        templates = self._wire.state.flash.templates
        if "slot" in order:
            templates.pop(_whole(order, "slot"), None)
        else:
            templates.clear()
        self._wire.state.flash.save()
        return {"count": len(templates)}

    def _status(self, _: Order) -> Answer:
        """Tell what can be seen from outside, and the library's slots with their fingers."""
        state = self._wire.state
        impression = state.glass.impression
        return {
            "profile": state.profile.name,
            "device": self._cable.device,
            "plugged_in": self._cable.descriptor is not None,
            "listening": self._wire.listening,
            "finger": None if impression is None else impression.finger,
            "quality": None if impression is None else impression.quality.value,
            "touching": state.glass.touching,
            "ring": state.ring,
            "slots": sorted(state.flash.templates),
            "faults": state.faults.names(),
            "baud": self._wire.baud,
            "security_level": state.flash.security_level,
            "locked": not state.unlocked,
        }

    def _timings(self, order: Order) -> Answer:
        """Tell what each press cost; with `reset` forget it afterwards."""
        presses = self._ledger.shown()
        if order.get("reset"):
            self._ledger.reset()
        return {"presses": presses}


def _whole(order: Order, name: str) -> int:
    """Return a whole number of an order."""
    value = order.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 0xFFFF_FFFF:  # noqa: PLR2004
        message = f"{name} is {value!r}: give a whole number"
        raise OrderRefused(message)
    return value


def _seconds(order: Order, name: str) -> float | None:
    """Return a duration of an order, None without one."""
    value = order.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 86_400:  # noqa: PLR2004
        message = f"{name} is {value!r}: give seconds"
        raise OrderRefused(message)
    return float(value)


def _choice(order: Order, name: str, kinds: type[E], default: E | None) -> E:
    """Return one of a set of names of an order."""
    value = order.get(name, default)
    try:
        return kinds(str(value))
    except ValueError as err:
        message = f"{name} is {value!r}: use one of {', '.join(kinds)}"
        raise OrderRefused(message) from err
