"""By what address telephones reach this machine, if they do."""

from __future__ import annotations

import ipaddress
import socket


def outward_address() -> str | None:
    """This machine's address in its network; None where it is in none. No packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            found = ipaddress.ip_address(str(probe.getsockname()[0]))
        except (OSError, ValueError):
            return None
    return None if found.is_loopback or found.is_unspecified else str(found)
