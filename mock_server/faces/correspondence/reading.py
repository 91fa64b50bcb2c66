"""From a request body to a document: JSON by the platform's own reader, every member checked.

Source: spec/correspondence.md sections 3.1 and 3.2.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.domain.problems import Refusal
from mock_server.domain.vocabulary import Rules
from mock_server.dotnet.json_reader import EmptyBody, ReadError, read
from mock_server.dotnet.model_state import ModelState
from mock_server.dotnet.schema import Document, Record
from mock_server.faces.correspondence import annotations, schemas
from mock_server.faces.correspondence.annotations import Property, validate


class InvalidModel(Refusal):
    """A request with errors in its model."""

    def __init__(self, state: ModelState) -> None:
        super().__init__()
        self.state = state


@dataclass(frozen=True, slots=True)
class Body:
    """A kind of JSON body: its parameter's name, its type, what is asked of its members."""

    parameter: str
    schema: Record
    properties: tuple[Property, ...]

    def document(self, octets: bytes) -> Document:
        """Return the document that *octets*, UTF-8, hold.

        Raises:
            InvalidModel: if there is none, or if something is wrong with a member.
            PlatformCrash: if a check of the platform breaks down.
        """
        state = ModelState()
        try:
            document: Document = read(octets, self.schema)
        except EmptyBody:
            raise self._unreadable(state, "", "A non-empty request body is required.") from None
        except ReadError as error:
            raise self._unreadable(state, error.path, error.message) from None
        validate(document, self.properties, state)
        if not state.is_valid:
            raise InvalidModel(state)
        return document

    def _unreadable(self, state: ModelState, key: str, message: str) -> InvalidModel:
        state.add(key, message)
        state.add(self.parameter, f"The {self.parameter} field is required.")
        return InvalidModel(state)


INITIALIZE: Final = {
    rules: Body("request", schemas.INITIALIZE[rules], annotations.INITIALIZE[rules])
    for rules in Rules
}
INITIALIZE_ATTACHMENT: Final = Body(
    "InitializeAttachmentExt", schemas.INITIALIZE_ATTACHMENT, annotations.INITIALIZE_ATTACHMENT
)
