//! An administrator's last edit of a person or a place, and undoing it: through the same use case, with the same authority, and
//! only while it stands as the edit left it.

use serde::{Deserialize, Serialize};

use super::{
    Failure, Outcome, Services, authorise, centre,
    personnel::{self, Ended},
    stranded::Settled,
    term::{self, Renamed},
    user,
};
use crate::{
    domain::{
        account::{Actor, Role},
        centre_form::CentreForm,
        ids::{AccountId, AffiliationId, CentreId, PractitionerId},
        policy::{Action, Resource},
        practitioner_form::PractitionerForm,
        staff_form::StaffForm,
        swap::Swap,
        user_form::UserForm,
    },
    error::AppError,
};

/// An edit that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Edit {
    /// A user's name and contact details.
    User(AccountId, Swap<UserForm>),
    /// A user's roles.
    Roles(AccountId, Swap<StaffForm>),
    /// A practitioner's profile.
    Practitioner(PractitionerId, Box<Swap<PractitionerForm>>),
    /// A centre.
    Centre(CentreId, Swap<CentreForm>),
    /// The name of a profession or an area of expertise.
    Term(Renamed),
    /// A practitioner started to work at another centre.
    Begun(PractitionerId, AffiliationId),
    /// A practitioner stopped working at a centre.
    Ended(PractitionerId, Ended),
}

impl Edit {
    /// Whether it can be undone: the administrator role is never given to an account that someone signs in with, and once two names
    /// have become one, nothing says who had which.
    #[must_use]
    pub fn can_be_taken_back(&self) -> bool {
        let administers = |form: &StaffForm| form.roles.iter().any(|role| role == Role::Administrator.as_str());
        match self {
            Self::Roles(_, change) => administers(&change.after) || !administers(&change.before),
            Self::Term(change) => !change.merged,
            _ => true,
        }
    }

    /// The page that shows what was edited.
    #[must_use]
    pub fn page(&self) -> String {
        match self {
            Self::User(id, _) | Self::Roles(id, _) => format!("/admin/users/{id}"),
            Self::Practitioner(id, _) | Self::Begun(id, _) | Self::Ended(id, _) => {
                format!("/admin/practitioners/{id}")
            }
            Self::Centre(id, _) => format!("/admin/centres/{id}"),
            Self::Term(_) => "/admin/professions".to_owned(),
        }
    }
}

/// Refuses anyone who may make none of these edits.
///
/// # Errors
/// Not allowed.
pub fn authorised(actor: &Actor) -> Outcome<()> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic).map(drop)
}

/// Undoes an edit.
///
/// # Errors
/// The errors of the edit's use case, such as that the actor may not, or has patients booked there by now;
/// [`AppError::ChangedSince`] if the same has been edited since.
pub async fn take_back(services: &Services, actor: &Actor, edit: Edit) -> Outcome<()> {
    let taken_back = match edit {
        Edit::User(id, change) => user::put_back(services, actor, id, change).await,
        Edit::Roles(id, change) => user::put_roles_back(services, actor, id, change).await,
        Edit::Practitioner(id, change) => personnel::put_back(services, actor, id, *change).await,
        Edit::Centre(id, change) => centre::put_back(services, actor, id, change).await,
        Edit::Term(change) => term::put_back(services, actor, change).await,
        Edit::Begun(id, affiliation) => {
            personnel::end_work(services, actor, id, affiliation, &Settled::default()).await.map(drop)
        }
        Edit::Ended(id, ended) => personnel::work_again(services, actor, id, &ended).await,
    };
    taken_back.map_err(|failure| match failure {
        Failure::Refused(AppError::Overtaken) => AppError::ChangedSince.into(),
        other => other,
    })
}
