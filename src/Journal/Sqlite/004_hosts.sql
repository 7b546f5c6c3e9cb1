-- The hosts that work on this journal, each renewing its row once a second. Losing it loses nothing; it is written again within a second.
create table host (
    name text primary key,
    started_at_ms integer not null,
    seen_at_ms integer not null,
    skipped_ms integer not null,
    is_drain_asked integer not null default 0,
    report text not null
) strict;
