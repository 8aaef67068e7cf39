"""Ask through a chat model on the loopback server."""

from components.protocols import Answerer
from components.services import Services
from components.types import Answer, ModelChoice
from tests.model_server import Server


def answerer_of(services: Services, server: Server, *, model: str = "m") -> Answerer:
    """Return the answerer that the app builds for that server."""
    choice = ModelChoice(provider="server", model=model, address=server.address)
    return services.answerer_for(choice)


def last(items: object) -> Answer:
    """Return the answer that a pipeline yields last."""
    *_, result = items  # type: ignore[misc]
    assert isinstance(result, Answer)
    return result
