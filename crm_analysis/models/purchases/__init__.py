"""How often customers will buy, when nobody says that they leave: four models, fitted by maximum likelihood."""

from crm_analysis.models.purchases.geometric import BetaGeometric, ModifiedBetaGeometric
from crm_analysis.models.purchases.model import PurchaseModel
from crm_analysis.models.purchases.negative_binomial import NegativeBinomial
from crm_analysis.models.purchases.pareto import ParetoNBD

__all__ = ["BetaGeometric", "ModifiedBetaGeometric", "NegativeBinomial", "ParetoNBD", "PurchaseModel"]
