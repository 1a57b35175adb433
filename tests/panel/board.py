"""The panel's one page: shows what was seen, and passes on what is touched."""

from dataclasses import dataclass
from typing import Final, Protocol

from tests.panel import words
from tests.panel.cloud import CloudSeen
from tests.panel.field import Field
from tests.panel.light import LightSeen, breath
from tests.panel.parts import Hold, Sign, Tap, stand
from tests.panel.plan import FINGERS, Plan
from tests.panel.sensor import Effect, SensorSeen
from ui.client import Line, Reading
from ui.theme import Theme
from ui.toolkit import ObjectProperty, Touch, Widget
from ui.widgets import place

RING_S: Final = 2.5  # one breath of the ring; how long a real one takes, its manual does not say
_LIGHT_TONES: Final = {"RED": "bad", "GREEN": "good", "BLUE": "accent", "AMBER": "caution", "WHITE": "text"}
_RING_TONES: Final = {1: "bad", 2: "accent"}


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the panel shows. `cloud` is None where there is none."""

    core: Reading
    sensor: SensorSeen
    light: LightSeen
    cloud: CloudSeen | None


class Deeds(Protocol):
    """What a touch leads to; every call returns at once."""

    def press(self, finger: int, quality: str) -> None:
        """Lay a finger down."""

    def lift(self) -> None:
        """Take it away."""

    def set_fault(self, kind: str, *, on: bool) -> None:
        """Switch a fault of the sensor."""

    def set_plugged_in(self, *, on: bool) -> None:
        """Plug the sensor in, or unplug it."""

    def set_outage(self, *, on: bool) -> None:
        """Switch the cloud's outage."""

    def enrol(self, employee: str) -> None:
        """Ask the core to enrol a finger."""


Part = Tap | Sign | Field


