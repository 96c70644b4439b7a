// The people in the clinics that scripts/e2e-server seeds, and which practitioner belongs to which test: a test that books or edits
// has its own practitioners, one per project, so that no test takes another's times.

import { test } from './fixtures.ts';

/** The password of every seeded account. */
export const PASSWORD = 'consulta demo';

export const demo = {
  patient: 'patient@demo.example',
  practitioner: 'practitioner@demo.example',
  receptionist: 'receptionist@demo.example',
  manager: 'manager@demo.example',
  auditor: 'auditor@demo.example',
  administrator: 'admin@demo.example',
};

export interface Practitioner {
  id: number;
  name: string;
  /** Where they work. */
  centre: string;
  /** Where they work besides, if they do. */
  other: string;
  /** What they sign in with. */
  email: string;
}

/** The clinic whose practitioners approve what is asked for. Theirs are the subject `visits`. */
export const approval = { url: process.env['CONSULTA_E2E_APPROVAL_URL'] };

const randwick = 'Kurrajong Private Hospital Randwick';
const fitzroy = 'Waratah Specialist Centre Fitzroy';
const carlton = 'Waratah Community Health Carlton';
const footscray = 'Fig Tree Community Health Footscray';
const westEnd = 'Kurrajong Community Health West End';
const toowong = 'Kowhai Hospital Toowong';
const norwood = 'Red Gum Community Health Norwood';
const fremantle = 'Red Gum Clinic Fremantle';
const sandyBay = 'Jacaranda District Hospital Sandy Bay';
const newtown = 'Myrtle Clinic Newtown';
const parramatta = 'Jacaranda Specialist Centre Parramatta';
const ponsonby = 'Jacaranda Allied Health Ponsonby';

function practitioner(id: number, name: string, centre: string, other = ''): Practitioner {
  const local = name.normalize('NFD').replace(/\p{Diacritic}/gu, '').toLowerCase().replaceAll('ß', 'ss').replaceAll("'", '').replaceAll(' ', '.');
  return { id, name, centre, other, email: `${local}.practitioner${id - 1}@demo.example` };
}

