"""Response documents of instances and processes, with Altinn's field order and explicit nulls.

Source: docs/reference/apps.md section 1.8.
"""

from typing import Any, Final

from mock_server.apps.domain.owners import InstanceOwner, Party
from mock_server.apps.domain.urls import storage_url
from mock_server.apps.store import DataElement, Instance, InstanceStatus
from mock_server.domain.enums import Environment
from mock_server.domain.instant import format_instant, format_optional_instant

Document = dict[str, Any]

_START: Final = "StartEvent_1"
_END: Final = "EndEvent_1"
_TASK: Final = "Task_1"
_TASK_TYPE: Final = "data"


def instance_document(instance: Instance, apps_url: str, environment: Environment) -> Document:
    """Return an instance as apps return it; *apps_url* ends with ``/instances``."""
    document = storage_instance_document(instance, apps_url, environment)
    document["instanceOwner"]["party"] = _party(instance.party)
    return document


def storage_instance_document(
    instance: Instance, apps_url: str, environment: Environment
) -> Document:
    """Return an instance as Storage returns it, without the owner's party."""
    apps = f"{apps_url}/{instance.id}"
    platform = storage_url(environment, instance.id)
    return {
        "id": instance.id,
        "instanceOwner": _owner(instance.owner),
        "appId": instance.app_id,
        "org": instance.org,
        "selfLinks": {"apps": apps, "platform": platform},
        "dueBefore": format_optional_instant(instance.due),
        "visibleAfter": format_instant(instance.visible_after),
        "process": _process(instance),
        "status": _status(instance.status),
        "completeConfirmations": None,
        "data": [_data_element(instance, each, apps, platform) for each in instance.data],
        "presentationTexts": None,
        "dataValues": None,
        "created": format_instant(instance.created_at),
        "createdBy": instance.created_by,
        "lastChanged": format_instant(instance.changed_at),
        "lastChangedBy": instance.changed_by,
    }


def process_document(instance: Instance) -> Document:
    """Return the process state of an instance.

    The mock has no app policies; no action is permitted, as in the recordings.
    """
    task = _current_task(instance)
    actions = ("read", "write")
    return {
        "currentTask": task
        and {
            "actions": dict.fromkeys(actions, False),
            "userActions": [
                {"id": each, "authorized": False, "type": "ProcessAction"} for each in actions
            ],
            **dict.fromkeys(actions, False),
            "elementType": "Task",
            **task,
        },
        "processTasks": [{"altinnTaskType": _TASK_TYPE, "elementId": _TASK, "elementType": "Task"}],
        "started": format_instant(instance.created_at),
        "startEvent": _START,
        **_end_fields(instance),
    }


def _owner(owner: InstanceOwner) -> Document:
    return {
        "partyId": owner.party_id,
        "personNumber": owner.person_number,
        "organisationNumber": owner.organisation_number,
        "username": owner.username,
        "externalIdentifier": owner.external_identifier,
    }


def _party(party: Party) -> Document:
    return {
        "partyId": party.id,
        "partyUuid": party.uuid,
        "partyTypeName": party.type.value,
        "ssn": party.national_identity_number or None,
        "orgNumber": party.organization_number or None,
        "unitType": None,
        "name": party.name or None,
        "isDeleted": False,
    }


def _process(instance: Instance) -> Document:
    return {
        "started": format_instant(instance.created_at),
        "startEvent": _START,
        "currentTask": _current_task(instance),
        **_end_fields(instance),
    }


def _current_task(instance: Instance) -> Document | None:
    if instance.ended_at is not None:
        return None
    return {
        "flow": 2,
        "started": format_instant(instance.created_at),
        "elementId": _TASK,
        "name": "Utfylling",
        "altinnTaskType": _TASK_TYPE,
        "ended": None,
        "validated": None,
        "flowType": "CompleteCurrentMoveToNext",
    }


def _end_fields(instance: Instance) -> Document:
    is_ended = instance.ended_at is not None
    return {
        "ended": format_optional_instant(instance.ended_at),
        "endEvent": _END if is_ended else None,
    }


def _status(status: InstanceStatus) -> Document:
    return {
        "isArchived": status.is_archived,
        "archived": format_optional_instant(status.archived_at),
        "isSoftDeleted": status.is_soft_deleted,
        "softDeleted": format_optional_instant(status.soft_deleted_at),
        "isHardDeleted": status.is_hard_deleted,
        "hardDeleted": format_optional_instant(status.hard_deleted_at),
        "readStatus": 1 if status.is_read else 0,
        "substatus": None,
    }


def _data_element(instance: Instance, data: DataElement, apps: str, platform: str) -> Document:
    at = format_instant(data.created_at)
    return {
        "id": data.id,
        "instanceGuid": instance.guid,
        "dataType": data.data_type,
        "filename": data.file_name,
        "contentType": data.content_type,
        "blobStoragePath": f"{instance.app_id}/{instance.guid}/data/{data.id}",
        "selfLinks": {"apps": f"{apps}/data/{data.id}", "platform": f"{platform}/data/{data.id}"},
        "size": data.size,
        "contentHash": None,
        "locked": False,
        "refs": None,
        "isRead": True,
        "tags": [],
        "userDefinedMetadata": None,
        "metadata": None,
        "deleteStatus": None,
        "fileScanResult": "NotApplicable",
        "references": None,
        "created": at,
        "createdBy": data.created_by,
        "lastChanged": at,
        "lastChangedBy": data.created_by,
    }
