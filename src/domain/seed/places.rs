//! Cities, their time zones and suburbs, and the names of demo centres. Places are real, centres are invented; telephone numbers
//! are from ranges reserved for fiction.

/// A city with its zone.
pub(super) struct City {
    /// IANA name.
    pub(super) zone: &'static str,
    pub(super) state: &'static str,
    /// The start of its fictitious telephone numbers; four digits follow.
    pub(super) phone: &'static str,
    pub(super) currency: &'static str,
    /// Name and postcode.
    pub(super) suburbs: &'static [(&'static str, &'static str)],
}

pub(super) const CITIES: &[City] = &[
    City {
        zone: "Australia/Sydney",
        state: "NSW",
        phone: "(02) 5550 ",
        currency: "AUD",
        suburbs: &[
            ("Randwick", "2031"),
            ("Newtown", "2042"),
            ("Parramatta", "2150"),
            ("Kensington", "2033"),
            ("Bondi Junction", "2022"),
            ("Chatswood", "2067"),
            ("Marrickville", "2204"),
            ("Hurstville", "2220"),
            ("Blacktown", "2148"),
            ("Manly", "2095"),
            ("Glebe", "2037"),
            ("Cabramatta", "2166"),
            ("Penrith", "2750"),
        ],
    },
    City {
        zone: "Australia/Melbourne",
        state: "VIC",
        phone: "(03) 5550 ",
        currency: "AUD",
        suburbs: &[
            ("Fitzroy", "3065"),
            ("Carlton", "3053"),
            ("Footscray", "3011"),
            ("St Kilda", "3182"),
            ("Brunswick", "3056"),
            ("Box Hill", "3128"),
            ("Dandenong", "3175"),
            ("Richmond", "3121"),
            ("Preston", "3072"),
        ],
    },
    City {
        zone: "Australia/Brisbane",
        state: "QLD",
        phone: "(07) 5550 ",
        currency: "AUD",
        suburbs: &[
            ("West End", "4101"),
            ("Toowong", "4066"),
            ("Chermside", "4032"),
            ("Carindale", "4152"),
            ("Sunnybank", "4109"),
            ("Indooroopilly", "4068"),
            ("New Farm", "4005"),
        ],
    },
    City {
        zone: "Australia/Adelaide",
        state: "SA",
        phone: "(08) 5550 ",
        currency: "AUD",
        suburbs: &[
            ("Norwood", "5067"),
            ("Glenelg", "5045"),
            ("Prospect", "5082"),
            ("Unley", "5061"),
            ("Salisbury", "5108"),
        ],
    },
    City {
        zone: "Australia/Perth",
        state: "WA",
        phone: "(08) 7010 ",
        currency: "AUD",
        suburbs: &[
            ("Fremantle", "6160"),
            ("Subiaco", "6008"),
            ("Joondalup", "6027"),
            ("Victoria Park", "6100"),
            ("Midland", "6056"),
        ],
    },
    City {
        zone: "Australia/Hobart",
        state: "TAS",
        phone: "(03) 7010 ",
        currency: "AUD",
        suburbs: &[("Sandy Bay", "7005"), ("Battery Point", "7004"), ("Moonah", "7009"), ("Kingston", "7050")],
    },
    City {
        zone: "Pacific/Auckland",
        state: "Auckland",
        phone: "+64 9 555 ",
        currency: "NZD",
        suburbs: &[("Ponsonby", "1011"), ("Mount Eden", "1024"), ("Takapuna", "0622"), ("Remuera", "1050")],
    },
];

/// The city of each next centre and patient, by index in [`CITIES`]; the first seven cover every city.
const TURNS: &[usize] = &[0, 1, 2, 3, 4, 5, 6, 0, 1, 0, 2, 1, 0, 3, 0, 1, 4, 2, 0, 1];

pub(super) const STREETS: &[&str] = &[
    "High Street",
    "Station Street",
    "Church Street",
    "Victoria Road",
    "King Street",
    "Ocean Avenue",
    "Park Road",
    "Railway Parade",
    "Anzac Parade",
    "Bridge Street",
    "Elizabeth Street",
    "Harbour Road",
    "Market Street",
    "Albert Road",
    "Wattle Grove",
    "George Street",
    "Chapel Street",
    "Pier Street",
];

pub(super) const TREES: &[&str] = &[
    "Banksia",
    "Waratah",
    "Jacaranda",
    "Ironbark",
    "Wattle",
    "Kurrajong",
    "Boronia",
    "Grevillea",
    "Red Gum",
    "Lilly Pilly",
    "Casuarina",
    "Myrtle",
    "Fig Tree",
    "Kowhai",
];

pub(super) const MEDICAL_CENTRES: &[&str] = &[
    "Medical Centre",
    "Family Practice",
    "Health Hub",
    "Community Health",
    "Clinic",
    "Specialist Centre",
    "Allied Health",
];

pub(super) const HOSPITALS: &[&str] = &["Private Hospital", "Hospital", "District Hospital"];

/// The index in [`CITIES`] of a centre's or a patient's city.
pub(super) fn city_of(index: usize) -> usize {
    TURNS[index % TURNS.len()]
}
