-- What observers of the feed made of it. A row is the fold of its partition up to the observer's cursor in feed_cursor: both change in
-- one transaction. All of it can be made again from the journal.
create table observation (
    observer text not null,
    subject text not null check (length(subject) between 1 and 64),
    day integer not null,
    partition smallint not null,
    state bytea not null,
    primary key (observer, subject, day, partition)
);
