"""Who asks Correspondence for something, and as whom.

Source: spec/correspondence.md section 1.2.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The holder of a token, as far as Correspondence looks at it.

    ``party`` is the URN under which the register is asked, ``organization`` the number of the
    organisation in whose name the caller asks. ``calls_as_sender`` hides the recipient's side.
    """

    party: str | None
    organization: str | None
    user_id: int | None = None
    may_write: bool = False
    may_read: bool = False
    calls_as_sender: bool = False
    is_service_owner: bool = False
