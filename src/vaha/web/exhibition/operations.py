"""The exhibition's operations of the API, beside the studio's own."""

from __future__ import annotations

from vaha.web.exhibition import views
from vaha.web.exhibition.payloads import (
    Answer,
    CardQuery,
    Code,
    Hung,
    Near,
    PrintOptions,
    Room,
    Sheets,
    SignOfLife,
)
from vaha.web.exhibition.take_home import printing_views
from vaha.web.shapes.payloads import WorkShape
from vaha.web.views.api import PICTURES
from vaha.web.views.openapi import BINARY, JSON, Operation

# fmt: off
OPERATIONS = (
    Operation(
        "GET", "/exhibition/room", "What a screen has to know.", views.get_room,
        query=SignOfLife, answer={JSON: Room},
    ),
    Operation(
        "POST", "/exhibition/visits", "Somebody new is here; what was before parts.",
        views.begin_visit, status=204,
    ),
    Operation(
        "POST", "/exhibition/consent", "I agree to be read.", views.agree, status=204,
        problems=(404,),
    ),
    Operation(
        "DELETE", "/exhibition/visits", "I am done.", views.end_visit, status=204,
    ),
    Operation(
        "POST", "/exhibition/near", "Whether a face is near; it is not read.",
        views.look_for_somebody, answer={JSON: Near},
        body=dict.fromkeys(PICTURES, BINARY), reads_picture=True,
    ),
    Operation(
        "GET", "/exhibition/works", "What hangs, the newest first.", views.list_hung,
        answer={JSON: Hung},
    ),
    Operation(
        "GET", "/exhibition/works/<id:work>.png", "A work that hangs.", views.get_hung_picture,
        answer={"image/png": BINARY},
    ),
    Operation(
        "GET", "/exhibition/works/<id:work>/strokes", "What painted it.",
        views.get_hung_strokes, answer={"application/octet-stream": BINARY},
    ),
    Operation(
        "POST", "/exhibition/works/<id:work>/hang", "Hang my work for everybody.",
        views.hang_work, answer={JSON: WorkShape},
    ),
    Operation(
        "POST", "/exhibition/works/<id:work>/code", "A code to take my work home with.",
        views.give_work, answer={JSON: Code},
    ),
    Operation(
        "POST", "/exhibition/portraits/<id:portrait>/answer", "Whether it moved me; one tap.",
        views.answer_question, status=204, body={JSON: Answer},
    ),
    Operation(
        "GET", "/exhibition/printer", "How the printer is, and what I may print.",
        printing_views.get_printer, answer={JSON: Sheets},
    ),
    Operation(
        "GET", "/exhibition/works/<id:work>/card.png", "My work as a card, as it is printed.",
        printing_views.get_card, query=CardQuery, answer={"image/png": BINARY},
    ),
    Operation(
        "POST", "/exhibition/works/<id:work>/print", "Print my work as a card.",
        printing_views.print_work, body={JSON: PrintOptions}, answer={JSON: Sheets},
    ),
    Operation(
        "GET", "/exhibition/cues", "What other machines tell the screen to do, as events.",
        views.watch_cues, answer={"text/event-stream": {"type": "string"}},
    ),
    Operation(
        "GET", "/exhibition/events", "What hangs, and each change of it, as events.",
        views.watch_wall, answer={"text/event-stream": {"type": "string"}},
    ),
)
# fmt: on
