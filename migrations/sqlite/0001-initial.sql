-- SyncFlow's state. Times are ISO 8601 text in UTC, JSON is text, hashes are blobs, booleans are 0 or 1:
-- the same names and meanings hold in both dialects. A record is named by (entity_name, bk_hash) everywhere.

create table entities (
  name            text primary key not null,
  description     text not null default '',
  current_version integer not null,
  created_at      text not null,
  updated_at      text not null
) strict;

-- Immutable. `definition` is the entity file without its mappings, which are the rows of field_mappings.
create table mapping_versions (
  entity_name text not null references entities (name) on delete cascade,
  version     integer not null check (version > 0),
  definition  text not null,
  checksum    text not null,
  note        text not null default '',
  created_at  text not null,
  primary key (entity_name, version)
) strict;

create table field_mappings (
  uid              text primary key not null,
  entity_name      text not null,
  version          integer not null,
  position         integer not null,
  source_field     text not null,
  target_field     text not null,
  field_type       text not null,
  transformation   text not null,
  validation_rules text not null,
  default_value    text not null,
  is_required      integer not null check (is_required in (0, 1)),
  format           text not null,
  unique (entity_name, version, source_field, target_field),
  foreign key (entity_name, version) references mapping_versions (entity_name, version) on delete cascade
) strict;

create table sync_batches (
  uid              text primary key not null,
  entity_name      text not null,
  sync_type        text not null check (sync_type in ('full', 'incremental', 'background')),
  status           text not null check (status in ('pending', 'running', 'paused', 'completed', 'completed_with_failures', 'cancelled', 'failed')),
  dry_run          integer not null default 0 check (dry_run in (0, 1)),
  preview          text check (preview in ('previewed', 'cannot_preview', 'failed')),
  started_by       text not null default 'operator',
  mapping_version  integer not null,
  started_at       text not null,
  completed_at     text,
  duration_ms      integer not null default 0,
  total_fetched    integer not null default 0,
  total_processed  integer not null default 0,
  inserted         integer not null default 0,
  updated          integer not null default 0,
  deleted          integer not null default 0,
  skipped          integer not null default 0,
  failed           integer not null default 0,
  waiting          integer not null default 0,
  duplicates       integer not null default 0,
  stale            integer not null default 0,
  held_deletes     integer not null default 0,
  stage_metrics    text not null default '{}',
  warnings         text not null default '[]',
  watermark_from   text,
  watermark_to     text,
  position         text,
  requested_action text check (requested_action in ('pause', 'stop')),
  error_message    text,
  error_stage      text,
  lease_owner      text,
  fence            integer
) strict;
create index sync_batches_entity on sync_batches (entity_name, started_at);
create index sync_batches_status on sync_batches (status);

-- One run per entity. `fence` only ever grows; every write of a run proves that it still holds its fence.
create table leases (
  entity_name     text primary key not null,
  batch_uid       text,
  owner           text,
  host            text,
  pid             integer,
  process_started text,
  heartbeat_at    text,
  fence           integer not null
) strict;

-- What a run has read so far, page by page: a resumed run knows which records it has seen.
create table read_pages (
  batch_uid text not null references sync_batches (uid) on delete cascade,
  page_no   integer not null,
  bk_hashes blob not null,
  primary key (batch_uid, page_no)
) strict, without rowid;

-- What SyncFlow knows ScheduleHub holds: one row per acknowledged record.
-- business_key is the JCS array behind bk_hash; source_key names the ERP row by its raw key columns.
create table ledger (
  entity_name     text not null,
  bk_hash         blob not null check (length(bk_hash) = 16),
  data_hash       blob not null check (length(data_hash) = 32),
  hash_spec       text not null,
  rowversion      text,
  target_uid      text not null,
  business_key    text not null,
  source_key      text,
  mapping_version integer not null,
  has_duplicate   integer not null default 0 check (has_duplicate in (0, 1)),
  primary key (entity_name, bk_hash)
) strict, without rowid;

-- Chunks whose outcome is not known yet. chunk_uid is the Idempotency-Key.
create table outbox (
  chunk_uid    text primary key not null,
  entity_name  text not null,
  batch_uid    text not null references sync_batches (uid),
  operation    text not null check (operation in ('INSERT', 'UPDATE', 'DELETE')),
  bk_hashes    blob not null,
  record_count integer not null,
  created_at   text not null
) strict;
create index outbox_entity on outbox (entity_name);

