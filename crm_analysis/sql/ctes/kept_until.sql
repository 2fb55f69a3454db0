-- The last day of which customers' figures are kept, where they are those asked for: of everything that is seen, from any
-- later day. Blank where they are not, and all orders have to be gone through. They are kept anew at every import.
kept_until AS (
    SELECT MAX(figures_kept.last_day) AS last_day
    FROM figures_kept
    CROSS JOIN viewpoint
    WHERE figures_kept.last_day < viewpoint.as_of
        AND COALESCE(figures_kept.report_in, '') = COALESCE(CAST($report_in AS VARCHAR), '')
        AND COALESCE(CAST($free_orders AS VARCHAR), 'ignore') <> 'count'
        AND CAST($since AS DATE) IS NULL
        AND CAST($until AS DATE) IS NULL
        AND CAST($shop AS VARCHAR) IS NULL
        AND CAST($country AS VARCHAR) IS NULL
        AND CAST($channel AS VARCHAR) IS NULL
        AND CAST($category AS VARCHAR) IS NULL
        AND CAST($currency AS VARCHAR) IS NULL
)
