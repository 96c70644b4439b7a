//! The actions of the sharing page.

use leptos::prelude::*;

use crate::{
    error::AppError,
    server_fns::{
        app::StopApp,
        sharing::{
            BeginRelationship, BlockPractitioner, EndRelationship, EndTrust, Trust, UnblockPractitioner,
            WithdrawInvitation,
        },
    },
};

/// The actions of the page's forms.
#[derive(Clone, Copy)]
pub(super) struct Actions {
    pub(super) begin: ServerAction<BeginRelationship>,
    pub(super) end: ServerAction<EndRelationship>,
    pub(super) block: ServerAction<BlockPractitioner>,
    pub(super) unblock: ServerAction<UnblockPractitioner>,
    pub(super) trust: ServerAction<Trust>,
    pub(super) withdraw: ServerAction<WithdrawInvitation>,
    pub(super) end_trust: ServerAction<EndTrust>,
    pub(super) stop_app: ServerAction<StopApp>,
    pub(super) error: Signal<Option<AppError>>,
}
