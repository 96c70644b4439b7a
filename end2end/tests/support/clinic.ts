// Who is in the clinic that scripts/e2e-server seeds, and which practitioner belongs to which test: a test that books or
// edits has practitioners of its own, one for each project, so that no test takes another's times.

import { test } from './fixtures.ts';

/** The password of every seeded account. */
export const PASSWORD = 'consulta demo';

export const demo = {
  patient: 'patient@demo.example',
  practitioner: 'practitioner@demo.example',
  administrator: 'admin@demo.example',
};

export interface Practitioner {
  id: number;
  name: string;
  /** Where they work. */
  centre: string;
  /** What they sign in with. */
  email: string;
}

const randwick = 'Kurrajong Private Hospital Randwick';
const fitzroy = 'Waratah Specialist Centre Fitzroy';
const westEnd = 'Kurrajong Community Health West End';
const norwood = 'Red Gum Community Health Norwood';
const fremantle = 'Red Gum Clinic Fremantle';
const sandyBay = 'Jacaranda District Hospital Sandy Bay';
const ponsonby = 'Jacaranda Allied Health Ponsonby';

function practitioner(id: number, name: string, centre: string): Practitioner {
  const local = name.normalize('NFD').replace(/\p{Diacritic}/gu, '').toLowerCase().replaceAll(' ', '.');
  return { id, name, centre, email: `${local}.practitioner${id - 1}@demo.example` };
}

/** By what the tests are about; in the order of the projects: hydrated, no-js, phone. */
const owned = {
  /** Physiotherapists. */
  journey: [
    practitioner(25, 'Arash Jafari', randwick),
    practitioner(40, 'Katerina Georgiou', fitzroy),
    practitioner(41, 'Paolo Romano', fitzroy),
  ],
  refusals: [
    practitioner(3, 'Oliver Hargreaves', westEnd),
    practitioner(5, 'Vasiliki Kouris', fremantle),
    practitioner(7, 'Amal Saleh', ponsonby),
  ],
  cancelling: [
    practitioner(22, 'Hazel Hargreaves', westEnd),
    practitioner(15, 'Ruby Fairfax', norwood),
    practitioner(38, 'Salma Taleb', ponsonby),
  ],
  live: [
    practitioner(34, 'Rhys Ashworth', norwood),
    practitioner(35, 'Fatima Farah', fremantle),
    practitioner(39, 'Talia Vaifale', randwick),
  ],
  hours: [
    practitioner(9, 'Olivia Carmichael', norwood),
    practitioner(17, 'Matilda McAllister', norwood),
    practitioner(21, 'Dina Farah', randwick),
  ],
  accepting: [
    practitioner(32, 'Edward Whitlock', ponsonby),
    practitioner(48, 'Tāne Ngata', ponsonby),
    practitioner(57, 'Isla Pemberton', norwood),
  ],
  admin: [
    practitioner(46, 'Matilda Campbell', fitzroy),
    practitioner(53, 'Nasrin Moradi', fremantle),
    practitioner(52, 'Jun Wu', ponsonby),
  ],
  keyboard: [
    practitioner(54, 'Duncan Kavanagh', fitzroy),
    practitioner(60, 'Meera Reddy', westEnd),
    practitioner(51, 'Vincenzo Romano', fremantle),
  ],
  pages: [
    practitioner(2, 'Trang Lê', fitzroy),
    practitioner(4, 'Phương Lê', norwood),
    practitioner(42, 'Rafael Castillo', sandyBay),
  ],
} satisfies Record<string, Practitioner[]>;

/** The practitioner that tests about this have to themselves, in this project. */
export function own(subject: keyof typeof owned): Practitioner {
  const project = ['hydrated', 'no-js', 'phone'].indexOf(test.info().project.name);
  const found = owned[subject][project];
  if (!found) throw new Error(`No practitioner for ${subject} in ${test.info().project.name}`);
  return found;
}
