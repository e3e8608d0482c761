"""Films: whole or not at all, at real speed, of what was shown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vaha.camera.camera import Camera
from vaha.errors import InputError, OutputError
from vaha.images import Image
from vaha.mirror.film import CODES, RATE, Film, filmed, rate_of


def level(value: int) -> Image:
    return np.full((64, 64, 3), (value, 40, 90), np.uint8)


def frames_of(path: Path) -> list[tuple[float, Image]]:
    with Camera(path) as camera:
        return list(camera.frames())


def test_a_film_shows_what_it_was_given_in_rgb(tmp_path: Path) -> None:
    path = tmp_path / "new" / "film.mp4"
    with filmed(path, 64, 10) as film:
        for number in range(20):
            assert film.show(level(200), number / 10)
        assert not path.exists()
        assert [entry.suffix for entry in path.parent.iterdir()] == [".mp4"]  # written aside
    seen = frames_of(path)
    assert len(seen) == 20
    assert seen[5][1].mean(axis=(0, 1)) == pytest.approx([200, 40, 90], abs=8)
    assert [entry.name for entry in path.parent.iterdir()] == ["film.mp4"]


def test_a_picture_that_comes_late_is_held_so_that_the_film_keeps_time(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with filmed(path, 64, 10) as film:
        film.show(level(10), 0.0)
        film.show(level(250), 1.0)
        film.show(level(250), 1.01)
    assert len(frames_of(path)) == 11


def test_where_anything_fails_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"an older film")
    with pytest.raises(ZeroDivisionError), filmed(path, 64) as film:
        film.show(level(1), 0.0)
        _ = 1 / 0
    assert path.read_bytes() == b"an older film"
    assert [entry.name for entry in tmp_path.iterdir()] == ["film.mp4"]


def test_a_film_that_was_cut_short_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a full disk, of which OpenCV says nothing."""

    def release(film: Film) -> None:
        film._writer.release()
        (aside,) = tmp_path.iterdir()
        aside.write_bytes(aside.read_bytes()[:2000])

    monkeypatch.setattr(Film, "release", release)
    with (
        pytest.raises(OutputError, match="is the disk full"),
        filmed(tmp_path / "a.webm", 64) as film,
    ):
        for number in range(50):
            film.show(level(number), number / RATE)
    assert not list(tmp_path.iterdir())


def test_a_film_may_be_a_webm_and_of_any_shape(tmp_path: Path) -> None:
    with filmed(tmp_path / "a.webm", 64, 10, 32) as film:
        film.show(np.full((32, 64, 3), 90, np.uint8), 0.5)
    assert frames_of(tmp_path / "a.webm")[0][1].shape == (32, 64, 3)


def test_a_film_without_its_encoder_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(CODES, ".mp4", "none")
    with (
        pytest.raises(OutputError, match=r"no encoder for \.mp4 films.*\.webm"),
        filmed(tmp_path / "a.mp4", 64),
    ):
        pass
    assert capfd.readouterr().err == ""  # nothing of what libraries print
    assert not list(tmp_path.iterdir())


def test_a_film_of_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="nothing was painted"), filmed(tmp_path / "a.mp4", 64):
        pass
    assert list(tmp_path.iterdir()) == []


def test_another_name_than_mp4_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"end in \.mp4"), filmed(tmp_path / "film.gif", 64):
        pass


def test_the_rate_is_the_video_s_own_and_no_frame_is_lost() -> None:
    frames = [(number / 12.5, level(number)) for number in range(4)]
    rate, again = rate_of(frames)
    assert rate == 12.5 and list(again) == frames


@pytest.mark.parametrize(
    ("times", "expected"),
    [([], RATE), ([0.0], RATE), ([0.0, 0.0], RATE), ([0.0, 5.0], 5.0), ([0.0, 0.001], 60.0)],
)
def test_an_odd_rate_becomes_a_usual_one(times: list[float], expected: float) -> None:
    assert rate_of([(at, level(1)) for at in times])[0] == expected
