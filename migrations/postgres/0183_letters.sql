-- What each letter and push message is about, as people choose what they get, and each filter of the list of them by an index. What is no
-- news, such as a link to a new password, is about its purpose.
alter table delivery add column topic text;
update delivery
set topic = (select case
    when n.kind in ('appointment.approved', 'appointment.booked', 'appointment.cancelled', 'appointment.declined',
        'appointment.handed_over', 'appointment.kept', 'appointment.lapsed', 'appointment.missed', 'appointment.moved',
        'appointment.requested', 'appointment.stranded') then 'appointments'
    when n.kind in ('appointment.reminder') then 'reminders'
    when n.kind in ('appointment.received', 'appointment.request_received') then 'bookings'
    when n.kind in ('waitlist.offer', 'waitlist.offer_expired') then 'waitlist'
    when n.kind in ('message.received') then 'messages'
    when n.kind in ('referral.accepted', 'referral.declined', 'referral.received', 'referral.redirected', 'referral.sent',
        'referral.withdrawn') then 'referrals'
    when n.kind in ('document.added', 'prescription.signed') then 'record'
    when n.kind in ('invitation.accepted', 'invitation.declined', 'record.entrusted', 'record.practitioner_assigned',
        'record.sharing_ended') then 'sharing'
    when n.kind in ('contact.received') then 'inbox'
    when n.kind in ('account.staff_name_changed', 'application.changed', 'application.received', 'application.to_confirm',
        'emergency.to_review', 'patient.erasure_to_confirm', 'patient.look_ups_closed', 'reset_code.to_confirm',
        'second_factor.reset_to_confirm', 'settings.access_changed', 'webhook.stopped') then 'clinic'
    when n.kind in ('account.activated', 'account.details_changed', 'account.email_change_asked', 'account.email_changed',
        'account.registered_again', 'account.roles_changed', 'account.sign_in_name_changed', 'data_export.asked',
        'data_export.ready', 'emergency.justified', 'emergency.reviewed', 'emergency.unjustified', 'passkey.added',
        'passkey.removed', 'password.changed', 'patient.merged', 'record.checked_in_by_booker', 'record.opened_in_emergency',
        'reset_code.issued', 'second_factor.off', 'second_factor.on', 'second_factor.recovery_code_used', 'second_factor.reset') then 'security'
end
from notice n
where n.id = delivery.notice_id)
where notice_id is not null;
create index delivery_sent on delivery (created_at, id);
create index delivery_kind on delivery (coalesce(topic, purpose), created_at, id);
create index delivery_state on delivery ((case when status = 'queued' and error <> '' then 'failed' else status end), created_at, id);
create index delivery_channel on delivery ((case when subscription_id is null then 'email' else 'push' end), created_at, id);
