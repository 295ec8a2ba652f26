-- The ledger in blocks: what is acknowledged is appended to the log, and sorted into blocks in bulk (decision 0011).
-- Rows of the table `ledger`, where the ledger was before, are moved to blocks by the first read; it stays empty then.

-- Records that are not in the blocks yet, newest last; a part is a range of keys (their first bits).
-- `added` of them were not in the ledger before.
create table ledger_log (
  id              integer primary key autoincrement,
  entity_name     text not null,
  part            integer not null check (part between 0 and 15),
  record_count    integer not null check (record_count > 0),
  added           integer not null,
  mapping_version integer not null,
  body            blob not null
) strict;
-- Holds all but the bodies: counting reads no body.
create index ledger_log_part on ledger_log (entity_name, part, id, record_count, added);

-- The settled ledger: each key lies in one block, in the last one whose first key is not after it.
-- A table with rowids: one without keeps a quarter of a page beside the key, the rest of a body apart from it.
create table ledger_blocks (
  id              integer primary key,
  entity_name     text not null,
  first_key       blob not null check (length(first_key) = 16),
  record_count    integer not null check (record_count > 0),
  mapping_version integer not null,
  body            blob not null
) strict;
create index ledger_blocks_key on ledger_blocks (entity_name, first_key, record_count);
