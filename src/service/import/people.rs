//! The people in an import: their accounts, what makes them practitioners or patients, and where they work.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::{Ended, Import};
use crate::{
    domain::{
        account::{AccountStatus, IdentifierKind, Role, normalise_identifier},
        audit::{Deed, Subject},
        ids::{AccountId, PractitionerId},
        import::{
            Change, Finding, Owner, PlannedAccount, PlannedAffiliation, PlannedPatient, PlannedPractitioner, Problem,
            Source, Tallies,
        },
        notice::NoticeKind,
        slot::{Availability, first_clash},
    },
    service::{Failure, account::patient_number, personnel::is_of_two, reset_code},
    storage::{
        account::{self, NewAccount},
        db::Tx,
        hours,
        import::{self as rows, StoredCentre},
        lock, notice, session,
    },
};

/// Writes people one by one, and collects what is worth reporting.
pub(super) struct Importer<'a> {
    pub(super) tx: &'a mut Tx,
    pub(super) import: &'a Import,
    pub(super) unique_phone: bool,
    pub(super) specialists_by_referral: bool,
    pub(super) licence_needed: bool,
    /// The accepted kinds of sign-in names.
    pub(super) accepted: &'a [IdentifierKind],
    pub(super) tallies: &'a mut Tallies,
    pub(super) findings: &'a mut Vec<Finding>,
    /// The accounts that this import has created, and where in the files each is.
    pub(super) made: BTreeMap<i64, Place>,
}

