"""The terms of VAHA's weights, which go wherever the weights go."""

from __future__ import annotations

from pathlib import Path

TERMS = "LicenseRef-VAHA-Weights.txt"


def terms_of_weights() -> str | None:
    """Their text, of the source tree or of the installed package; None where neither has it."""
    from importlib import metadata

    beside = Path(__file__).parents[3] / "LICENSES" / TERMS
    if beside.is_file():
        return beside.read_text(encoding="utf-8")
    try:
        files = metadata.files("vaha") or []
    except metadata.PackageNotFoundError:
        return None
    return next((file.read_text(encoding="utf-8") for file in files if file.name == TERMS), None)
