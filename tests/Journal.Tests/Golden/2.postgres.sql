create table schema_version (version integer primary key, name text not null, at timestamptz not null default now());

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

-- Writes one batch and answers per append: its first position, or -1 for a command that was there before, or -2 for a fenced sequence.
--
-- A function and not one statement: under READ COMMITTED each statement of a volatile function reads with a fresh snapshot, so what is read
-- after the head row is locked is what the last holder of the lock committed. A single statement (a CTE) would judge with a snapshot
-- that is older than its wait for the lock (ADR 0002). The caller never puts two appends of one owner, or one command id twice, into a batch.
create function journal_append(
    p_partition smallint,
    -- one element per append
    p_first_owner bigint[], p_first_sequence bigint[], p_first_entry integer[],
    -- one element per line; entries and appends are numbered from 1
    p_append integer[], p_entry integer[], p_line smallint[], p_owner bigint[], p_sequence bigint[], p_command uuid[], p_hash uuid[],
    p_kind smallint[], p_at_ms bigint[], p_debit_pocket smallint[], p_credit_owner bigint[], p_credit_pocket smallint[],
    p_asset integer[], p_amount_minor bigint[], p_subject uuid[], p_reference text[], p_body text[], p_digest bytea[])
returns bigint[] language plpgsql
-- Plans are kept per connection and may be made while the table is still empty; they must never become scans or hashes of all of it.
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan
as $$
declare
    v_head bigint;
    v_last bigint;
    v_chain bytea;
    v_digest bytea;
    v_answers bigint[];
begin
    select position, chain into strict v_head, v_chain from journal_head where partition = p_partition for update;

    if not exists (select from unnest(p_command, p_line) as u (command, line)
                   where u.line = 0 and exists (select from journal_line l where l.command_id = u.command and l.line = 0))
       and not exists (select from unnest(p_first_owner, p_first_sequence) as a (owner, sequence)
                       where a.sequence <> 1 + coalesce((select l.sequence from journal_line l where l.owner = a.owner
                                                         order by l.owner desc, l.sequence desc, l.line desc limit 1), 0))
    then
        insert into journal_line
        select p_partition, v_head + u.entry, u.line, u.owner, u.sequence, u.command, u.hash, u.kind, u.at_ms,
               u.debit_pocket, u.credit_owner, u.credit_pocket, u.asset, u.amount_minor, u.subject, u.reference, u.body, u.digest
        from unnest(p_entry, p_line, p_owner, p_sequence, p_command, p_hash, p_kind, p_at_ms, p_debit_pocket, p_credit_owner,
                    p_credit_pocket, p_asset, p_amount_minor, p_subject, p_reference, p_body, p_digest)
             as u (entry, line, owner, sequence, command, hash, kind, at_ms, debit_pocket, credit_owner,
                   credit_pocket, asset, amount_minor, subject, reference, body, digest);
        select array_agg(v_head + a.entry order by a.ordinal) into v_answers
        from unnest(p_first_entry) with ordinality as a (entry, ordinal);
    else
        v_answers := journal_judge(p_first_owner, p_first_sequence, p_append, p_line, p_command);
        insert into journal_line
        select p_partition, v_head + dense_rank() over (order by u.entry), u.line, u.owner, u.sequence, u.command, u.hash, u.kind, u.at_ms,
               u.debit_pocket, u.credit_owner, u.credit_pocket, u.asset, u.amount_minor, u.subject, u.reference, u.body, u.digest
        from unnest(p_append, p_entry, p_line, p_owner, p_sequence, p_command, p_hash, p_kind, p_at_ms, p_debit_pocket, p_credit_owner,
                    p_credit_pocket, p_asset, p_amount_minor, p_subject, p_reference, p_body, p_digest)
             as u (append, entry, line, owner, sequence, command, hash, kind, at_ms, debit_pocket, credit_owner,
                   credit_pocket, asset, amount_minor, subject, reference, body, digest)
        where v_answers[u.append] = 0;
        select array_agg(case when v_answers[a.ordinal] < 0 then v_answers[a.ordinal]
                              else (select l.position from journal_line l where l.owner = a.owner and l.sequence = a.sequence and l.line = 0)
                         end order by a.ordinal) into v_answers
        from unnest(p_first_owner, p_first_sequence) with ordinality as a (owner, sequence, ordinal);
    end if;

    select sha256(string_agg(l.digest, ''::bytea order by l.position)), max(l.position) into v_digest, v_last
    from journal_line l where l.partition = p_partition and l.position > v_head and l.line = 0;
    if v_last is not null then
        v_chain := sha256(v_chain || v_digest);
        insert into journal_batch (partition, first_position, last_position, digest, chain)
        values (p_partition, v_head + 1, v_last, v_digest, v_chain);
        update journal_head set position = v_last, chain = v_chain where partition = p_partition;
    end if;
    return v_answers;
