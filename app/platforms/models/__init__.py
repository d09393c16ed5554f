"""Tables of platforms, accounts, and what was changed of an account after its approval."""

from app.platforms.models.accounts import (
    Account,
    AccountEvent,
    AccountState,
    account_operator,
    start_of,
)
from app.platforms.models.platforms import Platform, PlatformKind, usual_limit

__all__ = [
    "Account",
    "AccountEvent",
    "AccountState",
    "Platform",
    "PlatformKind",
    "account_operator",
    "start_of",
    "usual_limit",
]
