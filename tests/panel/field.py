"""A line to type into. Kivy's own looks for clipboard programs and complains of those it does not find."""

from collections.abc import Callable
from typing import Any, Final

from kivy.core.window import Window

from tests.panel.plan import SPACE
from ui.toolkit import BooleanProperty, ObjectProperty, StringProperty
from ui.widgets import Pressable, place

LONGEST: Final = 64  # characters


class Field(Pressable):
    """Holds a text. A touch begins a new one; Enter hands it over, and an empty one gives way to the one before."""

    text: str = StringProperty("")
    hint: str = StringProperty("")
    typing: bool = BooleanProperty(defaultvalue=False)
    entered: Callable[[], object] = ObjectProperty(None)

    def __init__(self, **kwargs: object) -> None:
        self._keyboard: Any = None
        self._before = ""
        super().__init__(**kwargs)
        self.action = self.begin
        self.bind(text=self._changed, typing=self._changed)

    def begin(self) -> None:
        """Take the keyboard."""
        if self._keyboard is None:
            self._before, self.text, self.typing = self.text, "", True
            self._keyboard = Window.request_keyboard(self.end, self, "text")
            self._keyboard.bind(on_textinput=self._typed, on_key_down=self._key)

    def end(self) -> None:
        """Give the keyboard back. Idempotent."""
        keyboard, self._keyboard = self._keyboard, None
        if keyboard is not None:
            self.typing = False
            self.text = self.text.strip() or self._before
            keyboard.unbind(on_textinput=self._typed, on_key_down=self._key)
            keyboard.release()

    def arrange(self) -> None:
        """Place the text, the caret after it, or the hint."""
        inset = self.theme.px(SPACE)
        word = self.ids.word
        empty = not self.text and not self.typing
        word.text = self.hint if empty else self.text + ("|" if self.typing else "")
        word.tone = "secondary" if empty else "text"
        height = word.fit(self.width - 2 * inset, self.height - inset)
        place(word, self.x + inset, self.center_y - height / 2)

    def _changed(self, *_: object) -> None:
        self.arrange()

    def _typed(self, _keyboard: object, text: str) -> None:
        self.text = (self.text + text)[:LONGEST]

    def _key(self, _keyboard: object, key: tuple[int, str], _text: str, _modifiers: list[str]) -> bool:
        """Act on the keys that are no letters; the others come as text."""
        match key[1]:
            case "backspace":
                self.text = self.text[:-1]
            case "enter" | "numpadenter":
                self.end()
                self.entered()
            case "escape":
                self.text = ""
                self.end()
            case _:
                return False
        return True
