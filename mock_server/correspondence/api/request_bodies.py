"""From a request to a document: JSON and forms by the platform's own readers, members checked.

Source: spec/correspondence.md sections 1.7, 3.1 and 3.2.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.correspondence.api import request_schemas as schemas
from mock_server.correspondence.api import validation
from mock_server.correspondence.api.form_reader import Form
from mock_server.correspondence.domain.request import UploadedFile
from mock_server.domain.enums import RuleSet
from mock_server.domain.errors import PlatformError
from mock_server.domain.instant import Instant
from mock_server.dotnet.aspnet.annotations import PropertyRule, validate
from mock_server.dotnet.aspnet.form_binding import FormBinder
from mock_server.dotnet.aspnet.form_values import FormValues
from mock_server.dotnet.aspnet.model_state import ModelState
from mock_server.dotnet.aspnet.request_bodies import parse_body
from mock_server.dotnet.schema import Document, ObjectType

FILES: Final = "attachments"


class InvalidModel(PlatformError):
    """A request with errors in its model."""

    def __init__(self, state: ModelState) -> None:
        super().__init__()
        self.state = state


@dataclass(frozen=True, slots=True)
class Body:
    """A kind of JSON body: its parameter's name, its type, what is asked of its members."""

    parameter: str
    schema: ObjectType
    properties: tuple[PropertyRule, ...]

    def document(self, octets: bytes) -> Document:
        """Return the document that *octets*, UTF-8, hold.

        Raises:
            Invalid: if there is none.
            InvalidModel: if something is wrong with a member.
            PlatformCrash: if a check of the platform breaks down.
        """
        document = parse_body(octets, self.schema, self.parameter)
        state = ModelState()
        validate(document, self.properties, state)
        if not state.is_valid:
            raise InvalidModel(state)
        return document

    def parse_form(self, form: Form, now: Instant) -> Document:
        """Return the document that the fields of *form* make.

        Raises:
            InvalidModel: if something is wrong with a member.
            PlatformCrash: if a check of the platform breaks down.
        """
        state = ModelState()
        state.mark_key(FILES)
        document = FormBinder(FormValues(form.fields), state, now).document(self.schema)
        validate(document, self.properties, state)
        if not state.is_valid:
            raise InvalidModel(state)
        return document


INITIALIZE: Final = {
    rules: Body("request", schemas.INITIALIZE[rules], validation.INITIALIZE[rules])
    for rules in RuleSet
}
INITIALIZE_ATTACHMENT: Final = Body(
    "InitializeAttachmentExt", schemas.INITIALIZE_ATTACHMENT, validation.INITIALIZE_ATTACHMENT
)


def files_of(form: Form) -> tuple[UploadedFile, ...]:
    """Return the files that are attachments."""
    return tuple(file for name, file in form.files if name.lower() == FILES)
