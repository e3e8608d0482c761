"""The built page: hashed assets for ever, everything else is index.html."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, request, send_from_directory
from werkzeug.routing import PathConverter

from vaha.web.access.cookies import home_of

INDEX = "index.html"
STATIC = Path(__file__).parents[1] / "static"

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


def make_blueprint(folder: Path = STATIC, index: str = INDEX) -> Blueprint:
    """The pages as a Flask blueprint; `folder` is what `npm run build` wrote.

    Every address that is no file's shows the page `index`; the others are not shown at all.
    """
    blueprint = Blueprint("pages", __name__)

    @blueprint.get("/", defaults={"path": ""})
    @blueprint.get("/<page:path>")
    def page(path: str) -> Response:
        if not (folder / index).is_file():
            return Response(MISSING, 503, mimetype="text/plain")
        if path and not path.endswith(".html") and _is_there(folder / path):
            return _file(folder, path)
        if path.startswith("assets/") or "." in path.removesuffix(index).rsplit("/", 1)[-1]:
            abort(404)  # an old page asks for an asset that is gone: index.html is no answer
        return _index(folder / index)

    return blueprint


def _index(page: Path) -> Response:
    """The page itself; its addresses lead to where the studio stands: / or a proxy's path."""
    text = page.read_text(encoding="utf-8").replace('="./', f'="{home_of(request)}')
    response = Response(text, mimetype="text/html", headers={"Cache-Control": "no-cache"})
    response.add_etag()
    response.make_conditional(request)
    return response


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _file(folder: Path, path: str) -> Response:
    response = send_from_directory(folder, path)
    hashed = path.startswith("assets/")
    response.headers["Cache-Control"] = HASHED if hashed else "no-cache"
    return response