create table failed_records (
  uid             text primary key not null,
  entity_name     text not null,
  batch_uid       text not null references sync_batches (uid) on delete cascade,
  record_key      text not null,
  source_key      text,
  bk_hash         blob,
  reference       text,
  rowversion      text,
  mapping_version integer not null,
  operation       text check (operation in ('INSERT', 'UPDATE', 'DELETE')),
  stage           text not null,
  error_type      text not null check (error_type in ('data', 'mapping', 'target', 'parent', 'duplicate')),
  code            text not null,
  field           text,
  message         text not null,
  errors          text not null default '[]',
  signature       text not null,
  raw             text,
  normalized      text,
  mapped          text,
  patch           text,
  parent_entity   text,
  parent_bk_hash  blob,
  status          text not null check (status in ('open', 'retrying', 'resolved', 'ignored', 'superseded', 'exhausted')),
  retry_count     integer not null default 0,
  max_retries     integer not null default 5,
  next_retry_at   text,
  times_seen      integer not null default 1,
  first_seen_at   text not null,
  last_seen_at    text not null,
  closed_at       text
) strict;
create unique index failed_records_live on failed_records (entity_name, record_key) where status in ('open', 'retrying', 'exhausted');
create index failed_records_ignored on failed_records (entity_name, record_key) where status = 'ignored';
create index failed_records_due on failed_records (next_retry_at) where status = 'open' and next_retry_at is not null;
create index failed_records_group on failed_records (signature, status);
create index failed_records_batch on failed_records (batch_uid);
create index failed_records_parent on failed_records (parent_entity, parent_bk_hash) where parent_bk_hash is not null;

-- Every try of a failed record: sightings, retries, edits, decisions.
create table failed_record_tries (
  failed_uid      text not null references failed_records (uid) on delete cascade,
  try_no          integer not null,
  at              text not null,
  action          text not null,
  mapping_version integer,
  outcome         text not null,
  code            text,
  message         text,
  primary key (failed_uid, try_no)
) strict, without rowid;

create table pending_children (
  uid              text primary key not null,
  entity_name      text not null,
  batch_uid        text not null references sync_batches (uid) on delete cascade,
  bk_hash          blob not null check (length(bk_hash) = 16),
  reference        text not null,
  parent_entity    text not null,
  parent_bk_hash   blob not null,
  parent_reference text not null,
  raw              text not null,
  data_json        text not null,
  data_hash        blob not null,
  business_key     text not null,
  source_key       text,
  rowversion       text,
  mapping_version  integer not null,
  status           text not null check (status in ('waiting', 'ready')),
  retry_count      integer not null default 0,
  max_retries      integer not null default 5,
  created_at       text not null,
  last_tried_at    text,
  unique (entity_name, bk_hash)
) strict;
create index pending_children_parent on pending_children (parent_entity, parent_bk_hash);
create index pending_children_ready on pending_children (entity_name, uid) where status = 'ready';
create index pending_children_batch on pending_children (batch_uid);

create table erp_sync_state (
  uid                    text primary key not null,
  entity_name            text not null,
  source_system          text not null,
  target_system          text not null,
  last_sync_rowversion   text,
  last_sync_timestamp    text,
  total_records_synced   integer not null default 0,
  last_full_sync_at      text,
  rowversion_distrusted  integer not null default 0 check (rowversion_distrusted in (0, 1)),
  last_batch_uid         text references sync_batches (uid) on delete set null,
  unique (entity_name, source_system)
) strict;

create table background_sync_schedule (
  uid                text primary key not null,
  entity_name        text not null unique,
  window_start       text not null default '19:00',
  window_end         text not null default '07:00',
  days               text not null default '["mon","tue","wed","thu","fri","sat","sun"]',
  zone               text not null default 'UTC',
  is_enabled         integer not null default 1 check (is_enabled in (0, 1)),
  missed_policy      text not null default 'next_window' check (missed_policy in ('skip', 'next_window', 'now')),
  current_offset     integer not null default 0,
  current_cursor     text,
  total_processed    integer not null default 0,
  total_expected     integer,
  next_due           text,
  last_batch_uid     text references sync_batches (uid) on delete set null,
  created_at         text not null,
  updated_at         text not null
) strict;
create index background_sync_schedule_due on background_sync_schedule (next_due) where is_enabled = 1;

-- Records that a complete read no longer found and that wait for an operator's approval.
create table held_deletes (
  entity_name text not null,
  bk_hash     blob not null check (length(bk_hash) = 16),
  batch_uid   text not null,
  reference   text not null,
  reason      text not null,
  detected_at text not null,
  approved_at text,
  primary key (entity_name, bk_hash)
) strict, without rowid;

-- The saved diff of a dry run: what the run would have sent.
create table plan_records (
  batch_uid text not null references sync_batches (uid) on delete cascade,
  seq       integer not null,
  operation text not null check (operation in ('INSERT', 'UPDATE', 'DELETE')),
  bk_hash   blob not null,
  reference text not null,
  changes   text not null,
  primary key (batch_uid, seq)
) strict, without rowid;

create table settings (
  key        text primary key not null,
  value      text not null,
  updated_at text not null
) strict;

create table audit (
  uid     text primary key not null,
  at      text not null,
  actor   text not null,
  action  text not null,
  subject text not null,
  details text not null default '{}'
) strict;
create index audit_subject on audit (subject, at);
