"""A report as one HTML document that needs nothing else: text, tables, figures, pictures."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from html import escape

import numpy as np
import numpy.typing as npt

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: 46rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
table { border-collapse: collapse; } td, th { padding: .25rem .9rem .25rem 0; text-align: left;
  border-bottom: 1px solid #e4e4e4; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 1rem 0; } figcaption { color: #555; font-size: .9rem; max-width: 40rem; }
svg { max-width: 100%; height: auto; }
.rows { display: flex; } .names { width: 6.5rem; flex: none; font-size: .85rem; }
.rows img { max-width: none; } figure { overflow-x: auto; } code { overflow-wrap: anywhere; }
"""


def page(title: str, body: Sequence[str]) -> str:
    """A whole HTML document that needs nothing else."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
        f"<body>{''.join(body)}</body></html>\n"
    )


def figure(drawing: str, caption: str) -> str:
    """A drawing (SVG or an img) with a caption, as HTML."""
    return f"<figure>{drawing}<figcaption>{escape(caption)}</figcaption></figure>"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table whose numbers stand to the right; with an empty head, a list of names and values."""
    headed = any(head)

    def cell(tag: str, value: object) -> str:
        said = str(value)
        is_number = headed and said[:1].isdigit() and len(said) < 20
        kind = ' class="number"' if is_number else ""
        return f"<{tag}{kind}>{escape(said)}</{tag}>"

    top = "".join(f"<th>{escape(name)}</th>" for name in head) if headed else ""
    body = "".join(f"<tr>{''.join(cell('td', value) for value in row)}</tr>" for row in rows)
    return f"<table>{f'<tr>{top}</tr>' if top else ''}{body}</table>"


def pictures(
    images: Sequence[npt.NDArray[np.uint8]],
    columns: int,
    names: Sequence[str] = (),
    side: int = 64,
) -> str:
    """Pictures H x W x 3 in rows of `columns`, each row with a name in front of it.

    They stand in the page as one WebP of high quality, so that ten thousand pixels stay small.
    """
    from PIL import Image

    rows = -(-len(images) // columns)
    gap = 4
    sheet = np.full((rows * (side + gap), columns * (side + gap), 3), 255, np.uint8)
    for place, image in enumerate(images):
        top, left = (side + gap) * (place // columns), (side + gap) * (place % columns)
        small = np.asarray(Image.fromarray(image).resize((side, side), Image.Resampling.LANCZOS))
        sheet[top : top + side, left : left + side] = small
    data = io.BytesIO()
    Image.fromarray(sheet).save(data, "WEBP", quality=92)
    address = f"data:image/webp;base64,{base64.b64encode(data.getvalue()).decode()}"
    height, width = sheet.shape[:2]
    said = escape(", ".join(names) or f"{len(images)} pictures", quote=True)
    drawn = f'<img src="{address}" width="{width}" height="{height}" alt="{said}">'
    if not names:
        return drawn
    labels = "".join(f'<div style="height:{side + gap}px">{escape(name)}</div>' for name in names)
    return f'<div class="rows"><div class="names">{labels}</div>{drawn}</div>'
