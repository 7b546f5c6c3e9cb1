-- The hosts that work on this journal, each renewing its row once a second. Losing it loses nothing; it is written again within a second.
create unlogged table host (
    name text primary key,
    started_at_ms bigint not null,
    seen_at timestamptz not null,
    skipped_ms bigint not null,
    is_drain_asked boolean not null default false,
    report text not null
);
