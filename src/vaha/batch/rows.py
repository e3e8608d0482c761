"""The rows of a part as Parquet, in one fixed schema: all parts of an order read as one table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from vaha.batch.work import Row
from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS
from vaha.errors import MissingExtra, OutputError

if TYPE_CHECKING:
    import pyarrow


def arrow() -> Any:  # noqa: ANN401 - a module without types
    """The module pyarrow with its Parquet; raises MissingExtra."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtra("batches need pyarrow and fsspec: pip install 'vaha[batch]'") from error
    return pyarrow


def schema() -> pyarrow.Schema:
    """The columns: of `faces`, `mood`, `works`, `felt` and `lift` those that the work fills."""
    pa = arrow()
    mood = pa.struct([(emotion.value, pa.float64()) for emotion in FACE_EMOTIONS])
    box = [(side, pa.int32()) for side in ("left", "top", "width", "height")]
    read = [("confidence", pa.float64()), ("mood", mood), ("sure", pa.bool_())]
    work = [("seed", pa.uint64()), ("lift", pa.float64())]
    picture = [("recipe", pa.string()), ("picture", pa.binary())]
    return pa.schema(
        [
            ("item", pa.string()),
            ("error", pa.string()),
            ("faces", pa.list_(pa.struct(box + read))),
            ("mood", mood),
            ("works", pa.list_(pa.struct(work + picture))),
            ("felt", pa.struct([(emotion.value, pa.float64()) for emotion in ART_EMOTIONS])),
            ("lift", pa.float64()),
        ]
    )


def to_parquet(rows: Sequence[Row]) -> bytes:
    """The rows as a file of Parquet, the same bytes for the same rows; raises OutputError."""
    pa = arrow()
    try:
        table = pa.Table.from_pylist(list(rows), schema=schema())
    except (pa.ArrowCapacityError, pa.ArrowInvalid) as error:
        raise OutputError(f"{len(rows)} items do not fit in a part; give --shard less") from error
    file = pa.BufferOutputStream()
    pa.parquet.write_table(table, file, compression="zstd")
    data: bytes = file.getvalue().to_pybytes()
    return data


def from_parquet(data: bytes) -> list[Row]:
    """The rows of a part."""
    pa = arrow()
    rows: list[Row] = pa.parquet.read_table(pa.BufferReader(data)).to_pylist()
    return rows
