-- Which roles can be assumed where, as last found; what is stale is asked again.
CREATE TABLE readiness (
    connection TEXT NOT NULL, account TEXT NOT NULL, role TEXT NOT NULL, content TEXT NOT NULL,
    stale INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (connection, account, role)
);
-- What a map asks for, and whether it is still to be gone on with.
CREATE TABLE readiness_map (connection TEXT PRIMARY KEY, content TEXT NOT NULL);
