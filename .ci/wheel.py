"""Is this the wheel to publish? `python .ci/wheel.py DIST TAG REPOSITORY` says what is wrong."""

from __future__ import annotations

import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path

NEEDED = (
    "vaha/py.typed",
    "vaha/web/static/index.html",
    "vaha/tab/page/tab.html",
    "vaha/weights/mood.onnx",
    "vaha/weights/painter.onnx",
    "vaha/weights/critic.onnx",
    "vaha/weights/enlarger.onnx",
    "vaha/weights/centerface/centerface.onnx",
    "vaha/weights/centerface/LICENSE",
)
TERMS = ("licenses/LICENSE", "licenses/LICENSES/LicenseRef-VAHA-Weights.txt")


def faults(wheel: Path, tag: str, repository: str) -> list[str]:
    """What stands between this wheel and PyPI, one sentence each; nothing where all is well."""
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        said = HeaderParser().parsestr(packed.read(metadata).decode())
    home = metadata.removesuffix("METADATA")
    missing = [name for name in (*NEEDED, *(home + term for term in TERMS)) if name not in names]
    found = [f"{name} is not in the wheel" for name in missing]
    if said["Version"] != tag.removeprefix("v"):
        found.append(f"the wheel is version {said['Version']}, the release is {tag}")
    urls = dict(one.split(", ", 1) for one in said.get_all("Project-URL", []))
    if urls.get("Source", "").rstrip("/") != repository.rstrip("/"):
        found.append(
            f"its Source is {urls.get('Source')}, this repository is {repository}; "
            "mend [project.urls] in pyproject.toml"
        )
    return found


def main(folder: str, tag: str, repository: str) -> int:
    """Check the one wheel in the folder; 1 where something is wrong with it."""
    (wheel,) = Path(folder).glob("*.whl")
    wrong = faults(wheel, tag, repository)
    for fault in wrong:
        print(f"{wheel.name}: {fault}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
