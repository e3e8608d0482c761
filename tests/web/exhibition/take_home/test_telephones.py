"""Works on telephones: each address gives its one work, and nothing else of the exhibition."""

from __future__ import annotations

import io
import time
from urllib.parse import urlsplit

import PIL.Image
import pytest
from flask import Flask
from flask.testing import FlaskClient

from vaha.errors import WorkNotFound
from vaha.exhibition.codes import code_svg, wifi_code_svg
from vaha.hand.brush import BrushHand
from vaha.marking import SOURCES
from vaha.mirror import moment_film
from vaha.web.exhibition.listener import listen
from vaha.web.exhibition.parts import NAME, Exhibition
from vaha.web.exhibition.take_home.telephones import TakeHome, create_take_home
from vaha.web.services.all import Services

from ..conftest import MakeExhibition, Screen


@pytest.fixture
def app(make_exhibition: MakeExhibition) -> Flask:
    app = make_exhibition({5: BrushHand()}, port=8643)
    found = Exhibition.of_app(app)
    app.extensions[NAME] = Exhibition(
        found.settings, found.services, 8643, route=lambda: "192.0.2.7"
    )
    return app


def telephone_of(app: Flask) -> FlaskClient:
    found, services = Exhibition.of_app(app), Services.of_app(app)
    parts = TakeHome(services.gallery, services.studio, found.settings, found.news.tell)
    return create_take_home(parts).test_client()


def test_a_code_leads_to_its_one_work_also_when_the_visitor_has_gone(app: Flask) -> None:
    screen = Screen(app).begin()
    [work, other, _] = screen.paint()
    code = screen.post(f"/exhibition/works/{work['id']}/code").json
    assert code["address"].startswith("http://192.0.2.7:8643/") and code["wifi"] is None
    assert code["picture"].startswith("data:image/svg+xml;base64,")
    token = urlsplit(code["address"]).path
    screen.end()
    telephone = telephone_of(app)
    page = telephone.get(token, headers={"Accept-Language": "de"})
    assert page.status_code == 200 and "Fröhlich" in page.text and 'lang="de"' in page.text
    assert "Set-Cookie" not in page.headers
    for size in (512, 2048):
        answer = telephone.get(f"{token}/{size}.png?download")
        picture = PIL.Image.open(io.BytesIO(answer.data))
        picture.load()
        assert picture.size == (size, size) and SOURCES["trained"] in str(picture.info["xmp"])
        assert answer.headers["Content-Disposition"].startswith("attachment")
    for nothing in ("/", "/x", f"{token}/64.png", f"/{other['id']}", f"/{work['id']}",
                    "/api/v1/works", "/api/v1/exhibition/works", "/healthz"):  # fmt: skip
        assert telephone.get(nothing).status_code == 404, nothing


def test_forget_it_takes_the_work_away_everywhere(app: Flask) -> None:
    screen = Screen(app).begin()
    work = screen.paint("none")[0]
    screen.post(f"/exhibition/works/{work['id']}/hang")
    token = urlsplit(screen.post(f"/exhibition/works/{work['id']}/code").json["address"]).path
    telephone, news = telephone_of(app), Exhibition.of_app(app).news
    before = news.number
    assert telephone.get(f"{token}/forget").status_code == 405
    assert telephone.post(f"{token}/forget").status_code == 303
    assert news.number == before + 1
    assert telephone.get(token).status_code == 404
    assert screen.get("/exhibition/works").json["works"] == []


def test_without_a_route_there_is_no_code(app: Flask) -> None:
    found = Exhibition.of_app(app)
    app.extensions[NAME] = Exhibition(found.settings, found.services, 8643, route=lambda: None)
    screen = Screen(app).begin()
    work = screen.paint("none")[0]
    assert screen.get("/exhibition/room").json["take_home"] is False
    assert screen.post(f"/exhibition/works/{work['id']}/code").status_code == 404


def test_only_its_visitor_gets_the_code_of_a_work(app: Flask) -> None:
    work = Screen(app).begin().paint("none")[0]
    stranger = Screen(app).begin()
    assert stranger.post(f"/exhibition/works/{work['id']}/code").status_code == 404


def test_the_listener_is_one_of_its_own(app: Flask) -> None:
    from urllib.error import HTTPError
    from urllib.request import urlopen

    found, services = Exhibition.of_app(app), Services.of_app(app)
    parts = TakeHome(services.gallery, services.studio, found.settings, found.news.tell)
    port = listen(create_take_home(parts), "127.0.0.1", 0, "take_home")
    with urlopen(f"http://127.0.0.1:{port}/style.css") as answer:
        assert answer.headers["Content-Type"].startswith("text/css")
    with pytest.raises(HTTPError) as refused:
        urlopen(f"http://127.0.0.1:{port}/api/v1/works")
    assert refused.value.code == 404
    refused.value.close()


def test_codes_are_pictures_of_what_telephones_read() -> None:
    assert code_svg("http://192.0.2.7:8643/x") != code_svg("http://192.0.2.7:8643/y")
    assert wifi_code_svg("Museum", "").startswith("<svg")
    assert wifi_code_svg("Museum", "secret") != wifi_code_svg("Museum", "")


def test_a_moment_goes_home_with_its_film_and_only_for_who_agreed(
    app: Flask, photo: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moment_film, "SECONDS", 0.4)
    monkeypatch.setattr(moment_film.film_of, "__defaults__", (32,))
    screen = Screen(app)
    assert screen.post("/mirror/moments").status_code == 403, "there is no visit"
    screen.begin(agree=False)
    assert screen.post("/mirror/moments").status_code == 403, "not agreed"
    screen.begin()
    began = None
    while began is None or time.monotonic() < began + 1.3:
        assert screen.post("/mirror", data=photo, content_type="image/png").status_code == 200
        began = began or time.monotonic()
        time.sleep(0.1)
    kept, left = (screen.post("/mirror/moments").json for _ in range(2))
    token = urlsplit(screen.post(f"/exhibition/works/{kept['id']}/code").json["address"]).path
    screen.end()
    telephone = telephone_of(app)
    assert f"{token}/film.webm" in telephone.get(token).text
    for ending in ("webm", "mp4"):
        film = telephone.get(f"{token}/film.{ending}?download=1")
        assert film.status_code == 200 and SOURCES["trained"].encode() in film.data
    assert telephone.get(f"{token}/film.gif").status_code == 404
    assert screen.begin().get(f"/works/{left['id']}/film.webm").status_code == 404
    with pytest.raises(WorkNotFound):
        Services.of_app(app).gallery.exhibited.hung_picture(left["id"])
    assert not list(Services.of_app(app).gallery.folder.glob(f"works/{left['id']}*"))
    telephone.post(f"{token}/forget")
    assert telephone.get(f"{token}/film.webm").status_code == 404
