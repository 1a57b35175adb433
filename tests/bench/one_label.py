"""The least Kivy program: one label in a window of the clock's size, all else as Kivy has it by default.

It tells the moment of its first frame, and then stays: what any Kivy program costs.
"""

import sys
from time import monotonic
from typing import Any

from kivy.config import Config

Config.set("graphics", "width", "800")
Config.set("graphics", "height", "480")

from kivy.app import App  # noqa: E402 - the window's size must be set before
from kivy.core.window import Window  # noqa: E402
from kivy.uix.label import Label  # noqa: E402


class OneLabel(App):  # type: ignore[misc]  # Kivy has no types
    """The program."""

    def build(self) -> Any:  # noqa: ANN401 - a widget
        """Make the label."""
        Window.bind(on_flip=_tell)
        return Label(text="12:34")


def _tell(window: Any) -> bool:  # noqa: ANN401 - Kivy's window
    """Hand the first frame to the display, as Kivy would, and tell when that was done."""
    window.unbind(on_flip=_tell)
    window.flip()
    sys.stdout.write(f"first frame at {monotonic():.6f}\n")
    sys.stdout.flush()
    return True  # Kivy must not flip once more


if __name__ == "__main__":
    OneLabel().run()