end $$;

-- For a batch in which something is wrong: per append -1 duplicate, -2 fenced, 0 to be written.
create function journal_judge(p_first_owner bigint[], p_first_sequence bigint[], p_append integer[], p_line smallint[], p_command uuid[])
returns bigint[] language sql volatile
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
    with duplicate as (
        select distinct u.append from unnest(p_append, p_line, p_command) as u (append, line, command)
        where u.line = 0 and exists (select from journal_line l where l.command_id = u.command and l.line = 0)
    )
    select array_agg(case
        when a.ordinal in (select d.append from duplicate d) then -1
        when a.sequence <> 1 + coalesce((select max(l.sequence) from journal_line l where l.owner = a.owner), 0) then -2
        else 0 end order by a.ordinal)
    from unnest(p_first_owner, p_first_sequence) with ordinality as a (owner, sequence, ordinal)
$$;

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

insert into schema_version (version, name, at) values (1, '001_journal', '2026-11-11 04:00:00');
insert into schema_version (version, name, at) values (2, '002_append', '2026-11-11 04:00:00');
insert into schema_version (version, name, at) values (3, '003_observers', '2026-11-11 04:00:00');

insert into journal_setting (only_row, partition_count) values (true, 4);

insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, body, digest) values (0, 1, 0, 144115188075855873, 1, '7c05d1ad-4a0b-1a1f-a53d-6f72b8139d50', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 1, 1794369606000, '{"name":"Bookshop \u4E66\u5E97","fee":{"flatMinor":5,"rateBasisPoints":60}}', '\x715CEFA9772A2D3096C67D75FDD577CAFD1A5BACBABABEED85F5C5AA63F188B0');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor, subject, body, digest) values (0, 2, 0, 144115188075855873, 2, '21122a96-278e-3815-6d70-c60d0d459998', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 201, 1794369681000, 3, 72057594037927937, 1, 156, 200, '1dbbe924-9495-9887-d52e-e39aa70fd1d0', '{"paymentId":"1dbbe924-9495-9887-d52e-e39aa70fd1d0","from":{"asset":"CNY","day":"2026-11-11","confirmed":false},"feeCutMinor":2,"refundedMinor":200}', '\xC74A3D6757775F277BC837FCA52E5B686965177B9126D1FDFBAA2549202F7FBB');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, subject, body, digest) values (0, 3, 0, 144115188075855873, 3, '9c35f799-ef9e-f7fb-e346-1b3e31a1b2ca', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 202, 1794369682000, '1dbbe924-9495-9887-d52e-e39aa70fd1d0', '{"paymentId":"1dbbe924-9495-9887-d52e-e39aa70fd1d0","from":{"asset":"CNY","day":"2026-11-11","confirmed":false},"confirmedOn":"2026-11-11","grossMinor":500,"feeMinor":8}', '\x32068CAF8D6B79EC53D3085C7CF8E704366CC650C2ABA23060AE10C916305C03');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor, body, digest) values (0, 4, 0, 144115188075855873, 4, '36850f96-8500-63b7-c9ab-a5da3952ff3a', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 203, 1794456083000, 3, 144115188075855873, 1, 156, 492, '{"businessDate":"2026-11-12","paid":[{"asset":"CNY","grossMinor":500,"feeMinor":8,"paymentCount":1}]}', '\xAB3340E34283E25640215A46693F2AA2378543516DB522329ACBBE202C61E8A5');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor) values (0, 4, 1, 144115188075855873, 4, '36850f96-8500-63b7-c9ab-a5da3952ff3a', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 203, 1794456083000, 3, 576460752303423489, 6, 156, 8);
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, body, digest) values (1, 1, 0, 576460752303423489, 1, '6aaf72fd-123a-8361-36e1-8ef1e3136b60', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 1, 1794369601000, '{"name":"Granary"}', '\xDF65CE9787CA1297EB2A55626F9A81FF0CAEDEFC1F3548F4C9ECB8A8865F319C');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, body, digest) values (1, 2, 0, 72057594037927938, 1, 'abf730ab-c10e-90ea-7449-1b0a954a124a', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 1, 1794369604000, '{"name":"user-2"}', '\x67915F107BBC00426188095147046A89E2BE64CE4ED33220D0706C9459FC0789');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor, body, digest) values (1, 3, 0, 72057594037927938, 2, '0d4e7726-7385-1a63-21f9-30da60195365', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 102, 1794456087000, 1, 72057594037927939, 1, 156, 30, '{"cashAfterMinor":220}', '\x1F9576F0D82F99D5DDC524BBBBC5F1F573A1789AF95B290AB3C933098D210745');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, body, digest) values (1, 4, 0, 576460752303423489, 2, '4614f64f-ca1d-d367-9f2d-45982e8c8c3c', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 801, 1794456089000, '{"key":{"id":"4614f64f-ca1d-d367-9f2d-45982e8c8c3c","hash":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","role":"user","owner":"user-1","name":"phone"}}', '\xD41BD68DA38EF246D529EF732361BA9AB9E92EB5525345FB6EF438DE66F476B9');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, body, digest) values (1, 5, 0, 576460752303423489, 3, '80165fe2-3845-fbc7-e6e3-52497f087375', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 801, 1794456090000, '{"key":{"id":"80165fe2-3845-fbc7-e6e3-52497f087375","hash":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","role":"auditor","name":"audit"}}', '\x8C9D8E4F2C36743163EAF378102DC5BE8ED83B226C4D543CFB32201D11BCFA81');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, subject, body, digest) values (1, 6, 0, 576460752303423489, 4, 'a5b4d108-5de6-729e-df69-fb0525eff90e', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 802, 1794456091000, '4614f64f-ca1d-d367-9f2d-45982e8c8c3c', '{"keyId":"4614f64f-ca1d-d367-9f2d-45982e8c8c3c"}', '\x41097A758B7DE412266298874BA7F94F1A1457BDCCD7062FACF8A0ECC252674C');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, body, digest) values (1, 7, 0, 72057594037927938, 3, '8dfa6029-0443-0620-3f64-253a948e57e6', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 2, 1794456091000, '{"reason":"asked to"}', '\x141758ADDCF59915289D1E0AABCFFA2A3F4B9D8372F71CE61578AA683336CB74');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, body, digest) values (1, 8, 0, 72057594037927938, 4, '3093a31f-d004-b9b3-513d-0b5a45fa8271', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 3, 1794456091001, '{"reason":"asked to"}', '\x06DB8D276E930EFF18E93989631E9E2C9066E465B957F940B1C813E3140FB856');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, body, digest) values (1, 9, 0, 576460752303423489, 5, 'c7391da4-70c8-db22-5db1-396f9b6036d6', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 803, 1794456092000, '{"url":"https://shop.example/hooks","owner":"merchant-1","kinds":[101],"startsAfter":[12,3]}', '\x27FE9D0F92133B2F6B1F3CC33719124D600A1E8D00D3F598FF8110996EDC886E');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, body, digest) values (1, 10, 0, 576460752303423489, 6, '9174c423-6836-7128-5ce7-16874d2c9a63', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 803, 1794456093000, '{"url":"https://audit.example/","kinds":[],"startsAfter":[13,3]}', '\x56B28C6BD02EC3FBDC8D2B40A754AAB73BC8D6DC8CAB1E82EA0EB5A043DCCB9D');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, subject, body, digest) values (1, 11, 0, 576460752303423489, 7, '93639668-c579-ad26-c305-d5d77487ed10', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 805, 1794456094000, 'c7391da4-70c8-db22-5db1-396f9b6036d6', '{"webhookId":"c7391da4-70c8-db22-5db1-396f9b6036d6","generation":2,"othersEndAtMs":1794542494000}', '\x1742300179F3D3F34280027D01D4B868893F5DD481B20FD9244C924086241827');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, subject, body, digest) values (1, 12, 0, 576460752303423489, 8, '860b9fb3-34d2-30ee-08f3-43af8101a582', '00000000-0000-0000-0000-000000000000', 806, 1794456095000, '9174c423-6836-7128-5ce7-16874d2c9a63', '{"webhookId":"9174c423-6836-7128-5ce7-16874d2c9a63"}', '\xEA3DE35BDDBB4BF041F3D4FA38F282A4F0941274C2261E1E6848F9095AA78B2E');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, subject, body, digest) values (1, 13, 0, 576460752303423489, 9, '29585c1f-0084-4233-7268-4e1c638a8e5b', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 807, 1794456096000, '9174c423-6836-7128-5ce7-16874d2c9a63', '{"webhookId":"9174c423-6836-7128-5ce7-16874d2c9a63"}', '\x7BA67503A5F91DE1EE004B788BB18B3D50D6C5B5DD1239FAD54B86C79E44A34E');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, subject, body, digest) values (1, 14, 0, 576460752303423489, 10, '74353222-d9fc-9920-f2d9-79bb81720dcb', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 804, 1794456097000, 'c7391da4-70c8-db22-5db1-396f9b6036d6', '{"webhookId":"c7391da4-70c8-db22-5db1-396f9b6036d6"}', '\x87BE80E32C8D7D9906742E07903DCDB85B9AB2B4DA994EA8D2C4B2A74D5CD5B8');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, body, digest) values (3, 1, 0, 288230376151711745, 1, 'dc095763-0bcc-5474-72cb-c6ad0750c7c4', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 1, 1794369602000, '{"name":"icbc"}', '\x1B4E001EE35D06909243DD2251BBCD6BF189FF40DC4B8C58F3AD4A059611E0E4');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, body, digest) values (3, 2, 0, 72057594037927937, 1, 'd74013be-ef63-3996-ee99-2cdf5dd44424', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 1, 1794369603000, '{"name":"user-1"}', '\x3A7E7FA9E28E6B051B874AB73808EB95FB61360AACCDCE2C0E6866897342B576');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, body, digest) values (3, 3, 0, 72057594037927939, 1, '6c37573f-ac5e-835b-4da0-94fea35af4ee', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 1, 1794369605000, '{"name":"user-3"}', '\x9B7A7A734D98AF97B7A225B9BA5B165F9FB9450366476D1A9FF020376E3D8FC9');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor, reference, body, digest) values (3, 4, 0, 288230376151711745, 2, '1d25dce9-75c1-598e-3578-91ae9ad0f22b', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 401, 1794369607000, 4, 72057594037927937, 1, 156, 10000, 'ICBC-0001', '{"bankReference":"ICBC-0001"}', '\x839A2741834C1CA657FBC3D715EE0FD8EF4162117967AD0564D7A2972ED0605E');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor, reference, body, digest) values (3, 5, 0, 72057594037927937, 2, '1dbbe924-9495-9887-d52e-e39aa70fd1d0', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 101, 1794369608000, 1, 144115188075855873, 3, 156, 700, 'order-1', '{"scene":"second-hand-home","order":"order-1","cashAfterMinor":9250}', '\x86B6B998D4BF6B27B0FBB4BBFFC905A4811E612A6ED96223803A308111E09F45');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor) values (3, 5, 1, 72057594037927937, 2, '1dbbe924-9495-9887-d52e-e39aa70fd1d0', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 101, 1794369608000, 1, 576460752303423489, 6, 156, 50);
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor, body, digest) values (3, 6, 0, 72057594037927937, 3, '4efe5bfa-1dea-f6f0-da78-5511795cdcae', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 102, 1794369609000, 1, 72057594037927938, 1, 156, 250, '{"note":"dinner \u5E72\u676F \u0022x\u0022 \u0027y\u0027","cashAfterMinor":9000}', '\x766F1675EEED020D58B785B4ABAC9C0EDC5D026D86C5C049F36D3465D8AB3525');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor, reference, body, digest) values (3, 7, 0, 72057594037927937, 4, 'b1bea41d-68bc-d141-324a-afb356a499fd', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 103, 1794369610000, 1, 72057594037927937, 2, 156, 1000, 'ride-1', '{"payee":"merchant-1","expiresAtMs":1794373210000,"scene":"taxi","order":"ride-1","cashAfterMinor":8000}', '\xED0279BD0152785F7F47DC65789D95D09DDD4E4295E82E90903E64C15321A89B');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor, subject, reference, body, digest) values (3, 8, 0, 72057594037927937, 5, 'e0ef84c9-69c0-0cdc-678d-b70c7bdccdb4', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 104, 1794369611000, 2, 144115188075855873, 3, 156, 600, 'b1bea41d-68bc-d141-324a-afb356a499fd', 'ride-1', '{"holdId":"b1bea41d-68bc-d141-324a-afb356a499fd","scene":"taxi","order":"ride-1","leftMinor":0,"cashAfterMinor":8400}', '\x590CDF373A3C79027D400B04FF7C6F3675AB53B2E9874CDCCD450935D6A5D153');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor) values (3, 8, 1, 72057594037927937, 5, 'e0ef84c9-69c0-0cdc-678d-b70c7bdccdb4', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 104, 1794369611000, 2, 72057594037927937, 1, 156, 400);
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor, body, digest) values (3, 9, 0, 72057594037927937, 6, '3b23d305-be16-f2d0-33d6-8a53b07d5368', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 103, 1794369612000, 1, 72057594037927937, 2, 156, 300, '{"payee":"merchant-1","expiresAtMs":1794373212000,"scene":"travel","cashAfterMinor":8100}', '\x5A6CFC9F3536B51ADF53CFAC49D1AC33AB8745DFB6E70CD1D5E765B2865AA8A7');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor, subject, body, digest) values (3, 10, 0, 72057594037927937, 7, '1d54d956-011a-fdc9-bc26-5ad6f6bb9910', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 105, 1794369613000, 2, 72057594037927937, 1, 156, 300, '3b23d305-be16-f2d0-33d6-8a53b07d5368', '{"holdId":"3b23d305-be16-f2d0-33d6-8a53b07d5368","cashAfterMinor":8400}', '\xFFD1078E6A3B0D596A1D1EAEC86DA6AED667CCAB4CFD242704E31DF6C7A72B58');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor, body, digest) values (3, 11, 0, 72057594037927937, 8, '6c65c6a1-8083-2eed-b6c3-8238ef44445b', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 103, 1794369614000, 1, 72057594037927937, 2, 156, 200, '{"payee":"merchant-1","expiresAtMs":1794369615000,"scene":"rent","cashAfterMinor":8200}', '\xC79903EE6D13067DEA7387475732E65068F139BF0AB7CB08E826A71630E26EA3');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor, subject, body, digest) values (3, 12, 0, 72057594037927937, 9, '8dd5f7bd-8ca4-403a-dfbb-5509f97837b5', '00000000-0000-0000-0000-000000000000', 106, 1794369675000, 2, 72057594037927937, 1, 156, 200, '6c65c6a1-8083-2eed-b6c3-8238ef44445b', '{"holdId":"6c65c6a1-8083-2eed-b6c3-8238ef44445b","cashAfterMinor":8400}', '\xD08C7607C79C0A766A8229B631D028439CF238E78B84AA429E6F7EE0B9151141');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor, reference, body, digest) values (3, 13, 0, 72057594037927937, 10, '57b0ed85-250f-7c92-6c91-eb127ad15754', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 103, 1794369676000, 1, 72057594037927937, 2, 156, 100, 'crib', '{"payee":"merchant-1","expiresAtMs":1797048076000,"scene":"parenting","order":"crib","cashAfterMinor":8300}', '\x089AC59A53608B0E9BDA7BC8992F9028245576230176D7E91FB285B7D69CB9C6');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor, body, digest) values (3, 14, 0, 72057594037927937, 11, 'bb4b44a8-c5f2-bea9-2b89-927ec9c7afff', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 107, 1794369677000, 1, 288230376151711745, 5, 156, 500, '{"cashAfterMinor":7800}', '\x621EB221C95E57D45F2EB04E85063E82E3C296498B9589E35D7606C2AC6A61D5');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor, subject, body, digest) values (3, 15, 0, 288230376151711745, 3, 'f8e59b67-46f9-85bd-5e88-8bc8f232caf8', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 402, 1794369678000, 5, 288230376151711745, 4, 156, 500, 'bb4b44a8-c5f2-bea9-2b89-927ec9c7afff', '{"withdrawalId":"bb4b44a8-c5f2-bea9-2b89-927ec9c7afff"}', '\xF082704299A369AC529117C5042F3BCEA7DB28434B5FEE31FC9DF8DD1CCE33F0');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor, body, digest) values (3, 16, 0, 72057594037927937, 12, '7451a815-848c-779b-69ca-7e9b8a5a66d9', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 107, 1794369679000, 1, 288230376151711745, 5, 156, 400, '{"cashAfterMinor":7400}', '\xB6210166B36F6B80B76D6F17EAD45CDD1789CA359A1985B7A5E49D75831D2B90');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor, subject, body, digest) values (3, 17, 0, 288230376151711745, 4, '23c148c0-f809-90de-b430-a5cf849521f6', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 403, 1794369680000, 5, 72057594037927937, 1, 156, 400, '7451a815-848c-779b-69ca-7e9b8a5a66d9', '{"withdrawalId":"7451a815-848c-779b-69ca-7e9b8a5a66d9","reason":"no such account"}', '\x77F003516653973614CA023641C7AD93C522237A6842363AE772369C3C2601A8');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, body, digest) values (3, 18, 0, 72057594037927939, 2, '69f5f60c-8f6e-49f3-02d0-4503190a27cd', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 2, 1794456084000, '{"reason":"lost phone"}', '\xF17F151B6D177AF092578A2DF36243BB6030CCF6AC77963380E8644751DB0ADB');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, body, digest) values (3, 19, 0, 72057594037927939, 3, '14bba4bc-b5d2-255b-b0cb-907d5e45f022', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 3, 1794456085000, '{"reason":"found"}', '\xBD9E96D01E052F6A5E5519D95AB621D1BE2B5AB5C0FCE3B947D4DBD639717D0F');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, body, digest) values (3, 20, 0, 72057594037927939, 4, 'd6f69631-7f70-ef3e-11af-34658681fe41', '9844a79a-05a4-2301-5ae0-2b02dfd93b19', 4, 1794456086000, '{"reason":"wishes so"}', '\x76728D2244F7441357E93900C378969E4B9ECA5E561BA74F700899FCB13B30DE');
insert into journal_line (partition, position, line, owner, sequence, command_id, request_hash, kind, at_ms, debit_pocket, credit_owner, credit_pocket, asset, amount_minor, body, digest) values (3, 21, 0, 72057594037927939, 5, '0ae5e668-a6ac-6901-4d3e-96eba0fe3b93', '00000000-0000-0000-0000-000000000000', 5, 1794456088000, 1, 576460752303423489, 7, 156, 30, '{}', '\x4FD61D7E338ABC1487CBB3489891F2083F2F9EAC96581E109E649F6E998CF997');

