-- How the console of an account was opened last, where someone wanted that kept.
CREATE TABLE console_options (
    connection TEXT NOT NULL, account TEXT NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (connection, account)
);
CREATE TABLE favourite (
    connection TEXT NOT NULL, account TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (connection, account)
);
-- The longest session of a role, as last read; none where the role may not be looked at.
CREATE TABLE role_maximum (
    connection TEXT NOT NULL, account TEXT NOT NULL, role TEXT NOT NULL, seconds INTEGER, at TEXT NOT NULL,
    PRIMARY KEY (connection, account, role)
);
-- Console sessions that were opened. Times are whole seconds since 1970, so that they can be compared.
CREATE TABLE console_session (
    id INTEGER PRIMARY KEY AUTOINCREMENT, connection TEXT NOT NULL, account TEXT NOT NULL, role TEXT NOT NULL,
    opened_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, content TEXT NOT NULL,
    reminded INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX console_session_by_end ON console_session (ends_at);
