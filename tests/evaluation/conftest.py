"""One assistant for the tests that only read it."""

from pathlib import Path

import pytest

from service.answers.assistant import Assistant
from service.settings import Settings
from tests.evaluation.made import assistant_of, settings_of


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    where: Path = tmp_path_factory.mktemp("evaluated")
    return settings_of(where)


@pytest.fixture(scope="session")
def assistant(settings: Settings) -> Assistant:
    return assistant_of(settings)
