-- Whom the shop contacted: what uploads say of it, and what is noted by hand or with a list.
CREATE TABLE contact_log (
    upload_id BIGINT,
    line_no BIGINT,
    contacted_at TIMESTAMP,
    channel VARCHAR,
    campaign VARCHAR,
    text VARCHAR,
    email VARCHAR,
    phone VARCHAR,
    buyer_id VARCHAR,
    alias_id VARCHAR,
    name VARCHAR,
    email_key VARCHAR,
    phone_key VARCHAR,
    id_key VARCHAR,
    alias_key VARCHAR
);

CREATE TABLE contact_entries (
    contact_id BIGINT,
    identifier VARCHAR,
    customer_id VARCHAR,
    contacted_on DATE,
    channel VARCHAR,
    campaign VARCHAR,
    text VARCHAR,
    list VARCHAR,
    made_at TIMESTAMP
);

-- Of equal rows one: the same message is not sent twice in the same moment.
CREATE VIEW contacts AS
SELECT u.shop, u.platform, c.*
FROM contact_log AS c
JOIN uploads AS u ON u.upload_id = c.upload_id
WHERE u.undone_at IS NULL
QUALIFY ROW_NUMBER() OVER (
    PARTITION BY u.shop, u.platform, c.contacted_at, c.channel, c.campaign, c.text, c.email, c.phone, c.buyer_id,
        c.alias_id, c.name
    ORDER BY c.upload_id DESC, c.line_no DESC
) = 1;
