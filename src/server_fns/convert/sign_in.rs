//! Where people go once they have signed in.

use crate::{domain::address::local_path, service::sign_in::SignedIn};

/// The page where a signed-in user starts.
pub fn start_of<'a>(signed_in: &SignedIn, next: &'a str) -> &'a str {
    if signed_in.must_change_password {
        return "/account/password?first=1";
    }
    let home = signed_in.roles.last().map_or("/", |role| role.home());
    local_path(next).unwrap_or(home)
}
