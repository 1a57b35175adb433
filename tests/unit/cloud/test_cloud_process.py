"""The cloud as a process: it keeps what it acknowledged, its ports, its token and its CA."""

from pathlib import Path

import pytest

from tests.cloud.sample_terminal import Line, SampleTerminal
from tests.rig.cloud import CloudError, CloudProcess


def test_what_was_acknowledged_survives_a_kill_and_the_cloud_comes_back_where_it_was(folder: Path) -> None:
    cloud = CloudProcess(folder)
    with cloud:
        cloud.put_employees({"e1": "Alex Example"})
        terminal = SampleTerminal("t1")
        line = Line(cloud.url, cloud.ca_file, cloud.token)
        line.introduce(terminal)
        batch = terminal.clockings(20)
        results = line.deliver(terminal, batch).json()
        address, token, authority = cloud.url, cloud.token, cloud.ca_file.read_bytes()
        cloud.kill()
        cloud.start()
        assert (cloud.url, cloud.token, cloud.ca_file.read_bytes()) == (address, token, authority)
        again = Line(cloud.url, cloud.ca_file, cloud.token)
        assert again.introduce(terminal).json()["last_sequence"] == 20
        assert again.deliver(terminal, batch).json() == results
        assert len(cloud.clockings("t1")) == 20
        assert cloud.audit("t1")["proven"]
        assert [known["terminal"] for known in cloud.terminals()] == ["t1"]
        line.close()
        again.close()
    cloud.stop()
    assert not (folder / "ready.json").exists()


def test_a_cloud_that_cannot_start_says_why(folder: Path) -> None:
    folder.mkdir()
    (folder / "cloud.sqlite").write_text("this is no database, only a file that stands in the way " * 50)
    with pytest.raises(CloudError, match="not a database"):
        CloudProcess(folder).start()


def test_a_cloud_is_not_started_twice(folder: Path) -> None:
    with CloudProcess(folder) as cloud, pytest.raises(CloudError, match="already running"):
        cloud.start()


def test_an_admin_request_that_is_refused_says_why(cloud: CloudProcess) -> None:
    for name, options, reason in (
        ("none-such", {}, "Invalid enum value"),
        ("outage", {"count": 1}, "outage concerns every connection"),
        ("slow", {"delay_s": -1}, "delay_s"),
    ):
        with pytest.raises(CloudError, match=reason):
            cloud.switch(name, **options)
    with pytest.raises(CloudError, match="no switch"):
        cloud.clear("none-such")
    with pytest.raises(CloudError, match="No terminal"):
        cloud.audit("none-such")
    with pytest.raises(CloudError, match="no such employee"):
        cloud.delete_employee("none-such")
    assert cloud.switches() == []
