"""Who will order again within some days, and how sure is that?"""

from crm_analysis.models.returning.causes import Causes
from crm_analysis.models.returning.trial import Returning, Trial
from crm_analysis.models.returning.windows import Window

__all__ = ["Causes", "Returning", "Trial", "Window"]
