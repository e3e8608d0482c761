from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import hypothesis
import pytest
import schemathesis
from flask import Flask
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from vaha.web.options import Most
from vaha.web.views.api import OPERATIONS

from ..conftest import Browser, MakeApp

ENDLESS = "/events$"
"""A stream ends only with its portrait, and what it carries is no JSON."""


@pytest.fixture
def document(browser: Browser) -> dict[str, Any]:
    return browser.get("/openapi.json").json


def test_the_document_names_every_operation_once(document: dict[str, Any]) -> None:
    named = [
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    ]
    assert sorted(named) == sorted(operation.name for operation in OPERATIONS)
    assert document["openapi"] == "3.1.0"


def test_every_route_of_the_api_stands_in_the_document(
    app: Flask, document: dict[str, Any]
) -> None:
    routes = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    assert len(routes) == len(OPERATIONS) + 1  # and the document itself


def test_every_operation_says_which_problems_it_has(document: dict[str, Any]) -> None:
    for path in document["paths"].values():
        for operation in path.values():
            problems = {status for status in operation["responses"] if int(status) >= 400}
            assert {"401", "403", "421", "429", "500"} <= problems
            for status in problems:
                assert set(operation["responses"][status]["content"]) == {
                    "application/problem+json"
                }


def test_the_types_that_validate_are_those_in_the_document(document: dict[str, Any]) -> None:
    options = document["components"]["schemas"]["PortraitOptionsShape"]
    assert options["additionalProperties"] is False
    assert set(options["properties"]) == {
        "face", "mood", "candidates", "keep", "seed", "scale", "truncation", "vary",
        "style", "manner", "effect", "size",
    }  # fmt: skip


def test_no_reference_leads_nowhere(document: dict[str, Any]) -> None:
    known = document["components"]["schemas"]
    for part in json.dumps(document).split('"$ref": "#/components/schemas/')[1:]:
        assert part.split('"')[0] in known


@pytest.fixture
def wild_app(make_app: MakeApp) -> Flask:
    """An application without limits on how often it may be asked."""
    rates = ("requests_a_second", "address_requests_a_second", "portraits_a_minute", "new_visitors")
    numbers = ("per_visitor", "per_address", "queue_limit")
    shares = ("mirrors", "pictures", "streams")
    return make_app(
        **dict.fromkeys(rates, 1e9),
        **dict.fromkeys(numbers, 10_000),
        **dict.fromkeys(shares, Most(10_000, 10_000, 10_000)),
        live_patience=10.0,
    )


# Not asked for: that whatever fits the schema is accepted. Bytes may be no picture, and of photo,
# mood and work one is needed.
BOTH = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]


@pytest.mark.parametrize("mode", BOTH, ids=lambda mode: mode.value)
def test_whatever_is_asked_the_answer_is_as_the_document_says(
    wild_app: Flask, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", wild_app)
    rejection = schema.config.checks.negative_data_rejection
    rejection.expected_statuses = [*rejection.expected_statuses, "413"]  # too many parts of a form
    asked = 0
    for result in schema.exclude(path_regex=ENDLESS).get_all_operations():
        operation = result.ok()

        @hypothesis.settings(
            max_examples=12, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )  # fmt: skip
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            nonlocal asked
            case.call_and_validate(excluded_checks=[positive_data_acceptance])
            asked += 1

        with suppress(
            hypothesis.errors.Unsatisfiable
        ):  # an operation without anything to get wrong
            ask()
    assert asked > 5 * len(OPERATIONS)
