"""What does the store hold, of orders and of everything else that a shop can bring?"""

from crm_analysis.i18n import _
from crm_analysis.ui.cards import heading
from crm_analysis.ui.tables_held import chosen_kind, held_cards, missing_card, rows_card

heading(_("Tables"), _("What the store holds of orders and of everything else that a shop can bring"))
held_cards()
kind = chosen_kind()
if kind:
    rows_card(kind)
missing_card()
