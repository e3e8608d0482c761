"""Pictures in every form that others have them come out as the same pixels."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import PIL.Image
import pytest
from skimage import data

from vaha.errors import PictureError
from vaha.images import Image, write_png
from vaha.shortcuts.any_picture import as_image

CAT: Image = np.ascontiguousarray(data.chelsea()[:60, :80])


@pytest.fixture
def png(tmp_path: Path) -> Path:
    write_png(tmp_path / "cat.png", CAT)
    return tmp_path / "cat.png"


@pytest.fixture
def address(png: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=png.parent))
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_path_an_address_bytes_and_pillow_s_are_the_same(png: Path, address: str) -> None:
    for form in (png, str(png), png.read_bytes(), PIL.Image.open(png), f"{address}/cat.png"):
        assert np.array_equal(as_image(form), CAT)


def test_arrays_of_levels_shares_greys_and_opacity() -> None:
    assert np.array_equal(as_image(CAT), CAT)
    assert np.array_equal(as_image(CAT.astype(np.float32) / 255), CAT)
    assert np.array_equal(as_image(CAT.astype(np.int64)), CAT)
    assert np.array_equal(as_image(CAT[..., 0]), np.repeat(CAT[..., :1], 3, 2))
    clear = np.dstack([CAT, np.zeros(CAT.shape[:2], np.uint8)])
    assert (as_image(clear) == 255).all()


def test_a_tensor_has_its_channels_first() -> None:
    torch = pytest.importorskip("torch")
    tensor = torch.from_numpy(CAT.transpose(2, 0, 1).astype(np.float32) / 255)
    assert np.array_equal(as_image(tensor.requires_grad_()), CAT)


def test_pillow_s_turned_and_transparent_pictures() -> None:
    turned = PIL.Image.fromarray(CAT)
    exif = turned.getexif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    turned.save(buffer, "PNG", exif=exif)
    assert as_image(PIL.Image.open(buffer)).shape == (80, 60, 3)
    assert (as_image(PIL.Image.new("RGBA", (4, 3), (9, 9, 9, 0))) == 255).all()
    assert as_image(PIL.Image.fromarray(CAT).convert("P")).shape == CAT.shape
    assert as_image(PIL.Image.new("1", (4, 3))).shape == (3, 4, 3)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (None, "a NoneType is no picture; give a path"),
        (np.zeros((4, 4, 2)), "shape (4, 4, 2) is no picture"),
        (np.zeros((0, 4, 3), np.uint8), "is no picture"),
        (np.full((4, 4, 3), 300), "goes from 300 to 300; give whole numbers 0 to 255"),
        (np.full((4, 4, 3), 2.5), "goes from 2.5 to 2.5"),
        (np.full((4, 4, 3), np.nan), "no brightness"),
    ],
)
def test_what_is_no_picture_is_told_in_one_line(wrong: object, message: str) -> None:
    with pytest.raises(PictureError) as told:
        as_image(wrong)
    assert message in str(told.value) and "\n" not in str(told.value)


def test_an_address_without_a_picture(address: str) -> None:
    with pytest.raises(PictureError, match="cannot be fetched"):
        as_image(f"{address}/dog.png")
    with pytest.raises(PictureError, match="cannot be fetched"):
        as_image("http://127.0.0.1:9/cat.png")
