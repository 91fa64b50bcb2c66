"""Why a message was sent, is pending or was suppressed."""
