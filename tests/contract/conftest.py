"""Options of the contract tests."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the same contract run on hardware: `pytest tests/contract/fingerprint --device /dev/serial0`."""
    parser.addoption("--device", help="serial port of a real fingerprint sensor; leave the glass free")
