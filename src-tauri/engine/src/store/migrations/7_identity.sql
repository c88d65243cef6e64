CREATE TABLE identity_draft (connection TEXT PRIMARY KEY, content TEXT NOT NULL);