impl Importer<'_> {
    pub(super) async fn put_practitioner(
        &mut self,
        planned: &PlannedPractitioner,
        centres: &[Option<StoredCentre>],
    ) -> Result<(), Ended> {
        let number = &planned.provider_number;
        let account = self.put_account(Source::Practitioners, &planned.account, Role::Practitioner).await?;
        let Some((id, person)) = account else { return Ok(()) };
        let row = rows::put_practitioner(self.tx, id, planned.profession.as_str(), number).await?;
        let mut change = row.max(person);
        let is_specialist = planned.profession.is_specialist() || planned.expertise.is_some();
        // After that, it is the practitioner's own choice.
        if row == Change::Created && is_specialist && self.specialists_by_referral {
            hours::set_requires_referral(self.tx, PractitionerId(id.0), true).await?;
        }
        if let Some(expertise) = &planned.expertise {
            change = change.max(rows::add_expertise(self.tx, id, expertise).await?);
        }
        self.tallies.practitioners.count(change);
        let at = Place { source: Source::Practitioners, line: planned.account.line, field: "providerNum" };
        self.put_identifier(at, id, IdentifierKind::ProviderNumber, number).await?;
        self.put_names(Source::Practitioners, id, &planned.account).await?;
        self.refuse_unlicensed(id, &planned.account).await?;
        for affiliation in &planned.affiliations {
            if let Some(Some(centre)) = centres.get(affiliation.centre) {
                self.put_affiliation(id, affiliation, centre).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn put_patient(&mut self, planned: &PlannedPatient) -> Result<(), Ended> {
        let account = self.put_account(Source::Patients, &planned.account, Role::Patient).await?;
        let Some((id, person)) = account else { return Ok(()) };
        let row = rows::put_patient(self.tx, id, &patient_number(), &planned.medicare).await?;
        self.tallies.patients.count(row.max(person));
        let at = Place { source: Source::Patients, line: planned.account.line, field: "medicare" };
        self.put_identifier(at, id, IdentifierKind::Medicare, &planned.medicare).await?;
        self.put_names(Source::Patients, id, &planned.account).await
    }

    /// Refuses people who would have an account but no sign-in name.
    pub(super) async fn refuse_nameless(&mut self) -> Result<(), Ended> {
        let asked = [IdentifierKind::NationalId, IdentifierKind::Username];
        let column = self.accepted.iter().find(|kind| asked.contains(kind)).copied().map(name_column);
        for (id, place) in self.made.clone() {
            let had = account::identifier_kinds(self.tx, AccountId(id)).await?;
            if !had.iter().any(|kind| self.accepted.contains(kind)) {
                self.say(Place { field: column.unwrap_or(place.field), ..place }, Problem::NoSignInName);
            }
        }
        Ok(())
    }

    /// Refuses a practitioner without a licence number, in the file or already stored, where the clinic requires one.
    async fn refuse_unlicensed(&mut self, id: AccountId, person: &PlannedAccount) -> Result<(), Ended> {
        let kind = IdentifierKind::LicenceNumber;
        if !self.licence_needed || person.names.iter().any(|(of, _)| *of == kind) {
            return Ok(());
        }
        if !account::identifier_kinds(self.tx, id).await?.contains(&kind) {
            let at = Place { source: Source::Practitioners, line: person.line, field: name_column(kind) };
            self.say(at, Problem::NoLicence);
        }
        Ok(())
    }

    /// The sign-in names in the file.
    async fn put_names(&mut self, source: Source, id: AccountId, person: &PlannedAccount) -> Result<(), Ended> {
        for (kind, name) in &person.names {
            let at = Place { source, line: person.line, field: name_column(*kind) };
            self.put_identifier(at, id, *kind, name).await?;
        }
        Ok(())
    }

    /// Finds the account by its address and updates its name and telephone number, or creates it. `None` if it belongs to someone
    /// who cannot get this role from a file, or to the person importing.
    async fn put_account(
        &mut self,
        source: Source,
        person: &PlannedAccount,
        role: Role,
    ) -> Result<Option<(AccountId, Change)>, Ended> {
        let email = normalise_identifier(person.email.as_str());
        if let Some(known) = account::find_credentials(self.tx, IdentifierKind::Email, &email).await? {
            let id = AccountId(known.id);
            if self.import.by.actor.id() == Some(id) {
                // No one can give themselves a role, or another sign-in name.
                self.say(Place { source, line: person.line, field: email_column(role) }, Problem::OwnAccount);
                return Ok(None);
            }
            if !self.has_role(id, role).await? {
                if role == Role::Practitioner {
                    // Anyone can register with an address before its owner does, and would become a practitioner here.
                    let at = Place { source, line: person.line, field: email_column(role) };
                    self.say(at, Problem::NotAPractitioner);
                    return Ok(None);
                }
                self.grant(id, role).await?;
            }
            let change = rows::put_person(self.tx, id, &person.full_name, &person.phone).await?;
            return Ok(Some((id, change)));
        }
        if self.unique_phone && account::phone_is_taken(self.tx, &person.phone).await? {
            let at = Place { source, line: person.line, field: "phone" };
            self.say(at, Problem::TakenInDatabase(Owner::Account));
        }
        let hash = match self.import.hashes.get(&email) {
            Some(hash) => hash,
            // A dry run stores nothing, so nothing needs to be hashed for it.
            None if self.import.options.dry_run => "",
            None => return Err(Failure::Fault("an account was removed during the import".into()).into()),
        };
        let new = NewAccount {
            email: person.email.as_str(),
            full_name: &person.full_name,
            phone: &person.phone,
            password_hash: hash,
            must_change_password: true,
            status: AccountStatus::Active,
            created_at: self.import.now.as_second(),
        };
        let id = account::insert(self.tx, &new).await?;
        account::add_identifier(self.tx, id, IdentifierKind::Email, &email).await?;
        account::add_role(self.tx, id, role).await?;
        self.made.insert(id.0, Place { source, line: person.line, field: email_column(role) });
        // As when a practitioner is added by hand: their first password takes two administrators, or the command line.
        if role == Role::Practitioner && self.import.holder.is_some() {
            reset_code::ask_in(self.tx, &self.import.by, id).await?;
        }
        Ok(Some((id, Change::Created)))
    }

    async fn has_role(&mut self, id: AccountId, role: Role) -> Result<bool, Ended> {
        lock::account(self.tx, id).await?;
        Ok(account::find(self.tx, id).await?.is_some_and(|found| found.roles.contains(&role)))
    }

    /// Grants a role to an existing account. As when an administrator grants one, its sessions and tokens end and its owner is
    /// told, unless the account is as new as the role.
    async fn grant(&mut self, id: AccountId, role: Role) -> Result<(), Ended> {
        if self.made.contains_key(&id.0) {
            account::add_role(self.tx, id, role).await?;
            return Ok(());
        }
        let at = self.import.now.as_second();
        account::change_roles(self.tx, id, &[], &[role]).await?;
        session::delete_others(self.tx, id, "").await?;
        notice::insert(self.tx, id, NoticeKind::RolesChanged, None, at).await?;
        self.import.by.did(self.tx, Deed::AccountGrantRole, Subject::from(id).part(role.as_str()));
        Ok(())
    }

    async fn put_identifier(
        &mut self,
        at: Place,
        id: AccountId,
        kind: IdentifierKind,
        value: &str,
    ) -> Result<(), Ended> {
        let value = kind.compared(value);
        if is_of_two(self.tx, id, (kind, &value), self.accepted).await? {
            self.say(at, Problem::TakenInDatabase(Owner::Account));
            return Ok(());
        }
        rows::drop_other_identifiers(self.tx, id, kind, &value).await?;
        if !account::add_identifier(self.tx, id, kind, &value).await? {
            let owner = account::find_credentials(self.tx, kind, &value).await?;
            if owner.is_none_or(|owner| owner.id != id.0) {
                self.say(at, Problem::TakenInDatabase(Owner::Account));
            }
        }
        Ok(())
    }

    /// Existing hours belong to the practitioner; a new affiliation gets those of the plan if possible.
    async fn put_affiliation(
        &mut self,
        id: AccountId,
        planned: &PlannedAffiliation,
        centre: &StoredCentre,
    ) -> Result<(), Ended> {
        let elsewhere = rows::hours_everywhere(self.tx, id).await?;
        let Some(affiliation) = rows::add_affiliation(self.tx, id, centre.id).await? else {
            self.tallies.affiliations.count(Change::Unchanged);
            return Ok(());
        };
        self.tallies.affiliations.count(Change::Created);
        let today = self.import.now.to_zoned(TimeZone::UTC).date();
        let ours = Availability::weekly(&planned.hours);
        let clash = elsewhere.iter().any(|(zone, theirs)| {
            first_clash((&centre.zone, &ours), (zone, &Availability::weekly(theirs)), today, 0).is_some()
        });
        if clash {
            let at = Place { source: Source::Affiliations, line: planned.line, field: "health_centre_name" };
            self.say(at, Problem::ClashesWithKnownHours);
        } else {
            hours::replace(self.tx, affiliation, &planned.hours).await?;
        }
        Ok(())
    }

    fn say(&mut self, at: Place, problem: Problem) {
        self.findings.push(Finding { source: at.source, line: Some(at.line), field: Some(at.field), problem });
    }
}

/// The column with the email addresses of people in a role.
const fn email_column(role: Role) -> &'static str {
    match role {
        Role::Practitioner => "provider_email",
        _ => "patient_email",
    }
}

/// The column with names of a kind.
const fn name_column(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::Username => "username",
        IdentifierKind::LicenceNumber => "licence_number",
        _ => "national_id",
    }
}

/// The place of a finding: file, line and column.
#[derive(Clone, Copy)]
pub(super) struct Place {
    source: Source,
    line: u64,
    field: &'static str,
}
