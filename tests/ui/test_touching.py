"""What touches do. The pointer is real: it moves on the display, and the window hears of it from there."""

from time import monotonic

from terminal import causes
from terminal.messages import (
    ChooseKey,
    CommandRefused,
    Dismiss,
    Drawn,
    Enrolling,
    EnrolmentStep,
    FromClient,
    NotMe,
    Refused,
    Waiting,
)
from terminal.model import Key
from tests.ui.faces import REJECTED, ROWS, accepted, snapshot
from tests.ui.screen import LEFT, TOP, Screen, texts
from ui.theme import TOKENS


def _commands(screen: Screen, since: int) -> list[FromClient]:
    return [message for _, message in screen.core.received[since:] if not isinstance(message, Drawn)]


def _next_command(screen: Screen, since: int) -> FromClient:
    def any_command(message: FromClient) -> list[FromClient] | None:
        return None if isinstance(message, Drawn) else [message]

    return screen.core.wait_for(any_command, since=since)[0]


def test_the_window_stands_where_and_as_large_as_it_was_told(screen: Screen) -> None:
    shown = screen.show(snapshot(Waiting()))
    assert (shown.width, shown.height) == tuple(screen.size)
    background = tuple(bytes.fromhex(TOKENS["dark"]["background"]))
    panel = tuple(bytes.fromhex(TOKENS["dark"]["panel"]))
    picture = screen.picture()
    assert picture.getpixel((0, 0)) == panel
    assert picture.getpixel((screen.size.width - 1, screen.size.height - 1)) == background
    around = screen.surroundings()
    assert around.getpixel((LEFT - 1, TOP)) == (0, 0, 0)
    assert around.getpixel((LEFT + screen.size.width, TOP + screen.size.height - 1)) == (0, 0, 0)


def test_each_key_chooses_what_it_says(screen: Screen) -> None:
    for key in Key:
        screen.show(snapshot(Waiting()))
        since = len(screen.core.received)
        screen.tap(f"key:{key.value}")
        assert _next_command(screen, since) == ChooseKey(key)


def test_a_touch_on_the_chosen_key_takes_the_choice_back(screen: Screen) -> None:
    screen.show(snapshot(Waiting(key=Key.OUT, until_at=monotonic() + 30)))
    since = len(screen.core.received)
    screen.tap("key:out")
    assert _next_command(screen, since) == ChooseKey(None)


def test_a_pressed_key_darkens_while_the_finger_is_on_it(screen: Screen) -> None:
    screen.show(snapshot(Waiting()))
    key = screen.key("key:break")
    left, top, width, height = key.box
    spot = left + width // 2, top + height - 12
    raised = tuple(bytes.fromhex(TOKENS["dark"]["raised"]))
    pressed = tuple(bytes.fromhex(TOKENS["dark"]["pressed"]))
    assert screen.picture().getpixel(spot) == raised
    screen.point(key)
    screen.press()
    screen.wait_for(lambda _: screen.key("key:break").pressed, "the key to be pressed")
    assert screen.picture().getpixel(spot) == pressed
    screen.release()
    screen.wait_for(lambda _: not screen.key("key:break").pressed, "the key to be let go")
    assert screen.picture().getpixel(spot) == raised


def test_a_finger_that_slides_off_the_key_chooses_nothing(screen: Screen) -> None:
    screen.show(snapshot(Waiting()))
    since = len(screen.core.received)
    screen.point(screen.key("key:in"))
    screen.press()
    screen.wait_for(lambda _: screen.key("key:in").pressed, "the key to be pressed")
    screen.point((200, 300))
    screen.release()
    screen.wait_for(lambda _: not screen.key("key:in").pressed, "the key to be let go")
    screen.show(snapshot(Waiting()))
    assert _commands(screen, since) == []


def test_keys_do_nothing_while_no_finger_can_be_read(screen: Screen) -> None:
    screen.show(snapshot(Waiting(out_of_order=causes.SENSOR_UNPLUGGED)))
    since = len(screen.core.received)
    screen.tap("key:in")
    screen.tap("key:out")
    screen.show(snapshot(Waiting()))
    assert _commands(screen, since) == []


def test_not_me_takes_back_the_clocking_on_the_screen_once(screen: Screen) -> None:
    face = accepted(clocking="019a-7")
    screen.show(snapshot(face))
    since = len(screen.core.received)
    screen.tap("not_me")
    assert _next_command(screen, since) == NotMe("019a-7")
    screen.wait_for(lambda shown: "One moment" in texts(shown), "the button to say that it was pressed")
    screen.tap("not_me")
    screen.show(snapshot(accepted(clocking="019a-7", voided=True)))
    assert _commands(screen, since) == [NotMe("019a-7")]
    assert "Taken back" in texts(screen.shown())


def test_not_me_is_offered_again_when_the_core_refused_it(screen: Screen) -> None:
    screen.show(snapshot(accepted(clocking="019a-8")))
    since = len(screen.core.received)
    screen.tap("not_me")
    _next_command(screen, since)
    newest = screen.core.newest
    screen.core.say(CommandRefused("too late"))
    screen.core.newest = newest
    screen.wait_for(lambda shown: "Not me" in texts(shown), "the button to be offered again")


def test_try_again_leaves_a_refusal(screen: Screen) -> None:
    screen.show(snapshot(Refused(causes.FINGER_UNKNOWN, monotonic() + 30)))
    since = len(screen.core.received)
    screen.tap("try_again")
    assert _next_command(screen, since) == Dismiss()


def test_cancel_leaves_an_enrolment(screen: Screen) -> None:
    screen.show(snapshot(Enrolling("e1", "Sam Sample", EnrolmentStep.PLACE, monotonic() + 30)))
    since = len(screen.core.received)
    screen.tap("cancel")
    assert _next_command(screen, since) == Dismiss()


def test_the_support_page_opens_from_the_strip_and_gives_way_to_a_result(screen: Screen) -> None:
    screen.show(snapshot(Waiting(), support=ROWS, rejected=REJECTED))
    screen.tap("strip")
    shown = screen.wait_for(lambda now: now.screen == "SupportScreen", "the support page")
    assert "Code C-101" in texts(shown)
    assert screen.show(snapshot(accepted())).screen == "AcceptedScreen"
    assert screen.show(snapshot(Waiting(), support=ROWS)).screen == "IdleScreen"


def test_the_support_page_is_pushed_with_the_finger(screen: Screen) -> None:
    screen.show(snapshot(Waiting(), support=ROWS, rejected=REJECTED))
    screen.tap("strip")
    shown = screen.wait_for(lambda now: now.screen == "SupportScreen", "the support page")
    before = next(text.box[1] for text in shown.texts if text.text == "Disk")
    screen.point((400, 440))
    screen.press()
    screen.point((400, 240))
    shown = screen.wait_for(
        lambda now: next(text.box[1] for text in now.texts if text.text == "Disk") < before, "the list to move"
    )
    screen.release()
    screen.tap("back")
    screen.wait_for(lambda now: now.screen == "IdleScreen", "the way back")
