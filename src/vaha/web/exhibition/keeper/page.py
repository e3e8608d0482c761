"""What the keeper's listener shows: HTML without scripts, which loads itself anew."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from vaha.web.exhibition.counts import moved
from vaha.web.exhibition.keeper.state import ExhibitionState, Fact

EACH = 10
"""Seconds after which the page is loaded anew."""

STYLE = """:root{color-scheme:light dark;--wall:light-dark(#f7f5f0,#141311);
--raised:light-dark(#fffdf9,#1d1b18);--ink:light-dark(#1b1a17,#ebe7de);
--quiet:light-dark(#66625a,#a8a297);--line:light-dark(#dcd7cc,#35322d);
--bad:light-dark(#a3301b,#ee8b71);--good:light-dark(#2f6b3a,#8fcf9a)}
*{box-sizing:border-box}
body{margin:0;background:var(--wall);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{max-width:76rem;margin:auto;padding:clamp(1rem,3vw,2.5rem);display:grid;gap:2rem 3rem}
@media(min-width:60rem){main{grid-template-columns:1fr 1fr}.wide{grid-column:1/-1}}
h1{font:400 2rem/1.1 Georgia,serif;margin:0}
h2{font:400 1.3rem/1.2 Georgia,serif;margin:0 0 .75rem;padding-bottom:.4rem;
border-bottom:1px solid var(--line)}
header{display:flex;flex-wrap:wrap;gap:1rem 2rem;align-items:center;justify-content:space-between}
form{display:inline}.acts{display:flex;flex-wrap:wrap;gap:.6rem}
button{min-height:2.75rem;padding:.4em 1.2em;border:1px solid var(--ink);background:none;
color:inherit;font:inherit;cursor:pointer}
button:hover,button:focus-visible{background:var(--ink);color:var(--wall)}
button[aria-pressed=true]{background:var(--ink);color:var(--wall)}
table{border-collapse:collapse;width:100%}
th,td{padding:.35rem 1rem .35rem 0;text-align:left;vertical-align:top;font-weight:400}
td:last-child{padding-right:0}th{white-space:nowrap}
.number{text-align:right;font-variant-numeric:tabular-nums}
.good::before{content:"\\2713\\a0";color:var(--good)}
.bad{color:var(--bad)}.bad::before{content:"!\\a0";font-weight:700}
.quiet{color:var(--quiet)}.said{border-left:3px solid var(--good);padding-left:.8rem;margin:0}
.said.bad{border-color:var(--bad)}
.works{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:1.2rem;margin:0;
padding:0;list-style:none}
.works img{display:block;width:100%;aspect-ratio:1;object-fit:cover;margin-bottom:.4rem}
.works form{display:block}.works button{padding-inline:.4em;margin-top:.3rem;width:100%}
.lines{max-height:18rem;overflow:auto;font-size:.9rem;overflow-wrap:anywhere}"""

SAID = {
    "open": "It is open.",
    "paused": "It is paused: whoever is there may finish, and nobody begins.",
    "closed": "It is closed, and whoever was there has been seen off.",
    "test": "The screens show a test picture for a minute.",
    "down": "The work was taken down.",
}

COUNTS = {
    "visits": "Visits that are over",
    "agreed": "of them agreed to be read",
    "portraits": "Portraits",
    "hung": "Works hung by visitors",
    "downloads": "Downloads on telephones",
    "sheets": "Sheets printed",
}


def state_page(state: ExhibitionState, said: str = "", problem: str = "") -> str:
    """The keeper's page; `said` names what was just done, `problem` why it was not."""
    return _page(
        _head(state)
        + _said(said, problem)
        + _section("How it is", _facts(state.facts))
        + _section("Today", _counts(state))
        + _section("What hangs", _works(state), wide=True)
        + _section("What the log says", _lines(state), wide=True),
        f'<meta http-equiv="refresh" content="{EACH};url=/">',
    )


def locked_page() -> str:
    """The page for who has not shown the token."""
    return _page(
        "<h1>The keeper's page</h1><p>It needs its token: open the whole address that "
        "<code>vaha exhibit</code> prints, or give the token here.</p>"
        '<form action="/"><label>Token <input name="token" type="password" required '
        'autocomplete="current-password"></label> <button>Open</button></form>'
    )


def _head(state: ExhibitionState) -> str:
    doors = "".join(
        f'<form method="post" action="/doors/{name}"><button aria-pressed="'
        f'{"true" if state.doors == name else "false"}">{word}</button></form>'
        for name, word in (("open", "Open"), ("paused", "Pause"), ("closed", "Close"))
    )
    test = '<form method="post" action="/test"><button>Test picture</button></form>'
    hours = "" if state.open or state.doors != "open" else "It is outside its opening hours. "
    return (
        f'<header class="wide"><h1>The exhibition</h1><div class="acts">{doors}{test}</div>'
        f'</header><p class="wide quiet">{hours}This page is made anew every {EACH} seconds.</p>'
    )


def _said(said: str, problem: str) -> str:
    if problem:
        return f'<p class="wide said bad" role="alert">{escape(problem)}</p>'
    return f'<p class="wide said" role="status">{SAID[said]}</p>' if said in SAID else ""


def _section(title: str, body: str, wide: bool = False) -> str:
    return f"<section{' class=wide' if wide else ''}><h2>{title}</h2>{body}</section>"


def _facts(facts: Sequence[Fact]) -> str:
    rows = "".join(map(_fact, facts))
    return f"<table>{rows}</table>"


def _fact(fact: Fact) -> str:
    kind = "good" if fact.well else "bad"
    return f'<tr><th scope="row">{escape(fact.name)}</th><td class="{kind}">{escape(fact.said)}'


def _counts(state: ExhibitionState) -> str:
    rows = [(word, state.counts.get(name, 0)) for name, word in COUNTS.items()]
    moods = [(mood.capitalize(), count) for mood, count in state.moods.items()]
    shown = "".join(
        f'<tr><th scope="row">{word}</th><td class="number">{count}</td></tr>'
        for word, count in (*rows, *moods)
    )
    if (answers := moved(state.counts)) is not None:
        mean = f"{answers[1]:.1f} of 5, {answers[0]} answers"
        shown += f'<tr><th scope="row">It carries my mood</th><td class="number">{mean}</td></tr>'
    note = "Moods are shown of five people or more, in fives; nobody can be told from them."
    return f'<table>{shown}</table><p class="quiet">{note}</p>'


def _works(state: ExhibitionState) -> str:
    if not state.works:
        return '<p class="quiet">Nothing hangs.</p>'
    each = "".join(
        f'<li><img src="/works/{kept.id}.png" alt="" loading="lazy">'
        f"{escape(kept.recipe.mood.top.value.capitalize())}"
        f'<form method="post" action="/works/{kept.id}/down"><button>Take it down</button></form>'
        for kept in state.works
    )
    return f'<ul class="works">{each}</ul>'


def _lines(state: ExhibitionState) -> str:
    if not state.lines:
        return '<p class="quiet">Nothing that you should know.</p>'
    rows = "".join(
        f"<tr><td>{line.at:%d.%m. %H:%M:%S}</td><td>{escape(line.level)}</td>"
        f"<td>{escape(line.said)}</td></tr>"
        for line in state.lines
    )
    return f'<div class="lines"><table>{rows}</table></div>'


def _page(body: str, head: str = "") -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>VAHA, its keeper</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{head}'
        f'<link rel="stylesheet" href="/style.css"></head><body><main>{body}</main></body></html>'
    )
