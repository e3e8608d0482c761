"""Following a face from one frame to the next by optical flow, without finding it anew.

The median flow of a grid of points, each checked by following it back again: Kalal, Mikolajczyk and
Matas, "Forward-Backward Error: Automatic Detection of Tracking Failures", ICPR 2010; the flow is
Lucas and Kanade's, over a pyramid.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from vaha.stages.faces.framing import Frame, Grey

Points = npt.NDArray[np.float32]

GRID = 8
"""Points along each side of the face."""

INSIDE = 0.7
"""The grid spans so much of the frame, which keeps it off the background."""

MOST_ERROR = 1.5
"""Pixels by which a point may miss its start when it is followed there and back."""

LEAST_POINTS = 16
"""With fewer points left the face is lost."""

MOST_GROWTH = 1.25
"""No face grows or shrinks more than this from one frame to the next."""


def follow(before: Grey, after: Grey, frame: Frame) -> Frame | None:
    """Where the face in this frame of `before` is in `after`; None where it was lost.

    Both pictures are grey and of one size; the tilt is kept.
    """
    start = _grid(frame)
    end, error = _there_and_back(before, after, start)
    kept = error <= MOST_ERROR
    if kept.sum() < LEAST_POINTS:
        return None
    start, end = start[kept], end[kept]
    growth = _growth(start, end)
    if not 1 / MOST_GROWTH <= growth <= MOST_GROWTH:
        return None
    centre = np.array([frame.x, frame.y], np.float32)
    # Points off the centre move by the growth as well: only what is left is the centre's own way.
    across, down = np.median(end - centre - growth * (start - centre), axis=0).tolist()
    moved = replace(frame, x=frame.x + across, y=frame.y + down, side=frame.side * growth)
    height, width = after.shape
    return moved if 0 <= moved.x < width and 0 <= moved.y < height else None


def _grid(frame: Frame) -> Points:
    """GRID x GRID points in the frame, N x 2."""
    steps = (np.arange(GRID) / (GRID - 1) - 0.5) * INSIDE * frame.side
    x, y = np.meshgrid(frame.x + steps, frame.y + steps)
    return np.stack([x.ravel(), y.ravel()], axis=1).astype(np.float32)


def _there_and_back(before: Grey, after: Grey, start: Points) -> tuple[Points, Points]:
    """Where each point went, N x 2, and by how much it missed its start on the way back, N."""
    there, found = _flow(before, after, start)
    back, found_again = _flow(after, before, there)
    error = np.linalg.norm(back - start, axis=1)
    error[~(found & found_again)] = np.inf
    return there, error


def _flow(before: Grey, after: Grey, points: Points) -> tuple[Points, npt.NDArray[np.bool_]]:
    import cv2

    moved, status, _ = cv2.calcOpticalFlowPyrLK(
        before, after, points.reshape(-1, 1, 2), np.empty(0, np.float32), winSize=(13, 13)
    )
    return np.asarray(moved, np.float32).reshape(-1, 2), np.asarray(status).ravel() == 1


def _growth(start: Points, end: Points) -> float:
    """The median of how much farther two points are apart now."""
    first, second = np.triu_indices(len(start), 1)
    before = np.linalg.norm(start[first] - start[second], axis=1)
    after = np.linalg.norm(end[first] - end[second], axis=1)
    return float(np.median(after / before))
