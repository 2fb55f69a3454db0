"""What an empty shop sees instead of a chart: the two ways to begin."""

from __future__ import annotations

import streamlit as st

from crm_analysis.analysis.choices import span
from crm_analysis.i18n import N_, _
from crm_analysis.ui.answers import ask
from crm_analysis.ui.cards import card, heading
from crm_analysis.ui.imports import load_sample_shop, watch
from crm_analysis.ui.jobs import running
from crm_analysis.ui.navigation import UPLOAD, begin_at_entry
from crm_analysis.ui.platforms import order_exports

STEPS = (
    (":material/upload_file:", N_("Drop in the export"), N_("As your shop wrote it: nothing to rename or reorder.")),
    (
        ":material/fact_check:",
        N_("Check what was recognised"),
        N_("You see each file as it would be stored, and confirm."),
    ),
    (":material/grid_view:", N_("See who comes back"), N_("Retention by cohort, segments, and lists to write to.")),
)


def needs_orders() -> bool:
    """Whether the store holds no sale yet; then the two ways to begin are drawn."""
    begin_at_entry()
    if int(ask(span()).iloc[0]["orders"]) > 0:
        return False
    heading(
        _("See who comes back"),
        _("From the export that your shop already gives you. Nothing leaves this computer."),
    )
    watch()
    ways = st.columns(2)
    with ways[0]:
        _sample()
    with ways[1]:
        _own_orders()
    _steps()
    return True


def _sample() -> None:
    with card(
        "welcome_sample", _("Look around first"), _("An invented shop: three years, four outlets, 1,500 customers.")
    ):
        st.button(
            _("Load the sample shop"),
            key="welcome_sample",
            type="primary",
            icon=":material/storefront:",
            disabled=running(),
            on_click=load_sample_shop,
        )
        st.caption(_("One press on Undo, on the Upload page, takes each of its files out again."))


def _own_orders() -> None:
    offer = _(
        "{count} kinds of order exports are recognised, such as those of Shopify, WooCommerce, Taobao, Amazon and "
        "Shopee; any other table of orders can be read too."
    ).format(count=order_exports())
    with card("welcome_upload", _("Start with your own orders"), offer):
        if st.button(_("Upload your export"), key="welcome_upload", icon=":material/upload_file:"):
            st.switch_page(UPLOAD)
        st.caption(_("CSV, Excel or zip, in any encoding."))


def _steps() -> None:
    with st.grid(3, min_column_width=240, key="welcome_steps"):
        for icon, title, words in STEPS:
            with st.container(gap=None):
                st.markdown(f"{icon} **{_(title)}**")
                st.caption(_(words))
