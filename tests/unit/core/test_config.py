"""Settings: every key is checked, and the complaint names it."""

from pathlib import Path

import pytest

from terminal.config import ConfigError, load

GOOD = """
[terminal]
id = "T-1"
[leds]
driver = "null"
[sensor]
port = "/dev/ttyAMA0"
[cloud]
url = "https://cloud.example"
token_file = "/etc/token"
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "core.toml"
    path.write_text(text)
    return path


def test_a_short_file_is_enough(tmp_path: Path) -> None:
    settings = load(write(tmp_path, GOOD))
    assert settings.sensor is not None
    assert settings.sensor.baud == 57_600


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('id = "T-1"', "", "terminal.id is missing"),
        ('id = "T-1"', 'id = ""', "terminal.id:"),
        ('id = "T-1"', 'id = "T-1"\nzone = "Mars/Olympus"', "terminal: `Mars/Olympus` is no time zone"),
        ('port = "/dev/ttyAMA0"', 'port = "x"\nbawd = 1', "sensor.bawd is no setting"),
        ('port = "/dev/ttyAMA0"', 'port = "x"\nbaud = 12345', "sensor.baud:"),
        ('port = "/dev/ttyAMA0"', 'port = "x"\nbaud = "fast"', "sensor.baud:"),
        ('driver = "null"', 'driver = "led"', "leds.driver:"),
        ('url = "https://cloud.example"', 'url = "http://cloud.example"', "cloud.url:"),
        ("[cloud]", "[clowd]", "clowd is no setting"),
        ('id = "T-1"', "id = ", "not valid TOML"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, old: str, new: str, named: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load(write(tmp_path, GOOD.replace(old, new)))
    assert named in str(refused.value)
    assert "core.toml" in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be read"):
        load(tmp_path / "none.toml")
