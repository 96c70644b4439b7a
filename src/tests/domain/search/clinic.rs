//! A small directory: public hospitals in Sydney and invented people.

use consulta::domain::search::{Document, Kind};

/// Name | suburb | professions of the staff. Ids from 1.
const CENTRES: &str = "
    Sydney Children Hospital | Randwick | Pathologist, GP, Physiotherapist
    UNSW Health Service | Kensington | GP
    Prince of Wales Hospital | Randwick | GP, Pharmacist
    Royal Prince Alfred Hospital | Sydney | Pathologist
    USYD Health Service | Darlington | GP, Physiotherapist
    UTS Health Service | Ultimo | GP, Specialist
    Royal Randwick Hospital | Randwick |
    St. John's Clinic | Zürich |
";

/// Name | profession | expertise | centre | suburb. Ids from 101.
const PRACTITIONERS: &str = "
    Samuel Jackson | GP | | Prince of Wales Hospital | Randwick
    Samuel Okafor | GP | | UNSW Health Service | Kensington
    Jackson Turner | Pathologist | | Royal Prince Alfred Hospital | Sydney
    Dr Anna Müller | General Practitioner | | UNSW Health Service | Kensington
    Ivo Bakker | Physiotherapist | | Sydney Children Hospital | Randwick
    Priya Raman | Exercise Physiologist | | USYD Health Service | Darlington
    Grace O'Brien | Specialist | Dental | UTS Health Service | Ultimo
    Hoa Đặng | Specialist | Paediatrics | Sydney Children Hospital | Randwick
    Łukasz Wiśniewski | Specialist | Cardiology | Royal Prince Alfred Hospital | Sydney
    Ruth Ng | Urologist | | Prince of Wales Hospital | Randwick
    Omar Haddad | Neurologist | | Prince of Wales Hospital | Randwick
    李 小龍 | Pharmacist | | Prince of Wales Hospital | Randwick
";

/// Both tables as documents.
pub fn documents() -> Vec<Document> {
    let centres = (1..).zip(rows(CENTRES)).map(|(id, [name, suburb, professions])| Document {
        professions: list(professions),
        suburbs: list(suburb),
        ..document(Kind::Centre, id, name)
    });
    let practitioners = (101..).zip(rows(PRACTITIONERS));
    let practitioners = practitioners.map(|(id, [name, profession, expertise, centre, suburb])| Document {
        professions: list(profession),
        expertise: list(expertise),
        centres: list(centre),
        suburbs: list(suburb),
        ..document(Kind::Practitioner, id, name)
    });
    centres.chain(practitioners).collect()
}

/// A document with nothing but a name.
pub fn document(kind: Kind, id: i64, name: &str) -> Document {
    Document {
        kind,
        id,
        name: name.to_owned(),
        professions: Vec::new(),
        expertise: Vec::new(),
        centres: Vec::new(),
        suburbs: Vec::new(),
        also: Vec::new(),
    }
}

fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    let lines = table.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| {
        let mut cells = line.split('|').map(str::trim);
        let row = std::array::from_fn(|_| cells.next().unwrap_or_else(|| panic!("short: {line}")));
        assert_eq!(cells.next(), None, "long: {line}");
        row
    })
}

fn list(cell: &str) -> Vec<String> {
    let values = cell.split(',').map(str::trim).filter(|value| !value.is_empty());
    values.map(ToOwned::to_owned).collect()
}
