"""Codes that telephones read: an address, or the way into a wireless network."""

from __future__ import annotations

import io


def code_svg(text: str) -> str:
    """The text as a QR code in SVG, black on white with the quiet zone that readers need."""
    import segno

    svg = io.BytesIO()
    code = segno.make(text, micro=False, error="m")
    code.save(svg, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, nl=False)
    return svg.getvalue().decode()


def wifi_code_svg(name: str, password: str) -> str:
    """A code that takes a telephone into this wireless network; open where there is no password."""
    from segno import helpers

    security = "WPA" if password else "nopass"
    return code_svg(helpers.make_wifi_data(name, password or None, security))
