"""Nothing was accepted: the cause, what to do, and whether anything was recorded."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from terminal.messages import Dismiss
from ui import words
from ui.pages import ResultPage
from ui.text import Text
from ui.toolkit import Builder, ObjectProperty
from ui.views import RefusedView

if TYPE_CHECKING:
    from ui.widgets import FooterButton


class RefusedScreen(ResultPage):
    """Shows a RefusedView."""

    moving = True
    view: RefusedView | None = ObjectProperty(None, allownone=True)

    def show(self, view: RefusedView) -> None:
        """Take over what the presenter says."""
        self.view = view
        # Red says that something is missing; where an earlier clocking counts, nothing is.
        self.ground = "background" if view.calm else "bad_ground"
        self.footer = "panel" if view.calm else "bad_footer"
        quiet = "secondary" if view.calm else "bad_secondary"
        emblem = self.ids.emblem
        emblem.icon = view.cause.icon
        emblem.tone = "raised" if view.calm else "bad"
        emblem.mark = "text" if view.calm else "bad_mark"
        self.ids.name.text, self.ids.name.tone = view.name, quiet
        self.ids.title.text = view.cause.title
        self.ids.remedy.text, self.ids.remedy.tone = view.cause.remedy, quiet
        self.ids.line.text = view.recorded
        self.ids.note.text, self.ids.note.tone = words.code(view.cause.code), quiet
        self.ids.countdown.tone = "accent" if view.calm else "bad"
        self.ids.countdown.track = "line" if view.calm else "bad_raised"
        button: FooterButton = self.ids.one
        button.mood = "" if view.calm else "bad"
        button.word = words.DONE if view.calm else words.TRY_AGAIN
        button.name = "done" if view.calm else "try_again"
        button.action = self._leave
        self.begin(view.until_at)

    def _leave(self) -> None:
        self.stage.send(Dismiss())

    def texts(self) -> Sequence[tuple[Text, int]]:
        """Give the texts beside the emblem."""
        return [(self.ids.name, 0), (self.ids.title, 0), (self.ids.remedy, 8)]


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
