-- The journal on SQLite: the same tables, columns and checks as on PostgreSQL. Ids and digests are blobs, big endian.

create table journal_setting (
    only_row integer primary key check (only_row = 1),
    partition_count integer not null check (partition_count between 1 and 64)
) strict;

create table journal_line (
    partition integer not null,
    position integer not null check (position > 0),
    line integer not null check (line >= 0),
    owner integer not null,
    sequence integer not null check (sequence > 0),
    command_id blob not null check (length(command_id) = 16),
    request_hash blob not null check (length(request_hash) = 16),
    kind integer not null,
    at_ms integer not null,
    debit_pocket integer,
    credit_owner integer,
    credit_pocket integer,
    asset integer,
    amount_minor integer check (amount_minor > 0),
    subject blob,
    reference text,
    body text,
    digest blob check (length(digest) = 32),
    primary key (partition, position, line),
    check ((debit_pocket is null) + (credit_owner is null) + (credit_pocket is null) + (asset is null) + (amount_minor is null) in (0, 5)),
    check ((line = 0) = (body is not null) and (line = 0) = (digest is not null)),
    check (line = 0 or (amount_minor is not null and subject is null and reference is null))
) strict, without rowid;

create unique index journal_line_by_sequence on journal_line (owner, sequence, line);
create unique index journal_line_by_command on journal_line (command_id, line);

create index journal_line_by_credit on journal_line (credit_owner, partition, position) where credit_owner <> owner;
create index journal_line_by_subject on journal_line (subject) where subject is not null;
create index journal_line_by_reference on journal_line (reference, owner) where reference is not null;
create index journal_line_by_life on journal_line (owner, sequence) where kind in (1, 2, 3, 4);

create table journal_head (
    partition integer primary key,
    position integer not null,
    chain blob not null check (length(chain) = 32)
) strict;

create table journal_batch (
    partition integer not null,
    first_position integer not null,
    last_position integer not null,
    digest blob not null check (length(digest) = 32),
    chain blob not null check (length(chain) = 32),
    at text not null default current_timestamp,
    primary key (partition, first_position),
    check (first_position between 1 and last_position)
) strict, without rowid;

-- A snapshot is a cache: it may be replaced by a newer one or lost. Positions are a JSON array.
create table snapshot (
    owner integer primary key,
    sequence integer not null,
    positions text not null,
    state text not null,
    digest blob not null
) strict;

create table feed_cursor (
    reader text not null,
    partition integer not null,
    position integer not null,
    primary key (reader, partition)
) strict, without rowid;

create trigger journal_line_no_update before update on journal_line
begin select raise(abort, 'UPDATE on journal_line: the journal is append-only'); end;
create trigger journal_line_no_delete before delete on journal_line
begin select raise(abort, 'DELETE on journal_line: the journal is append-only'); end;
create trigger journal_batch_no_update before update on journal_batch
begin select raise(abort, 'UPDATE on journal_batch: the journal is append-only'); end;
create trigger journal_batch_no_delete before delete on journal_batch
begin select raise(abort, 'DELETE on journal_batch: the journal is append-only'); end;