insert into journal_head (partition, position, chain) values (0, 4, '\x4FD11ABF815BDBB0835400C988A43A16F47D41414F60C09D1BA2C4E5A6775DAA');
insert into journal_head (partition, position, chain) values (1, 14, '\x0AF7EB59BF7245BEE76486753845AAF55C40E077464BCF46EC96967D3DE132A1');
insert into journal_head (partition, position, chain) values (2, 0, '\x0000000000000000000000000000000000000000000000000000000000000000');
insert into journal_head (partition, position, chain) values (3, 21, '\x91ADDB09ABBDE7FA5786243A7DA20BDE44C50888B81FC8CC0D6B48FC379C0D48');

insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (0, 1, 1, '\x8D04D458CEF3F9A42AC992E00C6409F9F58AC19D252AD29AC9297CA1EA50735D', '\xB6DB21C970AE2E0CCFF774B24AF730B7D9040F464C22C35B895BCFA340AF1C08', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (0, 2, 2, '\x573BED92FF3FAB61ABAC7B2A44FB9020DBCF4AA2085C772627E608A7274FA09C', '\xD4D08A84A03DD9057BEAA0351C3BE67CB4ADAC6B21891BD9332382AEE250DF7A', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (0, 3, 3, '\x2510BAF386EAE7976356EDAAE49FB256D55F221FB342A1715D17777436DD33E2', '\x026C708BE0395D0616EFFC3B3C6BC322D18556B8102B9F69DDC3454494463528', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (0, 4, 4, '\x6843381D31F607E5FDD9418798FFBE8BA09AE540639259038383655E68BC9AC1', '\x4FD11ABF815BDBB0835400C988A43A16F47D41414F60C09D1BA2C4E5A6775DAA', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (1, 1, 1, '\xCCBEAE3B8953A27B11268FD550555342A2F37906BC561F92EEA87388B4C9294A', '\xBE3DCAD70D2FB89AC1BFEF6716EDA929423BCD936C008BA00B473DCFCAC6DD9A', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (1, 2, 2, '\xBB084514C5D6E5DE0FF6C572A6F9F46C0F5963BA3DF3853414B96FA1ACA47DAB', '\x11752BAA7ACBCEE09743CF179D013004C80FF2E59280C567BD11B960FA15ADF0', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (1, 3, 3, '\x6FF40CE050B922D8BF85006124632DB2AEAC1F0EF669B6625AD056682C442F49', '\xBCB49BEDEAFA809A1729885033FF9C28C4638DD6111C979D11EDADA0DB63C958', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (1, 4, 4, '\x26114C6FB5FEB8D1F9CDEA3DF9BE73ABCB32B7FD96509E1A8938DD40849FFEA8', '\xABB25BDCA9A9561F712DEEA6666F89AC7060002B1D79541648B2C83233B99C47', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (1, 5, 5, '\x6C08C14CE2893958F09FBE099DB98B6BD98B067C5DCD3DA9A2BF9D52BB38ED28', '\xBB9361F239C8C35B57E1B39646BAF35AA6094CDC3DAFFA04A85787688D6F5DF2', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (1, 6, 6, '\x026130B0DFEE67C17C852331090FFAA10BE5182C4FB00C24A5AAA386DC7C038F', '\x6D555B90D76C20D654CD4014730A90B2EE91095739418B4B6FF8E8FD7B6AA579', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (1, 7, 8, '\x04D56BC71DE2A6815589BB835FD63F50DFF042F1B7498317036E2725A4DF0FD2', '\x9D95CA4F7C856C746B28A8A77EC0DE3122A100BC0CF3DD6DBFD73D21540C5580', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (1, 9, 9, '\x0A8240AC49FAD587987D42B330C74CF62F9C2217C349B68D95E6EDACDE0DB955', '\x9F0733EB8697B73F68CA2034148E55DD14099B2CC7CF2847C6A0B9BFC1C6F969', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (1, 10, 10, '\x45BE16D34BC18976D71F21DDAFF0BCEBA29BB7DA4A7C14C1AB36F629C07C59C6', '\x40395C78B6C5922038C93E36D8CF42250BCD0BCD943691A3A9B10D0951E1825F', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (1, 11, 11, '\x9A14CFDAB0D65D6B555227E84EA44A66BAD56D568D0E4E52A09EE016C73EFBC1', '\x110DBE4069CD5BC83C7DC280F476086C0905F8C9BF1961699BBCF01EC0C9D65D', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (1, 12, 12, '\x3C3D172622A1D3AC28834C4FFA63FA9FDBB3863FF4305AC285B73AFEA836B2A9', '\xEC95738C4D5728EE1D15FA45C2248D98ADF486052F419674B5DFB7C6DE321F3B', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (1, 13, 13, '\x2668845701F6B2F33B7A0453C8AE933A32FD94B61D34657BB45F41530BA70ACF', '\x004CFCC11E7736F333F59DEABC4827409B35A0DC536662B1913D91989FF9F787', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (1, 14, 14, '\xEBA2BC86EF0C7053BA47CA2ECE1DD01031893779C1B7F9DA65163F9F58D9ACFD', '\x0AF7EB59BF7245BEE76486753845AAF55C40E077464BCF46EC96967D3DE132A1', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 1, 1, '\x1304AFEF4E494AA69491150A76AFF92E3EFE0394BAEDDAC0F209CB5B2B955B0C', '\xECE48D5F6EA0FF829BD6E8EA6AF221AF940853373EBD0E69B8737A8C0CC3AA47', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 2, 2, '\x578F848F6AC86710E029FB7B1E8B0517D17C73827330A6E9F5B9748D449F70F3', '\x4B176D713222ABD650315D2A3710DCF682C0E28223FC1F3088E0A02322346C82', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 3, 3, '\xD899C42CDCD4F494E753E5E0A988042C6CC0F97807127D8B3AB4C5524E33901C', '\x4C67647B40CF3A65658A37C27C5D606DE6870CBD09F2CC6C265FB8D501CD90B0', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 4, 4, '\x8A9204788A1499569848EA0763C2B7491877AB76CB5D5744416E2A857654C959', '\x8A2444825DB0C03D0E58681271FBCBED70B2E1816F7F3E60A67B1118C3EAC78A', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 5, 5, '\x5F5FB775A078B0B906F9178A35C4D0707A6F948DE83CE1E2C0A6CE5A587368DA', '\xA8AEAC3B2520F0C5EEFA5F54065E739680698CC88D3C53562B23244721A67B39', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 6, 6, '\xFEC92A071E82CE6E6D800E1D3A00ECADEB7BEF30B8AB4E95D1E982CDD3057AE4', '\xA3C49DB5B82AC8806695223997FF605D18FAF343B573F35349450E1553388941', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 7, 7, '\x88D0FD800D91AEF1F2DA75CD860A39F4D8E1F28F9E2A9DF07E53B6C80995B5F0', '\x0B3830179ABF9856F8ADDBD3E57F2E753C05E8BF6EC650886F29DE51331D55CB', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 8, 8, '\x650ABCD0B3E78C7BC57CB8345B886829C40F5516974BC831C7B9D931F9AB6525', '\x39F4EC8C40BA5F58A6F9669E6112CAEC0ADF5D25BB47CBCB9AA89C92EA6A6068', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 9, 9, '\x059BF103958009B4BB449E01512A721D4797D3C498F97B2AABFB7EF82D4F6D1B', '\xF7F2132549D5E3495CFDB3CFE89291DDE23825F784D48DECDE2658A4D5748786', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 10, 10, '\x37C79606F76996E4F5879C14A1A41333CC2DCA356E2D34C0DAE66ECE4C376876', '\x8E4B13791663E8DD264811EA532C0FBD7093657080F4B07177BE22CA65159C75', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 11, 11, '\x3FBA5BB6CFB07EAE34863B5BFC51B41E35542BEA2048AA43C6D7B27C48611273', '\x760983029EA04C3D323F3AAE0689415CE357F5B74501925FC713703346CD729B', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 12, 12, '\x5F7F3E69E067645D73567E7D4ED04C4B8F524B8E7959031F220370E70B10FFE2', '\xAE1A4053E2CBEFC93E77B1AC347D56999D08E9A7793F1A0EFCC36122AAFC46B4', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 13, 13, '\xC305357086B7551DC46BC2CDD58D27FF6A5E37591BB76668F5FD35BC8E8BF45D', '\x657DF96E0F097FA26CEF284393F4BE1C93D7BC56F05EEA2178884F5B1A169045', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 14, 14, '\x2E98A6993B50F00E0AE95752F3889EE755D9F44DACA805BB52BE4405F8DECCA0', '\xC9EA48C81D23861CD43EF4B20D8E80378451B74B727BEEB414DF1C2AF03EF7ED', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 15, 15, '\x88FD970C001ABAF1702B5AFADA3BBEEF3CD71676534EE40A6A19E2CF8CE780C5', '\xEAFED0BFC51D8BA57995F62AAFF574048E0BF5B95DC1F4058C4C410ACE1D6758', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 16, 16, '\x0C5799D1B2741B734C269BD987E7ED3D7CC3889D770588FFA5DC575E3538FDD8', '\xBF8FBD1A9DC063D071ECA481B15D4B5767A99BAF3731735AD75BB6AE575673B0', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 17, 17, '\xCB666C5735D3D808BB20821C3D9E4B4EBE0E819B9DA42A036AF19F66955EB0AA', '\xCF50D45788128652FE2A28305EEC00433B97341296FF75D41BCEBA1E11290347', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 18, 18, '\x3CF5CB225131DAF87B2BDCB6F20B7F7CCEC1BF56622B32EA162614C5A272205E', '\x5D334FD7B5D1FEFCF76FC1238CD0949EF0B3040782651069F3E4D04D1518003A', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 19, 19, '\x508F105B6CF417563E1A982818D9627AA5857674800245751C8A3A8B258EFD47', '\x40E2D5E1D3B4347FF13ADE7FEC0FC75108A6ED47896CA2C42E66B53A2DE382D7', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 20, 20, '\x52DCE6A685F088FBF66E4C7D0E12EAE4680A4F2B70A4AF912135871FDC3AC56E', '\x8EF1FA6644CF27098695D97851D0E984C0ADA0D0774A214689DE1D4C435A56FA', '2026-11-11 04:00:00');
insert into journal_batch (partition, first_position, last_position, digest, chain, at) values (3, 21, 21, '\x555B5587E26B880CD12DA43DB1141BF96B8917DECAA21E58F533F43EC66B84EC', '\x91ADDB09ABBDE7FA5786243A7DA20BDE44C50888B81FC8CC0D6B48FC379C0D48', '2026-11-11 04:00:00');

insert into snapshot (owner, sequence, positions, state, digest) values (72057594037927937, 12, '{1,2,0,17}', '{"lastAtMs":1794369679000,"status":"open","balances":{"accounts":[{"pocket":"cash","asset":"CNY","amountMinor":7800},{"pocket":"held","asset":"CNY","amountMinor":100}]},"holds":[{"id":"57b0ed85-250f-7c92-6c91-eb127ad15754","payee":"merchant-1","asset":"CNY","leftMinor":100,"expiresAtMs":1797048076000,"scene":"parenting","order":"crib"}]}', '\x8DAE453004B93E227647D9C98FC75C9B525997EBB4B931700B5AA3DC398BDBF3');
insert into snapshot (owner, sequence, positions, state, digest) values (144115188075855873, 1, '{1,2,0,17}', '{"lastAtMs":1794369606000,"status":"open","balances":{"accounts":[{"pocket":"pending","asset":"CNY","amountMinor":1300}]},"fee":{"flatMinor":5,"rateBasisPoints":60},"pending":{"days":[{"bucket":{"asset":"CNY","day":"2026-11-11","confirmed":false},"grossMinor":1300,"feeMinor":19,"paymentCount":2}]}}', '\xB25BDD655F5F2629D1374BC74A2D79EE789EF08E747AE3D516790BFB4623868F');
insert into snapshot (owner, sequence, positions, state, digest) values (288230376151711745, 4, '{4,6,0,21}', '{"lastAtMs":1794369680000,"status":"open","balances":{"accounts":[{"pocket":"bank","asset":"CNY","amountMinor":9500},{"pocket":"outbound","asset":"CNY","amountMinor":0}]}}', '\x26BA9D904107B2CD15E937090F1FC2EB6589667E30B753B1FED30CDA0424D3A6');
insert into snapshot (owner, sequence, positions, state, digest) values (576460752303423489, 8, '{4,12,0,21}', '{"lastAtMs":1794456095000,"status":"open","balances":{"accounts":[{"pocket":"fees","asset":"CNY","amountMinor":58},{"pocket":"suspense","asset":"CNY","amountMinor":30}]},"keysByHash":{"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb":{"id":"80165fe2-3845-fbc7-e6e3-52497f087375","hash":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","role":"auditor","name":"audit"}},"webhooksById":{"9174c423-6836-7128-5ce7-16874d2c9a63":{"id":"9174c423-6836-7128-5ce7-16874d2c9a63","url":"https://audit.example/","kinds":[],"startsAfter":[13,3],"secrets":[{"generation":1}],"isEnabled":false,"timesEnabled":1},"c7391da4-70c8-db22-5db1-396f9b6036d6":{"id":"c7391da4-70c8-db22-5db1-396f9b6036d6","url":"https://shop.example/hooks","owner":"merchant-1","kinds":[101],"startsAfter":[12,3],"secrets":[{"generation":1,"endsAtMs":1794542494000},{"generation":2}],"isEnabled":true,"timesEnabled":1}}}', '\x8FD158639A7F8F41B044F621D0B82EC7D325A938B18AAC429C0B88A3B8B7C2A6');

insert into feed_cursor (reader, partition, position) values ('portraits', 0, 3);
