"""An app over the fake knowledge base."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service import create_app
from tests.fakes import FakeKnowledgeBase


@pytest.fixture
def kb() -> FakeKnowledgeBase:
    """The fake that the app asks."""
    return FakeKnowledgeBase()


@pytest.fixture
def app(kb: FakeKnowledgeBase) -> Flask:
    """The app; errors are answered as they are in service, not raised into the test."""
    return create_app(kb)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of the app."""
    return app.test_client()
