"""Only addresses of the public internet pass; those that stand for others do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yozora.service.addresses import is_public


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "1.1.1.1", "2606:2800:220:1::1", "2001:4860:4860::8888"]
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.9",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
    ],
)
def test_a_special_ipv4_address_is_not_public_alone_or_inside_ipv6(address: str) -> None:
    assert not is_public(address)
    assert not is_public(f"::ffff:{address}")
    assert not is_public(f"64:ff9b::{address}")


@pytest.mark.parametrize(
    "address",
    [
        "::",
        "::1",
        "::7f00:1",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "64:ff9b:1::a00:1",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "2606:2800:220:1::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_a_special_ipv6_address_or_one_that_stands_for_ipv4_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["", "example.com", "127.1", "0x7f000001", "2130706433", "1.1.1.01", "1.1.1.1/8"])
def test_what_is_no_address_is_not_public(address: str) -> None:
    assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_whatever_python_calls_private_is_not_public(address: object) -> None:
    assert not (is_public(str(address)) and address.is_private)  # type: ignore[attr-defined]


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_is_public_in_the_dress_of_ipv6(address: object) -> None:
    number = int(address)  # type: ignore[call-overload]
    dresses = [
        number,
        0xFFFF << 32 | number,
        0x0064_FF9B << 96 | number,
        0x2002 << 112 | number << 80,
        0x2001 << 112 | number,
    ]
    for dress in dresses:
        groups = [f"{dress >> shift & 0xFFFF:x}" for shift in range(112, -1, -16)]
        assert not is_public(":".join(groups))
