"""Which addresses a server may be sent to by a stranger: those of the public internet and no others;
and the way to them."""

import socket
import time
from collections.abc import Callable, Sequence
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

# Not left to `is_global` alone, which says yes to these.
_SPECIAL_V4 = tuple(
    IPv4Network(network)
    for network in (
        "192.0.0.0/24",  # protocol assignments; a cloud keeps its metadata there
        "192.88.99.0/24",  # relays into IPv6
        "224.0.0.0/4",  # multicast
        "168.63.129.16/32",  # a cloud's own services, reached from its machines only
    )
)
_PUBLIC_V6 = IPv6Network("2000::/3")
_SPECIAL_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, which holds an IPv4 address, among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which holds an IPv4 address
        "3fff::/20",  # documentation
    )
)


def is_public(address: str) -> bool:
    """Whether `address`, IPv4 or IPv6, belongs to a machine of the public internet.

    IPv6 that stands for IPv4 (mapped, NAT64, 6to4, Teredo) is refused even where that address is public. Source: the
    IANA registries of special-purpose addresses, RFC 6890.
    """
    try:
        found = ip_address(address)
    except (AddressValueError, ValueError):
        return False
    if isinstance(found, IPv4Address):
        return found.is_global and not any(found in network for network in _SPECIAL_V4)
    return _is_public_v6(found)


def _is_public_v6(found: IPv6Address) -> bool:
    special = any(found in network for network in _SPECIAL_V6)
    return found.scope_id is None and found in _PUBLIC_V6 and found.is_global and not special


def seconds_left(deadline_s: float) -> float:
    """Seconds until a moment of the monotonic clock. Raises TimeoutError when there are none."""
    left_s = deadline_s - time.monotonic()
    if left_s <= 0:
        raise TimeoutError
    return left_s


def connected(
    addresses: Sequence[str],
    port: int,
    *,
    dial: Callable[[tuple[str, int], float], socket.socket],
    deadline_s: float,
) -> socket.socket:
    """A connection to the first address that answers; each has its share of the time. Raises OSError."""
    for left in range(len(addresses), 1, -1):
        try:
            return dial((addresses[-left], port), seconds_left(deadline_s) / left)
        except OSError:
            continue
    return dial((addresses[-1], port), seconds_left(deadline_s))