class Board(Widget):
    """Built once for one size of the window. `show` and `move` change only what differs."""

    theme: Theme = ObjectProperty(None)

    def __init__(self, plan: Plan, theme: Theme, people: dict[str, str], deeds: Deeds, *, cloud: bool) -> None:
        """Build all parts; `people` are names by id."""
        self._deeds = deeds
        self._ids = {name: employee for employee, name in people.items()}
        self._quality = next(iter(words.QUALITIES))
        self._holding: int | None = None
        self._seen: Seen | None = None
        super().__init__(theme=theme, size=(plan.width, plan.height))
        self._signs = {
            "light": Sign(theme=theme, label=words.LIGHT),
            "ring": Sign(theme=theme, label=words.RING, hollow=True),
        }
        self._fingers = {number: self._finger(number) for number in FINGERS}
        self._qualities = {name: self._tap(f"quality:{name}", word) for name, word in words.QUALITIES.items()}
        switches = ["cable", *words.FAULTS, *(["outage"] if cloud else [])]
        self._switches = {name: self._tap(name, "") for name in switches}
        self._enrol = self._tap("enrol", words.ENROL)
        self._steps = {name: self._tap(name, sign) for name, sign in words.STEPS.items() if people}
        self._field = Field(theme=theme, name="employee", hint=words.EMPLOYEE, entered=self._enrol_chosen)
        self._field.text = next(iter(self._ids), "")
        taps = (*self._fingers.values(), *self._qualities.values(), *self._switches.values(), *self._steps.values())
        named: list[Tap | Field] = [*taps, self._enrol, self._field]
        self._parts: dict[str, Part] = {**self._signs, **{part.name: part for part in named}}
        self._wire()
        self._boxes = plan.boxes(list(words.QUALITIES), switches, known=bool(people))
        self._settle()

    def show(self, seen: Seen) -> None:
        """Show what is known now."""
        self._seen = seen
        sensor = seen.sensor
        self._signs["light"].word, self._signs["ring"].word = words.light(seen.light), words.ring(sensor)
        for number, finger in self._fingers.items():
            finger.enabled, finger.chosen = sensor.reached, sensor.finger == number
        for name, tap in self._qualities.items():
            tap.chosen = name == self._quality
        for name, tap in self._switches.items():
            on, enabled, pair = self._switch(name, seen)
            tap.alarm, tap.enabled, tap.word = on, enabled, pair[on]
        self._enrol.enabled = seen.core.line is Line.OPEN
        said = words.line(seen.core, sensor, seen.light, seen.cloud)
        line = self.ids.line
        line.text, line.tone = said.text, "caution" if said.trouble else "text"
        self._arrange()

    def move(self, now: float) -> None:
        """Let the lamps shine as they do at this moment."""
        if self._seen is None:
            return
        lamp, ring = self._signs["light"], self._signs["ring"]
        light, sensor = self._seen.light, self._seen.sensor
        lamp.tone = _LIGHT_TONES.get(light.change.colour, "line")
        lamp.level = light.level(now) if light.reached and light.change.colour in _LIGHT_TONES else 0.0
        ring.tone = _RING_TONES.get(sensor.ring.colour, "secondary")
        ring.level = _ring_level(sensor, now)

    @property
    def moving(self) -> bool:
        """Tell whether a lamp changes by itself."""
        if self._seen is None:
            return False
        ring = self._seen.sensor.ring.effect
        return bool(self._seen.light.change.breathing) or ring in {Effect.BREATHING, Effect.FLASHING}

    def on_touch_down(self, touch: Touch) -> bool:
        """Pass a touch on; the wheel and the other buttons of a mouse are none. Typing ends with a touch elsewhere."""
        if getattr(touch, "button", "left") != "left":
            return True
        if not self._field.collide_point(*touch.pos):
            self._field.end()
        return super().on_touch_down(touch)

    def _finger(self, number: int) -> Hold:
        return Hold(
            theme=self.theme,
            name=f"finger:{number}",
            word=str(number),
            icon="finger",
            level="key",
            held=lambda: self._press(number),
            let_go=lambda: self._lift(number),
        )

    def _tap(self, name: str, word: str) -> Tap:
        return Tap(theme=self.theme, name=name, word=word)

    def _wire(self) -> None:
        """Say what each key does."""
        for name, tap in self._qualities.items():
            tap.action = lambda name=name: self._choose(name)
        for name, tap in self._switches.items():
            tap.action = lambda name=name: self._turn(name)
        for name, tap in self._steps.items():
            by = -1 if name == "previous" else 1
            tap.action = lambda by=by: self._step(by)
        self._enrol.action = self._enrol_chosen

    def _settle(self) -> None:
        """Add every part, and put it where the plan says."""
        for name, part in self._parts.items():
            stand(part, self._boxes[name], int(self.height))
            self.add_widget(part)

    def _arrange(self) -> None:
        """Set the words anew."""
        for part in self._parts.values():
            part.arrange()
        box = self._boxes["line"]
        line = self.ids.line
        height = line.fit(box.width, box.height)
        place(line, box.left, self.height - box.top - (box.height + height) / 2)

    def _switch(self, name: str, seen: Seen) -> tuple[bool, bool, tuple[str, str]]:
        """Tell of a switch whether its fault is on, whether it can be turned, and its words for off and on."""
        match name:
            case "cable":
                return not seen.sensor.plugged_in, seen.sensor.reached, words.CABLE
            case "outage":
                cloud = seen.cloud or CloudSeen()
                return cloud.outage, cloud.reached, words.OUTAGE
            case _:
                return name in seen.sensor.faults, seen.sensor.reached, words.FAULTS[name]

    def _turn(self, name: str) -> None:
        on = not self._switches[name].alarm
        match name:
            case "cable":
                self._deeds.set_plugged_in(on=not on)
            case "outage":
                self._deeds.set_outage(on=on)
            case _:
                self._deeds.set_fault(name, on=on)

    def _choose(self, quality: str) -> None:
        self._quality = quality
        if self._seen is not None:
            self.show(self._seen)

    def _press(self, finger: int) -> None:
        if self._holding is None:  # the glass has room for one
            self._holding = finger
            self._deeds.press(finger, self._quality)

    def _lift(self, finger: int) -> None:
        if self._holding == finger:
            self._holding = None
            self._deeds.lift()

    def _step(self, by: int) -> None:
        names = list(self._ids)
        text = self._field.text
        at = names.index(text) + by if text in names else 0
        self._field.text = names[at % len(names)]

    def _enrol_chosen(self) -> None:
        """Enrol whose name or id stands in the field."""
        text = self._field.text.strip()
        if text:
            self._deeds.enrol(self._ids.get(text, text))


def _ring_level(sensor: SensorSeen, now: float) -> float:
    if not (sensor.reached and sensor.plugged_in):
        return 0.0
    match sensor.ring.effect:
        case Effect.ON:
            return 1.0
        case Effect.BREATHING:
            return breath(now, RING_S)
        case Effect.FLASHING:
            return float(now % 1 < 0.5)  # half of each second
        case Effect.OFF:
            return 0.0
