-- Group O has the letter, not a zero.
update patient set blood_group = replace(blood_group, '0', 'O') where blood_group like '0%';
