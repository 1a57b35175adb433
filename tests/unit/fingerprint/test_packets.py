"""Packets to bytes and back, through any noise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.fingerprint.emulator import codec
from drivers.fingerprint.packets import Decoder, Packet, PacketKind, encode, frame_bytes

ADDRESS = 0xFFFFFFFF
addresses = st.integers(0, 0xFFFFFFFF)
packets = st.builds(Packet, st.sampled_from(PacketKind), st.binary(min_size=1, max_size=256))


def decoded(decoder: Decoder) -> list[Packet]:
    """Return all packets that wait in a decoder."""
    found: list[Packet] = []
    while (packet := decoder.next()) is not None:
        found.append(packet)
    return found


def test_a_command_looks_as_in_the_manual() -> None:
    assert encode(PacketKind.COMMAND, b"\x01", ADDRESS).hex(" ") == "ef 01 ff ff ff ff 01 00 03 01 00 05"


@given(packets, addresses)
def test_what_is_encoded_is_decoded(packet: Packet, address: int) -> None:
    raw = encode(packet.kind, packet.payload, address)
    assert len(raw) == frame_bytes(len(packet.payload))
    decoder = Decoder(address)
    decoder.feed(raw)
    assert decoded(decoder) == [packet]
    assert not decoder.damaged
    assert not decoder.started


@pytest.mark.parametrize("size", [0, 257])
def test_a_payload_that_no_packet_carries_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="1 to 256"):
        encode(PacketKind.DATA, bytes(size), ADDRESS)


@given(st.lists(packets, min_size=1, max_size=4), st.data())
def test_packets_may_arrive_in_any_pieces(sent: list[Packet], data: st.DataObject) -> None:
    raw = b"".join(encode(packet.kind, packet.payload, ADDRESS) for packet in sent)
    decoder = Decoder(ADDRESS)
    found: list[Packet] = []
    while raw:
        cut = data.draw(st.integers(1, len(raw)))
        decoder.feed(raw[:cut])
        found += decoded(decoder)
        raw = raw[cut:]
    assert found == sent


@given(st.binary(max_size=600))
def test_noise_is_survived(noise: bytes) -> None:
    decoder = Decoder(ADDRESS)
    decoder.feed(noise)
    decoded(decoder)
    while decoder.started:
        decoder.abandon()
        decoded(decoder)


@given(st.binary(max_size=80), packets)
def test_a_packet_is_found_behind_noise(noise: bytes, packet: Packet) -> None:
    decoder = Decoder(ADDRESS)
    decoder.feed(noise + encode(packet.kind, packet.payload, ADDRESS))
    found = decoded(decoder)
    while decoder.started:  # a header made of noise waits for more: what the line does when nothing comes
        decoder.abandon()
        found += decoded(decoder)
    assert packet in found


@given(packets, st.integers(0, 2_000), st.integers(1, 255))
def test_a_changed_byte_never_gives_another_packet(packet: Packet, at: int, change: int) -> None:
    raw = bytearray(encode(packet.kind, packet.payload, ADDRESS))
    raw[at % len(raw)] ^= change
    decoder = Decoder(ADDRESS)
    decoder.feed(bytes(raw))
    # The checksum is a sum, and one changed byte always changes it; what the payload hides is no packet of ours here.
    assert [found for found in decoded(decoder) if len(found.payload) == len(packet.payload)] == []


@given(packets, addresses)
def test_packets_of_another_sensor_are_noise(packet: Packet, address: int) -> None:
    decoder = Decoder(ADDRESS)
    decoder.feed(encode(packet.kind, packet.payload, address))
    assert decoded(decoder) == ([packet] if address == ADDRESS else [])


@given(packets, addresses)
def test_driver_and_emulator_agree_on_every_packet(packet: Packet, address: int) -> None:
    raw = encode(packet.kind, packet.payload, address)
    assert codec.frame(packet.kind, packet.payload, address) == raw
    assert codec.Listener().feed(raw) == [codec.Heard(address, packet.kind, packet.payload, intact=True, end=len(raw))]


@given(st.lists(st.binary(max_size=100), max_size=6))
def test_the_emulators_listener_survives_noise_and_counts_it(pieces: list[bytes]) -> None:
    listener = codec.Listener()
    for piece in pieces:
        listener.feed(piece)
    assert listener.heard_bytes == sum(map(len, pieces))
