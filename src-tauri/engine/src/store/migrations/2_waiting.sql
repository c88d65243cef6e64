ALTER TABLE job ADD COLUMN waits_for TEXT;
ALTER TABLE job ADD COLUMN due_at TEXT;
CREATE TABLE policies (connection TEXT PRIMARY KEY, content TEXT NOT NULL);
UPDATE step SET content = json_replace(content, '$.step.account', json_extract(content, '$.step.account.id'))
    WHERE json_extract(content, '$.step.account.id') IS NOT NULL;
UPDATE step SET content = json_replace(content, '$.step.account', json_object('madeBy', json_extract(content, '$.step.account.madeBy')))
    WHERE json_extract(content, '$.step.account.madeBy') IS NOT NULL;
