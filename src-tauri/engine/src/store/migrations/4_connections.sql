CREATE TABLE connection (id TEXT PRIMARY KEY, content TEXT NOT NULL);
CREATE TABLE read_only (connection TEXT PRIMARY KEY);
