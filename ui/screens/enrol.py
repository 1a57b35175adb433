"""A finger is being enrolled: two scans, then it is stored."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from terminal.messages import Dismiss
from ui import words
from ui.pages import ResultPage
from ui.text import Text
from ui.toolkit import Builder, ObjectProperty
from ui.views import EnrolView

if TYPE_CHECKING:
    from ui.widgets import FooterButton


class EnrolScreen(ResultPage):
    """Shows an EnrolView."""

    moving = True
    view: EnrolView | None = ObjectProperty(None, allownone=True)

    def show(self, view: EnrolView) -> None:
        """Take over what the presenter says."""
        self.view = view
        done = view.done
        self.ground = "good_ground" if done else "background"
        self.footer = "good_footer" if done else "panel"
        quiet = "good_secondary" if done else "secondary"
        self.ids.emblem.scans = view.scans
        self.ids.emblem.done = done
        self.ids.emblem.reading = view.expects_finger
        self.ids.name.text, self.ids.name.tone = view.name, quiet
        self.ids.title.text = view.title
        self.ids.hint.text, self.ids.hint.tone = view.hint, quiet
        self.ids.line.text = view.footer
        self.ids.note.text = "" if done else words.scans(view.scans)
        self.ids.note.tone = quiet
        self.ids.mark.icon = "stored" if done else ""
        self.ids.countdown.tone = "good" if done else "accent"
        self.ids.countdown.track = "good_raised" if done else "line"
        button: FooterButton = self.ids.one
        button.mood = "good" if done else ""
        button.word = words.DONE if done else words.CANCEL
        button.name = "done" if done else "cancel"
        button.action = self._leave
        self.begin(view.until_at)

    def _leave(self) -> None:
        self.stage.send(Dismiss())

    def texts(self) -> Sequence[tuple[Text, int]]:
        """Give the texts beside the emblem."""
        return [(self.ids.name, 0), (self.ids.title, 0), (self.ids.hint, 8)]


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
