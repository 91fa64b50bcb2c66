"""Parsing and validation of request bodies, from JSON and from forms.

Source: docs/reference/correspondence.md sections 1.7, 3.1 and 3.2.
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

FILES_FIELD: Final = "attachments"


class InvalidModel(PlatformError):
    """A request with model validation errors."""

    def __init__(self, state: ModelState) -> None:
        super().__init__()
        self.state = state


@dataclass(frozen=True, slots=True)
class RequestBody:
    """A type of request body: parameter name, schema and validation rules."""

    parameter: str
    schema: ObjectType
    properties: tuple[PropertyRule, ...]

    def parse_json(self, body: bytes) -> Document:
        """Parse a JSON body in UTF-8 and validate it.

        Raises:
            InvalidRequest: if the body is not a valid document.
            InvalidModel: if a field is invalid.
            PlatformServerError: if validation fails with an error in Altinn.
        """
        document = parse_body(body, self.schema, self.parameter)
        state = ModelState()
        validate(document, self.properties, state)
        if not state.is_valid:
            raise InvalidModel(state)
        return document

    def parse_form(self, form: Form, now: Instant) -> Document:
        """Bind the fields of *form* to a document and validate it.

        If a name begins with the name of the parameter, only such names count, as in MVC.

        Raises:
            InvalidModel: if a field is invalid.
            PlatformServerError: if validation fails with an error in Altinn.
        """
        state = ModelState()
        state.mark_key(FILES_FIELD)
        values, prefix = FormValues(form.fields), self.key_prefix(form)
        document = FormBinder(values, state, now).document(self.schema, prefix)
        validate(document, self.properties, state, prefix)
        if not state.is_valid:
            raise InvalidModel(state)
        return document

    def key_prefix(self, form: Form) -> str:
        """Return the prefix of the names that count in *form*, and of the keys of its errors."""
        has_prefix = FormValues(form.fields).has_prefix(self.parameter)
        return f"{self.parameter}." if has_prefix else ""


INITIALIZE: Final = {
    rules: RequestBody("request", schemas.INITIALIZE[rules], validation.INITIALIZE[rules])
    for rules in RuleSet
}
FORWARD: Final = RequestBody("request", schemas.FORWARD, validation.FORWARD)
INITIALIZE_ATTACHMENT: Final = RequestBody(
    "InitializeAttachmentExt", schemas.INITIALIZE_ATTACHMENT, validation.INITIALIZE_ATTACHMENT
)


def attachment_files(form: Form) -> tuple[UploadedFile, ...]:
    """Return the files in the attachments field of a form."""
    return tuple(file for name, file in form.files if name.lower() == FILES_FIELD)
