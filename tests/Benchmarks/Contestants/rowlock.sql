-- What people usually write: a balance per account, updated in place under row locks. Short, correct, and without what Granary adds
-- (idempotency, a sequence per owner, positions, a hash chain).

create table account (
    id bigint primary key,
    balance_minor bigint not null check (balance_minor >= 0)
) with (fillfactor = 50); -- room for an account's next version on its own page: the updates stay HOT

create table journal (
    id bigint generated always as identity primary key,
    debit bigint not null,
    credit bigint not null,
    amount_minor bigint not null check (amount_minor > 0),
    at timestamptz not null default now()
);

create function pay(p_debit bigint, p_credit bigint, p_amount_minor bigint) returns bigint language plpgsql as $$
declare
    v_balance_minor bigint;
begin
    -- Always the smaller id first, so that two payments never wait for each other.
    perform from account where id = least(p_debit, p_credit) for no key update;
    perform from account where id = greatest(p_debit, p_credit) for no key update;
    select balance_minor into v_balance_minor from account where id = p_debit;
    if v_balance_minor < p_amount_minor then return null; end if;
    insert into journal (debit, credit, amount_minor) values (p_debit, p_credit, p_amount_minor);
    update account set balance_minor = balance_minor - p_amount_minor where id = p_debit;
    update account set balance_minor = balance_minor + p_amount_minor where id = p_credit;
    return v_balance_minor - p_amount_minor;
end $$;
