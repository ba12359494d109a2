"""The questions that the first page suggests are answered by the documents that ship, in both languages."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from service.strings import STRINGS

pytestmark = pytest.mark.model

EXAMPLES = [text for key, texts in sorted(STRINGS.items()) if key.startswith("example.") for text in texts]


@pytest.mark.parametrize("question", EXAMPLES)
def test_what_is_suggested_is_answered(small_client: FlaskClient, question: str) -> None:
    body = small_client.post("/api/query", json={"question": question}).get_json()
    assert body["status"] == "answered"
    assert body["citations"]
