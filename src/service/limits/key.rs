//! What is rate-limited, and by how much.

use std::time::Duration;

use strum::EnumCount;

use super::source::Source;
use crate::domain::{
    audit::Deed,
    ids::{AccountId, AppId},
};

/// What is counted. Nothing is ever counted under a key of another purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumCount)]
pub(in crate::service) enum Key<'a> {
    /// Signing in under a name, from a network.
    SignIn(&'a str, Source),
    /// Signing in under a name, from any browser that its owner has not used before.
    SignInName(&'a str),
    /// The same once those attempts are used up, from a site ([`Source::site`]).
    SignInAfresh(&'a str, Source),
    /// Signing in under any name, from a network.
    SignInFrom(Source),
    /// Signing in from a browser that the account has signed in from before, by the hash of its token.
    SignInDevice(AccountId, &'a str),
    /// Setting a new password with a code under a name, from a network.
    Reset(&'a str, Source),
    /// The same, from anywhere.
    ResetName(&'a str),
    /// The same once those attempts are used up, from a site.
    ResetAfresh(&'a str, Source),
    /// The same under any name, from a network.
    ResetFrom(Source),
    /// Requesting a password reset link, under a name.
    ResetMail(&'a str),
    /// The same under any name, from a network.
    ResetMailFrom(Source),
    /// Entering the current password.
    OwnPassword(AccountId),
    /// Entering a second-factor code, from a network.
    SecondStep(AccountId, Source),
    /// The same, from any browser that its owner has not used before.
    SecondStepOf(AccountId),
    /// Entering it in a browser that the account has signed in from before, by the hash of its token.
    SecondStepDevice(AccountId, &'a str),
    /// Entering it while signed in.
    OwnSecondStep(AccountId),
    /// Entering the code that confirms a new email address.
    EmailCode(AccountId),
    /// Entering the code of an invitation to a record.
    InvitationCode(AccountId),
    /// Requesting a challenge for signing in with a passkey.
    PasskeyFrom(Source),
    /// Entering the password to open a record in an emergency.
    BreakGlass(AccountId),
    /// Writing to the clinic.
    ContactFrom(Source),
    /// Creating an account.
    RegistrationFrom(Source),
    /// Having a visitor's refused form kept for them.
    TypedFrom(Source),
    /// Sending messages.
    MessageBy(AccountId),
    /// Holding a slot as a visitor, by the name that their session has for it.
    HoldOf(&'a str),
    /// The same, from a network.
    HoldFrom(Source),
    /// Using the API as this account.
    ApiBy(AccountId),
    /// Using the API without being signed in.
    ApiFrom(Source),
    /// Looking up patients at a front desk.
    DeskLookUp(AccountId),
    /// Looking up patients by number or email address.
    PatientLookUp(AccountId),
    /// Searching all patients for one who doesn't exist.
    PatientMiss(AccountId),
    /// Trying to open the record of a patient who doesn't exist, in an emergency.
    EmergencyMiss(AccountId),
    /// Applying to work with the clinic.
    ApplyFrom(Source),
    /// Adding to an application, or changing its fate.
    ApplicantFrom(Source),
    /// Entering the password to close the account.
    CloseAccount(AccountId),
    /// Creating tokens for programs and calendars.
    TokenMake(AccountId),
    /// Sending something to a program immediately.
    WebhookSend(AccountId),
    /// Requesting access to a record, as an app, from a network.
    AppAskFrom(Source),
    /// The same, as this app.
    AppAsk(AppId),
    /// Exchanging codes and tokens, as this app.
    AppToken(AppId),
    /// Following an invalid reminder link.
    VisitLinkFrom(Source),
    /// Choosing a sign-in name, or a telephone number, that belongs to someone else.
    OthersName(AccountId),
}

/// A rate limit: this many attempts at once, and then one per this many seconds.
#[derive(Clone, Copy)]
pub(super) struct Quota {
    at_once: u32,
    every: u64,
}

impl Quota {
    pub(super) fn period(self) -> Duration {
        Duration::from_secs(self.every)
    }

    pub(super) fn most(self) -> Duration {
        self.period() * self.at_once
    }
}

/// The number of purposes.
pub(super) const PURPOSES: usize = Key::COUNT;

impl Key<'_> {
    /// The purpose, and its rate limit. A machine whose proxy is not trusted to report addresses sees everyone at a single address,
    /// so whatever is counted by address alone is hardly limited there.
    pub(super) fn rule(self) -> (usize, Quota) {
        let quota = |at_once, every| Quota { at_once, every };
        match self {
            Self::SignIn(..) => (0, quota(5, 60)),
            Self::SignInName(_) => (1, quota(100, 30)),
            Self::SignInFrom(Source::Network(_) | Source::Claimed(_)) => (2, quota(30, 10)),
            Self::SignInFrom(Source::Local) => (2, quota(1_000_000, 1)),
            Self::SignInDevice(..) => (3, quota(5, 60)),
            Self::Reset(..) => (4, quota(5, 60)),
            Self::ResetName(_) => (5, quota(100, 30)),
            Self::ResetFrom(Source::Network(_) | Source::Claimed(_)) => (6, quota(15, 60)),
            Self::ResetFrom(Source::Local) => (6, quota(200, 5)),
            Self::OwnPassword(_) => (7, quota(5, 60)),
            Self::BreakGlass(_) => (8, quota(5, 60)),
            Self::ContactFrom(Source::Network(_) | Source::Claimed(_)) => (9, quota(5, 60)),
            Self::ContactFrom(Source::Local) => (9, quota(50, 5)),
            Self::RegistrationFrom(Source::Network(_) | Source::Claimed(_)) => (10, quota(15, 60)),
            Self::RegistrationFrom(Source::Local) => (10, quota(1_000, 1)),
            Self::TypedFrom(Source::Network(_) | Source::Claimed(_)) => (11, quota(20, 60)),
            Self::TypedFrom(Source::Local) => (11, quota(200, 5)),
            Self::MessageBy(_) => (12, quota(30, 6)),
            Self::SecondStep(..) => (23, quota(5, 60)),
            Self::SecondStepOf(_) => (24, quota(10, 300)),
            Self::SecondStepDevice(..) => (26, quota(5, 60)),
            Self::OwnSecondStep(_) => (27, quota(5, 60)),
            Self::PasskeyFrom(Source::Network(_) | Source::Claimed(_)) => (28, quota(30, 10)),
            Self::PasskeyFrom(Source::Local) => (28, quota(1_000, 1)),
            Self::EmailCode(_) => (40, quota(5, 60)),
            Self::InvitationCode(_) => (41, quota(5, 60)),
            Self::HoldOf(_) => (13, quota(4, 120)),
            Self::HoldFrom(Source::Network(_) | Source::Claimed(_)) => (14, quota(6, 300)),
            Self::HoldFrom(Source::Local) => (14, quota(100, 10)),
            Self::ApiBy(_) => (15, quota(1_000, 1)),
            Self::ApiFrom(Source::Network(_) | Source::Claimed(_)) => (16, quota(300, 1)),
            Self::ApiFrom(Source::Local) => (16, quota(1_000_000, 1)),
            // Enough for a busy morning, but not for the whole directory.
            Self::DeskLookUp(_) => (17, quota(120, 20)),
            Self::ResetMail(_) => (18, quota(3, 600)),
            Self::ResetMailFrom(Source::Network(_) | Source::Claimed(_)) => (19, quota(10, 120)),
            Self::ResetMailFrom(Source::Local) => (19, quota(200, 5)),
            Self::ApplyFrom(Source::Network(_) | Source::Claimed(_)) => (20, quota(5, 600)),
            Self::ApplyFrom(Source::Local) => (20, quota(200, 5)),
            Self::ApplicantFrom(Source::Network(_) | Source::Claimed(_)) => (21, quota(30, 20)),
            Self::ApplicantFrom(Source::Local) => (21, quota(500, 2)),
            Self::CloseAccount(_) => (22, quota(5, 60)),
            Self::OthersName(_) => (25, quota(10, 600)),
            Self::TokenMake(_) => (29, quota(10, 300)),
            Self::WebhookSend(_) => (30, quota(30, 10)),
            Self::AppAskFrom(Source::Network(_) | Source::Claimed(_)) => (31, quota(30, 10)),
            Self::AppAskFrom(Source::Local) => (31, quota(10_000, 1)),
            Self::AppAsk(_) => (32, quota(1_000, 1)),
            Self::AppToken(_) => (33, quota(2_000, 1)),
            Self::SignInAfresh(_, Source::Network(_)) => (34, quota(3, 3_600)),
            Self::ResetAfresh(_, Source::Network(_)) => (35, quota(3, 3_600)),
            // Sources that can't be told apart get none of their own.
            Self::SignInAfresh(..) => (34, quota(0, 3_600)),
            Self::ResetAfresh(..) => (35, quota(0, 3_600)),
            Self::PatientMiss(_) => (36, quota(30, 60)),
            // Includes look-ups of known patients, each of which is an audit row.
            Self::PatientLookUp(_) => (39, quota(300, 10)),
            // No emergency waits longer than this.
            Self::EmergencyMiss(_) => (37, quota(10, 60)),
            Self::VisitLinkFrom(Source::Network(_) | Source::Claimed(_)) => (38, quota(15, 60)),
            Self::VisitLinkFrom(Source::Local) => (38, quota(200, 5)),
        }
    }

    /// How long it takes to regain one attempt, and all of them.
    pub fn lengths(self) -> (Duration, Duration) {
        let (_, quota) = self.rule();
        (quota.period(), quota.most())
    }

    /// The deed in the audit.
    pub fn deed(self) -> Deed {
        match self {
            Self::SignIn(..)
            | Self::SignInName(_)
            | Self::SignInAfresh(..)
            | Self::SignInFrom(_)
            | Self::SignInDevice(..)
            | Self::PasskeyFrom(_) => Deed::AccountSignIn,
            Self::Reset(..) | Self::ResetName(_) | Self::ResetAfresh(..) | Self::ResetFrom(_) => {
                Deed::AccountResetPassword
            }
            Self::ResetMail(_) | Self::ResetMailFrom(_) => Deed::AccountAskResetLink,
            Self::OwnPassword(_) => Deed::AccountChangePassword,
            Self::SecondStep(..) | Self::SecondStepOf(_) | Self::SecondStepDevice(..) | Self::OwnSecondStep(_) => {
                Deed::AccountSecondStep
            }
            Self::EmailCode(_) => Deed::AccountVerifyEmail,
            Self::InvitationCode(_) => Deed::ProxyBegin,
            Self::BreakGlass(_) | Self::EmergencyMiss(_) => Deed::RecordBreakGlass,
            Self::ContactFrom(_) => Deed::ContactSend,
            Self::RegistrationFrom(_) | Self::TypedFrom(_) => Deed::AccountRegister,
            Self::MessageBy(_) => Deed::MessageSend,
            Self::HoldOf(_) | Self::HoldFrom(_) => Deed::AppointmentHold,
            Self::ApiBy(_) | Self::ApiFrom(_) => Deed::ApiRequest,
            Self::DeskLookUp(_) | Self::PatientMiss(_) => Deed::PatientList,
            Self::PatientLookUp(_) => Deed::PatientLookUp,
            Self::ApplyFrom(_) => Deed::ApplicationSend,
            Self::ApplicantFrom(_) => Deed::ApplicationChange,
            Self::CloseAccount(_) => Deed::AccountClose,
            Self::OthersName(_) => Deed::AccountChangeDetails,
            Self::TokenMake(_) => Deed::AccessTokenMake,
            Self::WebhookSend(_) => Deed::WebhookTest,
            Self::AppAskFrom(_) | Self::AppAsk(_) => Deed::AppAllow,
            Self::AppToken(_) => Deed::ApiRequest,
            Self::VisitLinkFrom(_) => Deed::AppointmentRead,
        }
    }

    pub(super) fn account(self) -> Option<AccountId> {
        match self {
            Self::OwnPassword(id)
            | Self::BreakGlass(id)
            | Self::SignInDevice(id, _)
            | Self::MessageBy(id)
            | Self::SecondStep(id, _)
            | Self::SecondStepOf(id)
            | Self::SecondStepDevice(id, _)
            | Self::OwnSecondStep(id)
            | Self::EmailCode(id)
            | Self::InvitationCode(id)
            | Self::ApiBy(id)
            | Self::DeskLookUp(id)
            | Self::PatientLookUp(id)
            | Self::PatientMiss(id)
            | Self::EmergencyMiss(id)
            | Self::CloseAccount(id)
            | Self::OthersName(id)
            | Self::TokenMake(id)
            | Self::WebhookSend(id) => Some(id),
            _ => None,
        }
    }

    pub(super) fn source(self) -> Option<Source> {
        match self {
            Self::SignIn(_, source)
            | Self::SignInAfresh(_, source)
            | Self::Reset(_, source)
            | Self::ResetAfresh(_, source)
            | Self::SecondStep(_, source) => Some(source),
            Self::SignInFrom(source)
            | Self::PasskeyFrom(source)
            | Self::ResetFrom(source)
            | Self::ResetMailFrom(source)
            | Self::ContactFrom(source)
            | Self::RegistrationFrom(source)
            | Self::TypedFrom(source)
            | Self::AppAskFrom(source)
            | Self::VisitLinkFrom(source)
            | Self::HoldFrom(source)
            | Self::ApiFrom(source)
            | Self::ApplyFrom(source)
            | Self::ApplicantFrom(source) => Some(source),
            _ => None,
        }
    }

    /// These keys, plus a shared one that counts everyone together for networks that are only claimed.
    pub fn all(keys: &[Self]) -> Vec<Self> {
        keys.iter().flat_map(|key| [Some(*key), key.together()]).flatten().collect()
    }

    fn together(self) -> Option<Self> {
        let Some(Source::Claimed(_)) = self.source() else { return None };
        match self {
            Self::SignInFrom(_) => Some(Self::SignInFrom(Source::Local)),
            Self::PasskeyFrom(_) => Some(Self::PasskeyFrom(Source::Local)),
            Self::ResetFrom(_) => Some(Self::ResetFrom(Source::Local)),
            Self::ResetMailFrom(_) => Some(Self::ResetMailFrom(Source::Local)),
            Self::ContactFrom(_) => Some(Self::ContactFrom(Source::Local)),
            Self::RegistrationFrom(_) => Some(Self::RegistrationFrom(Source::Local)),
            Self::TypedFrom(_) => Some(Self::TypedFrom(Source::Local)),
            Self::AppAskFrom(_) => Some(Self::AppAskFrom(Source::Local)),
            Self::VisitLinkFrom(_) => Some(Self::VisitLinkFrom(Source::Local)),
            Self::HoldFrom(_) => Some(Self::HoldFrom(Source::Local)),
            Self::ApiFrom(_) => Some(Self::ApiFrom(Source::Local)),
            Self::ApplyFrom(_) => Some(Self::ApplyFrom(Source::Local)),
            Self::ApplicantFrom(_) => Some(Self::ApplicantFrom(Source::Local)),
            _ => None,
        }
    }
}
