-- What the console keeps: drafts and samples of the mapping editor; and what its lists of failed records ask for.

-- `key` is an entity's name, or a UUID for a draft of a new entity. `content` is JSON of the editor's own.
create table drafts (
  key          text primary key not null,
  title        text not null,
  content      text not null,
  base_version integer,
  updated_at   text not null
) strict;

-- `origin` and `content` are JSON; `content` holds columns and rows.
create table samples (
  uid          text primary key not null,
  key          text not null,
  origin       text not null,
  taken_at     text not null,
  column_count integer not null,
  row_count    integer not null,
  content      text not null
) strict;
create index samples_key on samples (key, uid);

-- Is a missing parent among the failed records?
create index failed_records_key on failed_records (entity_name, bk_hash)
  where bk_hash is not null and status in ('open', 'retrying', 'exhausted', 'ignored');

-- Lists of live records, in order of uid, all together and by entity.
create index failed_records_list on failed_records (uid) where status in ('open', 'retrying', 'exhausted');
create index failed_records_entity on failed_records (entity_name, uid) where status in ('open', 'retrying', 'exhausted');

-- Groups with their trend and counts by stage or code are told from this index alone: at 150,000 records 80 ms, not 900.
drop index failed_records_group;
create index failed_records_group on failed_records
  (signature, entity_name, substr(first_seen_at, 1, 10), status, stage, code, first_seen_at, last_seen_at);

-- One run's failed records in order, counted by stage, code or signature.
drop index failed_records_batch;
create index failed_records_batch on failed_records (batch_uid, uid, status, stage, code, signature);
