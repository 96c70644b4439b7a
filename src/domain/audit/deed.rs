//! The deeds that the audit can record.

use strum::VariantArray;

use super::Area;

macro_rules! deeds {
    ($($area:ident: [$($deed:ident = $word:literal, $said:literal;)*],)*) => {
        /// What someone did, or tried to do. A stored word never changes, nor does its meaning: rows are chained by their
        /// hashes, so deeds cannot be renamed in place. When a deed gets a better word, the old one moves to
        /// [`Deed::EARLIER`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, VariantArray)]
        pub enum Deed {
            $($(#[doc = $said] $deed,)*)*
        }

        impl Deed {
            /// The stored word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($(Self::$deed => $word,)*)*
                }
            }

            /// The area of work that the deed belongs to.
            #[must_use]
            pub const fn area(self) -> Area {
                match self {
                    $($(Self::$deed => Area::$area,)*)*
                }
            }
        }
    };
}

deeds! {
    Appointments: [
        AppointmentBook = "appointment.book", "Booked an appointment";
        AppointmentOverbook = "appointment.overbook", "Booked an appointment outside the rules";
        AppointmentRead = "appointment.read", "Opened an appointment";
        AppointmentList = "appointment.list", "Looked at a list of appointments";
        AppointmentExport = "appointment.export", "Exported a list of appointments";
        AppointmentHold = "appointment.hold", "Held a time";
        AppointmentApprove = "appointment.approve", "Approved an appointment";
        AppointmentDecline = "appointment.decline", "Declined an appointment";
        AppointmentLapse = "appointment.lapse", "Let a request lapse";
        AppointmentReschedule = "appointment.reschedule", "Moved an appointment";
        AppointmentMetadata = "appointment.metadata", "Changed what programs keep with an appointment";
        AppointmentCancel = "appointment.cancel", "Cancelled an appointment";
        AppointmentWillCome = "appointment.will_come", "Confirmed attendance";
        AppointmentCheckIn = "appointment.check_in", "Checked a patient in";
        AppointmentComplete = "appointment.complete", "Completed an appointment";
        AppointmentMarkNoshow = "appointment.mark_noshow", "Marked an appointment as missed";
        AppointmentReinstate = "appointment.reinstate", "Marked an appointment as not missed after all";
        AppointmentEnterInError = "appointment.enter_in_error", "Marked an appointment as entered in error";
        DeskRead = "desk.read", "Looked at the front desk";
        CalendarFeedRenew = "calendar_feed.renew", "Made a new calendar address";
        CalendarFeedRevoke = "calendar_feed.revoke", "Switched a calendar address off";
    ],
    Waitlist: [
        WaitlistList = "waitlist.list", "Looked at the waiting list";
        WaitlistRead = "waitlist.read", "Opened a request on the waiting list";
        WaitlistJoin = "waitlist.join", "Joined the waiting list";
        WaitlistSetUrgency = "waitlist.set_urgency", "Changed how urgent a wait is";
        WaitlistWithdraw = "waitlist.withdraw", "Left the waiting list";
        WaitlistOffer = "waitlist.offer", "Offered a time";
        WaitlistOfferExpired = "waitlist.offer_expired", "Let an offer expire";
        WaitlistAccept = "waitlist.accept", "Accepted an offer";
        WaitlistDecline = "waitlist.decline", "Declined an offer";
        WaitlistLapse = "waitlist.lapse", "Let a wait lapse";
        WaitlistExport = "waitlist.export", "Exported the waiting list";
    ],
    Records: [
        RecordRead = "record.read", "Read a record";
        AppRead = "app.read", "Read a record, as an app that the patient allowed";
        ConsultationOpen = "consultation.open", "Began a consultation";
        ConsultationRead = "consultation.read", "Opened a consultation";
        ConsultationFinish = "consultation.finish", "Finished a consultation";
        DraftSave = "draft.save", "Saved a draft of a consultation";
        DraftDiscard = "draft.discard", "Discarded a draft of a consultation";
        NoteWrite = "note.write", "Wrote a note";
        NoteAmend = "note.amend", "Amended a note";
        DiagnosisWrite = "diagnosis.write", "Wrote a diagnosis";
        DiagnosisResolve = "diagnosis.resolve", "Marked a diagnosis as resolved";
        ObservationWrite = "observation.write", "Recorded measurements";
        EntryRetract = "entry.retract", "Retracted an entry";
        StatementAdd = "statement.add", "Added a statement about their health";
        StatementEnd = "statement.end", "Removed a statement about their health";
        RecordImport = "record.import", "Imported history from another system";
    ],
    Emergencies: [
        RecordBreakGlass = "record.break_glass", "Opened a record in an emergency";
        EmergencyList = "emergency.list", "Looked at emergency access";
        EmergencyReview = "emergency.review", "Reviewed emergency access";
    ],
    Prescriptions: [
        PrescriptionSign = "prescription.sign", "Signed a prescription";
        PrescriptionStop = "prescription.stop", "Stopped a prescription";
    ],
    Referrals: [
        ReferralList = "referral.list", "Looked at referrals";
        ReferralRead = "referral.read", "Opened a referral without its letter";
        ReferralWrite = "referral.write", "Began a referral";
        ReferralSend = "referral.send", "Sent a referral";
        ReferralAnswer = "referral.answer", "Answered a referral";
        ReferralAccept = "referral.accept", "Accepted a referral";
        ReferralDecline = "referral.decline", "Declined a referral";
        ReferralRedirect = "referral.redirect", "Passed a referral on";
        ReferralWithdraw = "referral.withdraw", "Withdrew a referral";
        ReferralExport = "referral.export", "Exported a list of referrals";
    ],
    Documents: [
        DocumentAdd = "document.add", "Added a document";
        DocumentRetract = "document.retract", "Retracted a document";
    ],
    Messages: [
        MessageList = "message.list", "Looked at a list of conversations";
        MessageSearch = "message.search", "Searched conversations";
        MessageRead = "message.read", "Read a conversation";
        MessageStart = "message.start", "Began a conversation";
        MessageSend = "message.send", "Sent a message";
        MessageDraft = "message.draft", "Saved a draft of a message";
        MessageAttach = "message.attach", "Added a file to a message";
        MessageDetach = "message.detach", "Removed a file from an unsent message";
        MessageReadFile = "message.read_file", "Opened a file in a conversation";
        MessageKeep = "message.keep", "Kept a message as a note";
        MessageAway = "message.away", "Switched their away message on";
        MessageBack = "message.back", "Switched their away message off";
        MessageSaveReply = "message.save_reply", "Saved a quick reply";
        MessageRemoveReply = "message.remove_reply", "Removed a quick reply";
    ],
    Sharing: [
        AccessRead = "access.read", "Checked who can read a record";
        RecordBlock = "record.block", "Closed a record to a practitioner";
        RecordUnblock = "record.unblock", "Opened a record to a practitioner again";
        EntryHide = "entry.hide", "Hid an entry";
        EntryShow = "entry.show", "Showed an entry again";
        RelationshipList = "relationship.list", "Looked at a list of patients in someone's care";
        RelationshipBegin = "relationship.begin", "Added a practitioner who cares for a patient";
        RelationshipEnd = "relationship.end", "Ended a practitioner's care for a patient";
        ProxyInvite = "proxy.invite", "Invited someone to see a record";
        ProxyBegin = "proxy.begin", "Accepted an invitation to see a record";
        ProxyDecline = "proxy.decline", "Declined an invitation to see a record";
        ProxyWithdraw = "proxy.withdraw", "Withdrew an invitation to see a record";
        ProxyEnd = "proxy.end", "Stopped sharing a record";
        ProxyUse = "proxy.use", "Acted for a patient";
        AppAllow = "app.allow", "Allowed an app to read their record";
        AppRefuse = "app.refuse", "Didn't allow an app to read their record";
        AppStop = "app.stop", "Stopped an app from reading their record";
        AppReuse = "app.reuse", "Used an app's code a second time";
    ],
    Patients: [
        PatientList = "patient.list", "Looked at a list of patients";
        PatientExport = "patient.export", "Exported a list of patients";
        PatientLookUp = "patient.look_up", "Looked up a patient";
        PatientRead = "patient.read", "Looked up how to reach a patient";
        PatientAdd = "patient.add", "Registered a patient";
        ProfileSave = "profile.save", "Changed personal details";
        PatientMerge = "patient.merge", "Merged two files of a patient";
        PatientAskErasure = "patient.ask_erasure", "Asked to erase a patient";
        PatientWithdrawErasure = "patient.withdraw_erasure", "Withdrew a request to erase a patient";
        PatientErase = "patient.erase", "Erased a patient";
        DataExportAsk = "data_export.ask", "Asked for a copy of all their data";
        DataExportDownload = "data_export.download", "Downloaded a copy of all their data";
        DataExportMake = "data_export.make", "Had a copy of all of someone's data prepared";
        BulkExportAsk = "bulk_export.ask", "Asked for records as files";
        BulkExportDownload = "bulk_export.download", "Downloaded records as files";
        BulkExportCancel = "bulk_export.cancel", "Cancelled an export of records";
    ],
    Accounts: [
        AccountRegister = "account.register", "Registered";
        AccountSignIn = "account.sign_in", "Signed in";
        AccountSecondStep = "account.second_step", "Entered a second-step code";
        AccountSignOut = "account.sign_out", "Signed out";
        AccountSignOutDevice = "account.sign_out_device", "Signed a device out";
        AccountSignOutEverywhere = "account.sign_out_everywhere", "Signed out everywhere";
        AccountChangePassword = "account.change_password", "Changed a password";
        AccountChoosePassword = "account.choose_password", "Chose their first password";
        AccountResetPassword = "account.reset_password", "Replaced a forgotten password";
        AccountAskResetLink = "account.ask_reset_link", "Asked for a password reset link";
        AccountAskResetCode = "account.ask_reset_code", "Asked for a password reset code";
        AccountIssueResetCode = "account.issue_reset_code", "Issued a password reset code";
        AccountSecondFactorOn = "account.second_factor_on", "Switched the second step on";
        AccountSecondFactorOff = "account.second_factor_off", "Switched the second step off";
        AccountRecoveryCodes = "account.recovery_codes", "Made new recovery codes";
        AccountPasskeyAdd = "account.passkey_add", "Added a passkey";
        AccountPasskeyRename = "account.passkey_rename", "Renamed a passkey";
        AccountPasskeyRemove = "account.passkey_remove", "Removed a passkey";
        AccountAskFactorReset = "account.ask_factor_reset", "Asked to reset a second step";
        AccountResetFactor = "account.reset_factor", "Reset a second step";
        AccountVerifyEmail = "account.verify_email", "Confirmed an email address";
        AccountAskNewEmail = "account.ask_new_email", "Asked for another email address";
        AccountDropNewEmail = "account.drop_new_email", "Cancelled a change of email address";
        AccountIssueEmailCode = "account.issue_email_code", "Gave a code for another email address";
        AccountChooseEmail = "account.choose_email", "Chose which emails to get";
        AccountTurnOnPush = "account.turn_on_push", "Turned notifications on for a device";
        AccountTurnOffPush = "account.turn_off_push", "Turned notifications off for a device";
        AccountChoosePush = "account.choose_push", "Chose which notifications to get";
        AccountChooseLanguage = "account.choose_language", "Chose a language";
        AccountChangeDetails = "account.change_details", "Changed account details";
        AccountList = "account.list", "Looked at a list of accounts";
        AccountExport = "account.export", "Exported a list of accounts";
        AccountRead = "account.read", "Opened an account";
        AccountChange = "account.change", "Changed an account";
        AccountCreateAdmin = "account.create_admin", "Created the first administrator";
        AccountAddAdministrator = "account.add_administrator", "Added an administrator";
        AccountAddStaff = "account.add_staff", "Added a member of staff";
        AccountSetDesks = "account.set_desks", "Changed where someone works at the desk";
        AccountGrantRole = "account.grant_role", "Gave a role";
        AccountTakeRole = "account.take_role", "Took a role away";
        AccountInvite = "account.invite", "Invited someone to create an account";
        AccountRevokeInvitation = "account.revoke_invitation", "Withdrew an invitation to create an account";
        AccountUseInvitation = "account.use_invitation", "Created an account by invitation";
        AccountActivate = "account.activate", "Activated an account";
        AccountDeactivate = "account.deactivate", "Deactivated an account";
        AccountForget = "account.forget", "Deleted an account that was never activated";
        AccountClose = "account.close", "Closed their account";
        BulkBegin = "bulk.begin", "Started something for several people at once";
        AnnouncementSend = "announcement.send", "Sent someone a message from the clinic";
        TokenBegin = "token.begin", "Signed a program in";
        TokenEnd = "token.end", "Signed a program out";
        TokenReuse = "token.reuse", "Reused a program's token";
        AccessTokenMake = "access_token.make", "Made an access token";
        AccessTokenRevoke = "access_token.revoke", "Revoked an access token";
        ApiRequest = "api.request", "Called the API";
    ],
    Hours: [
        HoursSave = "hours.save", "Changed weekly hours";
        HoursAddDate = "hours.add_date", "Added hours on a date";
        HoursRemoveDate = "hours.remove_date", "Removed hours on a date";
        ClosureAdd = "closure.add", "Added a closure";
        ClosureRemove = "closure.remove", "Removed a closure";
        BookingsOpen = "bookings.open", "Started taking bookings";
        BookingsClose = "bookings.close", "Stopped taking bookings";
        BookingsByReferral = "bookings.by_referral", "Started requiring referrals";
        BookingsByAnybody = "bookings.by_anybody", "Stopped requiring referrals";
    ],
    Directory: [
        PractitionerAdd = "practitioner.add", "Added a practitioner";
        PractitionerChange = "practitioner.change", "Changed a practitioner";
        PractitionerSaveProfile = "practitioner.save_profile", "Changed a public profile";
        PractitionerChangePhoto = "practitioner.change_photo", "Changed a photo";
        PractitionerRemovePhoto = "practitioner.remove_photo", "Removed a photo";
        PractitionerExport = "practitioner.export", "Exported a list of practitioners";
        AffiliationAdd = "affiliation.add", "Added a practitioner to a centre";
        AffiliationEnd = "affiliation.end", "Ended a practitioner's work at a centre";
        CentreAdd = "centre.add", "Added a centre";
        CentreChange = "centre.change", "Changed a centre";
        CentreChangeTimeZone = "centre.change_time_zone", "Changed a centre's time zone";
        CentreChangePhoto = "centre.change_photo", "Changed a centre's photo";
        CentreRemovePhoto = "centre.remove_photo", "Removed a centre's photo";
        CentreExport = "centre.export", "Exported a list of centres";
        RoomAdd = "room.add", "Added a room";
        RoomChange = "room.change", "Changed a room";
        RoomSwitchOn = "room.switch_on", "Put a room back into use";
        RoomSwitchOff = "room.switch_off", "Took a room out of use";
        ServiceAdd = "service.add", "Added a service";
        ServiceChange = "service.change", "Changed a service";
        ServiceSwitchOn = "service.switch_on", "Offered a service again";
        ServiceSwitchOff = "service.switch_off", "Stopped offering a service";
        ServiceChoosePractitioners = "service.choose_practitioners", "Chose who offers a service";
        TermRename = "term.rename", "Renamed a profession or an area of expertise";
        TermMerge = "term.merge", "Made two professions or areas of expertise one";
        DirectoryImport = "directory.import", "Imported the directory";
        DirectoryCheckImport = "directory.check_import", "Checked files for an import";
        DirectorySeed = "directory.seed", "Filled the clinic with demo data";
    ],
    Applications: [
        ApplicationSend = "application.send", "Sent an application";
        ApplicationChange = "application.change", "Changed an application";
        ApplicationAnswer = "application.answer", "Answered a question about an application";
        ApplicationAddDocument = "application.add_document", "Added a document to an application";
        ApplicationClaim = "application.claim", "Connected an application with an account";
        ApplicationWithdraw = "application.withdraw", "Withdrew an application";
        ApplicationRead = "application.read", "Opened an application";
        ApplicationReadDocument = "application.read_document", "Opened a document of an application";
        ApplicationExport = "application.export", "Exported a list of applications";
        ApplicationNote = "application.note", "Wrote a note on an application";
        ApplicationAsk = "application.ask", "Asked an applicant a question";
        ApplicationRefuse = "application.refuse", "Declined an application";
        ApplicationApprove = "application.approve", "Approved an application";
        ApplicationForget = "application.forget", "Deleted an old application";
        ApplicationConfirm = "application.confirm", "Confirmed an application";
    ],
    Ratings: [
        RatingGive = "rating.give", "Gave a rating";
        RatingChange = "rating.change", "Changed a rating";
        RatingTakeBack = "rating.take_back", "Withdrew a rating";
        RatingAnswer = "rating.answer", "Answered a review";
        RatingChangeAnswer = "rating.change_answer", "Changed an answer to a review";
        RatingRemoveAnswer = "rating.remove_answer", "Removed an answer to a review";
        RatingHide = "rating.hide", "Hid a review";
        RatingShow = "rating.show", "Showed a review again";
        RatingExport = "rating.export", "Exported a list of reviews";
    ],
    Settings: [
        SettingSet = "setting.set", "Changed a setting";
        ContentSave = "content.save", "Changed a text of the public pages";
        ContentRestore = "content.restore", "Restored an earlier text of the public pages";
        ListViewSave = "list_view.save", "Saved a view of a list";
        ListViewDelete = "list_view.delete", "Deleted a view of a list";
        AppAdd = "app.add", "Added an app";
        AppChange = "app.change", "Changed an app";
        AppSwitchOn = "app.switch_on", "Switched an app on";
        AppSwitchOff = "app.switch_off", "Switched an app off";
        AppRemove = "app.remove", "Removed an app";
        WebhookAdd = "webhook.add", "Added a webhook";
        WebhookResume = "webhook.resume", "Turned a webhook on";
        WebhookPause = "webhook.pause", "Turned a webhook off";
        WebhookRemove = "webhook.remove", "Removed a webhook";
        WebhookTest = "webhook.test", "Tested a webhook";
        WebhookReplay = "webhook.replay", "Sent a webhook's message again";
    ],
    Mail: [
        ContactSend = "contact.send", "Wrote to the clinic";
        ContactRead = "contact.read", "Read a message to the clinic";
        ContactAssign = "contact.assign", "Assigned a message to the clinic";
        ContactReply = "contact.reply", "Answered a message to the clinic by email";
        ContactAnswer = "contact.answer", "Marked a message to the clinic as answered";
        ContactClose = "contact.close", "Closed a message to the clinic";
        ContactReopen = "contact.reopen", "Reopened a message to the clinic";
        ContactExport = "contact.export", "Exported a list of messages to the clinic";
        MailList = "mail.list", "Looked at the list of emails and notifications";
        MailExport = "mail.export", "Exported a list of emails and notifications";
        MailSendAgain = "mail.send_again", "Sent an email again";
        MailTest = "mail.test", "Sent a test email";
    ],
    Audit: [
        AuditSearch = "audit.search", "Searched the audit";
        AuditRead = "audit.read", "Opened a row of the audit";
        AuditExport = "audit.export", "Exported the audit";
        AuditKey = "audit.key", "Started a new audit key";
    ],
    Refusals: [
        RequestRefused = "request.refused", "Requested an address";
    ],
}

impl Deed {
    /// Every deed.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Words that earlier versions stored, and what they meant.
    pub const EARLIER: &'static [(&'static str, Self)] =
        &[("patient.find", Self::PatientLookUp), ("draft.read", Self::ConsultationRead)];

    /// The deeds of an area.
    pub fn of(area: Area) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |deed| deed.area() == area)
    }

    /// Every stored word for an area's deeds, including those of earlier versions.
    #[must_use]
    pub fn stored_words(area: Area) -> Vec<&'static str> {
        let earlier = Self::EARLIER.iter().filter(|(_, deed)| deed.area() == area).map(|(word, _)| *word);
        Self::of(area).map(Self::as_str).chain(earlier).collect()
    }

    /// What a stored word means; `None` if no version of ours has ever written it.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let known = Self::ALL.iter().copied().find(|deed| deed.as_str() == word);
        known.or_else(|| Self::EARLIER.iter().find(|(earlier, _)| *earlier == word).map(|(_, deed)| *deed))
    }
}

#[cfg(test)]
mod tests;
