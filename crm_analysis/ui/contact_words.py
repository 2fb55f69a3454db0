"""By which ways people are contacted, in the reader's words."""

from __future__ import annotations

from crm_analysis.i18n import N_, _
from crm_analysis.rules.exports import CONTACT_CHANNELS

CHANNELS = {
    "email": N_("E-mail"),
    "sms": N_("Text message"),
    "phone": N_("Phone call"),
    "chat": N_("Chat"),
    "letter": N_("Letter"),
    "advertisement": N_("Advertisement"),
    "other": N_("Another way"),
}


def channel_names() -> dict[str, str]:
    """Way of contact → its name in the reader's language."""
    return {channel: _(CHANNELS[channel]) for channel in CONTACT_CHANNELS}
