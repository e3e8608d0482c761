"""Sphinx: the site of these pages, the commands and the public names. `.ci/run` builds it."""

import re
from importlib import metadata

from sphinx.application import Sphinx

project = "VAHA"
author = "The maintainers of VAHA"
release = metadata.version("vaha")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_click",
]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
nitpicky = False  # NumPy's and Pillow's names have their pages elsewhere

autosummary_generate = True
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "show-inheritance": True}

# The pages of the repository that are pages of the site, too, under another name.
PAGES_HERE = {
    "SECURITY": "security",
    "CODE_OF_CONDUCT": "conduct",
    "CONTRIBUTING": "contributing",
    "CHANGELOG": "changes",
}


def links_to_pages_here(_app: Sphinx, _name: str, source: list[str]) -> None:
    """Let what links to a page of the repository link to the page of the site."""
    for name, here in PAGES_HERE.items():
        source[0] = re.sub(rf"\((\.\./)*{name}\.md\)", f"({here}.md)", source[0])


def stars_as_they_are(_app: Sphinx, _context: object, lines: list[str]) -> None:
    """A command's words are plain text, where a star is a star, not the start of emphasis."""
    lines[:] = [re.sub(r"(?<!\\)\*", r"\\*", line) for line in lines]


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("source-read", links_to_pages_here)
    for part in ("description", "usage", "options", "arguments", "epilog"):
        app.connect(f"sphinx-click-process-{part}", stars_as_they_are)
    app.connect("include-read", lambda app, _path, name, text: links_to_pages_here(app, name, text))


exclude_patterns = ["_build"]
html_theme = "pydata_sphinx_theme"
html_title = "VAHA"
html_sidebars = {"**": ["globaltoc.html"]}
html_theme_options = {
    "navbar_center": [],
    "navigation_with_keys": False,
    "show_prev_next": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}
project_copyright = "The maintainers of VAHA, Apache License 2.0"
