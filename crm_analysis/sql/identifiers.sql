-- By what is one customer known?
-- grain: one row per identifier, the strongest kind first
-- parameters:
--   customer_id  VARCHAR  who
-- columns:
--   identifier  VARCHAR    kind, scope and value
--   kind        VARCHAR    email, phone, id, alias or name
--   scope       VARCHAR    within what the value means one person; "" = everywhere
--   value       VARCHAR    the e-mail, phone, id or name
--   orders      BIGINT     current orders of any kind on which it stands
--   first_seen  TIMESTAMP  the earliest of them
--   shared      BOOLEAN    whether so many people use it that it joins nobody
-- personal: value identifier
SELECT
    identifiers.identifier,
    identifiers.kind,
    identifiers.scope,
    identifiers.value,
    identifiers.orders,
    identifiers.first_seen,
    identifiers.shared
FROM identities AS identifiers
WHERE identifiers.customer_id = CAST($customer_id AS VARCHAR)
ORDER BY
    CASE identifiers.kind WHEN 'email' THEN 1 WHEN 'phone' THEN 2 WHEN 'id' THEN 3 WHEN 'alias' THEN 4 ELSE 5 END,
    identifiers.orders DESC,
    identifiers.identifier
