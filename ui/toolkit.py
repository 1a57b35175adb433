# ruff: noqa: D102 -- what Kivy's own methods do is documented there
"""The part of Kivy that the screens use, with types. Kivy itself has none; this is the one place that says so.

Importing this opens Kivy, so the environment of `ui.environment` must stand before.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from kivy.clock import Clock as _Clock
from kivy.core.text import Label as _CoreLabel
from kivy.lang import Builder as _Builder
from kivy.properties import (
    BooleanProperty,
    NumericProperty,
    ObjectProperty,
    OptionProperty,
    StringProperty,
)

__all__ = [
    "BooleanProperty",
    "Builder",
    "Clock",
    "CoreLabel",
    "NumericProperty",
    "ObjectProperty",
    "OptionProperty",
    "Scheduled",
    "StringProperty",
    "Touch",
    "Widget",
]


class Touch(Protocol):
    """A finger or pointer on the screen."""

    pos: tuple[float, float]
    grab_current: object

    def grab(self, widget: object) -> None:
        """Have this touch's further events sent to `widget`."""

    def ungrab(self, widget: object) -> None:
        """End that."""


class Scheduled(Protocol):
    """Something that the Kivy clock will do."""

    def __call__(self) -> object:
        """Do it in the next frame; callable from any thread."""

    def cancel(self) -> None:
        """Do it no more."""


class _ClockType(Protocol):
    def schedule_once(self, callback: Callable[[float], object], timeout: float = 0) -> Scheduled: ...

    def schedule_interval(self, callback: Callable[[float], object], timeout: float) -> Scheduled: ...

    def create_trigger(self, callback: Callable[[float], object], timeout: float = 0) -> Scheduled: ...


class _BuilderType(Protocol):
    def load_file(self, filename: str) -> object: ...


if TYPE_CHECKING:

    class Widget:
        """Kivy's widget: a rectangle with children, drawn on a canvas. Origin bottom left, in pixels."""

        x: float
        y: float
        width: float
        height: float
        right: float
        top: float
        center_x: float
        center_y: float
        pos: tuple[float, float]
        size: tuple[float, float]
        opacity: float
        parent: "Widget | None"
        children: list["Widget"]
        ids: Any
        canvas: Any

        def __init__(self, **kwargs: object) -> None: ...
        def add_widget(self, widget: "Widget", index: int = 0) -> None: ...
        def remove_widget(self, widget: "Widget") -> None: ...
        def clear_widgets(self) -> None: ...
        def bind(self, **kwargs: Callable[..., object]) -> None: ...
        def collide_point(self, x: float, y: float) -> bool: ...
        def on_touch_down(self, touch: Touch) -> bool: ...
        def on_touch_up(self, touch: Touch) -> bool: ...
        def on_touch_move(self, touch: Touch) -> bool: ...
        def walk(self) -> "list[Widget]": ...

else:
    from kivy.uix.widget import Widget

Clock: _ClockType = _Clock
Builder: _BuilderType = _Builder
CoreLabel: Any = _CoreLabel
