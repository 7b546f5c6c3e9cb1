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
