"""Who will order again within some days, and how sure is that?"""

from crm_analysis.models.returning.trial import Returning, Trial, Verdict
from crm_analysis.models.returning.windows import Window

__all__ = ["Returning", "Trial", "Verdict", "Window"]
