//! Names from many cultures, each with the language that often comes with it.
//! Given and family names are common ones; whoever they make together is invented.

/// Where a family comes from, as far as names and languages tell.
pub(super) struct Culture {
    /// Spoken besides English; empty for none.
    pub(super) language: &'static str,
    /// How common it is.
    pub(super) weight: usize,
    pub(super) women: &'static [&'static str],
    pub(super) men: &'static [&'static str],
    pub(super) families: &'static [&'static str],
}

pub(super) const CULTURES: &[Culture] = &[
    Culture {
        language: "",
        weight: 30,
        women: &[
            "Charlotte", "Olivia", "Amelia", "Isla", "Grace", "Matilda", "Harriet", "Zoë", "Alice", "Bronwyn", "Imogen",
            "Eleanor", "Ruby", "Tess", "Hazel", "Phoebe",
        ],
        men: &[
            "Oliver", "Jack", "William", "Henry", "Lachlan", "Angus", "Callum", "Hamish", "Toby", "Reuben", "Edward",
            "Miles", "Flynn", "Patrick", "Duncan", "Rhys",
        ],
        families: &[
            "Whitlock", "Hargreaves", "Fairfax", "Ashworth", "Campbell", "Fraser", "O'Brien", "Gallagher", "Pemberton",
            "Llewellyn", "Thornton", "Marsden", "McAllister", "Kavanagh", "Winslow", "Carmichael", "Holloway", "Sinclair",
        ],
    },
    Culture {
        language: "Mandarin",
        weight: 12,
        women: &["Mei", "Xiu Ying", "Jing", "Lan", "Hui", "Yan", "Qing", "Ling", "Yue", "Xin Yi"],
        men: &["Wei", "Jun", "Hao", "Ming", "Bo", "Feng", "Zhi Yuan", "Tao", "Lei", "Jian"],
        families: &["Wang", "Li", "Zhang", "Chen", "Liu", "Zhao", "Huang", "Wu", "Zhou", "Sun", "Xu", "Lin"],
    },
    Culture {
        language: "Hindi",
        weight: 8,
        women: &["Priya", "Ananya", "Kavita", "Deepika", "Meera", "Nisha", "Shreya", "Lakshmi", "Sunita", "Aditi"],
        men: &["Arjun", "Rohan", "Vikram", "Sanjay", "Rahul", "Anil", "Karthik", "Aditya", "Nikhil", "Dev"],
        families: &["Sharma", "Patel", "Iyer", "Reddy", "Gupta", "Menon", "Chatterjee", "Desai", "Nair", "Rao"],
    },
    Culture {
        language: "Vietnamese",
        weight: 7,
        women: &["Thảo", "Linh", "Hương", "Mai", "Ngọc", "Lan Anh", "Phương", "Trang", "Hạnh"],
        men: &["Minh", "Đức", "Quang", "Tuấn", "Hùng", "Long", "Khánh", "Nam", "Thành"],
        families: &["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Đỗ"],
    },
    Culture {
        language: "Arabic",
        weight: 7,
        women: &["Amal", "Layla", "Fatima", "Noura", "Rania", "Yasmin", "Salma", "Hala", "Dina"],
        men: &["Omar", "Karim", "Youssef", "Tarek", "Samir", "Hassan", "Bilal", "Ziad", "Nabil"],
        families: &["Haddad", "Khoury", "Mansour", "Nasser", "Saleh", "Farah", "Aziz", "Rahman", "El-Masri", "Taleb"],
    },
    Culture {
        language: "Greek",
        weight: 5,
        women: &["Eleni", "Sofia", "Katerina", "Despina", "Ioanna", "Vasiliki", "Anastasia"],
        men: &["Nikos", "Giorgos", "Kostas", "Dimitri", "Stavros", "Andreas", "Petros"],
        families: &["Papadopoulos", "Georgiou", "Nikolaidis", "Pappas", "Kouris", "Theodorou", "Vlahos"],
    },
    Culture {
        language: "Italian",
        weight: 5,
        women: &["Giulia", "Francesca", "Chiara", "Lucia", "Alessia", "Rosa", "Caterina"],
        men: &["Marco", "Luca", "Matteo", "Antonio", "Paolo", "Vincenzo", "Nicolò"],
        families: &["Rossi", "Ferrari", "Esposito", "Romano", "Moretti", "Colombo", "D'Angelo"],
    },
    Culture {
        language: "Spanish",
        weight: 4,
        women: &["Lucía", "Camila", "Valentina", "Inés", "Marisol", "Ximena", "Beatriz"],
        men: &["Mateo", "Diego", "Andrés", "Joaquín", "Rafael", "Emilio", "Sebastián"],
        families: &["García", "Fernández", "Muñoz", "Rojas", "Castillo", "Peña", "Núñez", "Salazar"],
    },
    Culture {
        language: "Korean",
        weight: 4,
        women: &["Ji-woo", "Seo-yeon", "Min-ji", "Hye-jin", "Soo-ah", "Eun-ji"],
        men: &["Min-jun", "Ji-hoon", "Seung-hyun", "Dong-wook", "Tae-yang", "Joon-ho"],
        families: &["Kim", "Park", "Choi", "Jung", "Kang", "Yoon", "Lim"],
    },
    Culture {
        language: "Tagalog",
        weight: 4,
        women: &["Maricel", "Jocelyn", "Luzviminda", "Rowena", "Analyn", "Corazon"],
        men: &["Rodel", "Jomar", "Ernesto", "Reynaldo", "Danilo", "Benigno"],
        families: &["Reyes", "Santos", "Bautista", "Villanueva", "Dela Cruz", "Manalo", "Pascual"],
    },
    Culture {
        language: "Polish",
        weight: 3,
        women: &["Agnieszka", "Małgorzata", "Zofia", "Katarzyna", "Joanna", "Ewa"],
        men: &["Łukasz", "Paweł", "Tomasz", "Krzysztof", "Michał", "Jan"],
        families: &["Kowalski", "Nowak", "Wiśniewski", "Zieliński", "Wójcik", "Kamiński"],
    },
    Culture {
        language: "Turkish",
        weight: 3,
        women: &["Ayşe", "Elif", "Zeynep", "Gül", "Defne", "İpek"],
        men: &["Emre", "Mehmet", "Çağlar", "Burak", "Ozan", "Kerem"],
        families: &["Yılmaz", "Demir", "Şahin", "Öztürk", "Kaya", "Arslan"],
    },
    Culture {
        language: "Te Reo Māori",
        weight: 3,
        women: &["Aroha", "Mere", "Hine", "Ngaio", "Anahera", "Marama"],
        men: &["Tāne", "Wiremu", "Rāwiri", "Hemi", "Nikau", "Matiu"],
        families: &["Ngata", "Parata", "Tūroa", "Rewi", "Hōhepa", "Waititi"],
    },
    Culture {
        language: "Samoan",
        weight: 2,
        women: &["Sina", "Leilani", "Fetu", "Losa", "Talia", "Masina"],
        men: &["Tavita", "Sione", "Manu", "Ioane", "Fetuao", "Lagi"],
        families: &["Tuiasosopo", "Leota", "Fa'alogo", "Seumalo", "Tauiliili", "Vaifale"],
    },
    Culture {
        language: "Somali",
        weight: 2,
        women: &["Hodan", "Ifrah", "Sagal", "Ayaan", "Idil", "Hibaaq"],
        men: &["Abdi", "Liban", "Warsame", "Guled", "Bashir", "Mahad"],
        families: &["Warfa", "Abdullahi", "Jama", "Farole", "Egal", "Nur"],
    },
    Culture {
        language: "Farsi",
        weight: 3,
        women: &["Shirin", "Parisa", "Nasrin", "Laleh", "Roxana", "Mina"],
        men: &["Dariush", "Kaveh", "Arash", "Behzad", "Navid", "Siamak"],
        families: &["Tehrani", "Hosseini", "Karimi", "Moradi", "Farahani", "Jafari"],
    },
    Culture {
        language: "German",
        weight: 2,
        women: &["Anneliese", "Greta", "Käthe", "Heike", "Ulrike", "Johanna"],
        men: &["Jürgen", "Matthias", "Lukas", "Götz", "Stefan", "Friedrich"],
        families: &["Müller", "Weiß", "Schröder", "Krüger", "Baumann", "Vogel"],
    },
    Culture {
        language: "Sinhala",
        weight: 2,
        women: &["Nilmini", "Chamari", "Dilani", "Sanduni", "Kumari"],
        men: &["Nuwan", "Lasith", "Chaminda", "Ruwan", "Asela"],
        families: &["Perera", "Fernando", "Wickramasinghe", "Jayawardena", "Gunasekara", "Bandara"],
    },
];
