use super::*;

fn form() -> ApplicationForm {
    ApplicationForm {
        name: " Nora  New ".into(),
        email: "nora@example.org".into(),
        phone: "0491 570 156".into(),
        profession: "physio".into(),
        expertise: "Knees, knees; Hips".into(),
        languages: "English".into(),
        provider_number: "24 29-581 L".into(),
        licence_number: " PHY 0001 ".into(),
        qualifications: "BPhty".into(),
        names: NamesForm { username: "Nora.New".into(), national_id: "ab 12-345".into() },
        centres: vec!["2".into(), "1".into(), "2".into()],
        about: String::new(),
    }
}

#[test]
fn an_application_is_put_in_order() {
    let draft = form().parse(&NamesAsked::default()).expect("an application");

    assert_eq!((draft.name.as_str(), draft.profession.as_str()), ("Nora New", "Physiotherapist"));
    assert_eq!(draft.expertise, ["Knees", "Hips"]);
    assert_eq!((draft.provider_number.as_str(), draft.licence_number.as_str()), ("2429581L", "PHY0001"));
    let names = [(IdentifierKind::Username, "nora.new"), (IdentifierKind::NationalId, "AB12345")];
    assert_eq!(draft.names, names.map(|(kind, name)| (kind, name.to_owned())));
    assert_eq!(draft.centres, [CentreId(1), CentreId(2)]);
    assert_eq!(form().cut(), form());
}

#[test]
fn what_an_applicant_must_say_is_asked_for_all_at_once() {
    let problems = ApplicationForm::default().parse(&NamesAsked::default()).expect_err("nothing");

    let fields: Vec<Field> = problems.iter().map(|problem| problem.field).collect();
    assert_eq!(fields, [Field::Name, Field::Email, Field::Phone, Field::Profession, Field::Qualifications]);
    let wrong = ApplicationForm { centres: vec!["here".into()], ..form() };
    let wrong = wrong.parse(&NamesAsked::default()).expect_err("no centre");
    assert_eq!(wrong, [FieldError::new(Field::WishedCentres, Problem::NotAChoice)]);
}

#[test]
fn what_an_applicant_would_sign_in_with_and_need_to_practise_is_asked_for() {
    let asked = NamesAsked { accepted: vec![IdentifierKind::NationalId], licence: true };
    let without = ApplicationForm { names: NamesForm::default(), licence_number: " ".into(), ..form() };

    let missing = without.parse(&asked).expect_err("two are missing");

    assert_eq!(
        missing,
        [Field::LicenceNumber, Field::NationalId].map(|field| FieldError::new(field, Problem::Missing))
    );
    assert!(without.parse(&NamesAsked::default()).is_ok() && form().parse(&asked).is_ok());
}

#[test]
fn an_applicant_who_could_sign_in_with_one_of_several_names_gives_one() {
    let asked = |accepted: &[IdentifierKind]| NamesAsked { accepted: accepted.to_vec(), licence: false };
    let without = ApplicationForm { names: NamesForm::default(), ..form() };
    let either = [IdentifierKind::Username, IdentifierKind::NationalId];

    let missing = without.parse(&asked(&either)).expect_err("neither is given");

    assert_eq!(missing, [FieldError::new(Field::Username, Problem::Missing)]);
    assert!(form().parse(&asked(&either)).is_ok());
    assert!(without.parse(&asked(&[IdentifierKind::Username, IdentifierKind::Email])).is_ok());
    assert!(without.parse(&asked(&[IdentifierKind::Medicare])).is_ok());
}

#[test]
fn every_word_reads_back_as_it_was_written() {
    for status in ApplicationStatus::ALL {
        assert_eq!(status.as_str().parse(), Ok(status));
    }
    for event in ApplicationEvent::ALL {
        assert_eq!(event.as_str().parse(), Ok(event));
    }
}
