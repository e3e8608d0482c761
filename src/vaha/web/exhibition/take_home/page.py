"""The page that a code leads to: one work, how it came about, and how it is had or forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vaha.gallery.kept import Kept


@dataclass(frozen=True)
class PageWords:
    """What the page says in one language; `moods` stand in the order of the seven emotions."""

    title: str
    how: str
    download: str
    film: str
    kept: str
    forget: str
    gone: str
    moods: dict[str, str]


WORDS = {
    "en": PageWords(
        "Your painting",
        "A machine read an expression, or was told a mood, painted many pictures, and chose this "
        "one. Of your face nothing is in it.",
        "Download, {size} pixels",
        "Film of ten seconds, {ending}",
        "This address leads to this picture alone, for a day.",
        "Forget it",
        "This picture is not here, or no longer.",
        {"angry": "Angry", "disgusted": "Disgusted", "fearful": "Fearful", "happy": "Happy",
         "neutral": "Calm", "sad": "Sad", "surprised": "Surprised"},
    ),
    "de": PageWords(
        "Dein Bild",
        "Eine Maschine las einen Ausdruck, oder bekam eine Stimmung genannt, malte viele Bilder "
        "und wählte dieses. Von deinem Gesicht ist nichts darin.",
        "Herunterladen, {size} Pixel",
        "Film von zehn Sekunden, {ending}",
        "Diese Adresse führt nur zu diesem Bild, einen Tag lang.",
        "Vergessen",
        "Dieses Bild ist nicht hier, oder nicht mehr.",
        {"angry": "Wütend", "disgusted": "Angeekelt", "fearful": "Ängstlich", "happy": "Fröhlich",
         "neutral": "Gelassen", "sad": "Traurig", "surprised": "Überrascht"},
    ),
    "fr": PageWords(
        "Votre tableau",
        "Une machine a lu une expression, ou a reçu une humeur, a peint beaucoup d'images et a "
        "choisi celle-ci. Rien de votre visage n'y figure.",
        "Télécharger, {size} pixels",
        "Film de dix secondes, {ending}",
        "Cette adresse mène à cette seule image, pendant un jour.",
        "L'oublier",
        "Cette image n'est pas ici, ou n'y est plus.",
        {"angry": "Colère", "disgusted": "Dégoût", "fearful": "Peur", "happy": "Joie",
         "neutral": "Calme", "sad": "Tristesse", "surprised": "Surprise"},
    ),
}  # fmt: skip

STYLE = """:root{color-scheme:light dark;--wall:light-dark(#f7f5f0,#141311);
--ink:light-dark(#1b1a17,#ebe7de);--quiet:light-dark(#66625a,#a8a297)}
body{margin:0;padding:1.5rem;max-width:40rem;margin-inline:auto;background:var(--wall);
color:var(--ink);font:1.05rem/1.5 system-ui,sans-serif}
h1{font:400 2rem/1.1 Georgia,serif}img,video{width:100%;height:auto}
a,button{display:inline-block;margin:.3rem .6rem .3rem 0;padding:.8em 1.2em;border:1px solid;
background:none;color:inherit;font:inherit;text-decoration:none}.quiet{color:var(--quiet)}"""


def work_page(language: str, token: str, kept: Kept, sizes: Sequence[int]) -> str:
    """The page of this work; `token` may stand in HTML."""
    words = WORDS[language]
    mood = words.moods[kept.recipe.mood.top.value]
    links = "".join(
        f'<a href="/{token}/{size}.png?download">{words.download.format(size=size)}</a>'
        for size in sizes
    )
    film = ""
    if kept.moment:
        film = f'<video src="/{token}/film.webm" controls loop playsinline preload="none"></video>'
        links += "".join(
            f'<a href="/{token}/film.{ending}?download=1">{words.film.format(ending=name)}</a>'
            for ending, name in (("webm", "WebM"), ("mp4", "MP4"))
        )
    return _page(
        language,
        f'<h1>{words.title}: {mood}</h1><img src="/{token}/512.png" alt="{words.title}: {mood}">'
        f"{film}<p>{words.how}</p><p>{links}</p>"
        f'<form method="post" action="/{token}/forget"><button>{words.forget}</button></form>'
        f'<p class="quiet">{words.kept}</p>',
    )


def gone_page(language: str) -> str:
    """The page where there is nothing, or no longer."""
    return _page(language, f"<h1>VAHA</h1><p>{WORDS[language].gone}</p>")


def _page(language: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>VAHA</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="/style.css"></head><body><main>{body}</main></body></html>'
    )
