CREATE TABLE tree (connection TEXT PRIMARY KEY, content TEXT NOT NULL);
CREATE TABLE setting (id INTEGER PRIMARY KEY CHECK (id = 1), content TEXT NOT NULL);
CREATE TABLE view (connection TEXT PRIMARY KEY, content TEXT NOT NULL);
CREATE TABLE recent (
    connection TEXT NOT NULL, account TEXT NOT NULL, role TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (connection, account)
);
CREATE TABLE job (
    id TEXT PRIMARY KEY, connection TEXT NOT NULL, organization TEXT NOT NULL, title TEXT NOT NULL,
    state TEXT NOT NULL, created_at TEXT NOT NULL, ended_at TEXT, undoes TEXT, undone_by TEXT
);
CREATE INDEX job_by_connection ON job (connection, created_at);
CREATE TABLE step (
    job TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE, id INTEGER NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (job, id)
);
CREATE TABLE lease (organization TEXT PRIMARY KEY, owner TEXT NOT NULL, expires_at INTEGER NOT NULL);
