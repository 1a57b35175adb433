"""What each emulated model is and how long it takes: one table, with the source of each figure.

Where a manual gives an upper bound, the bound is taken for the time itself, so that what is measured against the
emulator is not flattered. Where nothing is given, the figure says "assumed".
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """One model. Times in seconds, at time scale 1 and without the wire."""

    name: str
    capacity: int  # slots
    template_bytes: int
    image_bytes: int  # as command 0A sends it, two pixels a byte
    buffers: int  # feature buffers
    has_ring: bool
    unsupported_code: int | None  # the answer to an unknown command; None: silence
    store_failed_code: int  # the answer to a store in a full library
    power_up_s: float
    power_up_bytes: bytes  # sent once it is ready
    touch_s: float  # from finger down to the wake-up line
    image_s: float
    empty_image_s: float  # an image without a finger
    convert_s: float
    compare_s: float
    create_s: float
    search_s: float  # a search through no template
    search_each_s: float  # and for each that it looks at
    store_s: float
    delete_s: float
    clear_s: float
    setting_s: float  # a parameter or password, written to flash
    other_s: float  # commands that compute nothing

    def search_time_s(self, templates: int) -> float:
        """Return how long a search through so many templates takes."""
        return self.search_s + templates * self.search_each_s


R307 = Profile(
    name="r307",
    capacity=1000,  # manual: 1,000 templates
    template_bytes=512,  # manual
    image_bytes=256 * 288 // 2,  # manual: 256 x 288 pixels
    buffers=2,  # manual
    has_ring=False,
    unsupported_code=None,  # assumed: the manual says nothing, and silence is the harder case for a driver
    store_failed_code=0x18,  # assumed: the manual has no code for a full library
    power_up_s=0.2,  # a dealer's data sheet
    power_up_bytes=b"",
    touch_s=0.12,  # assumed to be as with the R503
    image_s=0.3,  # manual: under 0.3 s
    empty_image_s=0.02,  # assumed: it ends early
    convert_s=0.2,  # assumed
    compare_s=0.02,  # assumed
    create_s=0.05,  # assumed
    search_s=0.01,  # assumed
    search_each_s=0.00099,  # manual: under 1 s at 1,000 templates, mean
    store_s=0.05,  # assumed: erase and write one flash sector
    delete_s=0.03,  # assumed
    clear_s=0.2,  # assumed
    setting_s=0.03,  # assumed
    other_s=0.001,  # assumed
)

R503 = Profile(
    name="r503",
    capacity=200,  # manual v1.2.2
    template_bytes=1536,  # manual v1.2.2
    image_bytes=192 * 192 // 2,  # manual v1.2.2: 192 x 192 pixels
    buffers=6,  # manual v1.2.2
    has_ring=True,
    unsupported_code=0xFC,  # manual v1.2.2
    store_failed_code=0x1F,  # manual v1.2.2
    power_up_s=0.05,  # manual v1.2.2: about 50 ms
    power_up_bytes=b"\x55",  # manual v1.2.2
    touch_s=0.12,  # manual v1.2.2: at most about 120 ms
    image_s=0.2,  # manual v1.2.2: under 0.2 s
    empty_image_s=0.02,  # assumed: it ends early
    convert_s=0.5,  # manual v1.2.2: under 500 ms
    compare_s=0.005,  # assumed
    create_s=0.05,  # assumed
    search_s=0.002,  # manual v1.2.2: 1:N under 10 ms, divided here into a fixed part
    search_each_s=0.00004,  # and one for each of 200 templates
    store_s=0.05,  # assumed
    delete_s=0.03,  # assumed
    clear_s=0.2,  # assumed
    setting_s=0.03,  # assumed
    other_s=0.001,  # assumed
)

PROFILES = {profile.name: profile for profile in (R307, R503)}
