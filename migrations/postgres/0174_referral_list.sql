-- The orders of the administration's list of referrals.
create index referral_sent on referral (sent_at, entry_id);
create index referral_end on referral (valid_until, entry_id);
