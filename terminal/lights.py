"""What each light means on the status LED."""

from drivers.leds.api import Blink, Breathe, Colour, Pattern, Steady
from terminal.effects import Light

PATTERNS: dict[Light, Pattern] = {
    Light.READY: Steady(Colour.BLUE),
    Light.READING: Steady(Colour.WHITE),
    Light.ACCEPTED: Steady(Colour.GREEN),
    Light.REFUSED: Blink(Colour.RED, count=2, on_s=0.25, off_s=0.15, repeat=False),
    Light.OUT_OF_ORDER: Breathe(Colour.AMBER, period_s=3.0),
}
