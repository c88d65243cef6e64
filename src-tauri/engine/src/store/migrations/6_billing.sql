-- What Cost Explorer told, packed by month (docs/billing-cache.md), what was asked of it, and what stands beside.
CREATE TABLE billing_part (
  connection TEXT NOT NULL,
  month TEXT NOT NULL,
  part TEXT NOT NULL,
  read_at TEXT NOT NULL,
  estimated INTEGER NOT NULL,
  unit TEXT NOT NULL,
  "rows" INTEGER NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (connection, month, part)
);
CREATE TABLE billing_request (
  connection TEXT NOT NULL,
  month TEXT NOT NULL,
  requests INTEGER NOT NULL,
  by_itself INTEGER NOT NULL,
  PRIMARY KEY (connection, month)
);
CREATE TABLE billing_note (
  connection TEXT NOT NULL,
  kind TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (connection, kind)
);
