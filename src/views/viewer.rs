//! The reader of the page, as the header needs to know them.

use serde::{Deserialize, Serialize};

use super::content::Block;
use crate::domain::{account::Role, language::Language};

/// The reader of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// Their account; `None` for a visitor.
    pub account: Option<ViewerAccount>,
    /// Whether visitors may register.
    pub registration_open: bool,
    /// The clinic's notice to everyone.
    pub notice: Vec<Block>,
    /// The languages of the site.
    pub languages: Vec<Language>,
}

/// A signed-in user's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewerAccount {
    /// Their key, which also chooses the colour of the drawn avatar.
    pub id: i64,
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Their roles.
    pub roles: Vec<Role>,
    /// Whether someone shares their record with them, or has offered to.
    pub shared: bool,
    /// How long they stay signed in without using a page, in seconds.
    pub idle_seconds: i64,
    /// Whether they have just signed in.
    pub is_welcome: bool,
    /// Whether they must choose a new password first.
    pub must_change_password: bool,
    /// Whether signing in takes a second step.
    pub second_factor: bool,
}

/// The number of unread items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadView {
    /// Notices.
    pub notices: i64,
    /// Messages.
    pub messages: i64,
    /// Messages to the clinic that wait for an answer, for those who hold its inbox.
    pub inbox: i64,
}

impl Viewer {
    /// Their name in the forms of their pages: the key of their account, or `visitor`.
    #[must_use]
    pub fn reader(&self) -> String {
        self.account.as_ref().map_or_else(|| "visitor".to_owned(), |account| account.id.to_string())
    }

    /// Whether the reader holds this role.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.account.as_ref().is_some_and(|account| account.roles.contains(&role))
    }
}
