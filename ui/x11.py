"""Asks an X display how large it is. Knows nothing of several screens: a clock has one."""

import ctypes
import os
from pathlib import Path


def unreachable() -> str | None:
    """Say why no window can be seen: SDL would otherwise draw into nothing. None where there is a display."""
    name = os.environ.get("DISPLAY")
    if name and os.environ.get("SDL_VIDEODRIVER", "x11") == "x11" and display_size() is None:
        return f"the display {name} does not answer; check DISPLAY and the X server"
    chosen = name or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("SDL_VIDEODRIVER")
    if not chosen and not list(Path("/dev/dri").glob("card*")):
        return "there is no display: set DISPLAY, or run on a board with /dev/dri"
    return None


def display_size() -> tuple[int, int] | None:
    """Give the size of the X display named in the environment, in pixels; None where there is none to ask.

    Blocks while the X server answers (Xlib, sections 2.1 and 2.2).
    """
    if not os.environ.get("DISPLAY") or os.environ.get("SDL_VIDEODRIVER", "x11") != "x11":
        return None
    try:
        xlib = ctypes.CDLL("libX11.so.6")
    except OSError:
        return None
    xlib.XOpenDisplay.restype = ctypes.c_void_p
    xlib.XOpenDisplay.argtypes = [ctypes.c_char_p]
    for ask in (xlib.XDisplayWidth, xlib.XDisplayHeight):
        ask.restype = ctypes.c_int
        ask.argtypes = [ctypes.c_void_p, ctypes.c_int]
    xlib.XDefaultScreen.restype = ctypes.c_int
    xlib.XDefaultScreen.argtypes = [ctypes.c_void_p]
    xlib.XCloseDisplay.argtypes = [ctypes.c_void_p]
    display = xlib.XOpenDisplay(None)
    if not display:
        return None
    try:
        screen = xlib.XDefaultScreen(display)
        return xlib.XDisplayWidth(display, screen), xlib.XDisplayHeight(display, screen)
    finally:
        xlib.XCloseDisplay(display)
