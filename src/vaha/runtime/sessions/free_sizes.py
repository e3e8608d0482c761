"""An ONNX file of fixed sizes made to take pictures of any size and number.

CenterFace was published for ten pictures of 32 x 32, though it is made of convolutions alone. And
its weights stand among its inputs, as ONNX wanted before version 4 of its format; in version 4 they
could then be replaced at any time, so that a runtime prepares nothing (half as quick, measured).

Both are undone without the `onnx` package, byte for byte in place: a fixed dimension (field 1 of
TensorShapeProto.Dimension in onnx.proto) becomes a named one (field 2) without a name, and the
version at the file's head becomes 3.
"""

from __future__ import annotations

from collections.abc import Sequence

from vaha.errors import ModelFetchFailed

FREE = b"\x0a\x02\x12\x00"
VERSION_4, VERSION_3 = b"\x08\x04", b"\x08\x03"


def with_free_sizes(network: bytes, shapes: Sequence[tuple[int, int, int, int]]) -> bytes:
    """The network, each of these shapes N x C x H x W of its ends now free but for C (1 to 127).

    Raises ModelFetchFailed where the file is not of version 4 or has no such shape.
    """
    if not network.startswith(VERSION_4):
        raise ModelFetchFailed("the network is not the one that was published; nothing was changed")
    network = VERSION_3 + network[len(VERSION_4) :]
    for rows, channels, height, width in shapes:
        fixed = b"".join(map(_dimension, (rows, channels, height, width)))
        if fixed not in network:
            raise ModelFetchFailed(
                "the network has no such inputs and outputs; nothing was changed"
            )
        network = network.replace(fixed, FREE + _dimension(channels) + FREE + FREE)
    return network


def _dimension(size: int) -> bytes:
    """A dimension of this size as it stands in a shape: one byte tells a size below 128."""
    return b"\x0a\x02\x08" + bytes([size])
