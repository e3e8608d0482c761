"""Slides as one HTML document of its own: arrows turn them, and each prints as one page."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import PIL.Image

from vaha.images import Image

WIDTH, HEIGHT = 1280, 720
STYLE = f"""
@page {{ size: {WIDTH}px {HEIGHT}px; margin: 0 }}
* {{ box-sizing: border-box }}
html {{ scroll-snap-type: y mandatory; background: #26231f; print-color-adjust: exact;
  -webkit-print-color-adjust: exact }}
body {{ margin: 0; font: 24px/1.45 "Liberation Sans", Helvetica, sans-serif; color: #26231f }}
section {{ width: {WIDTH}px; height: {HEIGHT}px; margin: 0 auto; padding: 52px 72px 60px;
  background: #fbf8f2; display: flex; flex-direction: column; gap: 22px; overflow: hidden;
  position: relative; scroll-snap-align: center; break-after: page }}
section:last-of-type {{ break-after: auto }}
h1, h2 {{ font-family: "Liberation Serif", Georgia, serif; font-weight: normal; margin: 0;
  line-height: 1.15 }}
h1 {{ font-size: 64px }} h2 {{ font-size: 44px }} p, ul {{ margin: 0 }} ul {{ padding-left: 1em }}
li {{ margin: .3em 0 }} .lead {{ font-size: 30px; color: #5d564c }}
.row {{ display: flex; gap: 18px 20px; flex: 1; min-height: 0; align-items: center;
  justify-content: space-evenly; flex-wrap: wrap }}
.row.once {{ flex-wrap: nowrap }}
.row > svg {{ height: 100%; width: auto; flex: 1 1 0; min-width: 0 }}
figure {{ margin: 0; text-align: center }}
figcaption {{ font-size: 18px; color: #5d564c; margin-top: 6px }}
img, svg {{ display: block; max-width: 100%; height: auto; margin: auto }}
svg {{ mix-blend-mode: multiply }}
table {{ border-collapse: collapse; font-size: 24px }}
td, th {{ padding: 9px 26px 9px 0; text-align: left; border-bottom: 1px solid #d9d2c5;
  white-space: nowrap; font-variant-numeric: tabular-nums }}
.source {{ position: absolute; left: 72px; bottom: 22px; font-size: 15px; color: #746c60 }}
.page {{ position: absolute; right: 40px; bottom: 22px; font-size: 15px; color: #746c60 }}
"""
TURN = """addEventListener('keydown', (event) => {
  const way = {ArrowRight: 1, PageDown: 1, ' ': 1, ArrowLeft: -1, PageUp: -1}[event.key];
  if (!way) return;
  event.preventDefault();
  const slides = [...document.querySelectorAll('section')];
  const middle = innerHeight / 2;
  const shown = slides.findIndex((one) => one.getBoundingClientRect().bottom > middle);
  slides[shown + way]?.scrollIntoView();
});"""


@dataclass(frozen=True)
class Slide:
    """A title, what stands below it as HTML, and where its figures come from."""

    title: str
    body: str
    source: str = ""


def document(title: str, slides: Sequence[Slide]) -> str:
    """The whole page; it loads nothing."""
    sections = "".join(_section(slide, number) for number, slide in enumerate(slides, 1))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body>{sections}<script>{TURN}</script></body></html>\n"
    )


def picture(image: Image, caption: str = "", width: int | None = None) -> str:
    """A picture inside the page, with what it shows."""
    data = io.BytesIO()
    PIL.Image.fromarray(image).save(data, "WEBP", quality=90)
    address = f"data:image/webp;base64,{base64.b64encode(data.getvalue()).decode()}"
    shown = f'<img src="{address}" width="{width or image.shape[1]}" alt="{escape(caption)}">'
    return f"<figure>{shown}<figcaption>{escape(caption)}</figcaption></figure>"


def row(*parts: str, wraps: bool = False) -> str:
    """Parts side by side."""
    return f'<div class="row{"" if wraps else " once"}">{"".join(parts)}</div>'


def points(*said: str) -> str:
    """A list of sentences."""
    return f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in said)}</ul>"


def lead(said: str) -> str:
    """The sentence below a title."""
    return f'<p class="lead">{escape(said)}</p>'


def _section(slide: Slide, number: int) -> str:
    level = "h1" if number == 1 else "h2"
    source = f'<div class="source">{escape(slide.source)}</div>' if slide.source else ""
    return (
        f"<section><{level}>{escape(slide.title)}</{level}>{slide.body}{source}"
        f'<div class="page">{number}</div></section>'
    )
