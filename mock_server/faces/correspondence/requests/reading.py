"""From a request to a document: JSON and forms by the platform's own readers, members checked.

Source: spec/correspondence.md sections 1.7, 3.1 and 3.2.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.domain.correspondence.request import UploadedFile
from mock_server.domain.instant import Instant
from mock_server.domain.problems import Refusal
from mock_server.domain.vocabulary import Rules
from mock_server.dotnet.model_state import ModelState
from mock_server.dotnet.schema import Document, Record
from mock_server.faces.correspondence.requests import annotations, schemas
from mock_server.faces.correspondence.requests.annotations import Property, validate
from mock_server.faces.correspondence.requests.forms.binding import Binder
from mock_server.faces.correspondence.requests.forms.multipart import Form
from mock_server.faces.correspondence.requests.forms.values import FormValues
from mock_server.faces.request_bodies import document_of

FILES: Final = "attachments"


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
            Invalid: if there is none.
            InvalidModel: if something is wrong with a member.
            PlatformCrash: if a check of the platform breaks down.
        """
        document = document_of(octets, self.schema, self.parameter)
        state = ModelState()
        validate(document, self.properties, state)
        if not state.is_valid:
            raise InvalidModel(state)
        return document

    def document_of_form(self, form: Form, now: Instant) -> Document:
        """Return the document that the fields of *form* make.

        Raises:
            InvalidModel: if something is wrong with a member.
            PlatformCrash: if a check of the platform breaks down.
        """
        state = ModelState()
        state.note(FILES)
        document = Binder(FormValues(form.fields), state, now).document(self.schema)
        validate(document, self.properties, state)
        if not state.is_valid:
            raise InvalidModel(state)
        return document


INITIALIZE: Final = {
    rules: Body("request", schemas.INITIALIZE[rules], annotations.INITIALIZE[rules])
    for rules in Rules
}
INITIALIZE_ATTACHMENT: Final = Body(
    "InitializeAttachmentExt", schemas.INITIALIZE_ATTACHMENT, annotations.INITIALIZE_ATTACHMENT
)


def files_of(form: Form) -> tuple[UploadedFile, ...]:
    """Return the files that are attachments."""
    return tuple(file for name, file in form.files if name.lower() == FILES)
