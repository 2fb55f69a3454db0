"""Who is at the page, and what may they see? Whoever signs in will be asked here."""

from __future__ import annotations

from crm_analysis import settings
from crm_analysis.i18n import _, in_language
from crm_analysis.rules.roles import PERSONAL, Role, role_named


def role() -> Role:
    """The role of whoever is at the page: that of the setting, as there are no accounts.

    Raises:
        RulesRefused: The setting names none that there is.
    """
    return role_named(settings.load().role)


def sees_customers() -> bool:
    """Whether they may see who customers are."""
    return role().may(PERSONAL)


def not_for_this_role() -> str:
    """Why something is not shown that says who customers are."""
    return _("Your role, {role}, does not see who customers are.").format(role=in_language(role().names))
