from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image as Pillow

torch = pytest.importorskip("torch")

from vaha.training.data.faces.degradation import blur, few_pixels, jpeg, low_light  # noqa: E402


def faces(count: int = 4) -> torch.Tensor:
    """Smooth pictures with some detail, 0..1."""
    chance = torch.Generator().manual_seed(0)
    coarse = torch.rand(count, 1, 12, 12, generator=chance)
    return torch.nn.functional.interpolate(coarse, size=(48, 48), mode="bilinear")


def detail(pictures: torch.Tensor) -> torch.Tensor:
    """How much neighbours differ, for each picture."""
    return (pictures[..., 1:] - pictures[..., :-1]).abs().mean((1, 2, 3))


def test_blur_takes_detail_away_the_more_the_wider_it_is() -> None:
    same = faces(1).expand(3, -1, -1, -1)
    found = detail(blur(same, torch.tensor([0.3, 1.0, 2.0])))
    assert found[0] > found[1] > found[2]
    torch.testing.assert_close(blur(same, torch.full((3,), 0.2)), same, rtol=0, atol=1e-4)
    flat = torch.full((2, 1, 48, 48), 0.4)
    torch.testing.assert_close(blur(flat, torch.tensor([1.0, 2.0])), flat)


def test_blurred_faces_lie_in_memory_as_other_faces_do() -> None:
    """In strides of their own, PyTorch's pooling on CUDA read past their end."""
    assert blur(faces(4), torch.ones(4)).stride() == faces(4).stride()


def test_in_low_light_faces_are_dark_and_have_few_levels() -> None:
    dark = low_light(faces(), torch.full((4,), 0.1), torch.zeros(4, 1, 48, 48))
    torch.testing.assert_close(dark, faces() * 0.1, rtol=0, atol=1 / 255)
    assert len(dark.unique()) <= 27
    noisy = low_light(faces(), torch.full((4,), 0.1), torch.randn(4, 1, 48, 48))
    assert (detail(noisy) > detail(dark)).all() and noisy.min() >= 0


def test_few_pixels_leave_less_detail_and_many_leave_all() -> None:
    same = faces(1).expand(3, -1, -1, -1)
    found = few_pixels(same, torch.tensor([0.3, 0.6, 0.9]))
    assert detail(found)[0] < detail(found)[1] < detail(same)[0]
    assert torch.equal(found[2], same[2])


@pytest.mark.parametrize("quality", [10, 30, 60, 90])
def test_jpeg_does_what_a_jpeg_encoder_does(quality: int) -> None:
    """Compared with Pillow's on grey pictures: the same blocks, but where a rounding falls."""
    pictures = (faces() * 255).round() / 255
    found = jpeg(pictures, torch.full((4,), float(quality)))
    expected = []
    for picture in (pictures * 255).byte().numpy():
        stream = io.BytesIO()
        Pillow.fromarray(picture[0]).save(stream, "JPEG", quality=quality)
        expected.append(np.asarray(Pillow.open(stream), np.float32) / 255)
    error = (found[:, 0] - torch.from_numpy(np.stack(expected))).abs()
    assert error.mean() < 0.5 / 255 and (error < 1.5 / 255).float().mean() > 0.9
    assert quality > 60 or (found - pictures).abs().mean() > error.mean()
