from __future__ import annotations

import math

import numpy as np
import pytest

from vaha.runtime.sessions.tensors import softmax
from vaha.training.measures.classifiers import (
    accuracy,
    auc,
    balanced_recall,
    calibration_error,
    confusion,
    coverage_curve,
    mcnemar,
    recalls,
    reliability,
    wilson_interval,
)
from vaha.training.measures.pictures import frechet_distance, picture_psnr

THREE = np.array([[0.7, 0.2, 0.1], [0.6, 0.3, 0.1], [0.1, 0.8, 0.1], [0.2, 0.7, 0.1]])
LABELS = np.array([0, 1, 1, 1])


def test_softmax_rows_sum_to_one_even_for_huge_logits() -> None:
    rows = softmax(np.array([[1e4, 0.0], [-1e4, 0.0], [1.0, 1.0]], np.float32))
    np.testing.assert_allclose(rows, [[1, 0], [0, 1], [0.5, 0.5]])
    assert rows.dtype == np.float64


def test_accuracy_recalls_and_confusion_of_a_case_done_by_hand() -> None:
    assert accuracy(THREE, LABELS) == 0.75
    assert recalls(THREE, LABELS) == [1.0, pytest.approx(2 / 3), None]
    assert balanced_recall(THREE, LABELS) == pytest.approx(5 / 6)
    assert confusion(THREE, LABELS) == [[1, 0, 0], [1, 2, 0], [0, 0, 0]]


def test_wilson_s_interval_has_its_known_value() -> None:
    low, high = wilson_interval(2630 / 3589, 3589)
    assert low == pytest.approx(0.718, abs=5e-4) and high == pytest.approx(0.747, abs=5e-4)


def test_wilson_s_interval_stays_within_zero_and_one() -> None:
    low, high = wilson_interval(1.0, 5)
    assert 0.5 < low < 1 and high == pytest.approx(1.0)


def test_a_perfectly_calibrated_reading_has_no_calibration_error() -> None:
    probabilities = np.tile([0.8, 0.2], (100, 1))
    labels = np.array([0] * 80 + [1] * 20)
    assert calibration_error(probabilities, labels) == pytest.approx(0, abs=1e-12)


def test_certainty_that_is_right_half_the_time_errs_by_a_half() -> None:
    probabilities = np.tile([1.0, 0.0], (10, 1))
    assert calibration_error(probabilities, np.array([0, 1] * 5)) == pytest.approx(0.5)


def test_auc_is_the_chance_that_a_positive_scores_above_a_negative() -> None:
    chance = np.random.default_rng(1)
    scores = chance.integers(0, 12, 80).astype(np.float64)
    positive = chance.random(80) < 0.4
    pairs = [
        1.0 if yes > no else 0.5 if yes == no else 0.0
        for yes in scores[positive]
        for no in scores[~positive]
    ]
    assert auc(scores, positive) == pytest.approx(np.mean(pairs))


def test_identical_features_have_no_frechet_distance() -> None:
    features = np.random.default_rng(2).normal(size=(300, 6))
    assert frechet_distance(features, features) == pytest.approx(0, abs=1e-8)


def test_frechet_distance_of_shifted_and_stretched_gaussians_is_known() -> None:
    features = np.random.default_rng(3).normal(size=(300, 4))
    shift = np.array([3.0, 0, 4.0, 0])
    assert frechet_distance(features, features + shift) == pytest.approx(25)
    stretched = features.mean(0) + 2 * (features - features.mean(0))
    expected = np.trace(np.cov(features, rowvar=False))
    assert frechet_distance(features, stretched) == pytest.approx(expected)


def test_psnr_of_an_error_of_one_level_is_known() -> None:
    grey = np.full((4, 4, 3), 100, np.uint8)
    assert picture_psnr(grey, grey + np.uint8(1)) == pytest.approx(20 * math.log10(255))
    assert picture_psnr(grey, grey) > 100


def test_auc_of_one_kind_alone_is_not_known() -> None:
    assert auc(np.arange(3.0), np.ones(3, bool)) is None
    assert auc(np.arange(3.0), np.zeros(3, bool)) is None


def test_reliability_sums_up_to_the_calibration_error() -> None:
    chance = np.random.default_rng(0)
    rows = chance.dirichlet(np.full(7, 0.5), 500)
    labels = chance.integers(0, 7, 500)
    bins = reliability(rows, labels)
    assert sum(one["share"] for one in bins) == pytest.approx(1)
    error = sum(one["share"] * abs(one["accuracy"] - one["confidence"]) for one in bins)
    assert error == pytest.approx(calibration_error(rows, labels))
    assert [one["confidence"] for one in bins] == sorted(one["confidence"] for one in bins)


def test_the_coverage_curve_names_the_surest_first_and_ends_with_all() -> None:
    curve = coverage_curve(THREE, LABELS, points=4)
    assert [point["coverage"] for point in curve] == [0.25, 0.5, 0.75, 1.0]
    assert [point["accuracy"] for point in curve] == [1.0, 1.0, 1.0, 0.75]
    assert [point["threshold"] for point in curve] == [0.8, 0.7, 0.7, 0.6]


def test_mcnemar_of_a_case_done_by_hand() -> None:
    """1 against 5 of 6 that differ: 2 * (1 + 6) / 64."""
    first = np.array([True] * 10 + [True] + [False] * 5)
    second = np.array([True] * 10 + [False] + [True] * 5)
    assert mcnemar(first, second) == {"only_first": 1, "only_second": 5, "p_value": 14 / 64}
    assert mcnemar(first, first)["p_value"] == 1.0


def test_mcnemar_holds_for_thousands_of_faces() -> None:
    first, second = np.zeros(3589, bool), np.zeros(3589, bool)
    first[:1000], second[1000:2100] = True, True
    assert mcnemar(first, second)["p_value"] == pytest.approx(0.0308, abs=5e-4)
