//! Keys as attribute values: a form's hidden field, a link's `data-` attribute.

use leptos::prelude::IntoAttributeValue;

use crate::domain::ids::{
    AppointmentId, CentreId, EntryId, InvitationId, PatientId, PractitionerId, ProxyId, RelationshipId, ServiceId,
    StatementId,
};

macro_rules! attribute {
    ($($id:ident),*) => {$(
        impl IntoAttributeValue for $id {
            type Output = i64;

            fn into_attribute_value(self) -> i64 {
                self.0
            }
        }
    )*};
}

attribute!(
    AppointmentId,
    CentreId,
    EntryId,
    InvitationId,
    PatientId,
    PractitionerId,
    ProxyId,
    RelationshipId,
    ServiceId,
    StatementId
);
