-- Who was lost in the period: on the first day that ends with a silence longer than the shop lets a customer be silent
-- before they are lost. Somebody who came back and fell silent again may be lost twice.
lost AS (
    SELECT silences.customer_no, silences.ordered_on + lapse.lost_days + 1 AS lost_on
    FROM silences
    CROSS JOIN lapse
    CROSS JOIN viewpoint
    WHERE silences.ordered_on + lapse.lost_days + 1 < viewpoint.as_of
        AND (silences.next_on IS NULL OR silences.next_on > silences.ordered_on + lapse.lost_days + 1)
        AND (CAST($since AS DATE) IS NULL OR silences.ordered_on + lapse.lost_days + 1 >= CAST($since AS DATE))
        AND (CAST($until AS DATE) IS NULL OR silences.ordered_on + lapse.lost_days + 1 <= CAST($until AS DATE))
)
