-- The journal on PostgreSQL. Numbers (kinds, pockets, assets) are those of src/Ledger; the database repeats the code's checks.

create table journal_setting (
    only_row boolean primary key default true check (only_row),
    partition_count smallint not null check (partition_count between 1 and 64)
);

-- One row per transfer; an entry without money is one row without amounts. What belongs to the entry and not to a transfer (subject,
-- reference, body, digest) is on line 0 only.
create table journal_line (
    partition smallint not null,
    position bigint not null check (position > 0),
    line smallint not null check (line >= 0),
    owner bigint not null,
    sequence bigint not null check (sequence > 0),
    command_id uuid not null,
    request_hash uuid not null,
    kind smallint not null,
    at_ms bigint not null,
    debit_pocket smallint,
    credit_owner bigint,
    credit_pocket smallint,
    asset integer,
    amount_minor bigint check (amount_minor > 0),
    subject uuid,
    reference text,
    body text,
    digest bytea check (octet_length(digest) = 32),
    primary key (partition, position, line),
    check (num_nulls(debit_pocket, credit_owner, credit_pocket, asset, amount_minor) in (0, 5)),
    check ((line = 0) = (body is not null) and (line = 0) = (digest is not null)),
    check (line = 0 or (amount_minor is not null and subject is null and reference is null))
);

-- The fence, and idempotency over all partitions.
create unique index journal_line_by_sequence on journal_line (owner, sequence, line);
create unique index journal_line_by_command on journal_line (command_id, line);

create index journal_line_by_credit on journal_line (credit_owner, partition, position) where credit_owner <> owner;
create index journal_line_by_subject on journal_line (subject) where subject is not null;
create index journal_line_by_reference on journal_line (reference, owner) where reference is not null;
create index journal_line_by_life on journal_line (owner, sequence) where kind in (1, 2, 3, 4);

create table journal_head (
    partition smallint primary key,
    position bigint not null,
    chain bytea not null check (octet_length(chain) = 32)
) with (fillfactor = 10); -- one row that every batch updates: room for its versions on one page keeps the updates HOT

create table journal_batch (
    partition smallint not null,
    first_position bigint not null,
    last_position bigint not null,
    digest bytea not null check (octet_length(digest) = 32),
    chain bytea not null check (octet_length(chain) = 32),
    at timestamptz not null default now(),
    primary key (partition, first_position),
    check (first_position between 1 and last_position)
);

-- A snapshot is a cache: it may be replaced by a newer one or lost.
create table snapshot (
    owner bigint primary key,
    sequence bigint not null,
    positions bigint[] not null,
    state text not null,
    digest bytea not null
);

create table feed_cursor (
    reader text not null,
    partition smallint not null,
    position bigint not null,
    primary key (reader, partition)
);

create function journal_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% on %: the journal is append-only', tg_op, tg_table_name using errcode = 'restrict_violation';
end $$;

-- Statement triggers: an insert, which is all that the journal ever does, never meets them.
create trigger journal_line_append_only before update or delete or truncate on journal_line
    for each statement execute function journal_refuse_change();
create trigger journal_batch_append_only before update or delete or truncate on journal_batch
    for each statement execute function journal_refuse_change();
