"""What an owner says of each shop, one card a shop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from crm_analysis.i18n import N_, _, country_name, currencies_in_use, currency_name, weekday
from crm_analysis.store import shops
from crm_analysis.store.shops import ShopSettings
from crm_analysis.ui.answers import shop_store
from crm_analysis.ui.cards import card
from crm_analysis.ui.failures import said_plainly
from crm_analysis.ui.language import speak

SAVED = "shops_saved"


@dataclass(frozen=True)
class Setting:
    """One thing to say of a shop.

    Args:
        name: Its field of ``ShopSettings``.
        label: What the field says.
        meaning: What it does, in one sentence.
        options: What can be said.
        in_words: An option → its name in the reader's language.
    """

    name: str
    label: str
    meaning: str
    options: Callable[[], Sequence[Any]]
    in_words: Callable[[Any], str]


SETTINGS = (
    Setting(
        "country",
        N_("Country"),
        N_("Phone numbers without a country code are read as numbers of this country."),
        lambda: sorted(shops.countries(), key=country_name),
        country_name,
    ),
    Setting(
        "currency",
        N_("Reporting currency"),
        N_("Orders in several currencies are added up in this one, by the rate of each order's day."),
        currencies_in_use,
        currency_name,
    ),
    Setting(
        "timezone",
        N_("Time zone"),
        N_("Times with an offset are turned into this zone on import. Earlier imports stay as they are."),
        lambda: sorted(shops.timezones()),
        str,
    ),
    Setting(
        "week_start",
        N_("Weeks begin on"),
        N_("Weeks in charts and cohorts begin on this day; on Monday where nothing is said."),
        shops.week_starts,
        weekday,
    ),
)


def shop_cards() -> None:
    """Draw the settings of every shop, and keep those that are saved."""
    for place, settings in enumerate(shops.all_settings(shop_store())):
        with card(f"shop_{place}", settings.shop):
            _settings(place, settings)


def _settings(place: int, settings: ShopSettings) -> None:
    with st.form(f"shop_form_{place}", border=False):
        with st.grid(2, min_column_width=240):
            for setting in SETTINGS:
                _field(setting, place, getattr(settings, setting.name))
        with st.container(key=f"shop_foot_{place}", horizontal=True, vertical_alignment="center"):
            st.form_submit_button(
                _("Save"),
                key=f"shop_save_{place}",
                icon=":material/check:",
                on_click=_save,
                args=(place, settings.shop),
            )
            if st.session_state.pop(SAVED, None) == settings.shop:
                st.caption(_("Saved."))


def _field(setting: Setting, place: int, said: object) -> None:
    known = list(setting.options())
    options = known if said is None or said in known else [said, *known]
    st.session_state.setdefault(_key(setting, place), said)
    with st.container(gap=None):
        st.selectbox(
            _(setting.label),
            options,
            index=None,
            format_func=setting.in_words,
            placeholder=_("Not said"),
            key=_key(setting, place),
        )
        st.caption(_(setting.meaning))


def _key(setting: Setting, place: int) -> str:
    return f"shop_{setting.name}_{place}"


def _save(place: int, shop: str) -> None:
    speak()
    said = {setting.name: st.session_state.get(_key(setting, place)) for setting in SETTINGS}
    with said_plainly("failure_shops"):
        shops.write(shop_store(), ShopSettings(shop, **said))
        st.session_state[SAVED] = shop
