"""What a report of the screen says. No Kivy in here, so that a test can read it."""

import msgspec

Box = tuple[int, int, int, int]  # left, top, width, height, in pixels from the upper left corner


class TextShown(msgspec.Struct):
    """A text: where it is drawn, at what size, and whether all of it had room."""

    text: str
    box: Box
    px: int
    level: str
    whole: bool


class PressableShown(msgspec.Struct):
    """Something that can be pressed."""

    name: str
    box: Box
    enabled: bool
    pressed: bool


class Shown(msgspec.Struct):
    """What is on the screen. `first_useful_at` is the monotonic moment of the first frame with the core's word."""

    screen: str
    revision: int | None
    first_useful_at: float | None
    frames: int
    width: int
    height: int
    texts: list[TextShown]
    pressables: list[PressableShown]
