"""The built page: hashed assets for ever, everything else is index.html."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, send_from_directory
from werkzeug.routing import PathConverter

STATIC = Path(__file__).parent / "static"

MISSING = """VAHA's server runs, but its page was not built.

From a clone of the repository, with Node:

    cd webapp
    npm ci
    npm run build

or install VAHA with `pip install .`, which does the same. The API answers under /api/v1.
"""


class PageConverter(PathConverter):
    """Every path that is not the API's."""

    regex = "(?!api/)[^/].*?"


HASHED = "public, max-age=31536000, immutable"


def make_blueprint(folder: Path = STATIC) -> Blueprint:
    """The pages as a Flask blueprint; `folder` is what `npm run build` wrote."""
    blueprint = Blueprint("pages", __name__)

    @blueprint.get("/", defaults={"path": ""})
    @blueprint.get("/<page:path>")
    def page(path: str) -> Response:
        if not (folder / "index.html").is_file():
            return Response(MISSING, 503, mimetype="text/plain")
        if path and (folder / path).is_file():
            return _file(folder, path)
        if path.startswith("assets/") or "." in path.rsplit("/", 1)[-1]:
            abort(404)  # an old page asks for an asset that is gone: index.html is no answer
        return _file(folder, "index.html")

    return blueprint


def _file(folder: Path, path: str) -> Response:
    response = send_from_directory(folder, path)
    hashed = path.startswith("assets/")
    response.headers["Cache-Control"] = HASHED if hashed else "no-cache"
    return response