/** By what the tests are about; in the order of the projects: hydrated, no-js, phone. */
const owned = {
  /** Physiotherapists. */
  journey: [
    practitioner(25, 'Arash Jafari', fitzroy),
    practitioner(40, 'Katerina Georgiou', norwood),
    practitioner(41, 'Paolo Romano', westEnd),
  ],
  refusals: [
    practitioner(3, 'Oliver Hargreaves', westEnd, toowong),
    practitioner(5, 'Vasiliki Kouris', fremantle),
    practitioner(7, 'Amal Saleh', ponsonby),
  ],
  cancelling: [
    practitioner(22, 'Hazel Hargreaves', norwood),
    practitioner(15, 'Ruby Fairfax', sandyBay),
    practitioner(38, 'Salma Taleb', footscray, carlton),
  ],
  live: [
    practitioner(34, 'Rhys Ashworth', ponsonby),
    practitioner(35, 'Fatima Farah', newtown),
    practitioner(39, 'Talia Vaifale', randwick),
  ],
  hours: [
    practitioner(58, 'Yue Zhang', fremantle),
    practitioner(17, 'Matilda McAllister', ponsonby),
    practitioner(21, 'Dina Farah', fitzroy),
  ],
  /** Who work at two centres. */
  places: [
    practitioner(20, 'Patrick Pemberton', toowong, westEnd),
    practitioner(26, 'Tess Holloway', footscray, fitzroy),
    practitioner(28, 'Tess Kavanagh', randwick, parramatta),
  ],
  accepting: [
    practitioner(32, 'Edward Whitlock', footscray),
    practitioner(48, 'Tāne Ngata', footscray),
    practitioner(57, 'Isla Pemberton', ponsonby),
  ],
  admin: [
    practitioner(46, 'Matilda Campbell', westEnd, toowong),
    practitioner(53, 'Nasrin Moradi', carlton),
    practitioner(52, 'Jun Wu', footscray, carlton),
  ],
  keyboard: [
    practitioner(54, 'Duncan Kavanagh', westEnd, toowong),
    practitioner(60, 'Meera Reddy', fremantle),
    practitioner(51, 'Vincenzo Romano', carlton, footscray),
  ],
  pages: [
    practitioner(2, 'Trang Lê', fitzroy),
    practitioner(4, 'Phương Lê', norwood),
    practitioner(42, 'Rafael Castillo', parramatta, randwick),
  ],
  waitlist: [
    practitioner(49, 'Miles Marsden', sandyBay),
    practitioner(50, 'Grace Llewellyn', ponsonby),
    practitioner(56, 'Jun Lin', parramatta),
  ],
  /** Who offer nothing but the standard visit, until these tests have them offer more. */
  services: [
    practitioner(30, 'Toby Fairfax', fremantle),
    practitioner(24, 'Mei Lin', ponsonby),
    practitioner(37, 'Rosa Colombo', newtown),
  ],
  closures: [
    practitioner(13, 'Parisa Jafari', westEnd),
    practitioner(16, 'Yan Xu', parramatta),
    practitioner(33, 'Nuwan Bandara', ponsonby),
  ],
  holds: [
    practitioner(10, 'Sanjay Reddy', newtown, parramatta),
    practitioner(12, 'Chiara Colombo', fitzroy, footscray),
    practitioner(18, 'Ulrike Krüger', sandyBay),
  ],
  /** Whose appointments are followed in a calendar program. */
  calendar: [
    practitioner(44, "Olivia O'Brien", fremantle),
    practitioner(1, 'Bilal Nasser', randwick),
    practitioner(14, 'Trang Đỗ', sandyBay),
  ],
  series: [
    practitioner(19, 'Jürgen Krüger', footscray),
    practitioner(43, 'Xiu Ying Xu', westEnd),
    practitioner(59, 'Greta Weiß', westEnd),
  ],
  staff: [
    practitioner(11, 'Duncan Carmichael', westEnd, toowong),
    practitioner(29, 'Hodan Nur', westEnd, toowong),
    practitioner(31, 'Layla Farah', westEnd, toowong),
  ],
  board: [
    practitioner(8, 'Zhi Yuan Huang', newtown),
    practitioner(6, 'Phoebe McAllister', sandyBay),
    practitioner(23, 'Zhi Yuan Li', norwood),
  ],
  /** Whose week is drawn: they offer the standard visit, in steps of half an hour. */
  grid: [
    practitioner(27, 'Hui Wang', carlton, footscray),
    practitioner(55, 'Phoebe Sinclair', fitzroy, carlton),
    practitioner(45, 'Giorgos Pappas', randwick, newtown),
  ],
  documents: [
    practitioner(61, 'Benigno Reyes', sandyBay),
    practitioner(62, 'Corazon Villanueva', toowong, westEnd),
    practitioner(64, 'Angus Hargreaves', sandyBay),
  ],
  consultation: [
    practitioner(67, 'Salma Nasser', toowong),
    practitioner(69, 'Caterina Rossi', carlton),
    practitioner(36, 'Hương Nguyễn', fitzroy),
  ],
  /** General practitioners who refer, and to whom they do. */
  referring: [
    practitioner(63, 'Nam Nguyễn', parramatta),
    practitioner(68, 'Youssef Aziz', randwick, newtown),
    practitioner(70, 'Long Trần', norwood),
  ],
  referred: [
    practitioner(66, 'Hine Rewi', sandyBay),
    practitioner(47, 'Rohan Patel', carlton, footscray),
    practitioner(9, 'Dilani Perera', carlton),
  ],
  /** Whom patients that were there rate. */
  ratings: [
    practitioner(71, 'Nikhil Rao', footscray),
    practitioner(72, 'Yue Lin', randwick, newtown),
    practitioner(65, 'Miles Kavanagh', randwick, newtown),
  ],
  /** Whom the tests of `live` and `pages` leave free: those run hydrated only. */
  messages: [
    practitioner(35, 'Fatima Farah', newtown),
    practitioner(4, 'Phương Lê', norwood),
    practitioner(42, 'Rafael Castillo', parramatta, randwick),
  ],
  /** Whom the tests of `live` and `refusals` leave free. */
  desk: [
    practitioner(39, 'Talia Vaifale', randwick),
    practitioner(7, 'Amal Saleh', ponsonby),
    practitioner(38, 'Salma Taleb', footscray, carlton),
  ],
  proxies: [
    practitioner(71, 'Nikhil Rao', footscray),
    practitioner(72, 'Yue Lin', randwick, newtown),
    practitioner(65, 'Miles Kavanagh', randwick, newtown),
  ],
  /** In the clinic whose practitioners approve, and no one else's there. */
  lengths: [
    practitioner(1, 'Bilal Nasser', randwick),
    practitioner(1, 'Bilal Nasser', randwick),
    practitioner(1, 'Bilal Nasser', randwick),
  ],
  /** In the clinic whose practitioners approve. */
  visits: [
    practitioner(2, 'Trang Lê', fitzroy),
    practitioner(3, 'Oliver Hargreaves', westEnd),
    practitioner(4, 'Phương Lê', norwood),
  ],
} satisfies Record<string, Practitioner[]>;

/** The practitioner that tests about this have to themselves, in this project. */
export function own(subject: keyof typeof owned): Practitioner {
  // Firefox has a separate run.
  const project = ['hydrated', 'no-js', 'phone'].indexOf(test.info().project.name.replace('firefox', 'hydrated'));
  const found = owned[subject][project];
  if (!found) throw new Error(`No practitioner for ${subject} in ${test.info().project.name}`);
  return found;
}
