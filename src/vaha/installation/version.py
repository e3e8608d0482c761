"""Which VAHA this is."""

from __future__ import annotations


def installed_version() -> str:
    """The version of the installed package, `unknown` in a checkout that was not installed."""
    from importlib import metadata

    try:
        return metadata.version("vaha")
    except metadata.PackageNotFoundError:
        return "unknown"
