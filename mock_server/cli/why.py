"""The command ``altinn-mock why``."""

from typing import Annotated, Any

import typer

from mock_server.cli.api_client import ControlClient, ControlToken, Url
from mock_server.cli.output import AsJson, CommandError, echo, print_json, print_table
from mock_server.matching.formatting import format_norwegian_time

COLUMNS = ("Time (Norway)", "Decision", "Recipient", "Reason", "Rule")


def why(
    any_id: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="Id of an order, notification, correspondence or instance, or the beginning of"
            " the id of an order.",
        ),
    ],
    url: Url,
    control_token: ControlToken = None,
    as_json: AsJson = False,
) -> None:
    """Explain what happened to an order or a message, and what is expected."""
    with ControlClient(url, control_token) as client:
        document = _explanation(client, any_id)
    if as_json:
        print_json(document)
        return
    rows = [
        (
            format_norwegian_time(each["at"], with_seconds=True),
            f"expected: {each['what']}" if each.get("coming") else each["what"],
            str(each.get("recipient") or ""),
            str(each.get("because") or ""),
            str(each.get("rule") or ""),
        )
        for each in document["decisions"]
    ]
    if rows:
        print_table(COLUMNS, rows)
    else:
        echo("Nothing was decided yet.")


def _explanation(client: ControlClient, any_id: str) -> Any:
    """Return the explanation of an id, or of the only order whose id begins like it.

    Raises:
        CommandError: if there is none.
    """
    orders = client.get_all("/orders", "orders")
    ids = {each[key] for each in orders for key in ("shipmentId", "orderChainId") if each.get(key)}
    matching = [each for each in ids if each.startswith(any_id.lower())]
    if len(matching) > 1 and any_id not in matching:
        raise CommandError(f"{len(matching)} ids begin with {any_id!r}; give more of the id")
    return client.get(f"/explain/{matching[0] if len(matching) == 1 else any_id}")
